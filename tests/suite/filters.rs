//! Filters, for every name of every declaration.

#![allow(clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use crate::support::samples::{records, samples};
use btlint::{
    capture::{Record, Timestamp},
    show::{Filter, Shown},
    track::{Event, Observer, Seen, State, Tracker},
};
use parsers::{FieldInfo, Kind, Pdu, Sink, Value, all_pdus, link::Link};

struct Deaf;

impl Observer for Deaf {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}

/// Every name in Wireshark with the fields that are declared with it.
fn theirs() -> BTreeMap<&'static str, Vec<&'static FieldInfo>> {
    let mut names: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for info in all_pdus().flat_map(|pdu| pdu.fields) {
        for info in std::iter::once(info).chain(info.beside) {
            if let Some(name) = info.filter {
                names.entry(name).or_default().push(info);
            }
        }
    }
    names
}

/// The names in Wireshark of the fields of a frame.
#[derive(Default)]
struct Names(Vec<&'static str>);

impl Sink for Names {
    fn field(&mut self, info: &'static FieldInfo, _: Range<usize>, _: Value<'_>) {
        self.0.extend(info.filter);
    }
    fn enter(&mut self, _: &'static Pdu, _: usize) {}
    fn leave(&mut self, _: usize) {}
}

#[test]
fn every_name_in_wireshark_picks_just_the_frames_with_a_field_of_that_name() {
    let filters: Vec<_> =
        theirs().into_keys().map(|name| (name, Filter::parse(name).unwrap())).collect();
    assert!(filters.len() > 900, "{}", filters.len());
    let mut met = BTreeSet::new();
    for sample in samples() {
        let mut tracker = Tracker::new();
        for owned in records(&sample.path) {
            let record = owned.record();
            let seen = tracker.record(&record, &mut Deaf);
            let shown = Shown::new(&record, Timestamp(0), &seen);
            let mut names = Names::default();
            for layer in &shown.frame.layers {
                let _ = layer.describe(&mut names);
            }
            names.0.sort_unstable();
            names.0.dedup();
            // Another frame with the same fields says nothing new.
            if !met.insert(names.0.clone()) {
                continue;
            }
            for (name, filter) in &filters {
                // Properties of the frame have names that no field has.
                let place = || format!("{name}: {} frame {}", sample.name, record.number);
                if !matches!(*name, "hci_mon.adapter_id") {
                    assert_eq!(filter.picks(&shown), names.0.contains(name), "{}", place());
                }
            }
        }
    }
}

#[test]
fn our_name_of_a_field_never_stands_for_what_is_another_s_in_wireshark() {
    let theirs = theirs();
    let mut ambiguous = Vec::new();
    for pdu in all_pdus() {
        for info in pdu.fields {
            let own = pdu.protocol().map(|protocol| format!("{protocol}.{}", info.name));
            if let Some(own) = own.filter(|own| theirs.contains_key(own.as_str()))
                && info.filter != Some(own.as_str())
            {
                ambiguous.push(own);
            }
        }
    }
    ambiguous.sort_unstable();
    ambiguous.dedup();
    assert!(ambiguous.iter().any(|name| name == "btl2cap.length"), "{ambiguous:?}");
    // `btl2cap.length` is not that of a signalling command; a media packet has the one, a
    // connection request both.
    let shown = |bytes: &'static [u8], filter: &str| {
        let record = Record {
            number: 1,
            time: Timestamp(0),
            link: Link::HciH4,
            meta: 0,
            interface: 0,
            bytes,
            original_len: bytes.len() as u32,
            drops: 0,
        };
        let shown = Shown::new(&record, Timestamp(0), &Seen::default());
        Filter::parse(filter).unwrap().picks(&shown)
    };
    const REQUEST: &[u8] = &[2, 0x40, 0x20, 12, 0, 8, 0, 1, 0, 2, 1, 4, 0, 0x19, 0, 0x40, 0];
    assert!(shown(REQUEST, "btl2cap.length == 8"));
    assert!(!shown(REQUEST, "btl2cap.length == 4"));
    assert!(shown(REQUEST, "btl2cap.cmd_length == 4"));
    assert!(shown(REQUEST, "connection_request.psm == 0x19"));
}

/// One of every kind of literal.
const LITERALS: &[&str] =
    &["1", "-1", "1.5", "true", "00:01", "00:01:02:03:04:05", "\"foo\"", "0x123456789a"];

/// The literals of these that a kind can equal.
fn possible(info: &FieldInfo) -> Vec<&'static str> {
    let width = info.greatest().unwrap_or(u64::MAX);
    let mut literals = match info.kind {
        Kind::Unsigned | Kind::Hex | Kind::Code(_) => vec!["1"],
        Kind::Signed => vec!["1", "-1"],
        Kind::Quantity(unit) if unit.signed => vec!["1", "-1"],
        Kind::Quantity(_) => vec!["1"],
        Kind::Flag => vec!["1", "true"],
        Kind::Address => vec!["00:01:02:03:04:05"],
        Kind::Uuid => vec!["1", "00:01", "\"foo\""],
        Kind::Octets | Kind::Text => vec!["00:01", "00:01:02:03:04:05", "\"foo\""],
        Kind::Secret => vec!["00:01", "00:01:02:03:04:05"],
        Kind::Structure => vec![],
    };
    let is_number = !matches!(
        info.kind,
        Kind::Flag | Kind::Address | Kind::Uuid | Kind::Octets | Kind::Text | Kind::Secret
    );
    if is_number && info.kind != Kind::Structure && width > 0x12_3456_789a {
        literals.push("0x123456789a");
    }
    if is_number && width == 0 {
        literals.clear();
    }
    if width == 1 && info.kind == Kind::Signed {
        literals.retain(|literal| *literal == "-1");
    }
    literals
}

#[test]
fn what_cannot_be_equal_is_an_error_with_its_column() {
    for (name, infos) in theirs() {
        let possible: Vec<_> = infos.iter().flat_map(|info| possible(info)).collect();
        for literal in LITERALS {
            // Properties of the frame come before fields of the same name.
            if matches!(name, "hci_mon.adapter_id" | "hci_h4.direction") {
                continue;
            }
            let parsed = Filter::parse(&format!("{name} == {literal}"));
            assert_eq!(parsed.is_ok(), possible.contains(literal), "{name} == {literal}");
            if let Err(error) = parsed {
                assert_eq!(error.column, name.len() + 5, "{error}");
                assert!(error.reason.starts_with(name), "{error}");
            }
        }
    }
}

#[test]
fn a_code_is_equal_to_the_names_that_it_has() {
    for (name, infos) in theirs() {
        for info in infos {
            let Kind::Code(codes) = info.kind else { continue };
            for (_, text) in codes {
                for comparison in ["==", "!=", "contains"] {
                    let filter = format!("{name} {comparison} {text:?}");
                    assert!(Filter::parse(&filter).is_ok(), "{filter}");
                }
            }
        }
    }
}

#[test]
fn names_that_no_field_has_are_refused() {
    let wrong = |text: &str| Filter::parse(text).unwrap_err().to_string();
    for name in [
        "btatt.reason",
        "btavdtp.reason",
        "btavdtp.opcode",
        "sbc.handle",
        "bthci_evt.cid",
        "bta2dp",
        "btcommon",
        "frame.link.x",
    ] {
        let error = wrong(&format!("frame.number == 1 && {name} == 4"));
        assert!(error.contains(&format!("called {name}, at column 22")), "{error}");
    }
    assert!(
        wrong("btsmp.reasn").contains("did you mean btsmp.reason?"),
        "{}",
        wrong("btsmp.reasn")
    );
    for (text, expected) in [
        (
            "btatt.handle == \"foo\"",
            "btatt.handle is a number and cannot be compared with text, at column 17 of the filter; \
             compare it with a number",
        ),
        (
            "bthci_evt.bd_addr == 5",
            "bthci_evt.bd_addr is an address and cannot be compared with a number, at column 22 of \
             the filter; compare it with octets as 01:02:03:04:05:06",
        ),
        (
            "btatt.opcode == 00:01",
            "btatt.opcode is a code and cannot be compared with octets, at column 17 of the filter; \
             compare it with a number, or its name in quotation marks",
        ),
        ("btatt.opcode == 256", "btatt.opcode is 0 to 255, at column 17 of the filter"),
        (
            "btatt.opcode == \"Read Requst\"",
            "btatt.opcode has no value called \"Read Requst\", at column 17 of the filter; did you \
             mean \"Read Request\"?",
        ),
        (
            "frame.time_relative == \"1\"",
            "frame.time_relative is a number and cannot be compared with text, at column 24 of the filter; compare it with a number",
        ),
        ("hci_h4.direction == 2", "hci_h4.direction is 0 to 1, at column 21 of the filter"),
    ] {
        assert_eq!(wrong(text), expected);
    }
}

#[test]
fn what_begins_no_word_or_sign_is_an_error_with_its_column() {
    for (filter, expected) in [
        ("btatt = 1", "a single =, at column 7 of the filter; write =="),
        ("btatt & btsmp", "a single &, at column 7 of the filter; write &&"),
        ("  btatt | btsmp", "a single |, at column 9 of the filter; write ||"),
        ("btatt && ^", "unexpected '^', at column 10 of the filter"),
        ("\u{2003}btatt \u{2192}", "unexpected '\u{2192}', at column 8 of the filter"),
        ("btatt.value == \"ab", "the quotation mark is not closed, at column 16 of the filter"),
        (
            "btatt.value == \"\u{e4}\\",
            "the quotation mark is not closed, at column 16 of the filter",
        ),
        ("btatt.value == \"a\\\"", "the quotation mark is not closed, at column 16 of the filter"),
        ("btatt.value == \"\u{e4}\" ;", "unexpected ';', at column 20 of the filter"),
    ] {
        assert_eq!(
            Filter::parse(filter).map(|_| ()).unwrap_err().to_string(),
            expected,
            "{filter}"
        );
    }
    // A backslash takes the next character as it is.
    for filter in
        ["btatt.value contains \"a\\\"b\\\\\"", "btatt.value == \"\"", "!(btatt)&&not btsmp"]
    {
        assert!(Filter::parse(filter).is_ok(), "{filter}");
    }
}
