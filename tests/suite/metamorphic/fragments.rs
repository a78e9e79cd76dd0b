//! The same data in other ACL packets.

use std::collections::{BTreeMap, VecDeque};

use parsers::link::Link;

use super::{Made, clone, unchanged_by};

/// Cuts the start of each ACL PDU after `octets` octets of data.
fn in_fragments(records: Vec<Made>, octets: usize, received: bool) -> Vec<Made> {
    let mut all = Vec::new();
    for record in records {
        let at = match record.link {
            Link::HciH4 if record.bytes.first() == Some(&2) => 1,
            _ => {
                all.push(record);
                continue;
            }
        };
        let start = record.bytes.get(at + 1).is_some_and(|flags| flags >> 4 & 3 != 1);
        let whole = record.bytes.len() > at + 4 + octets && record.lost == 0;
        let mine = (record.meta & 1 == 1) == received;
        if !(start && whole && mine) {
            all.push(record);
            continue;
        }
        let piece = |flags: u8, data: &[u8]| {
            let mut bytes = record.bytes[..at + 4].to_vec();
            bytes[at + 1] = bytes[at + 1] & 0xcf | flags << 4;
            bytes[at + 2..at + 4].copy_from_slice(&(data.len() as u16).to_le_bytes());
            bytes.extend_from_slice(data);
            bytes
        };
        let flags = record.bytes[at + 1] >> 4 & 3;
        let (first, rest) = record.bytes[at + 4..].split_at(octets);
        let (first, rest) = (piece(flags, first), piece(1, rest));
        all.push(Made { bytes: first, ..clone(&record) });
        all.push(Made { bytes: rest, ..record });
    }
    all
}

/// The packets of each handle that the controller holds, as how many they were made.
type Held = BTreeMap<u16, VecDeque<u16>>;

fn handle(bytes: &[u8]) -> Option<u16> {
    let octets = bytes.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*octets) & 0x0fff)
}

/// Cuts what is sent, and has the controller return as many packets as it was given.
fn sent_in_fragments(records: Vec<Made>, octets: usize) -> Vec<Made> {
    let mut all: Vec<Made> = Vec::new();
    let mut held = Held::new();
    for mut record in records {
        match record.bytes.as_slice() {
            [2, rest @ ..] if record.link == Link::HciH4 && record.meta & 1 == 0 => {
                let of = handle(rest);
                let made = in_fragments(vec![record], octets, false);
                if let Some(of) = of {
                    held.entry(of).or_default().push_back(made.len() as u16);
                }
                all.extend(made);
                continue;
            }
            // Disconnection Complete, or Command Complete of a Reset.
            [4, 5, _, 0, rest @ ..] => drop(handle(rest).map(|of| held.remove(&of))),
            [4, 0x0e, _, _, 3, 0x0c, ..] => held.clear(),
            // It has room for as many. Command Complete of Read Buffer Size, and of the same for LE.
            [4, 0x0e, _, _, 0x05, 0x10, 0, ..] => {
                record.bytes[10] = record.bytes[10].saturating_mul(2)
            }
            [4, 0x0e, _, _, 0x02, 0x20, 0, ..] => {
                record.bytes[9] = record.bytes[9].saturating_mul(2)
            }
            // Number Of Completed Packets.
            [4, 0x13, ..] if record.link == Link::HciH4 => {
                for entry in record.bytes[4..].chunks_exact_mut(4) {
                    let Some(queue) = handle(entry).and_then(|of| held.get_mut(&of)) else {
                        continue;
                    };
                    let count = u16::from_le_bytes([entry[2], entry[3]]);
                    let made = (0..count).map(|_| queue.pop_front().unwrap_or(1)).sum::<u16>();
                    entry[2..4].copy_from_slice(&made.to_le_bytes());
                }
            }
            _ => {}
        }
        all.push(record);
    }
    all
}

#[test]
fn the_fragments_that_data_is_sent_in_do_not_matter() {
    for octets in [4, 9] {
        unchanged_by(|records| sent_in_fragments(records, octets));
    }
}

#[test]
fn the_fragments_that_data_is_received_in_do_not_matter() {
    for octets in [2, 4, 9] {
        unchanged_by(|records| in_fragments(records, octets, true));
    }
}
