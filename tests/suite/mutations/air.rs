//! Faults that a sniffer hears.

use super::{Fault, Side, tape::Tape};

const NAME: &str = "air/sc-good";

pub(super) fn terminated() -> Vec<Fault> {
    let tape = Tape::of(NAME);
    let mut faults = Vec::new();
    let empty = "LE data header";
    for (sent, by) in [(true, Side::Central), (false, Side::Peripheral)] {
        let at = tape.nth(sent, empty, 5);
        for reason in [0x05u8, 0x1a, 0x22, 0x28, 0x2a, 0x3b] {
            let ended = tape.clone().until(at + usize::from(sent)).with_ll(at, 3, &[2, reason]);
            let name = format!("reason {reason:#04x}");
            let codes = &["CONN024", "AUTH001", "AUTH036", "RACE012"];
            faults.push(Fault::new("LL_TERMINATE_IND", &name, ended, codes, by));
        }
    }
    faults
}

pub(super) fn unanswered() -> Vec<Fault> {
    let tape = Tape::of(NAME);
    let mut faults = Vec::new();
    for request in ["LL_FEATURE", "LL_LENGTH", "LL_ENC"] {
        let answer = tape.first(false, &format!("{request}_RSP"));
        let silent = tape.clone().emptied(answer).until(answer);
        // Both go on to be heard.
        let mut heard = silent;
        let (central, peripheral) =
            (tape.first(true, "LE data header"), tape.first(false, "LE data header"));
        for n in 0..100 {
            for from in [central, peripheral] {
                let step = if from == central { 449 } else { 1 };
                heard = heard.again(from, step, n % 2);
            }
        }
        let codes = &["CONN030", "AUTH010"];
        faults.push(Fault::new("LL request unanswered", request, heard, codes, Side::Peripheral));
    }
    faults
}

pub(super) fn pairing_failed() -> Vec<Fault> {
    let tape = Tape::of(NAME);
    let mut faults = Vec::new();
    for (sent, by, title) in [
        (false, Side::Peripheral, "SMP / Pairing Response"),
        (true, Side::Central, "SMP / Pairing Random"),
    ] {
        let at = tape.first(sent, title);
        for reason in [3u8, 4, 5, 8, 0x0b, 0x0c] {
            let failed = tape.clone().until(at).with_ll(at, 2, &[2, 0, 6, 0, 5, reason]);
            let name = format!("reason {reason:#04x}");
            let codes = &["AUTH100", "AUTH103", "AUTH104", "AUTH105", "AUTH112"];
            faults.push(Fault::new("Pairing Failed on the air", &name, failed, codes, by));
        }
    }
    faults
}
