//! One record with all that is known of it.

use parsers::{
    dissect,
    frame::{Buffer, Context, Frame},
    link::{Packet, Tap},
};

use super::{
    secrecy,
    tree::{self, Node, Scalar},
};
use crate::{
    capture::{Record, Timestamp},
    text::count,
    track::{LinkId, Seen},
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
    /// Its layers.
    pub frame: Frame<'a>,
}

impl<'a> Shown<'a> {
    /// Reads the layers. `start` is the time of the first record.
    pub fn new(record: &Record<'a>, start: Timestamp, seen: &Seen<'a>) -> Self {
        Self {
            record: *record,
            since_start: record.time.step_from(start),
            packet: parsers::link::open(record.link, record.meta, record.bytes, None),
            link: seen.link,
            context: seen.context,
            frames: seen.frames,
            frame: dissect(record.link, record.meta, record.bytes, &seen.context),
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

/// Adapter index of a monitor record that is about no adapter.
const NO_ADAPTER: u16 = 0xffff;
