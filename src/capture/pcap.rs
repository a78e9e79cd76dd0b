//! pcap, in microseconds and nanoseconds, in both byte orders.

use parsers::link::Link;
use pcap_file::{Endianness, TsResolution, pcap::PcapParser};

use super::{
    MAX_RECORD, Slot, State, Timestamp,
    bytes::{Fields, Order},
    claim::Claim,
    error::{Fault, Reason},
    link_type,
    window::Window,
};

/// Octets of the file's header.
const FILE_HEADER: usize = 24;

/// Offset of the link type in it.
const LINK_TYPE: u64 = 20;

/// Octets of a record's header.
const RECORD_HEADER: usize = 16;

/// The upper bits of the link type describe frame check sequences.
const LINK_TYPE_MASK: u32 = 0x03ff_ffff;

/// Octets of a packet that are enough to say what it is.
const GLANCE: usize = 2048;

/// Reads the records of a pcap file.
#[derive(Debug)]
pub(super) struct Pcap {
    parser: PcapParser,
    link_type: u32,
    link: Link,
    meta: u32,
    /// Nanoseconds in a unit of the time's fraction.
    scale: u32,
}

/// Whether a file starts as pcap does: `None` if not, an error for variants with other records.
pub(super) fn detect(magic: u32) -> Option<Result<(), &'static str>> {
    let known = |magic| {
        Some(match magic {
            0xa1b2_c3d4 | 0xa1b2_3c4d => Ok(()),
            0xa1b2_cd34 => Err("a pcap file of Kuznetzov's modified format"),
            0xa1b2_34cd => Err("a pcap file of Mesquita's modified format"),
            0xa12b_3c4d => Err("a pcap file of Navtel's format"),
            0xa1b2_c3cb => Err("a file of BPF instructions, not of packets"),
            0x1c00_01ab | 0x1c00_01ac => Err("a pcap file of Ixia's format"),
            _ => return None,
        })
    };
    known(magic).or_else(|| known(magic.swap_bytes()))
}

impl Pcap {
    /// Reads the file's header, and looks at the first packet where the link type leaves doubt.
    pub(super) fn open(window: &mut Window) -> Result<Self, Fault> {
        window.want(FILE_HEADER)?;
        let Ok((_, parser)) = PcapParser::new(window.held()) else {
            return Err(Fault::new(0, Reason::HeaderCut("pcap")));
        };
        let header = parser.header();
        if header.version_major != 2 {
            return Err(Fault::new(
                4,
                Reason::NotDecoded {
                    format: "pcap",
                    what: "version",
                    number: u32::from(header.version_major),
                    name: "unknown",
                    advice: "only version 2 is supported",
                },
            ));
        }
        window.consume(FILE_HEADER);
        let number = u32::from(header.datalink) & LINK_TYPE_MASK;
        let link = Link::of_number(number);
        let link = match link {
            Some(link) if link != Link::Ppi => link,
            _ => {
                let packet = glance(window, &parser)?;
                match link.filter(|&link| packet.is_none_or(|p| link_type::fits(link, p))) {
                    Some(link) => link,
                    None => return Err(Fault::new(LINK_TYPE, link_type::refusal(number, packet))),
                }
            }
        };
        let scale = match header.ts_resolution {
            TsResolution::MicroSecond => 1000,
            TsResolution::NanoSecond => 1,
        };
        Ok(Self { parser, link_type: number, link, meta: link_type::plain_meta(link), scale })
    }

    /// Name and number of the link type.
    pub(super) fn link_type(&self) -> String {
        link_type::text(self.link_type)
    }

    /// What the header of a record says.
    pub(super) fn claim(&self, bytes: &[u8]) -> Option<Claim> {
        let mut fields = Fields::new(bytes, order(&self.parser));
        let (seconds, fraction) = (fields.u32()?, fields.u32()?);
        let (captured, original) = (fields.u32()?, fields.u32()?);
        Some(Claim {
            header: RECORD_HEADER,
            captured: captured as usize,
            original: original as usize,
            trailer: 0,
            time: Timestamp::new(seconds, fraction, self.scale),
            link: self.link,
            meta: self.meta,
        })
    }

    /// Reads one record.
    #[inline]
    pub(super) fn next(
        &self,
        window: &mut Window,
        state: &mut State,
    ) -> Result<Option<Slot>, Fault> {
        loop {
            // The raw call: the checked one refuses packets longer than the snap length, without
            // saying where the next one is.
            if let Ok((_, packet)) = self.parser.next_raw_packet(window.held()) {
                let (length, original) = (packet.incl_len, packet.orig_len);
                state.number += 1;
                state.time = Timestamp::new(packet.ts_sec, packet.ts_frac, self.scale);
                window.consume(RECORD_HEADER);
                return Ok(Some(Slot {
                    link: self.link,
                    meta: self.meta,
                    interface: 0,
                    range: window.consume(length as usize),
                    original_len: original.max(length),
                    drops: 0,
                }));
            }
            // The only failure of the raw call is that it wants to see more.
            let held = window.held().len();
            let needed = needed(window, &self.parser)?;
            if needed <= held || !window.want(needed)? {
                let claim = self.claim(window.held());
                return state.end_within(window, claim, needed);
            }
        }
    }
}

fn order(parser: &PcapParser) -> Order {
    match parser.header().endianness {
        Endianness::Big => Order::Big,
        Endianness::Little => Order::Little,
    }
}

/// How many octets the next record takes, or its header where that cannot be read yet.
fn needed(window: &Window, parser: &PcapParser) -> Result<usize, Fault> {
    let mut fields = Fields::new(window.held(), order(parser));
    let (Some(_), Some(included), Some(_)) = (fields.u64(), fields.u32(), fields.u32()) else {
        return Ok(RECORD_HEADER);
    };
    let length = included as usize;
    if length > MAX_RECORD {
        let declared = u64::from(included);
        return Err(Fault::new(window.offset(), Reason::Length { what: "the record", declared }));
    }
    Ok(RECORD_HEADER + length)
}

/// The start of the first packet.
fn glance<'a>(window: &'a mut Window, parser: &PcapParser) -> Result<Option<&'a [u8]>, Fault> {
    window.want(RECORD_HEADER)?;
    let Ok(needed) = needed(window, parser) else { return Ok(None) };
    window.want(needed.min(GLANCE))?;
    let held = window.held();
    let end = needed.min(held.len());
    Ok(held.get(RECORD_HEADER..end).filter(|packet| !packet.is_empty()))
}
