//! One line a frame.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use parsers::link::{Direction, Kind as PacketKind};

use super::{
    frame::Shown,
    tree::{Kind, Node, Scalar},
};
use crate::text::shorten;

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const FAULT: Style = AnsiColor::Red.on_default();

/// Characters of a line's description.
const MAX_TEXT: usize = 160;
/// Fields of the innermost layer that are named.
const MAX_FIELDS: usize = 6;

/// Layers that are only wrapping: what they carry is worth the line.
fn is_wrapping(title: &str) -> bool {
    matches!(
        title,
        "H4" | "H4 pseudo-header" | "Linux monitor" | "HCI Command" | "HCI Event" | "HCI ACL Data"
            | "L2CAP" | "LE Meta" | "Command Complete"
    )
}

/// Writes the line.
///
/// # Errors
/// What the output says.
pub(super) fn write(shown: &Shown<'_>, nodes: &[Node], out: &mut dyn Write) -> io::Result<()> {
    let record = &shown.record;
    let seconds = shown.since_start as f64 / 1e9;
    let arrow = match shown.packet.map(|packet| packet.direction) {
        Some(Direction::Sent) => "→",
        Some(Direction::Received) => "←",
        Some(Direction::Unknown) | None => "·",
    };
    write!(out, "{:>6} {DIM}{seconds:>12.6}{DIM:#} {arrow} ", record.number)?;
    if let Some(adapter) = shown.adapter() {
        write!(out, "{DIM}hci{adapter}{DIM:#} ")?;
    }
    match shown.link {
        Some(link) => write!(out, "{DIM}L{:<2}{DIM:#} ", link.0)?,
        None => write!(out, "    ")?,
    }
    let (titles, fields) = describe(shown, nodes);
    write!(out, "{BOLD}{titles}{BOLD:#}")?;
    if !fields.is_empty() {
        write!(out, "  {}", shorten(&fields, MAX_TEXT))?;
    }
    if let Some(stop) = &shown.frame.stop {
        write!(out, "  {FAULT}[{stop}]{FAULT:#}")?;
    }
    let missing = (record.original_len as usize).saturating_sub(record.bytes.len());
    if missing > 0 {
        write!(out, "  {FAULT}[{missing} octets not captured]{FAULT:#}")?;
    }
    writeln!(out)
}

/// The titles of the layers that say something, and the main fields of the innermost.
pub fn describe(shown: &Shown<'_>, nodes: &[Node]) -> (String, String) {
    let layers: Vec<usize> =
        (0..nodes.len()).filter(|&index| nodes[index].kind == Kind::Layer).collect();
    let Some(&last) = layers.last() else { return (bare(shown), String::new()) };
    let mut titles: Vec<&str> = layers.iter().map(|&index| nodes[index].label).collect();
    let telling = titles.iter().position(|title| !is_wrapping(title)).unwrap_or(titles.len() - 1);
    titles.drain(..telling);
    // "AVDTP" before "AVDTP start packet" says nothing more.
    titles.dedup_by(|inner, outer| inner.starts_with(*outer));
    let mut text = titles.join(" / ");
    if shown.context.incomplete {
        text.push_str(" (fragment)");
    }
    (text, main_fields(&nodes[last + 1..]))
}

/// `name value` of the fields that tell most: codes and numbers, and text.
fn main_fields(nodes: &[Node]) -> String {
    let worth = nodes.iter().filter(|node| {
        node.kind == Kind::Field
            && !node.label.starts_with("reserved")
            && node.scalar != Scalar::Secret
            && node.scalar != Scalar::Flag(false)
            && !node.text.is_empty()
    });
    let words = worth.take(MAX_FIELDS).map(|node| {
        let label = node.label.replace('_', " ");
        match node.scalar {
            Scalar::Flag(_) => label,
            _ => format!("{label} {}", shorten(&node.text, 48)),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What a packet without layers is.
fn bare(shown: &Shown<'_>) -> String {
    match shown.packet.map(|packet| (packet.kind, packet.part.bytes.len())) {
        Some((PacketKind::Monitor(opcode), _)) => opcode.to_string(),
        Some((PacketKind::Other(kind), octets)) => format!("not decoded (type {kind:#04x}), {octets} octets"),
        Some((_, octets)) => format!("{octets} octets"),
        None => format!("{} octets that cannot be read", shown.record.bytes.len()),
    }
}
