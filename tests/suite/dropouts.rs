//! Why the sound breaks off: each use of the air is named when it was there, and not when it was over;
//! what has another cause is counted apart.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use crate::support::play::Script;
use btlint::finding::{Finding, Severity};

const WATCH: &str = "665544332211";
const SPEAKER: &str = "ccbbaa5dcf00";

/// A use of the air: what begins it, what ends it, and the words for it.
const USES: [(&str, &str, &str, &str); 7] = [
    ("> command 0401 338b9e 08 00", "< event 01 00", "COEX007", "searches for devices"),
    (
        "> command 0405 WATCH 18cc 02 00 0000 01",
        "< event 03 04 0000 WATCH 01 00",
        "COEX007",
        "pages another device",
    ),
    (
        "> command 0419 WATCH 02 00 0000",
        "< event 07 04 WATCH 00",
        "COEX007",
        "asks a device for its name",
    ),
    (
        "< event 04 WATCH 040700 01",
        "< event 03 00 4200 WATCH 01 00",
        "STRM012",
        "another link is set up",
    ),
    ("> command 080b SPEAKER 01", "< event 12 00 SPEAKER 01", "STRM012", "roles of a link change"),
    (
        "< event 2c 00 5000 SPEAKER 02 0c 02 3c00 3c00 02",
        "< event 05 00 5000 13",
        "STRM012",
        "beside a voice link",
    ),
    ("< event 14 00 4000 02 2003", "< event 14 00 4000 00 0000", "STRM012", "in sniff mode"),
];

fn frame(text: &str) -> String {
    // The name of a device is as long as it may be.
    let name = format!("WATCH {}", "00".repeat(248));
    let text =
        if text.contains("event 07") { text.replace("WATCH 00", &name) } else { text.into() };
    text.replace("WATCH", WATCH).replace("SPEAKER", SPEAKER)
}

/// A stream with a silence of the radio at 30 s, and frames around it.
fn stalled(frames: &str) -> Vec<Finding> {
    let script = format!(
        "@open\n0.000 > avdtp 50 07 04\n0.020 < avdtp 52 07\n0.100 > music 30.0\n\
         30.100 > music 0.4 held 30.5\n30.500 > music 2.0\n33.0 > avdtp 60 09 04\n\
         33.02 < avdtp 62 09\n{frames}"
    );
    Script::parse(&script).play(&["COEX007", "STRM012", "STRM011"]).findings
}

#[test]
fn each_use_of_the_air_is_named_while_it_lasts() {
    for (begin, end, code, words) in USES {
        let (begin, end) = (frame(begin), frame(end));
        let found = stalled(&format!("29.9 {begin}\n30.45 {end}\n"));
        assert_eq!(found.len(), 1, "{begin}: {found:#?}");
        assert_eq!(found[0].rule.code, code, "{begin}");
        assert!(found[0].message.contains(words), "{begin}: {}", found[0].message);
        // Long over, or not begun yet: nothing of it is claimed.
        for (from, to) in [(20.0, 20.5), (30.6, 31.0)] {
            let found = stalled(&format!("{from} {begin}\n{to} {end}\n"));
            assert_eq!(found.len(), 1, "{begin} at {from}: {found:#?}");
            let message = &found[0].message;
            assert!(message.contains("does not show"), "{begin} at {from}: {message}");
        }
    }
}

#[test]
fn sniff_mode_of_another_link_is_not_blamed() {
    let other = "-8.5 < event 03 00 4200 665544332211 01 00\n\
                 20.0 < event 14 00 4200 02 2003\n31.0 < event 14 00 4200 00 0000\n";
    let found = stalled(other);
    assert!(found.iter().all(|finding| !finding.message.contains("sniff")), "{found:#?}");
}

/// Three silences of which two have a cause that the log shows.
#[test]
fn silences_of_different_causes_are_told_apart() {
    let mut script = "@open\n0.000 > avdtp 50 07 04\n0.020 < avdtp 52 07\n".to_owned();
    for begin in [0.1, 10.1, 20.1] {
        let _ = writeln!(
            script,
            "{begin:.3} > music 9.6\n{:.3} > music 0.4 held {:.3}",
            begin + 9.6,
            begin + 10.0
        );
    }
    for begin in [9.5, 29.5] {
        let _ = write!(
            script,
            "{begin} < event 14 00 4000 02 2003\n{:.2} < event 14 00 4000 00 0000\n",
            begin + 0.55
        );
    }
    script.push_str("30.1 > music 2.0\n33 > avdtp 60 09 04\n33.02 < avdtp 62 09\n");
    let mut found = Script::parse(&script).play(&["STRM012"]).findings;
    found.sort_by_key(|finding| finding.message.contains("does not show"));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].message.contains("2 times") && found[0].message.contains("sniff"));
    assert!(!found[1].message.contains("times"), "{}", found[1].message);
    // Three in one stream are a stutter, whatever their causes.
    assert!(found.iter().all(|finding| finding.severity == Severity::Error), "{found:#?}");
}
