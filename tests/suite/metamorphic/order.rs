//! Links that have nothing to do with each other, mixed in another way.

use parsers::link::Link;

use super::{Made, found, records_of, samples};

/// Changes the places of neighbours of two adapters at almost the same time. Returns how many.
fn swap(records: &mut [Made]) -> u32 {
    let (mut at, mut swaps) = (1, 0);
    while at < records.len() {
        let (one, other) = (&records[at - 1], &records[at]);
        if one.meta >> 16 != other.meta >> 16 && other.time - one.time < 5_000_000 {
            let (first, second) = (one.time, other.time);
            records.swap(at - 1, at);
            (records[at - 1].time, records[at].time) = (first, second);
            swaps += 1;
            at += 1;
        }
        at += 1;
    }
    swaps
}

/// The records as a Linux monitor has them, of another adapter, from a given time on.
fn on_adapter(records: &[Made], adapter: u32, start: i64) -> Option<Vec<Made>> {
    let first = records.first()?.time;
    let made = records.iter().map(|record| {
        let (kind, packet) = record.bytes.split_first()?;
        let received = record.meta & 1;
        let opcode = match (record.link, kind) {
            (Link::HciH4, 1) => 2,
            (Link::HciH4, 4) => 3,
            (Link::HciH4, 2) => 4 + received,
            _ => return None,
        };
        let clean = record.drops == 0 && record.lost == 0 && record.meta >> 31 == 0;
        clean.then(|| Made {
            link: Link::Monitor,
            meta: adapter << 16 | opcode,
            time: start + record.time - first,
            bytes: packet.to_vec(),
            ..*record
        })
    });
    let made: Vec<Made> = made.collect::<Option<_>>()?;
    made.is_sorted_by_key(|record| record.time).then_some(made)
}

/// Without the number of the link, which depends on what else is there.
fn anonymous(found: Vec<String>) -> Vec<String> {
    let cut = |line: String| {
        let end = line.find("Some(LinkId(").unwrap_or(line.len());
        let from = line
            .find("LinkId(")
            .filter(|at| *at == 0)
            .map_or(0, |_| line.find(')').map_or(0, |at| at + 1));
        line[from..end.max(from)].to_owned()
    };
    let mut found: Vec<String> = found.into_iter().map(cut).collect();
    found.sort();
    found
}

#[test]
fn what_another_adapter_does_does_not_matter() {
    let mut differ = Vec::new();
    let (mut pairs, mut swaps) = (0, 0);
    let all: Vec<(String, Vec<Made>)> =
        samples::samples().iter().map(|sample| (sample.name.clone(), records_of(sample))).collect();
    let shifted = all.iter().cycle().skip(7);
    for ((name, one), (beside, other)) in all.iter().zip(shifted) {
        let (Some(one), Some(mut other)) =
            (on_adapter(one, 0, 1_000_000_000), on_adapter(other, 1, 1_300_000_001))
        else {
            continue;
        };
        pairs += 1;
        // The frames of the second are told from those of the first.
        other.iter_mut().for_each(|r| r.origin = r.origin.map(|origin| origin + 100_000));
        let mut apart = [anonymous(found(&one)), anonymous(found(&other))].concat();
        apart.sort();
        let mut both: Vec<Made> = one.into_iter().chain(other).collect();
        both.sort_by_key(|record| record.time);
        let together = anonymous(found(&both));
        swaps += swap(&mut both);
        let mixed = anonymous(found(&both));
        for (other, how) in [(together, "one by one"), (mixed, "mixed")] {
            let lost = apart.iter().filter(|line| !other.contains(line));
            let new = other.iter().filter(|line| !apart.contains(line));
            let lines = lost.map(|l| format!("  - {l}")).chain(new.map(|l| format!("  + {l}")));
            let lines: Vec<String> = lines.collect();
            if apart != other {
                differ.push(format!("{name} beside {beside}, {how}\n{}", lines.join("\n")));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(pairs > 20 && swaps > 20, "{pairs} pairs, {swaps} records out of order");
}
