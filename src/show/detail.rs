//! All of one frame: the tree of its fields, and its octets.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use parsers::frame::Buffer;

use super::{
    frame::Shown,
    tree::{Kind, Node},
};
use crate::text::{count, utc};

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const FAULT: Style = AnsiColor::Red.on_default();

/// Columns of names and values before the octets that they stand in.
const COLUMNS: usize = 58;

/// Writes the frame.
///
/// # Errors
/// What the output says.
pub(super) fn write(shown: &Shown<'_>, nodes: &[Node], out: &mut dyn Write) -> io::Result<()> {
    let record = &shown.record;
    let seconds = shown.since_start as f64 / 1e9;
    let size = match record.original_len as usize {
        whole if whole > record.bytes.len() => {
            format!("{} of {}", record.bytes.len(), count(whole as u64, "octet"))
        }
        whole => count(whole as u64, "octet"),
    };
    writeln!(
        out,
        "{BOLD}Frame {}{BOLD:#}, {}, {seconds:.6} s, {size}",
        record.number,
        utc(record.time)
    )?;
    for node in nodes {
        write_node(node, out)?;
    }
    dump(&shown.octets(Buffer::Packet, nodes), "Octets", out)?;
    for (buffer, frames) in shown.assembled() {
        let of = format!("Octets of the {}, from {}", title(buffer), listed(frames));
        dump(&shown.octets(buffer, nodes), &of, out)?;
    }
    Ok(())
}

fn write_node(node: &Node, out: &mut dyn Write) -> io::Result<()> {
    let indent = node.depth * 2;
    let buffer = match node.buffer {
        Buffer::Packet => String::new(),
        assembled => format!("{} ", assembled.name()),
    };
    let range = match node.at.len() {
        0 => String::new(),
        1 => format!("{buffer}{}", node.at.start),
        _ => format!("{buffer}{}-{}", node.at.start, node.at.end - 1),
    };
    match node.kind {
        Kind::Layer | Kind::Group => {
            let width = COLUMNS.saturating_sub(indent);
            let line =
                format!("{:indent$}{BOLD}{:<width$}{BOLD:#}  {DIM}{range}{DIM:#}", "", node.label);
            writeln!(out, "{line}")
        }
        Kind::Field => {
            let text = format!("{:indent$}{}: {}", "", node.label, node.text);
            let place = match node.filter {
                Some(filter) => format!("{range:<9} {filter}"),
                None => range,
            };
            writeln!(out, "{text:<COLUMNS$}  {DIM}{place}{DIM:#}")
        }
        Kind::Fault => {
            writeln!(out, "{FAULT}cannot be read: {}: {}{FAULT:#}", node.label, node.text)
        }
        Kind::More => writeln!(out, "{DIM}{}{DIM:#}", node.text),
    }
}

/// What was put together, for a person.
pub(super) fn title(buffer: Buffer) -> &'static str {
    match buffer {
        Buffer::Packet => "packet",
        Buffer::Pdu => "L2CAP PDU",
        Buffer::Sdu => "SDU",
        Buffer::Message => "message",
    }
}

/// The numbers of frames, of which there may be many: `frames 4 and 7`.
pub fn listed(frames: &[u64]) -> String {
    const MOST: usize = 8;
    let numbers: Vec<String> = frames.iter().take(MOST).map(u64::to_string).collect();
    match (numbers.split_last(), frames.len().saturating_sub(MOST)) {
        (Some((last, before)), 0) if !before.is_empty() => {
            format!("frames {} and {last}", before.join(", "))
        }
        (_, more @ 1..) => format!("frames {} and {more} more", numbers.join(", ")),
        _ => format!("frame {}", numbers.concat()),
    }
}

/// Sixteen octets a line, with their offset and their characters. What is blank is a key.
fn dump(octets: &[Option<u8>], title: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{title}{BOLD:#}")?;
    for (row, octets) in octets.chunks(16).enumerate() {
        let mut hex = String::new();
        let mut text = String::new();
        for (column, octet) in octets.iter().enumerate() {
            if column == 8 {
                hex.push(' ');
            }
            match octet {
                Some(octet) => hex.push_str(&format!("{octet:02x} ")),
                None => hex.push_str("·· "),
            }
            let printable = octet.filter(|octet| (0x20..0x7f).contains(octet));
            text.push(printable.map_or('.', char::from));
        }
        writeln!(out, "  {DIM}{:04x}{DIM:#}  {hex:<49}  {text}", row * 16)?;
    }
    writeln!(out)
}
