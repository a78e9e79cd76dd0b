//! What a sniffer hears: whether a packet is encrypted is seen from the packet, whatever was missed.

#![allow(clippy::unwrap_used)]

use btlint::{
    analysis::{self, Selection},
    capture::{Capture, Note, Record},
    show::{Shown, describe},
    track::Tracker,
};
use parsers::{
    link::{Kind, Link, open},
    ll::{Control, ControlOpcode},
};

use crate::support::samples::{Owned, records, samples};

/// Where the flags of a packet stand in a header of version 3, and its access address.
const FLAGS: usize = 8;
const AIR: usize = 17;

fn of(name: &str) -> Vec<Owned> {
    records(&samples().into_iter().find(|sample| sample.name == name).unwrap().path)
}

/// Of each packet what it is shown as, and whether it is taken for encrypted.
fn seen<'r>(records: impl IntoIterator<Item = Record<'r>>) -> Vec<(String, bool)> {
    let mut tracker = Tracker::new();
    records
        .into_iter()
        .map(|record| {
            let seen = tracker.record(&record, &mut ());
            let shown = Shown::new(&record, record.time, &seen);
            (describe(&shown).0, seen.context.encrypted)
        })
        .collect()
}

/// The places of the five PDUs that start encryption, in order; the last two are encrypted.
fn procedure(all: &[(String, bool)]) -> Vec<usize> {
    let plain = ["LL_ENC_REQ", "LL_ENC_RSP", "LL_START_ENC_REQ"];
    let at = |name| all.iter().position(|(title, _)| title.ends_with(name)).unwrap();
    let sealed = all.iter().enumerate().filter(|(_, (_, encrypted))| *encrypted);
    plain.into_iter().map(at).chain(sealed.map(|(at, _)| at).take(2)).collect()
}

const ENCRYPTED: [&str; 2] = ["air/sc-good", "air/legacy-good"];

#[test]
fn what_is_missed_of_the_start_of_encryption_makes_nothing_plain() {
    for name in ENCRYPTED {
        let records = of(name);
        let whole = seen(records.iter().map(Owned::record));
        let steps = procedure(&whole);
        assert!(whole.iter().filter(|(_, encrypted)| *encrypted).count() > 20, "{name}");
        // All of it may be missed but the PDUs after which something encrypted is expected.
        for missed in 0..1 << steps.len() {
            let gone =
                |at| steps.iter().position(|&s| s == at).is_some_and(|i| missed >> i & 1 == 1);
            if missed & 0b110 == 0b110 {
                continue;
            }
            let kept: Vec<usize> = (0..records.len()).filter(|&at| !gone(at)).collect();
            let now = seen(kept.iter().map(|&at| records[at].record()));
            for (&at, now) in kept.iter().zip(&now) {
                assert_eq!(now.1, whole[at].1, "{name}, {missed:b}: frame {}", at + 1);
            }
        }
    }
}

#[test]
fn a_capture_that_begins_anywhere_reads_no_cipher_text() {
    for name in ENCRYPTED {
        let records = of(name);
        let whole = seen(records.iter().map(Owned::record));
        for from in 1..records.len() {
            let now = seen(records[from..].iter().map(Owned::record));
            for (at, (now, whole)) in now.iter().zip(&whole[from..]).enumerate() {
                assert_eq!(now.1, whole.1, "{name} from {from}: frame {}", from + at + 1);
            }
        }
    }
}

#[derive(Debug)]
struct Nothing;

impl parsers::Sink for Nothing {
    fn field(
        &mut self,
        _: &'static parsers::FieldInfo,
        _: std::ops::Range<usize>,
        _: parsers::Value<'_>,
    ) {
    }
    fn enter(&mut self, _: &'static parsers::Pdu, _: usize) {}
    fn leave(&mut self, _: usize) {}
}

/// The fewest octets that a PDU is whole with.
pub(crate) fn octets(pdu: &'static parsers::Pdu) -> Option<usize> {
    (0..64).find(|&length| {
        matches!((pdu.describe)(&vec![0; length], 0, &mut Nothing), Ok(end) if end == length)
    })
}

/// A record of the sniffer with another payload in the place of its own.
fn with(record: &Owned, llid: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = record.bytes[..AIR + 4].to_vec();
    bytes.extend([record.bytes[AIR + 4] & !3 | llid, payload.len() as u8]);
    bytes.extend_from_slice(payload);
    bytes.extend([0; 3]);
    let length = (bytes.len() - 7) as u16;
    bytes[1..3].copy_from_slice(&length.to_le_bytes());
    bytes
}

#[test]
fn what_is_sent_in_the_clear_while_encryption_starts_is_read() {
    let name = "air/sc-good";
    let records = of(name);
    let whole = seen(records.iter().map(Owned::record));
    let steps = procedure(&whole);
    // An empty packet before START_ENC_REQ, in whose place something else is said.
    let empty = |at: &usize| records[*at].bytes.get(AIR + 5) == Some(&0);
    let place = (steps[1]..steps[2]).find(empty).unwrap();
    let mut said = vec![
        (2, vec![0x11, 0, 6, 0].into_iter().chain([3]).chain([0x5a; 16]).collect::<Vec<u8>>()),
        (2, vec![3, 0, 4, 0, 0x0a, 5, 0]),
    ];
    for opcode in 0..=u8::MAX {
        let Some(pdu) = Control::pdu(ControlOpcode(opcode)) else { continue };
        // START_ENC_RSP is what an encrypted PDU of five octets is taken for.
        let length = octets(pdu).filter(|&length| length != 4);
        said.extend(length.map(|length| (3, [vec![opcode], vec![0; length]].concat())));
    }
    assert!(said.len() > 30, "{}", said.len());
    for (llid, payload) in &said {
        let bytes = with(&records[place], *llid, payload);
        let now = seen(records.iter().enumerate().map(|(at, owned)| match at == place {
            true => Record { bytes: &bytes, original_len: bytes.len() as u32, ..owned.record() },
            false => owned.record(),
        }));
        // What ends the connection, or its encryption, changes what comes after it.
        let ends = *llid == 3 && [0x02, 0x0b].contains(&payload[0]);
        let until = if ends { place + 1 } else { whole.len() };
        for at in 0..until {
            assert_eq!(now[at].1, whole[at].1, "{payload:02x?}: frame {}", at + 1);
        }
    }
}

#[test]
fn a_capture_that_was_decrypted_is_read() {
    // Decrypted by the sniffer, but for one packet; now without the flags that say so.
    let records = of("air/mic-failure");
    let whole = seen(records.iter().map(Owned::record));
    let plain: Vec<Vec<u8>> = records
        .iter()
        .map(|owned| {
            let mut bytes = owned.bytes.clone();
            let packet = open(owned.record().link, 0, &owned.bytes, None);
            let decrypted =
                matches!(packet.map(|p| p.kind), Some(Kind::Air(r)) if r.encrypted == Some(true));
            if decrypted && owned.record().link == Link::NordicBle {
                bytes[FLAGS] &= !0x0c;
            }
            bytes
        })
        .collect();
    let now =
        seen(records.iter().zip(&plain).map(|(owned, bytes)| Record { bytes, ..owned.record() }));
    assert_eq!(now, whole);
    assert_eq!(now.iter().filter(|(_, encrypted)| *encrypted).count(), 1);
}

/// The pcap of a sample, its times changed: seconds and microseconds of each record.
fn timed(name: &str, change: impl Fn(u64) -> u64) -> Capture {
    let sample = samples().into_iter().find(|sample| sample.name == name).unwrap();
    let mut bytes = std::fs::read(&sample.path).unwrap();
    let mut at = 24;
    while at < bytes.len() {
        let word = |at: usize| u64::from(u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()));
        let (time, length) = (word(at) * 1_000_000 + word(at + 4), word(at + 8));
        let time = change(time);
        bytes[at..at + 4].copy_from_slice(&((time / 1_000_000) as u32).to_le_bytes());
        bytes[at + 4..at + 8].copy_from_slice(&((time % 1_000_000) as u32).to_le_bytes());
        at += 16 + length as usize;
    }
    Capture::from_reader(name, Box::new(std::io::Cursor::new(bytes))).unwrap()
}

#[test]
fn a_backlog_is_read_by_the_clock_of_the_sniffer() {
    for name in ["air/sc-good", "air/mic-failure", "air/never-answered"] {
        let read = |capture| analysis::capture(name.into(), capture, &Selection::default());
        let whole = read(timed(name, |time| time));
        assert_eq!(whole.notes, [], "{name}");
        // The first second and a half of the air, written in as many milliseconds.
        let mut first = 0;
        let origin = std::cell::Cell::new(0);
        let squeezed = read(timed(name, |time| {
            if origin.get() == 0 {
                origin.set(time);
            }
            let since = time - origin.get();
            origin.get() + since.min(1_500_000) / 1000 + since.saturating_sub(1_500_000)
        }));
        for note in &squeezed.notes {
            let Note::Backlog { record, lag } = note else { panic!("{name}: {note}") };
            first = *record;
            assert!((500_000_000..1_500_000_000).contains(lag), "{name}: {note}");
        }
        assert!(first > 1, "{name}: no backlog");
        let said = |analysis: &analysis::Analysis| {
            let findings = analysis.findings.iter().map(|f| (f.rule.code, f.message.clone()));
            let links = analysis.links.iter().map(|link| link.headline.clone());
            (findings.collect::<Vec<_>>(), links.collect::<Vec<_>>())
        };
        assert_eq!(said(&squeezed), said(&whole), "{name}");
    }
}

#[test]
fn what_is_sent_anew_after_an_empty_packet_is_no_retransmission() {
    use crate::support::play::Script;
    let version = "0c 09 0000 0000";
    // The sequence bit as it was: again, or anew after an empty packet between them.
    let play = |between: &str| {
        let text = format!(
            "@air\n0.010 > control {version}\n0.011 < control {version}\n{between}\
             0.050 < air 3c1a6550 0300\n0.060 .\n"
        );
        let findings = Script::parse(&text).play(&["CONF013"]).findings;
        findings.iter().map(|f| if f.message.contains(", 2 times") { 2 } else { 1 }).sum::<u32>()
    };
    assert_eq!(play(""), 0);
    let air = |bits: u8| format!("> air 3c1a6550 {bits:02x}06 {}\n", version.replace(' ', ""));
    // LLID 3, sequence number in bit 3: the same bit once more.
    assert_eq!(play(&format!("0.020 {0}0.030 {0}", air(0x0b))), 1);
    assert_eq!(play(&format!("0.020 {0}0.025 > air 3c1a6550 0100\n0.030 {0}", air(0x0b))), 2);
}
