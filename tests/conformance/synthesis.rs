//! Captures made from the declarations, so that every field and every code is met.
//!
//! Seeds are packets of every code that the tables have (`seeds`), filled by a fixed generator. A
//! packet is kept when btlint shows something in it that no packet before had: a field of a
//! declaration, or the name of a code. Then each code in it is put through its values. A capture
//! begins with what tshark must have seen to read the rest: connections, channels, streams.

mod air;
mod audio;
mod bytes;
mod file;
mod hci;
mod l2cap;
mod network;
mod seeds;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
};

use parsers::{
    FieldInfo, Pdu, Sink, Uuid16, Value, dissect,
    frame::{Buffer, Context},
    hci::Opcode,
    link::Link,
};

use crate::ours;

/// Names of a whole that is shown as the data elements that it is made of.
const NOT_MADE: &[&str] = &["btsdp.attribute_id_list", "btsdp.service_search_pattern"];

/// Every so many seeds one is kept that shows nothing new, for other values of its fields.
const MORE: usize = 4;

/// Codes that decide what the octets after them are: other values are seeds of their own.
const DECIDING: &[&str] = &[
    "btatt.opcode",
    "btavdtp.message_type",
    "btavdtp.packet_type",
    "btavdtp.service_category",
    "btavdtp.signal_id",
    "btavdtp.media_codec_audio_type",
    "btavdtp.codec.vendor.vendor_id",
    "btavctp.cr",
    "btavctp.packet_type",
    "btavctp.pid",
    "btavrcp.capability",
    "btavrcp.company_id",
    "btavrcp.notification.event_id",
    "btavrcp.opcode",
    "btavrcp.pdu_id",
    "btbnep.bnep_type",
    "btbnep.type",
    "btcommon.eir_ad.entry.type",
    "bthci_acl.pb_flag",
    "bthci_cmd.opcode",
    "bthci_evt.code",
    "bthci_evt.le_meta_subevent",
    "bthci_evt.opcode",
    "bthci_iso.pb_flag",
    "btl2cap.cid",
    "btl2cap.cmd_code",
    "btl2cap.info_type",
    "btl2cap.option_type",
    "btl2cap.rej_reason",
    "btle.advertising_header.pdu_type",
    "btle.control_opcode",
    "btle.data_header.llid",
    "btle_rf.pdu_type",
    "btle_rf.phy",
    "btrfcomm.frame_type",
    "btrfcomm.mcc.cmd",
    "btsdp.data_element.size",
    "btsdp.data_element.type",
    "btsdp.pdu",
    "btsmp.opcode",
    "hci_h4.type",
    "ip.version",
    "nordic_ble.packet_id",
    "nordic_ble.phy",
    "ppi.dlt",
    "ppi.field_type",
];

/// A packet as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packet {
    pub(crate) bytes: Vec<u8>,
    /// Controller to host, or peripheral to central.
    pub(crate) received: bool,
}

/// A capture to be made: its set-up, and packets of which the best are kept.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    pub(crate) link: Link,
    pub(crate) context: Context<'static>,
    pub(crate) setup: Vec<Packet>,
    pub(crate) seeds: Vec<Packet>,
    /// Makes what depends on the octets right again after one was changed: lengths stay.
    pub(crate) mend: fn(&mut [u8]),
}

/// What one packet shows: fields of declarations, and names of codes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
enum Shows {
    Field(&'static str, &'static str),
    Name(&'static str, &'static str),
}

/// Writes the captures into the folder. Returns the names of fields that no packet has.
pub(crate) fn write(folder: &Path) -> Vec<&'static str> {
    let mut seen = BTreeSet::new();
    for plan in plans() {
        let mut packets = plan.setup.clone();
        packets.extend(plan.packets(&mut seen));
        file::write(folder, plan.name, plan.link, &packets);
    }
    let fields: BTreeSet<_> = seen
        .iter()
        .filter_map(|shows| match shows {
            Shows::Field(_, filter) => Some(*filter),
            Shows::Name(..) => None,
        })
        .collect();
    let missed = ours::names().into_iter();
    missed.filter(|name| !fields.contains(name) && !NOT_MADE.contains(name)).collect()
}

fn plans() -> Vec<Plan> {
    [hci::plans(), l2cap::plans(), audio::plans(), air::plans()].into_iter().flatten().collect()
}

impl Plan {
    /// The packets that show something new.
    fn packets(&self, all: &mut BTreeSet<Shows>) -> Vec<Packet> {
        let mut kept = Vec::new();
        let mut seen = BTreeSet::new();
        let mut swept = BTreeSet::new();
        for (number, seed) in self.seeds.iter().enumerate() {
            let Some((shows, codes)) = self.look(seed) else { continue };
            let new = shows.difference(&seen).next().is_some();
            seen.extend(shows);
            if new || number % MORE == 0 {
                kept.push(seed.clone());
            }
            for (filter, code) in codes {
                if !DECIDING.contains(&filter) && swept.insert(filter) {
                    self.sweep(seed, &code, &mut seen, &mut kept);
                }
            }
        }
        all.extend(seen);
        kept
    }

    /// The packets with other values of one code.
    fn sweep(
        &self,
        seed: &Packet,
        code: &Code,
        seen: &mut BTreeSet<Shows>,
        kept: &mut Vec<Packet>,
    ) {
        for bytes in code.values(&seed.bytes) {
            let mut packet = Packet { bytes, ..*seed };
            (self.mend)(&mut packet.bytes);
            let Some((shows, _)) = self.look(&packet) else { continue };
            if shows.difference(seen).any(|shows| matches!(shows, Shows::Name(..))) {
                seen.extend(shows);
                kept.push(packet);
            }
        }
    }

    /// What btlint shows of the packet, and where codes stand. Nothing of one that is broken.
    fn look(&self, packet: &Packet) -> Option<(BTreeSet<Shows>, BTreeMap<&'static str, Code>)> {
        let meta = file::meta(self.link, packet.received);
        let frame = dissect(self.link, meta, &packet.bytes, &self.context);
        let mut look = Look::default();
        for layer in &frame.layers {
            look.title = layer.pdu.title;
            look.end = layer.part.offset + layer.part.bytes.len();
            look.packet = layer.part.buffer == Buffer::Packet;
            let _ = layer.describe(&mut look);
        }
        (frame.stop.is_none() && !look.broken).then_some((look.shows, look.codes))
    }
}

/// Where a code stands in a packet.
#[derive(Debug)]
struct Code {
    at: Range<usize>,
    bits: Option<(u32, u32)>,
}

impl Code {
    /// The packet with each value that the code may have.
    fn values(&self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let width = self.at.len();
        let (low, high) = self.bits.unwrap_or((0, 8 * u32::try_from(width).unwrap_or(0)));
        let values: Vec<u64> = match high - low {
            0..=8 => (0..1 << (high - low)).collect(),
            9..=16 => (0..0x200)
                .chain(Opcode::KNOWN.iter().map(|(code, _)| u64::from(code.0)))
                .chain(Uuid16::KNOWN.iter().map(|(code, _)| u64::from(code.0)))
                .collect(),
            _ => (0..0x100).collect(),
        };
        let Some(unit) = bytes.get(self.at.clone()).filter(|unit| unit.len() <= 8) else {
            return Vec::new();
        };
        let mask = (u64::MAX >> (64 - (high - low))) << low;
        let mut packets = Vec::new();
        for big in [false, true] {
            if big && width == 1 {
                break;
            }
            let fold = |sum: u64, octet: &u8| sum << 8 | u64::from(*octet);
            let old = if big { unit.iter().fold(0, fold) } else { unit.iter().rev().fold(0, fold) };
            for value in &values {
                let new = old & !mask | value << low & mask;
                let octets = &mut new.to_le_bytes()[..width];
                if big {
                    octets.reverse();
                }
                let mut packet = bytes.to_vec();
                packet[self.at.clone()].copy_from_slice(octets);
                packets.push(packet);
            }
        }
        packets
    }
}

#[derive(Default)]
struct Look {
    title: &'static str,
    packet: bool,
    /// Where the layer's octets end.
    end: usize,
    /// An advertising structure is empty or longer than what is left, which is no fault of the
    /// packet, but nothing to compare either.
    broken: bool,
    shows: BTreeSet<Shows>,
    codes: BTreeMap<&'static str, Code>,
}

impl Sink for Look {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        let Some(filter) = info.filter else { return };
        self.shows.insert(Shows::Field(self.title, filter));
        if filter == "btcommon.eir_ad.entry.length" {
            let length = value.number().and_then(|length| usize::try_from(length).ok());
            self.broken |= length.is_none_or(|length| length == 0 || at.end + length > self.end);
        }
        if let Value::Code(_, name) = value {
            self.shows.extend(name.map(|name| Shows::Name(filter, name)));
            if self.packet && (1..=4).contains(&at.len()) {
                self.codes.entry(filter).or_insert(Code { at, bits: info.bits });
            }
        }
    }
    fn enter(&mut self, pdu: &'static Pdu, _: usize) {
        self.title = pdu.title;
    }
    fn leave(&mut self, _: usize) {}
}
