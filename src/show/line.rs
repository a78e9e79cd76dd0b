//! One line a frame.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use parsers::link::{Direction, Kind as PacketKind};

use super::{
    frame::Shown,
    tree::{Kind, Node, Scalar},
};
use crate::text::{count, shorten};

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const FAULT: Style = AnsiColor::Red.on_default();

/// Characters of a line's description.
const MAX_TEXT: usize = 120;
/// Fields of the innermost layer that are named.
const MAX_FIELDS: usize = 6;

/// Layers that are only wrapping: what they carry is worth the line.
fn is_wrapping(title: &str) -> bool {
    const TITLES: &[&str] = &[
        "H4",
        "H4 pseudo-header",
        "Linux monitor",
        "HCI Command",
        "HCI Event",
        "HCI ACL Data",
        "LE Meta",
        "Command Complete",
        "L2CAP",
        "LE link layer",
        "LE link layer, coded",
        "LE advertising header",
        "LE data header",
    ];
    TITLES.contains(&title) || says_nothing(title)
}

/// Layers whose fields are not worth the line, though they may be the innermost.
fn says_nothing(title: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "nRF",
        "PPI",
        "LE radio",
        "Ubertooth",
        "LE CRC",
        "RFCOMM FCS",
        "SBC payload",
        "SBC frames",
    ];
    BEGINNINGS.iter().any(|beginning| title.starts_with(beginning))
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
    let last = layers.iter().rev().find(|&&index| !says_nothing(nodes[index].label));
    let Some(&last) = last.or(layers.last()) else { return (bare(shown), String::new()) };
    let inner = &nodes[last + 1..];
    let own = inner.iter().take_while(|node| node.depth > 0).count();
    let mut titles: Vec<&str> = layers.iter().map(|&index| nodes[index].label).collect();
    titles.retain(|title| !is_wrapping(title));
    // "AVDTP" before "AVDTP start packet" says nothing more.
    titles.dedup_by(|inner, outer| inner.starts_with(*outer));
    if titles.is_empty() {
        titles.push(nodes[last].label);
    }
    let mut text = titles.join(" / ");
    let opcode = nodes.iter().rfind(|node| matches!(node.label, "opcode" | "code"));
    if let (Some(opcode), "HCI Command" | "HCI Event" | "Return Parameters") =
        (opcode, text.as_str())
    {
        // Its parameters have no declaration of their own: the code says what it is.
        text = match text.as_str() {
            "Return Parameters" => format!("{} {text}", short(&opcode.text)),
            _ => short(&opcode.text).to_owned(),
        };
    }
    if shown.context.incomplete {
        text.push_str(" (fragment)");
    }
    if shown.context.encrypted {
        text.push_str(" (encrypted)");
    }
    (text, main_fields(&inner[..own]))
}

/// `name value` of the fields that tell most: codes and numbers, and text.
fn main_fields(nodes: &[Node]) -> String {
    let worth = nodes.iter().filter(|node| {
        let form =
            matches!(node.label, "opcode" | "length" | "size" | "losc" | "count" | "version")
                || node.label.starts_with("reserved")
                || node.label.contains("crc")
                || (node.label == "type" && node.depth > 1);
        let silent = matches!(node.scalar, Scalar::Secret | Scalar::Flag(false));
        node.kind == Kind::Field && !form && !silent && !node.text.is_empty()
    });
    let words = worth.take(MAX_FIELDS).map(|node| {
        let label = node.label.replace('_', " ");
        match node.scalar {
            Scalar::Flag(_) => label,
            _ => format!("{label} {}", shorten(short(&node.text), 40)),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// `Page Timeout (0x04)` without the number, and `unknown (0x0040)` without the word.
fn short(text: &str) -> &str {
    match text.strip_suffix(')').and_then(|text| text.rsplit_once(" (0x")) {
        Some(("unknown", _)) => text.trim_start_matches("unknown (").trim_end_matches(')'),
        Some((name, _)) => name,
        None => text,
    }
}

/// What a packet without layers is.
fn bare(shown: &Shown<'_>) -> String {
    match shown.packet.map(|packet| (packet.kind, packet.part.bytes.len())) {
        Some((PacketKind::Monitor(opcode), _)) => short(&opcode.to_string()).to_owned(),
        Some((PacketKind::Other(kind), octets)) => {
            format!("not decoded (type {kind:#04x}), {octets} octets")
        }
        Some((_, octets)) => format!("{octets} octets"),
        None => {
            format!("{} that cannot be read", count(shown.record.bytes.len() as u64, "octet"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn codes_are_named_or_numbered() {
        assert_eq!(short("Page Timeout (0x04)"), "Page Timeout");
        assert_eq!(short("unknown (0x0040)"), "0x0040");
        assert_eq!(
            short("LMP Error Transaction Collision / LL (x) (0x23)"),
            "LMP Error Transaction Collision / LL (x)"
        );
        assert_eq!(short("7.5 ms (6)"), "7.5 ms (6)");
    }
}
