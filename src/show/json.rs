//! Frames for programs: an array, one frame a line, written as they come.

use std::io::{self, Write};

use parsers::{frame::Buffer, link::Direction};
use serde::Serialize;

use super::{
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
    layers: Vec<Layer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<Fault>,
}

#[derive(Serialize)]
struct Layer<'a> {
    name: &'static str,
    start: usize,
    end: usize,
    /// `reassembled` when the offsets count in the L2CAP PDU and not in the packet.
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
    Secret(()),
}

#[derive(Serialize)]
struct Fault {
    layer: &'static str,
    reason: String,
    offset: usize,
}

/// Writes the frame, without a line's end.
///
/// # Errors
/// What the output says.
pub(super) fn write(shown: &Shown<'_>, nodes: &[Node], out: &mut dyn Write) -> io::Result<()> {
    let record = &shown.record;
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
                buffer: (node.buffer == Buffer::Reassembled).then_some("reassembled"),
                fields: fields(inner),
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
        layers,
        fault: shown.frame.stop.map(|stop| Fault {
            layer: stop.layer,
            reason: stop.fault.to_string(),
            offset: stop.offset,
        }),
    };
    Ok(serde_json::to_writer(out, &frame)?)
}

/// The lines of one group or layer; the tree's depth is bounded, and so is this recursion.
fn fields(mut nodes: &[Node]) -> Vec<Field<'_>> {
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
                    fields: fields(inner),
                });
            }
            Kind::Field => fields_of.push(Field::Value {
                name: node.label,
                filter: node.filter,
                value: match node.scalar {
                    Scalar::Unsigned(v) => Value::Unsigned(v),
                    Scalar::Signed(v) => Value::Signed(v),
                    Scalar::Flag(v) => Value::Flag(v),
                    Scalar::Text | Scalar::Octets => Value::Text(&node.text),
                    Scalar::Secret => Value::Secret(()),
                },
                text: &node.text,
                start,
                end,
            }),
            Kind::Layer | Kind::Fault | Kind::More => {}
        }
    }
    fields_of
}
