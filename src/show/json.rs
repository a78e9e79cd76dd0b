//! Frames for programs: an array, one frame a line, written as they come.

use std::io::{self, Write};

use parsers::{frame::Buffer, link::Direction};
use serde::{Serialize, Serializer};

use super::{
    Writer,
    frame::Shown,
    tree::{Kind, Node, Scalar},
};
use crate::text::utc;

#[derive(Serialize)]
struct Frame<'a> {
    number: u64,
    time: String,
    time_relative: f64,
    direction: Option<&'static str>,
    adapter: Option<u16>,
    link: Option<u32>,
    length: u32,
    captured: usize,
    /// What it completes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assembled: Vec<Assembled<'a>>,
    layers: Vec<Layer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<Fault>,
}

#[derive(Serialize)]
struct Assembled<'a> {
    buffer: &'static str,
    /// The frames that had the pieces, this one the last.
    frames: &'a [u64],
}

#[derive(Serialize)]
struct Layer<'a> {
    name: &'static str,
    start: usize,
    end: usize,
    /// What the offsets count in where that is not the packet but was put together.
    #[serde(skip_serializing_if = "Option::is_none")]
    buffer: Option<&'static str>,
    fields: Vec<Field<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Field<'a> {
    Group {
        group: &'static str,
        start: usize,
        end: usize,
        fields: Vec<Field<'a>>,
    },
    Value {
        name: &'static str,
        filter: Option<&'static str>,
        value: Value<'a>,
        /// What the value counts, and how many of these it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        quantity: Option<f64>,
        /// In hexadecimal, all of them.
        #[serde(skip_serializing_if = "Option::is_none")]
        octets: Option<Hex<'a>>,
        text: &'a str,
        start: usize,
        end: usize,
    },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Unsigned(u64),
    Signed(i64),
    Flag(bool),
    Text(&'a str),
    Octets(Hex<'a>),
    Nothing(()),
}

/// Octets that are written in hexadecimal.
#[derive(Clone, Copy)]
struct Hex<'a>(&'a [u8]);

impl Serialize for Hex<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |nibble: u8| DIGITS[usize::from(nibble & 15)];
        let mut text = Vec::with_capacity(2 * self.0.len());
        for octet in self.0 {
            text.extend([digit(octet >> 4), digit(*octet)]);
        }
        serializer.serialize_str(&String::from_utf8_lossy(&text))
    }
}

#[derive(Serialize)]
struct Fault {
    layer: &'static str,
    reason: String,
    offset: usize,
}

/// The octets of a frame, and which of them may be shown.
struct Visible<'a> {
    buffers: [&'a [u8]; 4],
    /// For each of them, where a key is in one.
    masks: Option<[Vec<Option<u8>>; 4]>,
}

impl<'a> Visible<'a> {
    fn new(shown: &Shown<'a>, nodes: &[Node]) -> Self {
        let hidden =
            shown.frame.stop.is_some() || nodes.iter().any(|node| node.scalar == Scalar::Secret);
        Self {
            buffers: shown.context.buffers(shown.record.bytes),
            masks: hidden.then(|| Buffer::ALL.map(|buffer| shown.octets(buffer, nodes))),
        }
    }

    /// The octets of a field; none when a key is among them.
    fn octets(&self, node: &Node) -> Option<Hex<'a>> {
        let place = node.buffer.index();
        let octets = self.buffers.get(place)?;
        let mask = self.masks.as_ref().map(|masks| masks.get(place)?.get(node.at.clone()));
        match mask {
            Some(mask) if mask?.contains(&None) => None,
            _ => octets.get(node.at.clone()).map(Hex),
        }
    }
}

/// An array, one frame a line.
#[derive(Debug, Default)]
pub struct Json {
    wrote: bool,
}

impl Writer for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "[")
    }

    fn frame(&mut self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if std::mem::replace(&mut self.wrote, true) { b",\n" } else { b"\n" })?;
        write(shown, &shown.nodes(), out)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n]")
    }
}

/// Writes the frame, without a line's end.
fn write(shown: &Shown<'_>, nodes: &[Node], out: &mut dyn Write) -> io::Result<()> {
    let record = &shown.record;
    let visible = Visible::new(shown, nodes);
    let mut layers = Vec::new();
    let mut rest = nodes;
    while let Some((node, after)) = rest.split_first() {
        let length = after.iter().take_while(|node| node.depth > 0).count();
        let (inner, next) = after.split_at(length);
        rest = next;
        if node.kind == Kind::Layer {
            layers.push(Layer {
                name: node.label,
                start: node.at.start,
                end: node.at.end,
                buffer: (node.buffer != Buffer::Packet).then(|| node.buffer.name()),
                fields: fields(inner, &visible),
            });
        }
    }
    let frame = Frame {
        number: record.number,
        time: utc(record.time),
        time_relative: shown.since_start as f64 / 1e9,
        direction: shown.packet.and_then(|packet| match packet.direction {
            Direction::Sent => Some("sent"),
            Direction::Received => Some("received"),
            Direction::Unknown => None,
        }),
        adapter: shown.adapter(),
        link: shown.link.map(|link| link.0),
        length: record.original_len,
        captured: record.bytes.len(),
        assembled: shown
            .assembled()
            .map(|(buffer, frames)| Assembled { buffer: buffer.name(), frames })
            .collect(),
        layers,
        fault: shown.frame.stop.map(|stop| Fault {
            layer: stop.layer,
            reason: stop.fault.to_string(),
            offset: stop.offset,
        }),
    };
    // Token by token would be a call of the output for each.
    out.write_all(&serde_json::to_vec(&frame)?)
}

/// The lines of one group or layer; the tree's depth is bounded, and so is this recursion.
fn fields<'a>(mut nodes: &'a [Node], visible: &Visible<'a>) -> Vec<Field<'a>> {
    let mut fields_of = Vec::new();
    while let Some((node, after)) = nodes.split_first() {
        let length = after.iter().take_while(|other| other.depth > node.depth).count();
        let (inner, next) = after.split_at(length);
        nodes = next;
        let (start, end) = (node.at.start, node.at.end);
        match node.kind {
            Kind::Group => {
                fields_of.push(Field::Group {
                    group: node.label,
                    start,
                    end,
                    fields: fields(inner, visible),
                });
            }
            Kind::Field => fields_of.push(field(node, visible)),
            Kind::Layer | Kind::Fault | Kind::More => {}
        }
    }
    fields_of
}

fn field<'a>(node: &'a Node, visible: &Visible<'a>) -> Field<'a> {
    let octets = visible.octets(node);
    let (unit, quantity) = match node.scalar {
        Scalar::Quantity(raw, unit) => (
            Some(unit.symbol),
            unit.special(raw).is_none().then(|| {
                raw as f64 * f64::from(unit.numerator) / f64::from(unit.denominator.max(1))
            }),
        ),
        _ => (None, None),
    };
    Field::Value {
        name: node.label,
        filter: node.filter,
        value: match node.scalar {
            Scalar::Unsigned(v) => Value::Unsigned(v),
            Scalar::Signed(v) | Scalar::Quantity(v, _) => Value::Signed(v),
            Scalar::Flag(v) => Value::Flag(v),
            Scalar::Text => Value::Text(&node.text),
            Scalar::Octets => octets.map_or(Value::Nothing(()), Value::Octets),
            // A payload is what the next layer says; a key is nobody's business.
            Scalar::Payload | Scalar::Secret => Value::Nothing(()),
        },
        unit,
        quantity,
        octets: octets.filter(|_| matches!(node.scalar, Scalar::Octets | Scalar::Payload)),
        text: &node.text,
        start: node.at.start,
        end: node.at.end,
    }
}
