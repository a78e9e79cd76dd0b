//! One incident, one finding: what follows from a cause hangs below it, and what happens again is
//! counted.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, fmt::Write};

use crate::support::{
    play::{PEER, Script},
    program::{btlint_with, btsnoop, flat},
    samples::samples,
};
use btlint::{
    analysis::{self, Incident, Judged, Selection},
    finding::Severity,
    rules::{self, Rule},
};

#[test]
fn causes_are_rules_and_go_round_in_no_circle() {
    let mut edges = 0;
    for rule in rules::all() {
        for effect in rule.causes {
            assert!(
                rules::all().any(|other| other.code == *effect),
                "{} causes {effect}",
                rule.code
            );
            edges += 1;
        }
    }
    assert!(edges > 50, "{edges}");
    let circle = circle(&rules::all().map(|rule| (rule.code, rule.causes)).collect());
    assert_eq!(circle, None);
}

type Graph = BTreeMap<&'static str, &'static [&'static str]>;

/// One on a circle. Those that are the cause of nothing are taken away until nothing changes.
fn circle(graph: &Graph) -> Option<&'static str> {
    let mut left = graph.clone();
    loop {
        let before = left.len();
        let still = left.clone();
        left.retain(|_, effects| effects.iter().any(|effect| still.contains_key(effect)));
        if left.len() == before {
            return left.keys().next().copied();
        }
    }
}

#[test]
fn a_circle_is_noticed() {
    let long: Graph = [("A", &["B", "D"][..]), ("B", &["C"]), ("C", &["A"]), ("D", &[])].into();
    assert!(circle(&long).is_some());
    assert!(circle(&[("A", &["A"][..])].into()).is_some());
    assert_eq!(circle(&[("A", &["B", "C"][..]), ("B", &["C"]), ("C", &[])].into()), None);
}

/// Samples in which more than one thing is wrong, each on its own: how many more.
const MORE_FAULTS: &[(&str, usize, &str)] = &[
    ("air/mic-failure", 1, "a weak pairing, and later a packet that was damaged"),
    ("connect/dropout-on-second-device", 2, "two pauses of the music, and links that are lost"),
];

#[test]
fn one_fault_has_one_finding_in_every_sample() {
    let mut wrong = String::new();
    for sample in samples() {
        let analysis = analysis::file(&sample.path, &Selection::default()).unwrap();
        let serious: Vec<_> =
            analysis.incidents.iter().filter(|it| it.severity > Severity::Info).collect();
        let more = MORE_FAULTS.iter().find(|(name, ..)| sample.name.ends_with(name));
        if serious.len() > 1 + more.map_or(0, |(_, more, _)| *more) {
            let codes: Vec<_> =
                serious.iter().map(|it| it.finding(&analysis.findings).rule.code).collect();
            writeln!(wrong, "{}: {codes:?}", sample.name).unwrap();
        }
        assert_eq!(serious.is_empty(), sample.healthy, "{}", sample.name);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every finding belongs to one incident, the worst severity is that of the worst finding, and each
/// consequence is declared and not before its cause is known.
fn assert_whole(judged: &Judged, name: &str) {
    let mut seen = vec![0; judged.findings.len()];
    for place in judged.incidents.iter().flat_map(Incident::all) {
        seen[place] += 1;
    }
    assert!(seen.iter().all(|&times| times == 1), "{name}: {seen:?}");
    let worst = judged.findings.iter().map(|finding| finding.severity).max();
    assert_eq!(judged.incidents.iter().map(|it| it.severity).max(), worst, "{name}");
    for incident in &judged.incidents {
        assert!(incident.times >= incident.findings.len() as u64, "{name}");
        for consequence in &incident.consequences {
            assert!(consequence.consequences.is_empty(), "{name}");
            assert!(consequence.severity <= incident.severity, "{name}");
            let (cause, effect) =
                (incident.finding(&judged.findings), consequence.finding(&judged.findings));
            let cause = rules::find(cause.rule.code).unwrap();
            assert!(
                leads_to(cause, effect.rule.code),
                "{name}: {} {}",
                cause.code,
                effect.rule.code
            );
        }
    }
}

/// A rule is the cause of another, or of one that is.
fn leads_to(cause: &Rule, effect: &str) -> bool {
    cause.causes.iter().any(|&next| next == effect || leads_to(rules::find(next).unwrap(), effect))
}

#[test]
fn no_finding_is_lost() {
    let mut repeated = 0;
    for sample in samples() {
        let analysis = analysis::file(&sample.path, &Selection::default()).unwrap();
        repeated += analysis.incidents.iter().filter(|it| it.times > 1).count();
        let judged = Judged {
            adapters: Vec::new(),
            links: analysis.links,
            more_links: analysis.more_links,
            findings: analysis.findings,
            incidents: analysis.incidents,
            counts: analysis.counts,
            unlisted: analysis.unlisted,
            skipped: analysis.skipped,
            health: analysis.health,
        };
        assert_whole(&judged, &sample.name);
    }
    assert!(repeated > 0);
}

/// A link that lasts `lasts` seconds and is lost, at each of these moments.
fn lost_at(moments: &[f64], lasts: f64) -> String {
    let mut script = "@adapter\n".to_owned();
    for moment in moments {
        let up = moment - lasts;
        writeln!(script, "{up:.3} < event 03 00 4000 {PEER} 01 00").unwrap();
        writeln!(script, "{moment:.3} < event 05 00 4000 08").unwrap();
    }
    script
}

fn play(script: &str) -> Judged {
    let judged = Script::parse(script).play(&[]);
    assert_whole(&judged, script);
    judged
}

#[test]
fn the_same_drop_every_47_minutes_is_one_finding() {
    let jitter = [0.0, 4.0, -6.0, 2.0, 5.0, -3.0, 1.0, 0.0];
    let moments: Vec<f64> =
        jitter.iter().enumerate().map(|(n, jitter)| 2820.0 * (n as f64 + 1.0) + jitter).collect();
    let script = lost_at(&moments, 600.0);
    let judged = play(&script);
    let lost: Vec<_> = judged.incidents.iter().filter(|it| it.severity > Severity::Info).collect();
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert_eq!((lost[0].times, judged.links.len()), (8, 8));
    let period = lost[0].rhythm.unwrap().period;
    assert!((period / 1_000_000_000 - 2820).abs() < 2, "{period}");
    assert_eq!(judged.counts[Severity::Error as usize], 1);

    let ran = btlint_with(&["check", "-"], &btsnoop(&script), &[]);
    assert!(flat(&ran.out).contains("; every 47 min (8 times, ±"), "{}", ran.out);
}

#[test]
fn drops_at_random_are_counted_and_have_no_rhythm() {
    let judged = play(&lost_at(&[700.0, 3_000.0, 3_900.0, 9_000.0, 10_500.0, 18_000.0], 600.0));
    let lost: Vec<_> = judged.incidents.iter().filter(|it| it.severity > Severity::Info).collect();
    assert_eq!(lost.len(), 1);
    assert_eq!((lost[0].times, lost[0].rhythm), (6, None));
}

#[test]
fn what_happens_with_two_devices_is_two_findings() {
    let script = "@adapter
        0.000 < event 03 00 4000 ccbbaa5dcf00 01 00
        9.000 < event 05 00 4000 08
        20.000 < event 03 00 4000 ccbbaa5dcf01 01 00
        29.000 < event 05 00 4000 08\n";
    let judged = play(script);
    let lost = judged.incidents.iter().filter(|it| it.severity > Severity::Info);
    assert_eq!(lost.count(), 2);
}

#[test]
fn the_loss_of_a_link_that_was_left_waiting_hangs_below_its_cause() {
    let script = "@classic
        0.000 > command 0411 4000
        0.001 < event 0f 00 01 1104
        0.010 < event 31 ccbbaa5dcf00
        30.400 < event 06 22 4000
        30.500 < event 05 00 4000 22\n";
    let judged = play(script);
    let serious: Vec<_> =
        judged.incidents.iter().filter(|it| it.severity > Severity::Info).collect();
    assert_eq!(serious.len(), 1, "{serious:?}");
    let link = &judged.links[0];
    let cause = serious[0].finding(&judged.findings);
    assert!(link.headline.starts_with(&cause.message), "{} {}", link.headline, cause.message);
}
