//! A frame as evidence: what it is, its fields, and the octets of its message.

use parsers::{Role, frame::Buffer, link::Direction};

use crate::{
    show::{
        Shown, describe,
        tree::{Kind, Node, Scalar},
    },
    text::{clean, count, shorten},
    track::Side,
};

/// Characters of the line.
const MAX_LINE: usize = 160;
/// Characters of a field's value.
const MAX_VALUE: usize = 60;
/// Fields of a frame.
const MAX_FIELDS: usize = 24;
/// Octets of a frame.
const MAX_OCTETS: usize = 64;

/// A frame, decoded. Keys are not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    /// `→` for sent by this host (on the air: by the central), `←` for received, `·` where neither is known.
    pub arrow: &'static str,
    /// Who sent it.
    pub by: Side,
    /// The titles of its layers.
    pub title: String,
    /// Its main fields, in a line.
    pub fields: String,
    /// The fields of its message, by name.
    pub all: Vec<(String, String)>,
    /// The octets of its message in hexadecimal, `··` for those that are hidden.
    pub octets: String,
}

impl Exhibit {
    pub(super) fn of(shown: &Shown<'_>, by: Side) -> Self {
        let (title, mut fields) = describe(shown);
        if let Some(stop) = &shown.frame.stop {
            let fault = format!("[{stop}]");
            fields = if fields.is_empty() { fault } else { format!("{fields} {fault}") };
        }
        let nodes = shown.nodes();
        let (first, last) = message(shown);
        Self {
            arrow: match shown.packet.map(|packet| packet.direction) {
                Some(Direction::Sent) => "→",
                Some(Direction::Received) => "←",
                Some(Direction::Unknown) | None => "·",
            },
            by,
            title: clean(&title).into_owned(),
            fields: clean(&shorten(&fields, MAX_LINE)).into_owned(),
            all: all(&nodes, first, last),
            octets: octets(shown, &nodes, first, last),
        }
    }
}

/// The layers of the message, the first and the last one, without those that wrap it.
fn message(shown: &Shown<'_>) -> (usize, usize) {
    let layers = &shown.frame.layers;
    let is_none = |role| matches!(role, Role::Wrapping | Role::Aside);
    let first = layers.iter().position(|layer| !is_none(layer.pdu.role)).unwrap_or(0);
    let last = layers.iter().rposition(|layer| layer.pdu.role != Role::Aside).unwrap_or(0);
    // A signal of L2CAP, or a PDU above it, has headers of its own; HCI's code is part of the message.
    (first.min(last), last)
}

fn all(nodes: &[Node], first: usize, last: usize) -> Vec<(String, String)> {
    let mut layer = None::<usize>;
    let mut fields = Vec::new();
    for node in nodes {
        if node.kind == Kind::Layer {
            layer = Some(layer.map_or(0, |layer| layer + 1));
        }
        let is_in = layer.is_some_and(|layer| (first..=last).contains(&layer));
        let says = node.scalar != Scalar::Payload
            && !node.text.is_empty()
            && !node.label.ends_with("reserved");
        if !is_in || node.kind != Kind::Field || !says {
            continue;
        }
        if fields.len() == MAX_FIELDS {
            fields.push(("more".to_owned(), "fields are not listed".to_owned()));
            break;
        }
        fields.push((node.label.replace('_', " "), shorten(&node.text, MAX_VALUE).into_owned()));
    }
    fields
}

fn octets(shown: &Shown<'_>, nodes: &[Node], first: usize, last: usize) -> String {
    let layers = &shown.frame.layers;
    let Some(innermost) = layers.get(last) else {
        return hex(&shown.octets(Buffer::Packet, nodes));
    };
    let buffer = innermost.part.buffer;
    let own = layers.iter().skip(first).find(|layer| layer.part.buffer == buffer);
    let from = own.map_or(0, |layer| layer.part.offset);
    // What stands behind it, a check for instance, is not of the message.
    let aside = layers.iter().filter(|layer| layer.pdu.role == Role::Aside);
    let behind = aside.filter(|layer| layer.part.buffer == buffer && layer.part.offset > from);
    let octets = shown.octets(buffer, nodes);
    let to = behind.map(|layer| layer.part.offset).min().unwrap_or(octets.len());
    hex(octets.get(from..to.max(from)).unwrap_or_default())
}

fn hex(octets: &[Option<u8>]) -> String {
    let shown = octets.iter().take(MAX_OCTETS).map(|octet| match octet {
        Some(octet) => format!("{octet:02x}"),
        None => "··".to_owned(),
    });
    let mut text = shown.collect::<Vec<_>>().join(" ");
    if let Some(more @ 1..) = octets.len().checked_sub(MAX_OCTETS) {
        text.push_str(&format!(" and {}", count(more as u64, "more octet")));
    }
    text
}
