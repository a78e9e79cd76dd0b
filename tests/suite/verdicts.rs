//! Whatever fails, by whatever code: the link is not "ok", be the rules switched on or off.

#![allow(clippy::unwrap_used)]

use crate::support::play::{PEER, Script};
use btlint::{analysis::Verdict, finding::Severity};
use parsers::{
    att::ErrorCode,
    hci::Status,
    l2cap::{ConfigurationResult, ConnectionResult, CreditBasedResult},
    smp::Reason,
};

/// What stands for an ordinary end, though it is a failure as a status of anything else.
const ORDINARY: [Status; 4] = [
    Status::REMOTE_USER_TERMINATED,
    Status::REMOTE_LOW_RESOURCES,
    Status::REMOTE_POWER_OFF,
    Status::LOCAL_HOST_TERMINATED,
];

/// The rules that speak where no other does.
const GENERAL: [&str; 7] =
    ["AUTH036", "AUTH100", "CONN023", "CONN024", "CONN025", "CONN026", "CONN027"];

/// Codes of no name fail as well.
fn failures() -> impl Iterator<Item = Status> {
    let named = Status::KNOWN.iter().map(|&(status, _)| status);
    named.filter(|&status| status != Status::SUCCESS).chain([Status(0x7f), Status(0xff)])
}

/// The worst verdict, and all headlines, with all rules and with none that has to do with it.
fn verdicts(script: &str) -> [(Verdict, String); 2] {
    [&[][..], &["FRAG034"]].map(|select| {
        let links = Script::parse(script).play(select).links;
        let headlines: Vec<_> = links.iter().map(|link| link.headline.as_str()).collect();
        (links.iter().map(|link| link.verdict).max().unwrap(), headlines.join("; "))
    })
}

/// One failure is one finding, which names the code, and the side in so many words.
#[track_caller]
fn is_found(script: &str, code: &str) {
    let found = Script::parse(script).play(&[]).findings;
    let heavy: Vec<_> = found.iter().filter(|f| f.severity >= Severity::Notice).collect();
    let said: Vec<_> = heavy.iter().map(|f| (f.rule.code, f.message.as_str())).collect();
    assert!(said.iter().any(|(_, text)| text.contains(code)), "{code}: {said:?}\n{script}");
    let sides = ["host", "peer", "controller", "central", "peripheral", "one side"];
    let names_one = |text: &str| sides.iter().any(|side| text.contains(side));
    let silent: Vec<_> =
        said.iter().filter(|(code, text)| GENERAL.contains(code) && !names_one(text)).collect();
    assert!(silent.is_empty(), "{silent:?}\n{script}");
    let general = said.iter().filter(|(code, _)| GENERAL.contains(code)).count();
    assert!(general <= 1, "{said:?}\n{script}");
    assert!(general == 0 || said.len() == 1, "beside a rule that knows more: {said:?}\n{script}");
}

#[track_caller]
fn fails(script: &str, code: &str) {
    is_found(script, code);
    let [all, none] = verdicts(script);
    assert!(all.0 > Verdict::Unknown, "{script}\n{all:?}");
    assert!(none.0 > Verdict::Unknown, "{script}\n{none:?}");
    assert!(none.1.contains(code), "{code} is not in {none:?}\n{script}");
}

#[test]
fn every_status_of_every_step_of_security() {
    for status in failures() {
        let (n, code) = (format!("{:02x}", status.0), format!("0x{:02x}", status.0));
        for (prelude, step) in [
            ("classic", format!("event 06 {n} 4000")),
            ("classic", format!("event 36 {n} {PEER}")),
            ("classic", format!("event 08 {n} 4000 00")),
            ("le", format!("event 08 {n} 4000 00")),
            ("le", format!("event 30 {n} 4000")),
            ("classic", format!("event 30 {n} 4000")),
        ] {
            fails(&format!("@{prelude}\n0.100 < {step}\n20.000 ."), &code);
        }
    }
}

#[test]
fn every_reason_for_the_end_of_a_link() {
    for status in failures() {
        let (n, code) = (format!("{:02x}", status.0), format!("0x{:02x}", status.0));
        for script in [
            format!("@classic\n9.000 < event 05 00 4000 {n}\n20.000 ."),
            format!("@le\n9.000 < event 05 00 4000 {n}\n20.000 ."),
            format!("@air\n0.030 > control 02 {n}\n0.060 < air 3c1a6550 0500\n20.000 ."),
            format!("@air\n0.030 < control 02 {n}\n0.060 > air 3c1a6550 0500\n20.000 ."),
        ] {
            if ORDINARY.contains(&status) {
                let [all, _] = verdicts(&script);
                assert!(all.0 <= Verdict::Unknown, "{script}\n{all:?}");
            } else {
                fails(&script, &code);
            }
        }
    }
}

#[test]
fn every_status_of_a_connection_that_was_not_made() {
    for status in failures() {
        let (n, code) = (format!("{:02x}", status.0), format!("0x{:02x}", status.0));
        fails(&format!("@adapter\n0.100 < event 03 {n} 0000 {PEER} 01 00\n20.000 ."), &code);
        let rest = format!("0000 00 00 {PEER} 0000 0000 0000 00");
        fails(&format!("@adapter\n0.100 < event 3e 01 {n} {rest}\n20.000 ."), &code);
    }
}

#[test]
fn every_reason_of_pairing_failed_from_either_side() {
    let named = Reason::KNOWN.iter().map(|&(reason, _)| reason);
    for reason in named.chain([Reason(0x11), Reason(0xff)]) {
        let (n, code) = (format!("{:02x}", reason.0), format!("0x{:02x}", reason.0));
        for by in ["<", ">"] {
            fails(&format!("@le\n0.100 {by} smp 05 {n}"), &code);
            fails(&format!("@le\n0.000 > smp 01 03 00 0d 10 01 01\n0.100 {by} smp 05 {n}"), &code);
            fails(&format!("@encrypted\n0.100 {by} l2cap 0007 05 {n}"), &code);
            fails(&format!("@air\n0.100 {by} smp 05 {n}"), &code);
        }
    }
}

#[test]
fn every_refusal_of_a_channel_from_either_side() {
    for (ask, answer) in [(">", "<"), ("<", ">")] {
        for &(result, _) in ConnectionResult::KNOWN {
            let pending = result == ConnectionResult::PENDING;
            if result == ConnectionResult::SUCCESS || pending {
                continue;
            }
            let n = format!("{:02x}00", result.0);
            let script = format!(
                "@encrypted\n0.000 {ask} l2cap 0001 02 01 0400 1900 5000\n\
                 0.100 {answer} l2cap 0001 03 01 0800 0000 5000 {n} 0000"
            );
            fails(&script, &format!("{:#04x}", result.0));
        }
        for &(result, _) in CreditBasedResult::KNOWN {
            if result == CreditBasedResult::SUCCESS || result >= CreditBasedResult::PENDING {
                continue;
            }
            let n = format!("{:02x}00", result.0);
            let script = format!(
                "@le\n0.000 {ask} signal 14 01 0a00 8000 5000 4000 4000 0100\n\
                 0.100 {answer} signal 15 01 0a00 0000 0000 0000 0000 {n}"
            );
            fails(&script, &format!("{:#04x}", result.0));
        }
    }
}

#[test]
fn a_success_later_makes_it_good_and_another_service_does_not() {
    let refused = "@encrypted\n0.000 > l2cap 0001 02 01 0400 1900 5000\n\
                   0.100 < l2cap 0001 03 01 0800 0000 5000 0400 0000\n";
    let open = |psm: &str| {
        format!(
            "{refused}1.000 > l2cap 0001 02 02 0400 {psm} 5100\n\
             1.100 < l2cap 0001 03 02 0800 6100 5100 0000 0000\n\
             1.200 > l2cap 0001 04 03 0400 6100 0000\n\
             1.300 < l2cap 0001 05 03 0600 5100 0000 0000\n\
             1.400 < l2cap 0001 04 04 0400 5100 0000\n\
             1.500 > l2cap 0001 05 04 0600 6100 0000 0000"
        )
    };
    assert_eq!(verdicts(&open("1900"))[0].0, Verdict::Ok);
    assert_eq!(verdicts(&open("0100"))[0].0, Verdict::Degraded);
    let again =
        "@classic\n0.100 < event 06 22 4000\n1.000 > command 0411 4000\n1.100 < event 06 00 4000";
    assert_eq!(verdicts(again)[1].0, Verdict::Ok);
}

#[test]
fn every_status_of_what_the_controller_does_on_a_link() {
    let zeros = |octets: usize| "00".repeat(octets);
    for status in failures() {
        let (n, code) = (format!("{:02x}", status.0), format!("0x{:02x}", status.0));
        for (prelude, event) in [
            ("classic", format!("12 {n} {PEER} 00")),
            ("classic", format!("2c {n} 0100 {PEER} 02 {}", zeros(7))),
            ("le", format!("3e 19 {n} 6000 {}", zeros(25))),
            ("le", format!("3e 2a {n} 6000 {}", zeros(39))),
            ("le", format!("3e 1b {n} 01 {} 00", zeros(16))),
            ("le", format!("3e 1d {n} 01 {} 00", zeros(11))),
            ("le", format!("3e 03 {n} 4000 2800 0000 f401")),
            ("le", format!("3e 0c {n} 4000 01 01")),
            ("le", format!("3e 12 {n} 01 0000 00")),
            ("classic", format!("0d {n} 4000 00 00 {}", zeros(16))),
            ("classic", format!("09 {n} 4000")),
            ("le", format!("3e 23 {n} 4000 0100 0000 0000 f401")),
            ("le", format!("3e 0e {n} 0000 00 00 {} 01 0000 00", zeros(6))),
            ("le", format!("3e 1c 01 {n}")),
            ("le", format!("3e 1e 01 {n}")),
        ] {
            let set = event.starts_with("3e 12");
            let over = matches!(status, Status::ADVERTISING_TIMEOUT | Status::LIMIT_REACHED);
            let hears = event.starts_with("3e 0e") || event.starts_with("3e 1d");
            let given_up = hears && status == Status::CANCELLED_BY_HOST;
            // A group may end as a link does.
            let ends = event.starts_with("3e 1c") || event.starts_with("3e 1e");
            let script = format!("@{prelude}\n0.100 < event {event}\n20.000 .");
            if set && over || given_up || ends && ORDINARY.contains(&status) {
                assert_eq!(Script::parse(&script).play(&[]).findings, [], "{script}");
            } else {
                is_found(&script, &code);
            }
        }
    }
}

#[test]
fn every_refusal_of_a_configuration_and_of_several_channels() {
    for (ask, answer) in [(">", "<"), ("<", ">")] {
        for &(result, _) in ConfigurationResult::KNOWN {
            if result == ConfigurationResult::SUCCESS || result == ConfigurationResult::PENDING {
                continue;
            }
            let script = format!(
                "@encrypted\n0.000 {ask} signal 02 01 0400 1900 5000\n\
                 0.100 {answer} signal 03 01 0800 6000 5000 0000 0000\n\
                 0.200 {ask} signal 04 02 0400 6000 0000\n\
                 0.300 {answer} signal 05 02 0600 5000 0000 {:02x}00",
                result.0
            );
            fails(&script, &format!("{:#04x}", result.0));
        }
        for &(result, _) in CreditBasedResult::KNOWN {
            if result == CreditBasedResult::SUCCESS || result >= CreditBasedResult::PENDING {
                continue;
            }
            let script = format!(
                "@le\n0.000 {ask} signal 17 01 0a00 8000 4000 4000 0100 5000\n\
                 0.100 {answer} signal 18 01 0a00 4000 4000 0100 {:02x}00 0000",
                result.0
            );
            fails(&script, &format!("{:#04x}", result.0));
        }
    }
}

#[test]
fn every_error_of_attributes_and_every_rejection_on_the_air() {
    let ordinary = [ErrorCode::ATTRIBUTE_NOT_FOUND, ErrorCode::REQUEST_NOT_SUPPORTED];
    for (ask, answer) in [(">", "<"), ("<", ">")] {
        let named = ErrorCode::KNOWN.iter().map(|&(error, _)| error);
        for error in named.chain([ErrorCode(0x80), ErrorCode(0xff)]) {
            let n = format!("{:02x}", error.0);
            let script = format!("@le\n0.000 {ask} att 0a 0500\n0.100 {answer} att 01 0a 0500 {n}");
            if ordinary.contains(&error) {
                assert_eq!(Script::parse(&script).play(&[]).findings, [], "{script}");
            } else {
                is_found(&script, &format!("0x{n}"));
            }
        }
        for status in failures() {
            let n = format!("{:02x}", status.0);
            let script =
                format!("@air\n0.030 {ask} control 16 02 02\n0.060 {answer} control 11 16 {n}");
            is_found(&script, &format!("0x{n}"));
        }
        let refused =
            format!("@avdtp\n0.000 {ask} rfcomm 0b 3f 01 1c\n0.100 {answer} rfcomm 0b 1f 01 d7");
        is_found(&refused, "Disconnected Mode");
    }
}
