//! The layers and fields of one frame as a list of nodes, for the tree and for the octets.

use std::ops::Range;

use parsers::{
    FieldInfo, Sink, Value,
    frame::{Buffer, Frame},
};

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// How deep it stands; layers are at 0.
    pub(super) depth: usize,
    /// Title of the layer or group, or name of the field.
    pub(super) label: String,
    /// The field's name in filters.
    pub(super) filter: Option<&'static str>,
    /// The field's value; none of a layer or a group.
    pub(super) value: Option<String>,
    /// Its octets.
    pub(super) range: Range<usize>,
    /// Which octets those are.
    pub(super) buffer: Buffer,
}

struct Nodes {
    nodes: Vec<Node>,
    open: Vec<usize>,
    buffer: Buffer,
}

impl Sink for Nodes {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        self.nodes.push(Node {
            depth: self.open.len() + 1,
            label: info.name.to_owned(),
            filter: info.filter,
            value: Some(value.to_string()),
            range: at,
            buffer: self.buffer,
        });
    }

    fn enter(&mut self, title: &'static str, at: usize) {
        self.open.push(self.nodes.len());
        self.nodes.push(Node {
            depth: self.open.len(),
            label: title.to_owned(),
            filter: None,
            value: None,
            range: at..at,
            buffer: self.buffer,
        });
    }

    fn leave(&mut self, at: usize) {
        if let Some(node) = self.open.pop().and_then(|index| self.nodes.get_mut(index)) {
            node.range.end = at;
        }
    }
}

/// The nodes of a frame, each before those within it.
pub(super) fn of(frame: &Frame<'_>) -> Vec<Node> {
    let mut sink = Nodes { nodes: Vec::new(), open: Vec::new(), buffer: Buffer::Packet };
    for layer in &frame.layers {
        let part = layer.part;
        sink.buffer = part.buffer;
        sink.open.clear();
        sink.nodes.push(Node {
            depth: 0,
            label: layer.pdu.title.to_owned(),
            filter: None,
            value: None,
            range: part.offset..part.offset + part.bytes.len(),
            buffer: part.buffer,
        });
        // What could not be read is said below, once.
        let _ = layer.describe(&mut sink);
    }
    if let Some(stop) = frame.stop {
        let buffer = sink.buffer;
        sink.nodes.push(Node {
            depth: 0,
            label: "cannot be read on".to_owned(),
            filter: None,
            value: Some(stop.to_string()),
            range: stop.offset..stop.offset,
            buffer,
        });
    }
    sink.nodes
}

/// The frame in one line.
pub(super) fn summary(frame: &Frame<'_>) -> String {
    let nodes = of(frame);
    let last = nodes.iter().rposition(|node| node.depth == 0).unwrap_or(0);
    let mut text = nodes.get(last).map_or_else(String::new, |node| node.label.clone());
    for node in nodes.iter().skip(last + 1).take(4) {
        if let Some(value) = &node.value {
            text.push_str(&format!("  {} {value}", node.label));
        }
    }
    text
}
