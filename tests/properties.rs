//! What holds for all bytes: nothing panics or loops, and what stands before a fault is shown.

#![allow(clippy::cast_possible_truncation)]
#[path = "suite/support/mod.rs"]
mod support;

use std::{cell::RefCell, ops::Range};

use btlint::{
    analysis::{Run, Selection},
    capture::Record,
};
use parsers::{
    FieldInfo, Pdu, Sink, Value, dissect,
    frame::{Buffer, Context, Frame},
    l2cap::Protocol,
    link::Link,
};
use proptest::{prelude::*, test_runner::RngSeed};
use support::samples::{Owned, records, samples};

/// Frames up to this many octets are cut at every length, longer ones at some.
const SHORT: usize = 64;

/// Fields as they were told: name and place.
#[derive(Debug, Default, PartialEq)]
struct Fields {
    told: Vec<(&'static str, Range<usize>)>,
    depth: i32,
    deepest: usize,
}

impl Sink for Fields {
    fn field(&mut self, info: &'static FieldInfo, at: Range<usize>, value: Value<'_>) {
        assert!(at.start <= at.end, "{} at {at:?}", info.name);
        assert!(!value.to_string().contains('\n'));
        self.deepest = self.deepest.max(at.end);
        self.told.push((info.name, at));
    }
    fn enter(&mut self, _: &'static Pdu, _: usize) {
        self.depth += 1;
    }
    fn leave(&mut self, _: usize) {
        self.depth -= 1;
    }
}

/// The layers of a frame with their fields.
fn layers(frame: &Frame<'_>) -> Vec<(&'static str, Fields)> {
    let layers = frame.layers.iter().map(|layer| {
        let mut fields = Fields::default();
        let told = layer.describe(&mut fields);
        assert_eq!(fields.depth, 0, "groups of {} are closed", layer.pdu.title);
        let end = layer.part.offset + layer.part.bytes.len();
        assert!(fields.deepest <= end, "{} reaches behind its bytes", layer.pdu.title);
        if let Err(fault) = told {
            assert!(fault.offset <= end, "{fault} is behind the bytes of {}", layer.pdu.title);
        }
        (layer.pdu.title, fields)
    });
    layers.collect()
}

/// The lengths that a frame is cut to.
fn cuts(len: usize, seed: u64) -> impl Iterator<Item = usize> {
    let step = if len <= SHORT { 1 } else { 1 + len / 48 };
    let first = if step == 1 { 0 } else { seed as usize % step };
    (first..len).step_by(step)
}

/// Declarations of the same octets, of which one is picked by octets that come later.
const KIN: [&str; 2] = ["nRF advertising packet", "nRF data packet"];

/// A cut frame shows the layers of the whole one, as far as they were read, and of each layer the
/// fields that end before the cut. A layer may be missing of which nothing stands before the cut.
fn compare(whole: &Frame<'_>, cut: &Frame<'_>, len: usize) -> Result<(), String> {
    let (whole, cut) = (layers(whole), layers(cut));
    let mut shown = vec![false; whole.len()];
    for (title, fields) in &cut {
        let same = |(other, _): &(&str, Fields)| {
            other == title || KIN.contains(title) && KIN.contains(other)
        };
        let Some(index) = (0..whole.len()).find(|&index| !shown[index] && same(&whole[index]))
        else {
            return Err(format!("{title} is not in the whole frame"));
        };
        shown[index] = true;
        if whole[index].0 != *title {
            continue;
        }
        let before = whole[index].1.told.iter().take_while(|(_, at)| at.end <= len);
        let mut pairs = before.enumerate().map(|(index, field)| (field, fields.told.get(index)));
        if let Some((lost, instead)) = pairs.find(|(field, told)| *told != Some(field)) {
            return Err(format!("{title}: {lost:?} lost, instead {instead:?}"));
        }
    }
    let last = shown.iter().rposition(|shown| *shown).unwrap_or_default();
    let lost = (0..last).find(|&index| {
        !shown[index] && whole[index].1.told.first().is_some_and(|(_, at)| at.end <= len)
    });
    lost.map_or(Ok(()), |index| Err(format!("{} is lost", whole[index].0)))
}

fn dissect_at<'a>(record: &Record<'a>, len: usize, context: &Context<'a>) -> Frame<'a> {
    dissect(record.link, record.meta, &record.bytes[..len], context)
}

#[test]
fn a_cut_frame_shows_what_stands_before_the_cut() {
    let mut wrong = Vec::new();
    for sample in samples() {
        let mut run = Run::new(&Selection::default());
        for owned in records(&sample.path) {
            let record = owned.record();
            let seen = run.record(&record);
            // What was put together of several packets does not get shorter with the last of them.
            let context = Context { pdu: None, sdu: None, message: None, ..seen.context };
            let whole = dissect_at(&record, record.bytes.len(), &context);
            assert!(whole.layers.iter().all(|layer| layer.part.buffer == Buffer::Packet));
            for len in cuts(record.bytes.len(), record.number) {
                let cut = dissect_at(&record, len, &context);
                if let Err(fault) = compare(&whole, &cut, len) {
                    wrong
                        .push(format!("{} frame {} at {len}: {fault}", sample.name, record.number));
                }
            }
        }
    }
    let count = wrong.len();
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{count} in all:\n{}", wrong.join("\n"));
}

/// Analyses the records after each was changed, and shows each of them.
fn analyse(records: &[Owned], change: impl Fn(&Owned, &mut Vec<u8>) -> u32) {
    thread_local!(static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) });
    let mut run = Run::new(&Selection::default());
    for owned in records {
        BYTES.with_borrow_mut(|bytes| {
            bytes.clear();
            bytes.extend_from_slice(&owned.bytes);
            let original_len = change(owned, bytes);
            let record = Record { bytes, original_len, ..owned.record() };
            let seen = run.record(&record);
            layers(&dissect(record.link, record.meta, record.bytes, &seen.context));
        });
    }
    let judged = run.finish();
    let last = records.len() as u64;
    for finding in &judged.findings {
        assert!((1..=last).contains(&finding.at.frame), "{finding:?}");
        assert!(finding.related.iter().all(|place| (1..=last).contains(&place.at.frame)));
    }
}

/// A number that depends on all of the inputs; the same in every run.
fn mix(seed: u64, number: u64) -> u64 {
    let mut x =
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 31;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 29)
}

#[test]
fn an_analysis_of_cut_frames_ends() {
    for sample in samples() {
        let records = records(&sample.path);
        for seed in 0..12u64 {
            analyse(&records, |owned, bytes| {
                let whole = bytes.len() as u32;
                let random = mix(seed, owned.record().number);
                if random.is_multiple_of(4) {
                    bytes.truncate((random >> 8) as usize % (bytes.len() + 1));
                }
                // Either the capture says that it cut the record, or it looks like a short packet.
                if seed % 2 == 0 { whole } else { bytes.len() as u32 }
            });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..Default::default()
    })]

    /// One octet in some of the frames is another.
    #[test]
    fn an_analysis_of_spoilt_frames_ends(pick in any::<prop::sample::Index>(), seed: u64, rate in 1u64..20) {
        thread_local!(static ALL: Vec<Vec<Owned>> =
            samples().iter().map(|sample| records(&sample.path)).collect());
        ALL.with(|all| {
            let records: &Vec<Owned> = pick.get(all);
            analyse(records, |owned, bytes| {
                let random = mix(seed, owned.record().number);
                if random.is_multiple_of(rate) && !bytes.is_empty() {
                    let at = (random >> 8) as usize % bytes.len();
                    bytes[at] = (random >> 40) as u8;
                }
                bytes.len() as u32
            });
        });
    }

    /// No bytes at all make sense.
    #[test]
    fn any_bytes_can_be_dissected(bytes in prop::collection::vec(any::<u8>(), 0..200), kind in 0..Link::ALL.len(), meta: u32, protocol in 0..Protocol::all().count(), incomplete: bool) {
        let protocol = Protocol::all().nth(protocol).unwrap_or_default();
        let context = Context { protocol, incomplete, ..Context::default() };
        layers(&dissect(Link::ALL[kind], meta, &bytes, &context));
    }
}
