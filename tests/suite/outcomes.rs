//! The weight of what was made good, was meant, or did no harm: the same trace as a failure, and less
//! than one.

use btlint::{
    analysis::Verdict,
    finding::Severity::{self, Error, Info, Notice, Warning},
};

use crate::support::play::Script;

/// A script, the rule that looks at it, the weight of its finding, and what became of the links.
struct Outcome {
    name: &'static str,
    code: &'static str,
    severity: Severity,
    failed: bool,
    script: String,
}

fn outcome(
    name: &'static str,
    code: &'static str,
    severity: Severity,
    failed: bool,
    script: impl Into<String>,
) -> Outcome {
    Outcome { name, code, severity, failed, script: script.into() }
}

/// This host has a key and the peer has none.
const KEY_LOST: &str = "@classic
    0.000 > command 0411 4000
    0.005 < event 0f 00 01 1104
    0.010 < event 17 ccbbaa5dcf00
    0.020 > command 040b ccbbaa5dcf00 00112233445566778899aabbccddeeff
    0.025 < event 0e 01 0b04 00 ccbbaa5dcf00
    0.100 < event 06 06 4000\n";

/// Both pair anew.
fn paired(handle: &str, from: u32) -> String {
    format!(
        "{from}.200 > command 0411 {handle}
        {from}.205 < event 0f 00 01 1104
        {from}.210 < event 31 ccbbaa5dcf00
        {from}.220 > command 042b ccbbaa5dcf00 03 00 02
        {from}.225 < event 0e 01 2b04 00 ccbbaa5dcf00
        {from}.230 < event 32 ccbbaa5dcf00 03 00 02
        {from}.500 < event 36 00 ccbbaa5dcf00
        {from}.510 < event 18 ccbbaa5dcf00 00112233445566778899aabbccddeeff 04
        {from}.520 < event 06 00 {handle}\n"
    )
}

/// An LE link that this host cannot encrypt, as the peer has no key.
const LTK_LOST: &str = "@le
    0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    0.010 < event 0f 00 01 1920
    0.100 < event 08 06 4000 00\n";

/// The peer does not take AAC.
const REJECTED: &str = "@avdtp
    0.000 > avdtp 20 03 08 08 01 00 07 08 00 02 80 01 84 e2 00 00
    0.020 < avdtp 23 03 07 29\n";

/// An LE connection to one device, which the host gives up.
const CANCELLED: &str = "@adapter
    0.000 > command 200d 6000 3000 00 00 ccbbaa5dcf00 00 1800 2800 0000 f401 0000 0000
    0.010 < event 0f 00 01 0d20
    2.000 > command 200e
    2.010 < event 0e 01 0e20 00
    2.020 < event 3e 01 02 0000 00 00 ccbbaa5dcf00 0000 0000 0000 00\n";

/// AVCTP was used, and is refused when the peer asks for it again.
const REFUSED: &str = "@avdtp
    1.100 < signal 02 05 0400 1700 5900
    1.110 > signal 03 05 0800 0000 5900 0300 0000\n";

/// A link that ends, and a page that is not answered.
fn paged(end: &str) -> String {
    format!(
        "@classic\n{end}
        5.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
        5.010 < event 0f 00 01 0504
        10.130 < event 03 04 0000 ccbbaa5dcf00 01 00"
    )
}

/// Notifications for a quarter of a minute.
fn notifications() -> String {
    (1..16).map(|n| format!("{n}.000 < att 1b 0500 01\n")).collect()
}

fn outcomes() -> Vec<Outcome> {
    let next_link = "0.110 < event 05 00 4000 06\n2.000 < event 03 00 4100 ccbbaa5dcf00 01 00\n";
    let anew = "0.500 > smp 01 03 00 01 10 01 01
        0.600 < smp 02 03 00 01 10 01 01
        0.700 > smp 03 00112233445566778899aabbccddeeff
        0.800 < smp 03 ffeeddccbbaa99887766554433221100
        0.900 > smp 04 0102030405060708090a0b0c0d0e0f10
        0.950 < smp 04 0102030405060708090a0b0c0d0e0f11
        1.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
        1.010 < event 0f 00 01 1920
        1.100 < event 08 00 4000 01\n";
    let asked = "@le\n0.000 < smp 0b 05\n0.050 > smp 05 05\n";
    let began = "@le\n0.000 > smp 01 01 00 0d 10 01 01\n0.050 < smp 05 05\n";
    let sbc =
        "0.030 > avdtp 30 03 04 04 01 00 07 06 00 00 21 15 02 35\n0.050 < avdtp 32 03\n9.000 .";
    let crossing = "@adapter
        0.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
        0.010 < event 0f 00 01 0504
        0.050 < event 04 ccbbaa5dcf00 0c025a 01
        0.060 > command 0409 ccbbaa5dcf00 00
        0.070 < event 0f 00 01 0904
        0.300 < event 03 00 4000 ccbbaa5dcf00 01 00
        0.350 < event 03 0b 0000 ccbbaa5dcf00 01 00";
    let again = "@classic
        0.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
        0.010 < event 0f 0b 01 0504";
    let responded = "@le\n0.000 > smp 01 03 00 01 10 01 01\n0.050 < smp 02 03 00 01 10 01 01\n";
    let hang_up =
        "> command 0406 4000 13\n0.060 < event 0f 00 01 0604\n0.100 < event 05 00 4000 16";
    vec![
        outcome("the link key is lost", "AUTH002", Error, true, KEY_LOST),
        outcome(
            "and made anew",
            "AUTH002",
            Info,
            false,
            format!("{KEY_LOST}{}", paired("4000", 0)),
        ),
        outcome(
            "and made anew on the next link",
            "AUTH002",
            Info,
            false,
            format!("{KEY_LOST}{next_link}{}", paired("4100", 2)),
        ),
        outcome("the long term key is lost", "AUTH005", Error, true, LTK_LOST),
        outcome("and made anew", "AUTH005", Info, false, format!("{LTK_LOST}{anew}")),
        outcome(
            "the host leaves a request for the key open",
            "AUTH005",
            Warning,
            true,
            "@le-peripheral\n0.000 < event 3e 05 4000 0000000000000000 0000\n1.500 .\n9.000 .",
        ),
        outcome("a codec is refused", "STRM009", Error, true, format!("{REJECTED}9.000 .")),
        // Nothing is opened then, which is another fault.
        outcome("and another taken", "STRM009", Info, true, format!("{REJECTED}{sbc}")),
        outcome(
            "a Delay Report is refused",
            "STRM009",
            Notice,
            false,
            "@open\n0.000 < avdtp 50 0d 04 05dc\n0.020 > avdtp 53 0d 19\n9.000 .",
        ),
        outcome("both sides page, and one link comes of it", "RACE002", Info, false, crossing),
        outcome("a link is asked for that is there", "RACE002", Warning, true, again),
        outcome("a Pairing Request is refused", "AUTH105", Error, true, began),
        outcome(
            "and the link works",
            "AUTH105",
            Warning,
            true,
            format!("{began}{}", notifications()),
        ),
        outcome("a Security Request is refused", "AUTH105", Error, true, asked),
        outcome(
            "and the link works",
            "AUTH105",
            Notice,
            false,
            format!("{asked}{}", notifications()),
        ),
        outcome(
            "the side that should go on ends the link",
            "AUTH008",
            Notice,
            false,
            format!("{responded}0.052 {hang_up}"),
        ),
        outcome(
            "the peer ends the link and is paged",
            "CONN004",
            Notice,
            true,
            paged("0.100 < event 05 00 4000 13"),
        ),
        outcome(
            "this host ends it and the peer is gone",
            "CONN004",
            Warning,
            true,
            paged(&format!("0.050 {hang_up}")),
        ),
        outcome(
            "the end is not acknowledged",
            "CONN001",
            Notice,
            true,
            "@le\n0.050 > command 0406 4000 13\n0.060 < event 0f 00 01 0604\n8.050 < event 05 00 4000 22\n30.000 .",
        ),
        outcome(
            "an end that nobody asked for",
            "CONN024",
            Error,
            true,
            "@le\n8.050 < event 05 00 4000 22",
        ),
        outcome("a device is not reached", "CONN023", Notice, false, CANCELLED),
        outcome(
            "and is reached the next time",
            "CONN023",
            Info,
            false,
            format!(
                "{CANCELLED}3.000 < event 3e 01 00 4000 00 00 ccbbaa5dcf00 2800 0000 f401 00\n"
            ),
        ),
        outcome(
            "and is reached much later",
            "CONN023",
            Notice,
            false,
            format!(
                "{CANCELLED}30.000 < event 3e 01 00 4000 00 00 ccbbaa5dcf00 2800 0000 f401 00\n"
            ),
        ),
        outcome(
            "an indication is not confirmed",
            "CONN030",
            Warning,
            true,
            "@le\n0.000 > att 1d 0300 01\n0.050 < att 1b 0500 01\n200.000 < event 05 00 4000 13",
        ),
        outcome(
            "and the peer goes on",
            "CONN030",
            Notice,
            false,
            "@le\n0.000 > att 1d 0300 01\n150.000 < att 1b 0500 01\n200.000 < event 05 00 4000 13",
        ),
        outcome(
            "reports before a link that was never made",
            "COEX013",
            Info,
            true,
            "@le\n0.050 < event ff 58 03 02 4000 00 0a c8 14 3b 03 401f 01000000 05000000 05000000 00000000 05000000 00000000 06000000 00000000 00000000\n0.100 < event 05 00 4000 3e\n20.000 .",
        ),
        outcome(
            "a channel is refused",
            "CONN025",
            Warning,
            true,
            format!("{REFUSED}9.000 < event 05 00 4000 13"),
        ),
        outcome(
            "and the link was being closed",
            "CONN025",
            Info,
            false,
            format!("{REFUSED}2.000 < event 05 00 4000 13"),
        ),
        outcome(
            "a pairing that the peripheral asked for fails",
            "AUTH100",
            Error,
            true,
            "@air\n0.000 < smp 0b 01\n0.060 < smp 02 03 00 09 10 01 01\n0.120 < smp 05 08\n0.500 .",
        ),
        outcome(
            "a pairing is cut off",
            "AUTH008",
            Warning,
            true,
            format!("{responded}9.000 < event 05 00 4000 13"),
        ),
    ]
}

#[test]
fn what_was_made_good_or_did_no_harm_weighs_less() {
    let mut wrong = Vec::new();
    for Outcome { name, code, severity, failed, script } in outcomes() {
        let judged = Script::parse(&script).play(&[]);
        let found = judged.findings.iter().find(|finding| finding.rule.code == code);
        let weight = found.map(|finding| finding.severity);
        let verdict = judged.links.iter().map(|link| link.verdict).max();
        if weight != Some(severity) || (verdict > Some(Verdict::Unknown)) != failed {
            wrong.push(format!("{code}, {name}: {weight:?}, {verdict:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
