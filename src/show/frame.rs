//! One record with all that is known of it.

use std::ops::Range;

use parsers::{
    FieldInfo, Pdu, Sink, Value,
    att::Opcode,
    dissect,
    frame::{Buffer, Context, Frame},
    l2cap::Protocol,
    link::{Packet, Tap},
};

use super::{
    secrecy,
    tree::{self, Node, Scalar},
};
use crate::{
    capture::{Record, Timestamp},
    text::count,
    track::{LinkId, Seen, state::Attribute},
};

/// A record, its layers, and what the tracker knows of it.
#[derive(Debug)]
pub struct Shown<'a> {
    /// As the reader gave it.
    pub record: Record<'a>,
    /// Nanoseconds since the first record.
    pub since_start: i64,
    /// Without its wrapping; none when the wrapping cannot be read.
    pub packet: Option<Packet<'a>>,
    /// The link it belongs to.
    pub link: Option<LinkId>,
    /// What earlier records say of it.
    pub context: Context<'a>,
    /// The frames whose pieces it completes, itself the last, for each of [`Buffer::ASSEMBLED`].
    pub frames: [&'a [u64]; 3],
    /// What the value is of whose handle it names, where the declaration was seen.
    pub attribute: Option<Attribute>,
    /// Its layers.
    pub frame: Frame<'a>,
}

impl<'a> Shown<'a> {
    /// Reads the layers. `start` is the time of the first record.
    pub fn new(record: &Record<'a>, start: Timestamp, seen: &Seen<'a>) -> Self {
        let frame = dissect(record.link, record.meta, record.bytes, &seen.context);
        Self {
            record: *record,
            since_start: record.time.step_from(start),
            packet: parsers::link::open(record.link, record.meta, record.bytes, None),
            link: seen.link,
            context: seen.context,
            frames: seen.frames,
            attribute: attribute(&frame, seen),
            frame,
        }
    }

    /// The adapter's number, where the capture counts adapters.
    pub fn adapter(&self) -> Option<u16> {
        let counted = self.record.link.tap() == Tap::Monitor;
        self.packet.map(|packet| packet.adapter).filter(|&index| counted && index != NO_ADAPTER)
    }

    /// The octets that offsets of this buffer count in.
    pub fn buffer(&self, buffer: Buffer) -> &'a [u8] {
        match buffer {
            Buffer::Packet => self.record.bytes,
            assembled => self.context.assembled(assembled).unwrap_or_default(),
        }
    }

    /// What it completes, and the frames that had the pieces, itself the last.
    pub fn assembled(&self) -> impl Iterator<Item = (Buffer, &'a [u64])> {
        let whole = Buffer::ASSEMBLED.into_iter().zip(self.frames);
        whole.filter(|(buffer, _)| self.context.assembled(*buffer).is_some())
    }

    /// Whether the packet carries octets that may be a key and that no declaration reads.
    pub fn is_secret(&self) -> bool {
        secrecy::hides(self)
    }

    /// The lines of its tree; what may be a key is not in them.
    pub fn nodes(&self) -> Vec<Node> {
        let mut nodes = tree::of(&self.frame);
        if self.is_secret() {
            let octets = |node: &&mut Node| matches!(node.scalar, Scalar::Octets | Scalar::Payload);
            for node in nodes.iter_mut().filter(octets) {
                node.text = format!("{}, hidden", count(node.at.len() as u64, "octet"));
                node.scalar = Scalar::Secret;
            }
        }
        nodes
    }

    /// The octets of a buffer that are to be shown; keys are blank.
    pub fn octets(&self, buffer: Buffer, nodes: &[Node]) -> Vec<Option<u8>> {
        let bytes = self.buffer(buffer);
        if self.is_secret() && buffer == Buffer::Packet {
            return vec![None; bytes.len()];
        }
        let mut octets: Vec<Option<u8>> = bytes.iter().copied().map(Some).collect();
        for node in nodes.iter().filter(|n| n.scalar == Scalar::Secret && n.buffer == buffer) {
            if let Some(secret) = octets.get_mut(node.at.clone()) {
                secret.fill(None);
            }
        }
        // A key that is cut short cannot be read as one, but is one.
        if let (Some(stop), Some(layer)) = (&self.frame.stop, self.frame.layers.last())
            && layer.part.buffer == buffer
            && layer.pdu.is_secret()
            && let Some(rest) = octets.get_mut(stop.offset..)
        {
            rest.fill(None);
        }
        octets
    }
}

/// What the value at the only handle of an ATT PDU is of.
fn attribute(frame: &Frame<'_>, seen: &Seen<'_>) -> Option<Attribute> {
    /// The code of the PDU, its handles.
    #[derive(Default)]
    struct Found(Option<Opcode>, Option<u16>, usize);
    impl Sink for Found {
        fn field(&mut self, info: &'static FieldInfo, _: Range<usize>, value: Value<'_>) {
            match (info.filter, value) {
                (Some("btatt.opcode"), Value::Code(code, _)) => {
                    self.0 = self.0.or(u8::try_from(code).ok().map(Opcode));
                }
                (Some("btatt.handle"), Value::Hex(handle)) => {
                    (self.1, self.2) = (u16::try_from(handle).ok(), self.2 + 1);
                }
                _ => {}
            }
        }
        fn enter(&mut self, _: &'static Pdu, _: usize) {}
        fn leave(&mut self, _: usize) {}
    }
    let (state, link) = (seen.state?, seen.link?);
    if seen.context.protocol != Protocol::Att {
        return None;
    }
    let mut found = Found::default();
    for layer in &frame.layers {
        // A fault is shown elsewhere.
        let _ = layer.describe(&mut found);
    }
    let Found(Some(opcode), Some(handle), 1) = found else { return None };
    let asks = opcode.is_request() || opcode.is_command();
    let server = if asks { seen.by.opposite() } else { seen.by };
    state.attribute(link, server, handle)
}

/// Adapter index of a monitor record that is about no adapter.
const NO_ADAPTER: u16 = 0xffff;
