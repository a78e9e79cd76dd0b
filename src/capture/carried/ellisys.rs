//! Ellisys' HCI injection: a datagram holds a packet, its time and where it was seen.

use super::{
    Hci, monitor_opcode,
    packets::{Segment, Transport},
};
use crate::capture::{
    Timestamp,
    bytes::{Fields, Order},
};

const PORT: u16 = 24352;

/// Service and version with which a datagram of HCI starts.
const START: &[u8] = &[0x02, 0x00, 0x01];

/// Whether a datagram is one.
pub(super) fn is_one(segment: &Segment<'_>) -> bool {
    let ports = [segment.from.port(), segment.to.port()];
    ports.contains(&PORT) && segment.payload.starts_with(START)
}

/// Writes the packet of a datagram. Its own time is used where it has one: the network's is later.
pub(super) fn take(time: Timestamp, segment: &Segment<'_>, out: &mut Vec<u8>) {
    if !matches!(segment.transport, Transport::Udp) || !is_one(segment) {
        return;
    }
    let rest = segment.payload.get(START.len()..).unwrap_or_default();
    let mut fields = Fields::new(rest, Order::Little);
    let (mut time, mut kind, mut adapter) = (time, None, 0);
    while let Some(tag) = fields.u8() {
        let known = match tag {
            0x02 => date(&mut fields).map(|own| time = own.unwrap_or(time)),
            // The bit rate.
            0x80 => fields.take(4).map(|_| ()),
            0x81 => fields.u8().map(|own| kind = Some(own)),
            0x82 => {
                let Some((indicator, by_host)) = kind.map(|kind| (kind & 0x7f, kind < 0x80)) else {
                    return;
                };
                let Some(opcode) = monitor_opcode(indicator, by_host) else { return };
                Hci { time, adapter, opcode, bytes: fields.rest(), drops: 0 }.write(out);
                return;
            }
            0x83 => fields.u8().map(|own| adapter = u16::from(own)),
            _ => None,
        };
        if known.is_none() {
            return;
        }
    }
}

/// Year, month, day, and nanoseconds since midnight; the inner `None` is no such day.
fn date(fields: &mut Fields<'_>) -> Option<Option<Timestamp>> {
    let (year, month, day) = (fields.u16()?, fields.u8()?, fields.u8()?);
    let (low, high) = (fields.u32()?, fields.u16()?);
    let nanoseconds = i64::from(high) << 32 | i64::from(low);
    let start = days(i64::from(year), i64::from(month), i64::from(day));
    Some(start.and_then(|days| Some(Timestamp(days.checked_mul(DAY)?.checked_add(nanoseconds)?))))
}

/// Nanoseconds of a day.
const DAY: i64 = 86_400_000_000_000;

/// Days from 1970-01-01 to a day of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March have the odd day at their end.
    let year = if month < 3 { year - 1 } else { year };
    let past = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 719,468 days are between 0000-03-01 and 1970-01-01.
    Some(365 * year + leap + past - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_follows_the_one_before() {
        let mut next = days(1970, 1, 1).expect("a day");
        assert_eq!(next, 0);
        for year in 1970..2400 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let lengths = [31, 28 + i64::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in (1..).zip(lengths) {
                for day in 1..=length {
                    assert_eq!(days(year, month, day), Some(next), "{year}-{month}-{day}");
                    next += 1;
                }
            }
        }
        assert_eq!(days(2026, 0, 1), None);
        assert_eq!(days(2026, 1, 32), None);
    }
}
