//! Apple's PacketLogger (`.pklg`), which BTstack writes too. It has no header and no magic number.

use parsers::link::Link;

use super::{
    MAX_RECORD, Slot, State, Timestamp,
    bytes::{Fields, Order},
    claim::Claim,
    error::{Fault, Reason},
    window::Window,
};

/// Octets of the length field, which does not count itself.
const LENGTH: usize = 4;

/// Octets that the length counts before the packet: seconds, microseconds, type.
const REST: usize = 9;

/// Records that must make sense before the format is believed.
const TRIED: usize = 4;

/// Octets of the longest record that a file may start with.
const LONGEST: usize = 0x1_0000;

/// Octets that detection wants to look at.
pub(super) const LOOK: usize = 4096;

/// Reads the records of a PacketLogger file.
#[derive(Debug)]
pub(super) struct PacketLogger {
    order: Order,
}

struct Header {
    length: u32,
    seconds: u32,
    microseconds: u32,
    kind: u8,
}

fn header(bytes: &[u8], order: Order) -> Option<Header> {
    let mut fields = Fields::new(bytes, order);
    Some(Header {
        length: fields.u32()?,
        seconds: fields.u32()?,
        microseconds: fields.u32()?,
        kind: fields.u8()?,
    })
}

impl PacketLogger {
    /// Decides by the first octets of a file; they are all of it if fewer than [`LOOK`].
    pub(super) fn detect(start: &[u8]) -> Option<Self> {
        [Order::Big, Order::Little]
            .into_iter()
            .find(|&order| plausible(start, order))
            .map(|order| Self { order })
    }

    /// There is only one kind of packets; the order of the headers varies.
    pub(super) fn link_type(&self) -> String {
        match self.order {
            Order::Big => "HCI, big-endian headers".to_owned(),
            Order::Little => "HCI, little-endian headers".to_owned(),
        }
    }

    /// What the header of a record says.
    pub(super) fn claim(&self, bytes: &[u8]) -> Option<Claim> {
        let header = header(bytes, self.order)?;
        let payload = (header.length as usize).checked_sub(REST)?;
        if header.microseconds >= 1_000_000 {
            return None;
        }
        Some(Claim {
            header: LENGTH + REST,
            captured: payload,
            original: payload,
            trailer: 0,
            time: Timestamp::new(header.seconds, header.microseconds, 1000),
            link: Link::PacketLogger,
            meta: u32::from(header.kind),
        })
    }

    /// Reads one record.
    #[inline]
    pub(super) fn next(
        &self,
        window: &mut Window,
        state: &mut State,
    ) -> Result<Option<Slot>, Fault> {
        window.want(LENGTH + REST)?;
        let Some(header) = header(window.held(), self.order) else {
            return state.end(window, LENGTH + REST);
        };
        let length = header.length as usize;
        if length > MAX_RECORD {
            let declared = u64::from(header.length);
            return Err(Fault::new(
                window.offset(),
                Reason::Length { what: "the record", declared },
            ));
        }
        let Some(payload) = length.checked_sub(REST) else {
            let text = "the record's length does not cover its header";
            return Err(Fault::new(window.offset(), Reason::Malformed(text)));
        };
        if !window.want(LENGTH + length)? {
            let claim = self.claim(window.held());
            return state.end_within(window, claim, LENGTH + length);
        }
        window.consume(LENGTH + REST);
        state.number += 1;
        state.time = Timestamp::new(header.seconds, header.microseconds, 1000);
        Ok(Some(Slot {
            link: Link::PacketLogger,
            meta: u32::from(header.kind),
            interface: 0,
            range: window.consume(payload),
            original_len: u32::try_from(payload).unwrap_or(u32::MAX),
            drops: 0,
        }))
    }
}

/// Whether the first records make sense; at least one must be whole.
fn plausible(start: &[u8], order: Order) -> bool {
    let mut rest = start;
    for tried in 0..TRIED {
        let Some(header) = header(rest, order) else { return tried > 0 };
        let length = header.length as usize;
        if !(REST..=LONGEST).contains(&length)
            || header.microseconds >= 1_000_000
            || !known(header.kind)
        {
            return false;
        }
        let Some(next) = rest.get(LENGTH + length..) else {
            // The rest of a long first record may lie beyond what is looked at, or be cut off.
            return tried > 0 || start.len() >= LOOK;
        };
        let packet = rest.get(LENGTH + REST..LENGTH + length).unwrap_or_default();
        if !whole(header.kind, packet) {
            return false;
        }
        rest = next;
    }
    true
}

/// Types that a file may start with: HCI packets, and notes of the logging program.
fn known(kind: u8) -> bool {
    matches!(kind, 0..=3 | 8 | 9 | 0x0a | 0x0b | 0xf0..=0xff)
}

/// Codes of BTstack's own events, which it logs beside the controller's; their lengths are not kept.
const BTSTACK_EVENTS: std::ops::RangeInclusive<u8> = 0x60..=0xfe;

/// Whether an HCI packet is as long as it says itself.
fn whole(kind: u8, packet: &[u8]) -> bool {
    if kind == 1 && packet.first().is_some_and(|code| BTSTACK_EVENTS.contains(code)) {
        return true;
    }
    let mut fields = Fields::new(packet, Order::Little);
    let declared = match kind {
        0 => fields.u16().and(fields.u8()).map(|n| 3 + usize::from(n)),
        1 => fields.u8().and(fields.u8()).map(|n| 2 + usize::from(n)),
        2 | 3 => fields.u16().and(fields.u16()).map(|n| 4 + usize::from(n)),
        8 | 9 => fields.u16().and(fields.u8()).map(|n| 3 + usize::from(n)),
        _ => Some(packet.len()),
    };
    declared == Some(packet.len())
}
