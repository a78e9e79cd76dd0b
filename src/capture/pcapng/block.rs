//! Blocks: their frame, and the bodies of those that hold packets and counters.

use std::ops::Range;

use pcap_file::pcapng::PcapNgParser;

use crate::capture::{
    MAX_RECORD, State,
    bytes::{Fields, Order},
    error::{Fault, Reason},
    window::Window,
};

/// Type, length, and the length again at the end.
const FRAME: usize = 12;

/// Octets before the body.
const HEAD: usize = 8;

const SECTION_HEADER_BLOCK: u32 = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION_BLOCK: u32 = 1;
const PACKET_BLOCK: u32 = 2;
const SIMPLE_PACKET_BLOCK: u32 = 3;
const INTERFACE_STATISTICS_BLOCK: u32 = 5;
const ENHANCED_PACKET_BLOCK: u32 = 6;
const SYSTEMD_JOURNAL_EXPORT_BLOCK: u32 = 9;

/// Custom blocks, which may be copied or not.
const CUSTOM_BLOCKS: [u32; 2] = [0x0000_0bad, 0x4000_0bad];

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Section(Order),
    Interface,
    Enhanced,
    Packet,
    Simple,
    Statistics,
    /// Not a packet, but counted as one.
    Event,
    Other,
}

/// A block whose frame is right.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) kind: Kind,
    /// Where it is in the window, without the frame.
    pub(super) range: Range<usize>,
}

/// A parser for the blocks of a section.
///
/// It is given a plain header instead of the file's own, and never an interface: it gives up the
/// whole block for an option that it does not like (any time zone, text that is not UTF-8, a list
/// without an end mark), and keeps all interfaces with their options.
pub(super) fn parser(order: Order, offset: u64) -> Result<PcapNgParser, Fault> {
    const BIG: &[u8] = b"\x0a\x0d\x0d\x0a\0\0\0\x1c\x1a\x2b\x3c\x4d\0\x01\0\0\
        \xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\x1c";
    const LITTLE: &[u8] = b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0\
        \xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0";
    let header = match order {
        Order::Big => BIG,
        Order::Little => LITTLE,
    };
    match PcapNgParser::new(header) {
        Ok((_, parser)) => Ok(parser),
        Err(_) => Err(Fault::new(offset, Reason::Malformed("the section cannot be read"))),
    }
}

/// Reads the frame of the next block; nothing where the capture ends.
#[inline]
pub(super) fn next(
    parser: &mut PcapNgParser,
    window: &mut Window,
    order: Order,
    state: &mut State,
) -> Result<Option<Body>, Fault> {
    if !window.want(FRAME)? {
        return state.end(window, FRAME);
    }
    let code = Fields::new(window.held(), order).u32().unwrap_or_default();
    let order = match code {
        SECTION_HEADER_BLOCK => byte_order(window)?,
        INTERFACE_DESCRIPTION_BLOCK => order,
        _ => match parser.next_raw_block(window.held()) {
            Ok((_, block)) => {
                let length = block.initial_len as usize;
                return Ok(Some(take(window, kind(code, order), length)));
            }
            // Not all of it is held, or its frame is wrong.
            Err(_) => order,
        },
    };
    frame(window, code, order, state)
}

/// The byte order that a section header declares for its section, itself included.
fn byte_order(window: &Window) -> Result<Order, Fault> {
    let magic = window.held().get(HEAD..FRAME).map(|m| Fields::new(m, Order::Big).u32());
    match magic.flatten() {
        Some(0x1a2b_3c4d) => Ok(Order::Big),
        Some(0x4d3c_2b1a) => Ok(Order::Little),
        _ => Err(Fault::new(window.offset(), Reason::Malformed("a section without byte order"))),
    }
}

/// Reads a block that takes more bytes than are held, or that needs a closer look.
fn frame(
    window: &mut Window,
    code: u32,
    order: Order,
    state: &mut State,
) -> Result<Option<Body>, Fault> {
    let offset = window.offset();
    let malformed = |text| Err(Fault::new(offset, Reason::Malformed(text)));
    let mut fields = Fields::new(window.held(), order);
    let Some(declared) = fields.u32().and_then(|_| fields.u32()) else {
        return state.end(window, FRAME);
    };
    let kind = kind(code, order);
    let length = declared as usize;
    if length < FRAME || !length.is_multiple_of(4) {
        return malformed("a block whose length cannot be right");
    }
    if length > MAX_RECORD {
        if kind != Kind::Other {
            let declared = u64::from(declared);
            return Err(Fault::new(offset, Reason::Length { what: "the block", declared }));
        }
        if !window.skip(u64::from(declared))? {
            return state.end(window, length);
        }
        return Ok(Some(Body { kind, range: 0..0 }));
    }
    if !window.want(length)? {
        return state.end(window, length);
    }
    let again = window.held().get(length - 4..length).map(|l| Fields::new(l, order).u32());
    if again != Some(Some(declared)) {
        return malformed("a block whose two lengths differ");
    }
    let version = window.held().get(FRAME..length).map(|rest| Fields::new(rest, order).u16());
    if matches!(kind, Kind::Section(_)) && version != Some(Some(1)) {
        return malformed("a section whose version is not 1");
    }
    Ok(Some(take(window, kind, length)))
}

#[inline]
fn take(window: &mut Window, kind: Kind, length: usize) -> Body {
    let block = window.consume(length);
    Body { kind, range: block.start + HEAD..block.end - (FRAME - HEAD) }
}

#[inline]
fn kind(code: u32, order: Order) -> Kind {
    match code {
        ENHANCED_PACKET_BLOCK => Kind::Enhanced,
        PACKET_BLOCK => Kind::Packet,
        SIMPLE_PACKET_BLOCK => Kind::Simple,
        INTERFACE_STATISTICS_BLOCK => Kind::Statistics,
        INTERFACE_DESCRIPTION_BLOCK => Kind::Interface,
        SECTION_HEADER_BLOCK => Kind::Section(order),
        SYSTEMD_JOURNAL_EXPORT_BLOCK => Kind::Event,
        code if CUSTOM_BLOCKS.contains(&code) => Kind::Event,
        _ => Kind::Other,
    }
}

/// What the three kinds of packet blocks have in common.
#[derive(Debug)]
pub(super) struct Packet {
    pub(super) interface: u32,
    /// None where the block has no time.
    pub(super) ticks: Option<u64>,
    /// Offset of the packet in the body.
    pub(super) start: usize,
    /// Octets of it that were kept; that many there are.
    pub(super) captured: u32,
    pub(super) original: u32,
    pub(super) drops: u16,
}

/// Reads an Enhanced Packet Block.
#[inline]
pub(super) fn enhanced(body: &[u8], order: Order) -> Option<Packet> {
    let mut fields = Fields::new(body, order);
    let interface = fields.u32()?;
    timed(body, fields, interface, 0)
}

/// Reads the Enhanced Packet Block that starts here, with the octets before and after its packet.
pub(super) fn whole_packet(bytes: &[u8], order: Order) -> Option<(usize, Packet, usize)> {
    let mut fields = Fields::new(bytes, order);
    let (code, declared) = (fields.u32()?, fields.u32()?);
    let length = declared as usize;
    if code != ENHANCED_PACKET_BLOCK || !length.is_multiple_of(4) {
        return None;
    }
    let again = bytes.get(length.checked_sub(4)?..length)?;
    let body = bytes.get(HEAD..length - 4)?;
    let packet = enhanced(body, order)?;
    if Fields::new(again, order).u32() != Some(declared) {
        return None;
    }
    let header = HEAD + packet.start;
    let trailer = length - header - packet.captured as usize;
    Some((header, packet, trailer))
}

/// Reads a Packet Block, which came before the enhanced one. All ones mean that the drops are not
/// known.
pub(super) fn packet(body: &[u8], order: Order) -> Option<Packet> {
    let mut fields = Fields::new(body, order);
    let (interface, drops) = (fields.u16()?, fields.u16()?);
    timed(body, fields, u32::from(interface), if drops == u16::MAX { 0 } else { drops })
}

#[inline]
fn timed(body: &[u8], mut fields: Fields<'_>, interface: u32, drops: u16) -> Option<Packet> {
    let ticks = u64::from(fields.u32()?) << 32 | u64::from(fields.u32()?);
    let (captured, original) = (fields.u32()?, fields.u32()?);
    let start = body.len() - fields.rest().len();
    fields.take(captured as usize)?;
    Some(Packet { interface, ticks: Some(ticks), start, captured, original, drops })
}

/// Reads a Simple Packet Block: no time, the first interface, and a length that follows from the
/// interface's snap length (0: all).
pub(super) fn simple(body: &[u8], order: Order, snap_length: u32) -> Option<Packet> {
    let mut fields = Fields::new(body, order);
    let original = fields.u32()?;
    let limit = if snap_length == 0 { u32::MAX } else { snap_length };
    let captured = original.min(limit);
    fields.take(captured as usize)?;
    Some(Packet { interface: 0, ticks: None, start: 4, captured, original, drops: 0 })
}

/// Code and value of each option, up to the end mark or the first that is cut short.
pub(super) fn options(bytes: &[u8], order: Order) -> impl Iterator<Item = (u16, &[u8])> {
    let mut fields = Fields::new(bytes, order);
    std::iter::from_fn(move || {
        let (code, length) = (fields.u16()?, usize::from(fields.u16()?));
        let value = fields.take(length)?;
        // The last option's padding may be missing.
        let _ = fields.take(length.next_multiple_of(4) - length);
        (code != 0).then_some((code, value))
    })
}

/// What the options of a packet say.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Received (1) or sent (0).
    pub(super) direction: Option<u32>,
    /// Packets lost since the one before, of the same interface.
    pub(super) drops: u64,
}

/// Reads the options after a packet.
pub(super) fn told(body: &[u8], packet: &Packet, order: Order) -> Told {
    const FLAGS: u16 = 2;
    const DROP_COUNT: u16 = 4;
    let after = packet.start + (packet.captured as usize).next_multiple_of(4);
    let mut told = Told { direction: None, drops: u64::from(packet.drops) };
    for (code, value) in options(body.get(after..).unwrap_or_default(), order) {
        let mut value = Fields::new(value, order);
        match code {
            FLAGS => {
                told.direction = match value.u32().unwrap_or_default() & 3 {
                    1 => Some(1),
                    2 => Some(0),
                    _ => None,
                }
            }
            DROP_COUNT => told.drops = value.u64().unwrap_or(told.drops),
            _ => {}
        }
    }
    told
}

/// Reads an Interface Statistics Block: the interface, and all drops since the capture began, of
/// the interface and of the operating system.
pub(super) fn statistics(body: &[u8], order: Order) -> Option<(u32, u64)> {
    const IF_DROP: u16 = 5;
    const OS_DROP: u16 = 7;
    let mut fields = Fields::new(body, order);
    let interface = fields.u32()?;
    let _time = fields.u64()?;
    let drops = options(fields.rest(), order)
        .filter(|(code, _)| matches!(*code, IF_DROP | OS_DROP))
        .filter_map(|(_, value)| Fields::new(value, order).u64())
        .fold(0, u64::saturating_add);
    Some((interface, drops))
}
