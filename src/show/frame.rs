//! One record with all that is known of it.

use parsers::{
    View, dissect,
    frame::{Buffer, Context, Frame},
    hci::acl::{Acl, Boundary},
    l2cap::Protocol,
    link::{Kind, Link, MonitorOpcode, Packet},
    ll::{self, data::Llid},
};

use super::tree::{self, Node, Scalar};
use crate::{
    capture::{Record, Timestamp},
    text,
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
            frame: dissect(record.link, record.meta, record.bytes, &seen.context),
        }
    }

    /// The adapter's number, where the capture counts adapters.
    pub fn adapter(&self) -> Option<u16> {
        let counted = matches!(self.record.link, Link::Monitor | Link::LinuxMonitor);
        self.packet.map(|packet| packet.adapter).filter(|&index| counted && index != NO_ADAPTER)
    }

    /// The octets that offsets of this buffer count in.
    pub fn buffer(&self, buffer: Buffer) -> &'a [u8] {
        match buffer {
            Buffer::Packet => self.record.bytes,
            Buffer::Reassembled => self.context.reassembled.unwrap_or_default(),
        }
    }

    /// Whether the packet carries keys that no declaration marks: those of the kernel's management
    /// interface, pieces of Security Manager PDUs, and pieces of nobody knows what.
    pub fn is_secret(&self) -> bool {
        let control = self.packet.is_some_and(|packet| {
            matches!(
                packet.kind,
                Kind::Monitor(MonitorOpcode::CONTROL_COMMAND | MonitorOpcode::CONTROL_EVENT)
            )
        });
        let piece = self.context.protocol == Protocol::Smp
            && (self.context.incomplete || self.context.reassembled.is_some());
        control || piece || self.is_loose()
    }

    /// Whether it holds a piece of an L2CAP PDU that is not known: its start is missing, or the
    /// record was cut short.
    fn is_loose(&self) -> bool {
        let context = &self.context;
        if context.incomplete || context.reassembled.is_some() || context.encrypted {
            return false;
        }
        let Some(packet) = self.packet else { return false };
        match packet.kind {
            Kind::Acl => Acl::parse(packet.part.bytes).is_ok_and(|acl| {
                let cut = usize::from(acl.length) > acl.payload.len();
                acl.handle.is_connection() && (cut || acl.boundary == Boundary::CONTINUATION)
            }),
            Kind::Air(radio) => {
                let read = ll::Packet::parse(packet.part.bytes, radio.framing);
                matches!(read.map(|read| read.body), Ok(ll::Body::Data(header, _))
                    if header.llid == Llid::CONTINUATION)
            }
            _ => false,
        }
    }

    /// The lines of its tree; what may be a key is not in them.
    pub fn nodes(&self) -> Vec<Node> {
        let mut nodes = tree::of(&self.frame);
        if self.is_secret() {
            for node in nodes.iter_mut().filter(|node| node.scalar == Scalar::Octets) {
                node.text = format!("{}, hidden", text::count(node.at.len() as u64, "octet"));
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
            && layer.pdu.fields.iter().any(|field| names_key(field.name))
            && let Some(rest) = octets.get_mut(stop.offset..)
        {
            rest.fill(None);
        }
        octets
    }
}

/// Adapter index of a monitor record that is about no adapter.
const NO_ADAPTER: u16 = 0xffff;

fn names_key(field: &str) -> bool {
    ["key", "irk", "pin", "randomizer", "broadcast_code", "encrypted_data"]
        .iter()
        .any(|word| field.contains(word))
}
