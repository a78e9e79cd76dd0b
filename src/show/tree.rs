//! The fields of a frame, layer by layer, as a flat list that can be printed or scrolled.

use std::ops::Range;

use parsers::{
    FieldInfo, Pdu, Sink, Unit, Value,
    frame::{Buffer, Frame},
};

use crate::text::{clean, count};

/// Lines of one frame that are kept; a hostile list could have millions.
const MAX_NODES: usize = 4096;
/// Groups within groups that are kept.
const MAX_DEPTH: usize = 16;

/// What a line of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A layer: a protocol data unit.
    Layer,
    /// An element of a list, or a structure within a structure.
    Group,
    /// A field.
    Field,
    /// Where and why reading stopped.
    Fault,
    /// More than can be listed.
    More,
}

/// The value of a field, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scalar {
    /// The text says it all.
    #[default]
    Text,
    /// A number.
    Unsigned(u64),
    /// A number with a sign.
    Signed(i64),
    /// True or false.
    Flag(bool),
    /// A number of these units.
    Quantity(i64, &'static Unit),
    /// Octets; the text may not have all of them.
    Octets,
    /// Octets that the next layer is read from; the text has only their number.
    Payload,
    /// A key, which is in no text.
    Secret,
}

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Layers have 0, their fields and groups 1, and so on.
    pub depth: usize,
    /// What the line is.
    pub kind: Kind,
    /// Title of a layer or group, name of a field.
    pub label: &'static str,
    /// The field's name in Wireshark's display filters.
    pub filter: Option<&'static str>,
    /// The value as a person reads it, cleaned; empty for layers and groups.
    pub text: String,
    /// The value as a program reads it.
    pub scalar: Scalar,
    /// The octets that the line is about, as offsets in `buffer`.
    pub at: Range<usize>,
    /// What `at` counts in.
    pub buffer: Buffer,
}

/// The lines of a frame, keys and all that no declaration marks as one: [`super::Shown::nodes`] is
/// the way to them.
pub(super) fn of(frame: &Frame<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (index, layer) in frame.layers.iter().enumerate() {
        let (part, first) = (layer.part, nodes.len());
        nodes.push(Node {
            depth: 0,
            kind: Kind::Layer,
            label: layer.pdu.title,
            filter: None,
            text: String::new(),
            scalar: Scalar::Text,
            at: part.offset..part.offset + part.bytes.len(),
            buffer: part.buffer,
        });
        let payload = payload(frame, index);
        let mut collect = Collect {
            nodes: &mut nodes,
            open: Vec::new(),
            too_deep: 0,
            buffer: part.buffer,
            payload,
        };
        // A fault here is the frame's, which has a line of its own.
        let end = layer.describe(&mut collect);
        if let (Ok(end), Some(node)) = (end, nodes.get_mut(first)) {
            node.at.end = node.at.end.min(end.max(node.at.start));
        }
    }
    if let Some(stop) = &frame.stop {
        nodes.push(Node {
            depth: 0,
            kind: Kind::Fault,
            label: stop.layer,
            filter: None,
            text: format!("{}, at octet {}", stop.fault, stop.offset),
            scalar: Scalar::Text,
            at: stop.offset..stop.offset,
            buffer: frame.layers.last().map(|layer| layer.part.buffer).unwrap_or_default(),
        });
    }
    nodes
}

/// Where the layer after the one at `index` begins: what stands there is shown there.
pub(super) fn payload(frame: &Frame<'_>, index: usize) -> Option<usize> {
    let (layer, next) = (frame.layers.get(index)?, frame.layers.get(index + 1)?);
    Some(if next.part.buffer == layer.part.buffer { next.part.offset } else { 0 })
}

struct Collect<'n> {
    nodes: &'n mut Vec<Node>,
    /// Index of each group that is open.
    open: Vec<usize>,
    /// Groups that are open and too deep to be kept.
    too_deep: usize,
    buffer: Buffer,
    /// Where the next layer begins, if there is one.
    payload: Option<usize>,
}

impl Collect<'_> {
    fn push(&mut self, node: Node) {
        match self.nodes.len() {
            length if length < MAX_NODES => self.nodes.push(node),
            MAX_NODES => self.nodes.push(Node {
                depth: 0,
                kind: Kind::More,
                label: "more",
                filter: None,
                text: format!("more than {MAX_NODES} fields"),
                scalar: Scalar::Text,
                ..node
            }),
            _ => {}
        }
    }
}

impl Sink for Collect<'_> {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        let scalar = match value {
            Value::Unsigned(v) | Value::Hex(v) | Value::Code(v, _) => Scalar::Unsigned(v),
            Value::Quantity(raw, unit) => Scalar::Quantity(raw, unit),
            Value::Signed(v) => Scalar::Signed(v),
            Value::Flag(v) => Scalar::Flag(v),
            Value::Secret(_) => Scalar::Secret,
            Value::Bytes(_) if self.payload.is_some_and(|payload| at.end > payload) => {
                Scalar::Payload
            }
            Value::Bytes(_) => Scalar::Octets,
            Value::Address(_) | Value::Uuid(_) | Value::Text(_) => Scalar::Text,
        };
        let text = match value {
            Value::Bytes(bytes) if scalar == Scalar::Payload => count(bytes.len() as u64, "octet"),
            value => clean(&value.to_string()).into_owned(),
        };
        self.push(Node {
            depth: 1 + self.open.len(),
            kind: Kind::Field,
            label: info.name,
            filter: info.filter,
            text,
            scalar,
            at,
            buffer: self.buffer,
        });
    }

    fn enter(&mut self, pdu: &'static Pdu, at: usize) {
        if self.open.len() == MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        let index = self.nodes.len();
        self.push(Node {
            depth: 1 + self.open.len(),
            kind: Kind::Group,
            label: pdu.title,
            filter: None,
            text: String::new(),
            scalar: Scalar::Text,
            at: at..at,
            buffer: self.buffer,
        });
        self.open.push(index);
    }

    fn leave(&mut self, at: usize) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let group = self.open.pop().and_then(|index| self.nodes.get_mut(index));
        if let Some(group) = group.filter(|node| node.kind == Kind::Group) {
            group.at.end = at.max(group.at.start);
        }
    }
}
