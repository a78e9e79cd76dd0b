//! Every request that is declared, listed from the tables of codes.

use crate::{sniffers::octets, support::play::Script};
use btlint::finding::Severity;

/// Requests of a table: those whose names end so.
fn named<'n, T: Copy>(
    known: &'n [(T, &'n str)],
    end: &'n str,
) -> impl Iterator<Item = (T, &'n str)> {
    known.iter().copied().filter(move |(_, name)| name.ends_with(end))
}

/// All requests that are declared, as frames that ask, with the name and who may ask.
fn declared() -> Vec<(String, String, &'static str)> {
    use parsers::{att, avdtp, hci, l2cap, ll, rfcomm::multiplexer, sdp};
    let mut all = Vec::new();
    let both = "<>";
    for &(opcode, name) in att::Opcode::KNOWN {
        if opcode.is_request() || opcode == att::Opcode::HANDLE_VALUE_INDICATION {
            all.push((format!("@le\n0.000 ? att {:02x} 0500", opcode.0), name.to_owned(), both));
        }
    }
    for (code, name) in named(l2cap::Code::KNOWN, "Request") {
        let ask =
            format!("@classic\n0.000 ? signal {:02x} 30 0a00 0000 0000 0000 0000 0000", code.0);
        all.push((ask, name.to_owned(), both));
    }
    for (id, name) in named(sdp::PduId::KNOWN, "Request") {
        all.push((format!("@avdtp\n0.000 ? sdp {:02x} 0007 0000", id.0), name.to_owned(), both));
    }
    for &(signal, name) in avdtp::Signal::KNOWN {
        all.push((format!("@avdtp\n0.000 ? avdtp 00 {:02x} 04", signal.0), name.to_owned(), both));
    }
    // All but a response.
    let commands = multiplexer::CommandType::KNOWN.iter();
    let asks = |(kind, _): &&(multiplexer::CommandType, _)| {
        *kind != multiplexer::CommandType::NON_SUPPORTED
    };
    for &(kind, name) in commands.filter(asks) {
        let ask = format!("@avdtp\n0.000 ? rfcomm 03 ef 09 {:02x} 05 0b 8d 70", kind.0 << 2 | 3);
        all.push((ask, name.to_owned(), both));
    }
    for (opcode, name) in named(ll::ControlOpcode::KNOWN, "_REQ") {
        let Some(pdu) = ll::Control::pdu(opcode) else { continue };
        let length = octets(pdu).unwrap();
        let ask = format!("@air\n0.030 ? control {:02x} {}", opcode.0, "00".repeat(length));
        all.push((ask, name.to_owned(), both));
    }
    for (code, name) in named(hci::event::EventCode::KNOWN, "Request") {
        let ask = format!("@classic\n0.000 ? event {:02x} ccbbaa5dcf00 000000 01", code.0);
        all.push((ask, name.to_owned(), "<"));
    }
    for (code, name) in named(hci::LeSubevent::KNOWN, "Request") {
        // Without data nothing is sent in the subevent, which the host may want.
        if code == hci::LeSubevent::PERIODIC_ADVERTISING_SUBEVENT_DATA_REQUEST {
            continue;
        }
        let ask = format!("@le\n0.000 ? event 3e {:02x} 4000 {}", code.0, "00".repeat(12));
        all.push((ask, name.to_owned(), "<"));
    }
    all
}

#[test]
fn every_request_that_is_declared_is_missed_when_it_is_not_answered() {
    let all = declared();
    assert!(all.len() > 70, "{}", all.len());
    let mut silent = Vec::new();
    for (ask, name, askers) in all {
        for arrow in askers.chars() {
            let mut text = ask.replace('?', &arrow.to_string());
            let air = text.starts_with("@air");
            for n in 1..150 {
                let second = f64::from(n) * 0.6;
                if air {
                    let bits = if n % 2 == 0 { ["0500", "0900"] } else { ["0d00", "0100"] };
                    text.push_str(&format!("\n{second:.3} > air 3c1a6550 {}", bits[0]));
                    text.push_str(&format!("\n{:.3} < air 3c1a6550 {}", second + 0.001, bits[1]));
                } else {
                    text.push_str(&format!("\n{second:.3} ."));
                }
            }
            let owes: &[&str] = match (air, arrow) {
                (true, '>') => &["the peripheral"],
                (true, _) => &["the central"],
                (false, '>') => &["the peer"],
                (false, _) => &["this host"],
            };
            let found = Script::parse(&text).play(&[]).findings;
            let named = found.iter().any(|f| {
                let message = f.message.to_lowercase();
                f.severity >= Severity::Notice && owes.iter().any(|side| message.contains(side))
            });
            if !named {
                let said: Vec<_> = found.iter().map(|f| (f.rule.code, &f.message)).collect();
                silent.push(format!("{name} {arrow}: {said:?}"));
            }
        }
    }
    assert!(silent.is_empty(), "{}:\n{}", silent.len(), silent.join("\n"));
}
