//! What is printed of the comparison.

use std::fmt::Write;

use crate::{
    compare::{Outcome, Tally},
    reasons::Reasons,
};

/// Most examples of disagreements without a reason for one field and kind of difference.
const EXAMPLES: usize = 3;

/// The fields, the reasons, and what is left without one.
pub(crate) fn render(outcome: &Outcome, reasons: &Reasons) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:52} {:>8} {:>8} {:>8} {:>5} {:>6} {:>9} {:>11}",
        "field", "agree", "values", "places", "names", "times", "explained", "unexplained"
    );
    let mut total = Tally::default();
    for (name, tally) in &outcome.fields {
        row(&mut out, name, tally);
        let texts = tally.texts.iter().map(|code| format!("{name} {code}")).collect();
        total.add(Tally { texts, ..tally.clone() });
    }
    row(&mut out, "all", &total);
    let agreed = outcome.fields.values().filter(|field| field.agreed > 0).count();
    let clean =
        outcome.fields.values().filter(|f| f.agreed > 0 && f.explained + f.unexplained == 0);
    let _ = writeln!(
        out,
        "\n{} captures, {} frames: {agreed} fields shown alike, {} of them always; {} values",
        outcome.captures,
        outcome.frames,
        clean.count(),
        total.values,
    );
    if !outcome.used.is_empty() {
        let _ = writeln!(out, "\nreasons, and how often each was met:");
    }
    for (&index, &count) in &outcome.used {
        if let Some(one) = reasons.disagreement.get(index) {
            let (fields, right) = (one.fields.join(", "), one.right);
            let share = one.share_of(count, outcome);
            let _ =
                writeln!(out, "{count:>8} {share:.6}  {fields} (right: {right:?}): {}", one.reason);
        }
    }
    unexplained(&mut out, outcome);
    out
}

fn row(out: &mut String, name: &str, tally: &Tally) {
    let Tally { agreed, values, places, texts, times, explained, unexplained } = tally;
    let _ = writeln!(
        out,
        "{name:52} {agreed:>8} {values:>8} {places:>8} {:>5} {times:>6} {explained:>9} \
         {unexplained:>11}",
        texts.len()
    );
}

fn unexplained(out: &mut String, outcome: &Outcome) {
    let mut sorted: Vec<_> = outcome.unexplained.iter().collect();
    sorted.sort_by_key(|one| (one.field, one.shape));
    for group in sorted.chunk_by(|a, b| (a.field, a.shape) == (b.field, b.shape)) {
        let Some(first) = group.first() else { continue };
        let _ =
            writeln!(out, "\nno reason: {}, {}, {} frames", first.field, first.shape, group.len());
        for one in group.iter().take(EXAMPLES) {
            let _ = writeln!(
                out,
                "    {} frame {}: btlint {:?}, tshark {:?} ({}) {:?} {:?}",
                one.capture, one.frame, one.ours, one.theirs, one.protocols, one.states, one.marks
            );
        }
    }
}
