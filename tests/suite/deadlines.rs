//! Every request that wants an answer, of each side: not answered, answered late, answered in time;
//! and what else was captured meanwhile makes no difference.

#![allow(clippy::unwrap_used)]

mod declared;

use crate::support::{events, play::Script};
use btlint::{
    finding::{Finding, Severity},
    track::What,
};

/// A request and its answer. `{to}` and `{from}` are the channel's ends, as who asks names them.
struct Kind {
    prelude: &'static str,
    name: &'static str,
    ask: String,
    answer: String,
    /// When the answer is due, in seconds.
    due: u32,
}

fn kind(prelude: &'static str, due: u32, name: &'static str, ask: &str, answer: &str) -> Kind {
    Kind { prelude, name, ask: ask.to_owned(), answer: answer.to_owned(), due }
}

/// Requests that either side sends to the other.
fn of_both_sides() -> Vec<Kind> {
    let signals = [
        (
            "@classic",
            "Connection Request",
            "02 30 0400 0100 7000",
            "03 30 0800 8000 7000 0000 0000",
        ),
        ("@avdtp", "Configuration Request", "04 31 0400 {to} 0000", "05 31 0600 {from} 0000 0000"),
        ("@avdtp", "Disconnection Request", "06 32 0400 {to} {from}", "07 32 0400 {to} {from}"),
        ("@classic", "Echo Request", "08 33 0000", "09 33 0000"),
        ("@classic", "Information Request", "0a 34 0200 0200", "0b 34 0800 0200 0000 00000000"),
        ("@le", "Connection Parameter Update", "12 35 0800 1800 2800 0000 f401", "13 35 0200 0000"),
        (
            "@le",
            "LE Credit Based Connection Request",
            "14 36 0a00 8000 4000 1700 1700 0100",
            "15 36 0a00 5000 1700 1700 0100 0000",
        ),
        (
            "@le",
            "Credit Based Connection Request",
            "17 37 0a00 8000 4000 4000 0100 6000",
            "18 37 0a00 4000 4000 0100 0000 6100",
        ),
        ("@le", "Reconfigure Request", "19 38 0600 4000 4000 6000", "1a 38 0200 0000"),
    ];
    let mut kinds: Vec<Kind> = signals
        .into_iter()
        .flat_map(|(prelude, name, ask, answer)| {
            let (ask, answer) = (format!("signal {ask}"), format!("signal {answer}"));
            // Any request may be rejected (Command Reject).
            let reject = format!("signal 01 {} 0200 0000", &ask[10..12]);
            [kind(prelude, 30, name, &ask, &answer), kind(prelude, 30, name, &ask, &reject)]
        })
        .collect();
    for opcode in [0x02, 0x04, 0x06, 0x08, 0x0a, 0x0c, 0x0e, 0x10, 0x12, 0x16, 0x18, 0x20] {
        let ask = format!("att {opcode:02x} 0500");
        let error = format!("att 01 {opcode:02x} 0500 0a");
        kinds.push(kind("@le", 30, "ATT", &ask, &format!("att {:02x} 0500", opcode + 1)));
        kinds.push(kind("@le", 30, "ATT", &ask, &error));
    }
    kinds.push(kind("@le", 30, "Handle Value Indication", "att 1d 0500 01", "att 1e"));
    for id in ["02", "04", "06"] {
        let answer = format!("sdp 0{} 0007 0000", id[1..].parse::<u8>().unwrap() + 1);
        kinds.push(kind("@avdtp", 30, "SDP", &format!("sdp {id} 0007 0000"), &answer));
        kinds.push(kind(
            "@avdtp",
            30,
            "SDP",
            &format!("sdp {id} 0007 0000"),
            "sdp 01 0007 0002 0003",
        ));
    }
    kinds.extend([
        kind("@avdtp", 60, "SABM", "rfcomm 03 3f 01 1c", "rfcomm 03 73 01 d7"),
        kind("@avdtp", 60, "SABM", "rfcomm 0b 3f 01 1c", "rfcomm 0b 1f 01 d7"),
        kind("@avdtp", 20, "DISC", "rfcomm 03 53 01 fd", "rfcomm 03 73 01 d7"),
        kind(
            "@avdtp",
            20,
            "Modem Status",
            "rfcomm 03 ef 09 e3 05 0b 8d 70",
            "rfcomm 01 ef 09 e1 05 0b 8d aa",
        ),
        kind(
            "@avdtp",
            20,
            "Modem Status",
            "rfcomm 03 ef 09 e3 05 0b 8d 70",
            "rfcomm 01 ef 07 11 03 e3 aa",
        ),
        kind(
            "@avdtp",
            10,
            "A/V Remote Control",
            "avctp 30 110e 00 48 7c 44 00",
            "avctp 32 110e 09 48 7c 44 00",
        ),
    ]);
    kinds
}

/// Commands of the host whose work ends with an event: opcode, parameters, the event.
fn procedures() -> Vec<Kind> {
    #[rustfmt::skip]
    let all = [
        ("@adapter", "Inquiry", 65, "0401 338b9e 30 00", "event 01 00"),
        ("@adapter", "Create Connection", 45, "0405 998877665544 18cc 02 00 0000 01", "event 03 04 4100 998877665544 01 00"),
        ("@classic", "Disconnect", 45, "0406 4000 13", "event 05 00 4000 16"),
        ("@classic", "Authentication Requested", 60, "0411 4000", "event 06 00 4000"),
        ("@classic", "Set Connection Encryption", 45, "0413 4000 01", "event 08 00 4000 01"),
        ("@classic", "Set Connection Encryption", 45, "0413 4000 01", "event 59 00 4000 02 10"),
        ("@classic", "Change Connection Link Key", 45, "0415 4000", "event 09 00 4000"),
        ("@adapter", "Remote Name Request", 45, "0419 998877665544 02 00 0000", "event 07 04 998877665544"),
        ("@classic", "Read Remote Supported Features", 45, "041b 4000", "event 0b 00 4000 0000000000000000"),
        ("@classic", "Read Remote Extended Features", 45, "041c 4000 01", "event 23 00 4000 01 01 0000000000000000"),
        ("@classic", "Read Remote Version Information", 45, "041d 4000", "event 0c 00 4000 09 0f00 0000"),
        ("@classic", "Read Clock Offset", 45, "041f 4000", "event 1c 00 4000 0000"),
        ("@classic", "Sniff Mode", 45, "0803 4000 2003 9001 0400 0100", "event 14 00 4000 02 2003"),
        ("@classic", "QoS Setup", 45, "0807 4000 00 00 00000000 00000000 00000000 00000000", "event 0d 00 4000 00 00 00000000 00000000 00000000 00000000"),
        ("@classic", "Switch Role", 45, "080b 998877665544 01", "event 12 00 998877665544 01"),
        ("@le", "LE Connection Update", 45, "2013 4000 1800 2800 0000 f401 0000 0000", "event 3e 03 00 4000 2800 0000 f401"),
        ("@le", "LE Read Remote Features", 45, "2016 4000", "event 3e 04 00 4000 0000000000000000"),
        ("@le", "LE Enable Encryption", 45, "2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff", "event 08 00 4000 01"),
        ("@le", "LE Enable Encryption", 45, "2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff", "event 30 00 4000"),
        ("@le", "LE Set PHY", 45, "2032 4000 00 02 02 0000", "event 3e 0c 00 4000 02 02"),
        ("@adapter", "LE Read Local P-256 Public Key", 10, "2025", "event 3e 08 0c {key}"),
        ("@adapter", "LE Create Connection", 45, "200d 60003000 00 00 998877665544 00 18002800 0000 f401 0000 0000", "event 3e 01 02 4000 00 00 998877665544 2800 0000 f401 00"),
    ];
    all.map(|(prelude, name, due, ask, answer)| {
        // A public key has 64 octets.
        let answer = answer.replace("{key}", &"00".repeat(64));
        kind(prelude, due, name, &format!("command {ask}"), &answer)
    })
    .into()
}

/// Events in which the controller asks its host.
fn of_controllers() -> Vec<Kind> {
    vec![
        kind(
            "@adapter",
            5,
            "Connection Request",
            "event 04 998877665544 000000 01",
            "command 0409 998877665544 01",
        ),
        kind(
            "@adapter",
            5,
            "Connection Request",
            "event 04 998877665544 000000 01",
            "command 040a 998877665544 0d",
        ),
        kind(
            "@le",
            10,
            "LE Remote Connection Parameter Request",
            "event 3e 06 4000 1800 2800 0000 f401",
            "command 2020 4000 1800 2800 0000 f401 0000 0000",
        ),
        kind(
            "@le",
            10,
            "LE Remote Connection Parameter Request",
            "event 3e 06 4000 1800 2800 0000 f401",
            "command 2021 4000 3b",
        ),
        kind("@le", 5, "LE CIS Request", "event 3e 1a 4000 6000 01 02", "command 2066 6000"),
        kind("@le", 5, "LE CIS Request", "event 3e 1a 4000 6000 01 02", "command 2067 6000 0d"),
    ]
}

/// What has nothing to do with anything, at this time.
fn unrelated(second: f64) -> String {
    format!(
        "{second:.3} > command 2018\n{:.3} < event 0e 01 1820 00 0011223344556677\n",
        second + 0.001
    )
}

struct Case {
    kind: Kind,
    arrow: char,
    owes: &'static str,
    status: String,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (arrow, owes) in [('>', "The peer"), ('<', "This host")] {
        cases.extend(of_both_sides().into_iter().map(|kind| {
            let (from, to) = if arrow == '>' { ("4100", "5100") } else { ("5100", "4100") };
            let fill = |text: &str| text.replace("{from}", from).replace("{to}", to);
            let kind = Kind { ask: fill(&kind.ask), answer: fill(&kind.answer), ..kind };
            Case { kind, arrow, owes, status: String::new() }
        }));
    }
    cases.extend(procedures().into_iter().map(|kind| {
        let opcode = &kind.ask[8..12];
        let status = format!("0.003 < event 0f 00 01 {}{}\n", &opcode[2..], &opcode[..2]);
        let owes = match kind.name {
            "LE Create Connection" => "found no",
            "Set Connection Encryption" | "LE Enable Encryption" => "Encryption",
            _ => "The controller",
        };
        Case { kind, arrow: '>', owes, status }
    }));
    let asks = of_controllers().into_iter();
    cases.extend(asks.map(|kind| Case {
        kind,
        arrow: '<',
        owes: "This host",
        status: String::new(),
    }));
    cases
}

impl Case {
    fn play(&self, answered: Option<f64>, meanwhile: &[f64]) -> Vec<Finding> {
        let Self { kind, arrow, status, .. } = self;
        let back = if *arrow == '>' { '<' } else { '>' };
        let mut lines = vec![(0.0, format!("0.000 {arrow} {}\n{status}", kind.ask))];
        lines.extend(answered.map(|at| (at, format!("{at:.3} {back} {}\n", kind.answer))));
        lines.extend(meanwhile.iter().map(|&at| (at, unrelated(at))));
        // The log is never silent for long, so that its clock can be trusted.
        lines.extend(
            (1..40).map(|n| f64::from(n) * 10.0 - 0.7).map(|at| (at, format!("{at:.3} .\n"))),
        );
        lines.sort_by(|a, b| a.0.total_cmp(&b.0));
        let body: String = lines.into_iter().map(|(_, line)| line).collect();
        // Something is heard of the side that is silent, before it is asked.
        let text = format!("{}\n{body}400.000 .\n", kind.prelude);
        Script::parse(&text).play(&["CONN030", "AUTH010"]).findings
    }
}

#[test]
fn every_request_of_every_side_is_missed_when_it_is_not_answered() {
    for case in cases() {
        let Case { kind, arrow, owes, .. } = &case;
        let what = format!("{} {arrow} {}", kind.name, kind.ask);
        let due = f64::from(kind.due);
        let [finding] = &case.play(None, &[])[..] else { panic!("{what}: no finding, or two") };
        assert!(finding.message.contains(kind.name), "{what}: {}", finding.message);
        assert!(finding.message.contains(owes), "{what}: {}", finding.message);
        for answered in [0.5, due - 0.1] {
            assert_eq!(case.play(Some(answered), &[]), [], "{what}, answered after {answered} s");
        }
        let [late] = &case.play(Some(due + 0.1), &[])[..] else { panic!("{what}: late") };
        assert_eq!(late.severity, Severity::Notice, "{what}");
        assert!(late.message.contains("only after"), "{what}: {}", late.message);
    }
}

#[test]
fn a_deadline_is_a_moment_whatever_else_is_captured() {
    for case in cases() {
        let due = f64::from(case.kind.due);
        let what = format!("{} {}", case.arrow, case.kind.ask);
        let told = |answered, meanwhile: &[f64]| -> Vec<(Severity, String)> {
            let findings = case.play(answered, meanwhile).into_iter();
            findings.map(|finding| (finding.severity, finding.message)).collect()
        };
        for answered in [Some(0.5), Some(due - 0.1), Some(due + 0.1), Some(due + 3.0), None] {
            let alone = told(answered, &[]);
            for meanwhile in [vec![due - 0.5], vec![due + 0.05], vec![0.2, due - 0.05, due + 1.0]] {
                assert_eq!(told(answered, &meanwhile), alone, "{what}, {answered:?}");
            }
        }
    }
}

#[test]
fn an_answer_that_ends_a_silence_is_not_late() {
    // It was the clock that was set, or the machine that slept.
    let asked = "0.000 > att 0a 0500\n";
    let play = |rest: &str| {
        Script::parse(&format!("@le\n{asked}{rest}")).play(&["CONN030"]).findings.len()
    };
    assert_eq!(play("45.000 < att 0b 01\n60.000 ."), 0);
    // Something else came in between, by the same clock.
    assert_eq!(play("15.000 .\n30.000 .\n45.000 < att 0b 01\n60.000 ."), 1);
    // Other records come first, and for longer than what waits takes.
    assert_eq!(play("45.000 .\n46.000 < att 0b 01\n60.000 ."), 1);
    assert_eq!(play("45.000 .\n46.000 ."), 1);
    assert_eq!(play("45.000 ."), 1);
}

#[test]
fn an_inquiry_that_is_cancelled_ends_without_an_event() {
    let text = "@adapter\n0.000 > command 0401 338b9e 30 00\n0.003 < event 0f 00 01 0104\n\
        5.000 > command 0402\n5.003 < event 0e 01 0204 00\n200.000 .";
    assert_eq!(Script::parse(text).play(&["CONN030"]).findings, []);
}

#[test]
fn each_moment_is_reported_with_its_own_state() {
    let text = "@le\n0.000 > att 0a 0500\n1.000 < att 0a 0600\n2.000 > signal 12 35 0800 1800 \
        2800 0000 f401\n15.000 .\n28.000 .\n45.000 .";
    let told = events::told(text, |event, state| {
        let What::Unanswered(unanswered) = event.what else { return None };
        assert!(unanswered.is_overdue());
        let link = state.link(event.link?)?;
        let overdue = |at| link.questions.iter().filter(|question| question.due() <= at).count();
        assert_eq!(
            link.questions.iter().filter(|question| question.overdue).count(),
            overdue(event.at.time)
        );
        Some(unanswered.question.asked.frame)
    });
    assert_eq!(told.len(), 3);
    assert!(told.is_sorted());
}

#[test]
fn an_answer_that_comes_after_the_work_was_done_is_not_one_without_its_command() {
    // Exit Sniff Mode, and the mode has changed already.
    let sniff =
        "0.100 > command 0804 4000\n0.120 < event 14 00 4000 00 0000\n0.130 < event 0f 0c 01 0408";
    let key = "@adapter
        0.000 < event 04 ccbbaa5dcf00 0c025a 01
        0.010 > command 0409 ccbbaa5dcf00 00
        0.020 < event 0f 00 01 0904
        0.100 < event 17 ccbbaa5dcf00
        0.110 > command 040b ccbbaa5dcf00 00112233445566778899aabbccddeeff
        0.120 < event 03 00 4000 ccbbaa5dcf00 01 00
        0.200 < event 0e 01 0b04 00 ccbbaa5dcf00";
    let missing = |script: &str| Script::parse(script).play(&[]).health.unlogged;
    assert_eq!(missing(key), 0);
    // One whose command is in the log is answered once.
    assert_eq!(missing(&format!("{key}\n0.300 < event 0e 01 0b04 00 ccbbaa5dcf00")), 1);
    assert_eq!(missing(&format!("@classic\n{sniff}")), 0);
}

/// Kinds of Keypress Notification (Core Vol 3 Part H, 3.5.8): only the last leaves the user nothing to do.
#[test]
fn a_passkey_that_is_entered_is_not_waited_for() {
    let key = "5a".repeat(64);
    for kind in 0..=4 {
        let script = format!(
            "@le
            0.000 > smp 01 02 00 1d 10 01 01
            0.050 < smp 02 00 00 1d 10 01 01
            0.100 > smp 0c {key}
            0.150 < smp 0c {key}
            1.000 > smp 0e {kind:02x}
            31.900 .
            33.000 ."
        );
        let found = Script::parse(&script).play(&["AUTH008"]).findings;
        assert_eq!(found.len(), 1, "{kind}");
        let text = &found[0].message;
        assert!(text.contains("this host sent no Pairing Confirm"), "{text}");
        assert_eq!(text.contains("did not type the passkey"), kind != 4, "{kind}: {text}");
    }
}
