//! Connected, not active: somebody wants to hear something, and nothing comes. Every wish, in every
//! state of the stream, with every way to give up.

#![allow(clippy::unwrap_used)]

use btlint::finding::Severity;

use crate::support::play::Script;

/// The prelude, and what the source does before the wish.
const STATES: [(&str, &str, &str); 6] = [
    ("open", "@open", ""),
    ("open without a channel", "@configured", "0.000 > avdtp 30 06 04\n0.010 < avdtp 32 06\n"),
    ("configured", "@configured", ""),
    ("started without media", "@open", "3.020 > avdtp 50 07 04\n3.030 < avdtp 52 07\n"),
    (
        "suspended",
        "@streaming",
        "0.000 > media 3\n1.200 > avdtp 50 09 04\n1.205 < event 13 01 4000 1e00\n1.220 < avdtp 52 09\n",
    ),
    ("channel only", "@avdtp", ""),
];

const KEY: &str = "3.000 < avctp 00 110e 00 48 7c 44 00\n";
const ACCEPTED: &str = "3.010 > avctp 02 110e 09 48 7c 44 00\n";
const PLAYS: &str = "3.100 > avctp 12 110e 0d 48 00 00 19 58 31 00 0002 01 01\n";
const STOPPED: &str = "3.100 > avctp 12 110e 0d 48 00 00 19 58 31 00 0002 01 00\n";

fn wishes() -> [(&'static str, String); 5] {
    [
        ("nothing", String::new()),
        ("key", format!("{KEY}3.010 .\n")),
        ("accepted", format!("{KEY}{ACCEPTED}")),
        ("accepted, stopped", format!("{KEY}{ACCEPTED}{STOPPED}")),
        ("accepted, plays", format!("{KEY}{ACCEPTED}{PLAYS}")),
    ]
}

/// How it ends, so many seconds after the wish.
const ENDS: [(&str, &str); 7] = [
    ("PAUSE", "{t} < avctp 20 110e 00 48 7c 46 00"),
    ("STOP", "{t} < avctp 20 110e 00 48 7c 45 00"),
    (
        "the host leaves",
        "{t} > command 0406 4000 13\n{t}5 < event 0f 00 01 0604\n{t}6 < event 05 00 4000 16",
    ),
    ("the peer leaves", "{t}0 < event 05 00 4000 13"),
    ("Close", "{t} < avdtp 90 08 04\n{t}1 > avdtp 92 08"),
    ("Abort", "{t} < avdtp 90 0a 04\n{t}1 > avdtp 92 0a"),
    ("nothing", "{t} ."),
];

/// The frames of a case, in the order of their times.
fn script(prelude: &str, lines: &str) -> String {
    let mut lines: Vec<&str> = lines.lines().collect();
    let time = |line: &str| line.split(' ').next().unwrap().parse::<f64>().unwrap();
    lines.sort_by(|a, b| time(a).total_cmp(&time(b)));
    format!("{prelude}\n{}", lines.join("\n"))
}

#[test]
fn who_wants_to_hear_something_and_hears_nothing_has_one_finding() {
    let mut wrong = Vec::new();
    for (state, prelude, before) in STATES {
        for (wish, wished) in wishes() {
            for (end, ends) in ENDS {
                // What is not there cannot be closed.
                if state == "channel only" && ["Close", "Abort"].contains(&end) {
                    continue;
                }
                // Seconds after the wish, or after 3.0.
                for waited in [2.0, 6.1, 13.0, 41.0] {
                    let ends = ends.replace("{t}", &format!("{:.3}", 3.0 + waited));
                    let text = script(prelude, &format!("{before}{wished}{ends}"));
                    let judged = Script::parse(&text).play(&[]);
                    let heavy: Vec<_> = judged
                        .incidents
                        .iter()
                        .filter(|incident| incident.severity >= Severity::Warning)
                        .map(|incident| incident.finding(&judged.findings).rule.code)
                        .collect();
                    let case = format!("{state}; {wish}; {end} after {waited} s: {heavy:?}");
                    let silent = ["STRM001", "STRM002", "STRM003", "STRM004"];
                    let said = heavy.iter().filter(|code| silent.contains(code)).count();
                    let over = end != "nothing";
                    let long = match (over, wish) {
                        (true, _) => waited >= 5.0,
                        (false, "key") => waited >= 30.0,
                        (false, _) => waited >= 10.0,
                    };
                    let quiet = ["open", "suspended", "channel only"].contains(&state);
                    let begun = waited >= 5.0 || state == "configured";
                    let right = match wish {
                        "nothing" if quiet => heavy.is_empty(),
                        "nothing" => said <= 1,
                        // That nobody answers the key is a fault of its own, unless it is why.
                        "key" if quiet && waited >= 10.0 => heavy.len() == 1,
                        "key" if waited >= 10.0 => heavy.contains(&"CONN030"),
                        _ if long => said == 1 && heavy.len() == 1,
                        _ if quiet => heavy.is_empty(),
                        _ => said == usize::from(begun) || said <= 1 && waited < 5.0,
                    };
                    if !right {
                        wrong.push(case);
                    }
                    let story = judged.links.iter().flat_map(|link| &link.phases);
                    let never = story.filter(|phase| phase.detail.contains("never started"));
                    assert!(state != "open" || never.count() == 1, "{text}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
