//! Faults of AVDTP and media that answer, and answer wrongly.

use btlint::finding::Severity;

use super::{
    Fault, Side,
    tape::{SDU, Tape},
};

/// The channel of AVDTP on both sides.
const SIGNALLING: u16 = 0x40;

const VIEWS: [(&str, bool, Side); 2] =
    [("a2dp/sbc-good", true, Side::Peer), ("a2dp/sbc-good-speaker", false, Side::Host)];

fn source(asks: bool) -> Side {
    if asks { Side::Host } else { Side::Peer }
}

/// The answer has another label, or another signal: nobody gets it.
pub(super) fn mislabelled() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, by) in VIEWS {
        let tape = Tape::of(view);
        for signal in ["Discover", "Set Configuration", "Open", "Start"] {
            let at = tape.first(!asks, &format!("AVDTP / {signal} response"));
            let header = tape.frames[at].bytes[SDU];
            let end = if asks { 0x16 } else { 0x13 };
            let cut = tape.clone().until(at).patched(at, SDU, &[header ^ 0x80]);
            let cut = cut.idle(8000).down(2000, end);
            let codes = &["STRM008"];
            faults.push(Fault::new("AVDTP answer of another label", signal, cut, codes, by));
            let general = tape.clone().until(at);
            let signal_octet = tape.frames[at].bytes[SDU + 1];
            let general = general.with_sdu(at, &[header & 0xf0 | 1, signal_octet]);
            let general = general.down(3000, end);
            let codes = &["STRM009"];
            faults.push(Fault::new("AVDTP General Reject", signal, general, codes, by));
        }
        for (signal, code) in [("Suspend", 0x31u8), ("Close", 0x12)] {
            let at = tape.first(!asks, &format!("AVDTP / {signal} response"));
            let header = &tape.frames[at].bytes[SDU..SDU + 2];
            let mut reject = vec![header[0] & 0xf0 | 3, header[1]];
            if signal == "Suspend" {
                reject.push(4);
            }
            reject.push(code);
            let end = if asks { 0x16 } else { 0x13 };
            let cut = tape.clone().until(at).with_sdu(at, &reject).down(3000, end);
            let fault = Fault::new("AVDTP end rejected", signal, cut, &["STRM009"], by);
            faults.push(fault.at_least(Severity::Notice));
        }
    }
    faults
}

/// A codec outside what the sink can.
pub(super) fn outside_capabilities() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, _) in VIEWS {
        let tape = Tape::of(view);
        let command = tape.first(asks, "AVDTP / Set Configuration command");
        let caps = tape.first(!asks, "AVDTP / Get All Capabilities response");
        let length = tape.frames[caps].bytes.len();
        // The sink offers everything but what is configured; the codec's octets stand last.
        let config = tape.frames[command].bytes.clone();
        let codec = config.len() - 4;
        let offered = tape.frames[caps].bytes.clone();
        let place = (0..length - 4)
            .rev()
            .find(|&at| offered[at..at + 2] == [0, 0] && offered[at - 2] == 7 && at + 6 <= length)
            .unwrap()
            + 2;
        for (name, octet, mask) in [("frequency", 0, 0xf0u8), ("mode", 0, 0x0f)] {
            let kept = offered[place + octet] & !(config[codec + octet] & mask);
            let without = tape.clone().patched(caps, place + octet, &[kept]);
            let codes = &["STRM017", "STRM016"];
            let by = source(asks);
            faults.push(Fault::new("codec beyond the capabilities", name, without, codes, by));
        }
        let pool = tape.clone().patched(caps, place + 3, &[20]);
        let codes = &["STRM017", "STRM016"];
        faults.push(Fault::new(
            "codec beyond the capabilities",
            "bit pool",
            pool,
            codes,
            source(asks),
        ));
    }
    faults
}

/// Media whose header says other things than what was agreed on.
pub(super) fn not_as_configured() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, from, _) in VIEWS {
        let tape = Tape::of(view);
        let media = tape.all(from, "RTP");
        // RTP, the number of frames, then SBC: its mark, parameters, bit pool.
        let sbc = SDU + 13;
        let by = source(from);
        for (name, offset, change) in [
            ("frequency", 1, 0x40u8),
            ("blocks", 1, 0x10),
            ("mode", 1, 0x04),
            ("subbands", 1, 0x01),
        ] {
            let mut other = tape.clone();
            for &at in &media[20..] {
                other.frames[at].bytes[sbc + offset] ^= change;
            }
            let codes = &["STRM030", "FRAG032"];
            faults.push(Fault::new("SBC not as configured", name, other, codes, by));
        }
        let mut pool = tape.clone();
        for &at in &media[20..] {
            pool.frames[at].bytes[sbc + 2] = 250;
        }
        let codes = &["STRM030", "FRAG032"];
        faults.push(Fault::new("SBC bit pool over what was agreed", "250", pool, codes, by));
        let mut spoilt = tape.clone();
        for &at in &media[20..] {
            spoilt.frames[at].bytes[sbc] = 0;
        }
        faults.push(Fault::new("SBC without its mark", "", spoilt, codes, by));
        let mut count = tape.clone();
        for &at in &media[20..] {
            count.frames[at].bytes[sbc - 1] += 1;
        }
        faults.push(Fault::new("one SBC frame fewer than said", "", count, codes, by));
        let mut kind = tape.clone();
        for &at in &media[40..] {
            kind.frames[at].bytes[SDU] = 0;
        }
        let codes = &["CONF001", "STRM030"];
        faults.push(Fault::new("RTP of another version", "0", kind, codes, by));
        let mut same = tape.clone();
        let first = tape.frames[media[20]].bytes[SDU + 2..SDU + 4].to_vec();
        for &at in &media[20..] {
            same.frames[at].bytes[SDU + 2..SDU + 4].copy_from_slice(&first);
        }
        let codes = &["FRAG046"];
        faults.push(Fault::new("RTP numbers stand still", "", same, codes, by));
    }
    faults
}

/// Media when none is allowed.
pub(super) fn out_of_state() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, from, _) in VIEWS {
        let tape = Tape::of(view);
        let media = tape.all(from, "RTP");
        let one = tape.frames[media[30]].bytes.clone();
        let by = source(from);
        let at = tape.first(!from, "AVDTP / Suspend response");
        let mut late = tape.clone();
        let mut after = at;
        let last = tape.frames[*media.last().unwrap()].bytes[SDU + 2..SDU + 4].to_vec();
        let last = u16::from_be_bytes([last[0], last[1]]);
        for n in 1..=80 {
            let mut one = one.clone();
            one[SDU + 2..SDU + 4].copy_from_slice(&(last + n).to_be_bytes());
            late = late.with(after, 20, from, one);
            after += 1;
            if from {
                let [low, high] = late.handle().to_le_bytes();
                late = late.with(after, 2, false, vec![4, 0x13, 5, 1, low, high, 1, 0]);
                after += 1;
            }
        }
        let codes = &["STRM005"];
        faults.push(Fault::new("media after Suspend", "80 packets", late, codes, by));
    }
    faults
}

/// Delay reports, and streams that one side takes down.
pub(super) fn taken_down() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, _) in VIEWS {
        let tape = Tape::of(view);
        let media = tape.all(asks, "RTP");
        let end = if asks { 0x16 } else { 0x13 };
        let mut cut = tape.clone().until(media[60]);
        cut = cut.says(100, !asks, SIGNALLING, &[0x90, 0x0d, 4, 0, 100]);
        cut = cut.says(40, asks, SIGNALLING, &[0x93, 0x0d, 0x31]).down(3000, end);
        let codes = &["STRM009"];
        let fault = Fault::new("delay report rejected", "0x31", cut, codes, source(asks));
        faults.push(fault.at_least(Severity::Notice));
    }
    faults
}
