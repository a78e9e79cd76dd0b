//! Faults of AVDTP and of its media, as the source and as the sink capture them.

use btlint::finding::Severity;

use super::{
    Fault, Side,
    tape::{Frame, SDU, Tape},
};

/// The same session from both sides: the source's host asks, and the sink's is asked.
const VIEWS: [(&str, bool, Side); 2] =
    [("a2dp/sbc-good", true, Side::Peer), ("a2dp/sbc-good-speaker", false, Side::Host)];

const SIGNALS: [&str; 7] =
    ["Discover", "Get All Capabilities", "Set Configuration", "Open", "Start", "Suspend", "Close"];

fn is_media(frame: &Frame) -> bool {
    frame.title == "RTP"
}

pub(super) fn unanswered() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, owes) in VIEWS {
        let tape = Tape::of(view);
        for signal in SIGNALS {
            let command = tape.first(asks, &format!("AVDTP / {signal} command"));
            let end = if asks { 0x16 } else { 0x13 };
            let cut = tape.clone().until(command).idle(8000).down(2000, end);
            faults.push(Fault::new("AVDTP command unanswered", signal, cut, &["STRM008"], owes));
        }
    }
    faults
}

pub(super) fn late() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, owes) in VIEWS {
        let tape = Tape::of(view);
        for signal in ["Discover", "Set Configuration", "Open", "Start"] {
            let answer = tape.first(!asks, &format!("AVDTP / {signal} response"));
            // Something else is captured while it is awaited.
            let late = tape.clone().with(answer - 1, 4000, false, vec![4, 0xff, 0]);
            let late = late.with(answer, 7000, false, vec![4, 0xff, 0]).later(answer + 2, 2000);
            faults.push(Fault::new("AVDTP answer late", signal, late, &["STRM008"], owes));
        }
    }
    faults
}

pub(super) fn rejected() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks, by) in VIEWS {
        let tape = Tape::of(view);
        for (signal, codes) in [
            ("Set Configuration", &[0x13u8, 0x17, 0x18, 0x29, 0x31, 0xc1, 0xe0][..]),
            ("Open", &[0x12, 0x31]),
            ("Start", &[0x12, 0x31]),
            ("Discover", &[0x01]),
        ] {
            for &code in codes {
                let answer = tape.first(!asks, &format!("AVDTP / {signal} response"));
                let header = &tape.frames[answer].bytes[SDU..SDU + 2];
                let mut reject = vec![header[0] & 0xf0 | 3, header[1]];
                match signal {
                    "Set Configuration" => reject.extend([7, code]),
                    "Start" => reject.extend([4, code]),
                    _ => reject.push(code),
                }
                let end = if asks { 0x16 } else { 0x13 };
                let cut = tape.clone().until(answer).with_sdu(answer, &reject).down(3000, end);
                let name = format!("{signal} {code:#04x}");
                faults.push(Fault::new("AVDTP command rejected", &name, cut, &["STRM009"], by));
            }
        }
    }
    faults
}

/// Packets are missing by the RTP sequence numbers: whether the source left them out, or the air or the
/// log lost them, does not show.
pub(super) fn missing() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, from) in [("a2dp/sbc-good", true), ("a2dp/sbc-good-speaker", false)] {
        let tape = Tape::of(view);
        let media = tape.all(from, "RTP");
        for (at, skipped) in [(20, 3), (40, 12), (60, 40), (30, 300)] {
            let mut gone = tape.clone();
            for &frame in &media[at..] {
                let bytes = &mut gone.frames[frame].bytes;
                let number = u16::from_be_bytes([bytes[SDU + 2], bytes[SDU + 3]]);
                bytes[SDU + 2..SDU + 4].copy_from_slice(&(number + skipped).to_be_bytes());
                let time = &mut bytes[SDU + 4..SDU + 8];
                let stamp = u32::from_be_bytes(time.try_into().unwrap());
                time.copy_from_slice(&(stamp + u32::from(skipped) * 1280).to_be_bytes());
            }
            let name = format!("{skipped} packets");
            faults.push(Fault::new("RTP numbers skipped", &name, gone, &["FRAG034"], Side::Nobody));
        }
    }
    faults
}

/// The source throws audio away: its clock jumps, and its numbers go on.
pub(super) fn thrown_away() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, from, by) in
        [("a2dp/sbc-good", true, Side::Host), ("a2dp/sbc-good-speaker", false, Side::Peer)]
    {
        let tape = Tape::of(view);
        let media = tape.all(from, "RTP");
        for (places, packets) in [(&[40][..], 8u32), (&[30, 50], 4), (&[30, 40, 50, 60], 3)] {
            let mut jumped = tape.clone();
            for (index, &frame) in media.iter().enumerate() {
                let jumps = places.iter().filter(|&&place| index >= place).count() as u32;
                let bytes = &mut jumped.frames[frame].bytes;
                let time = &mut bytes[SDU + 4..SDU + 8];
                let stamp = u32::from_be_bytes(time.try_into().unwrap());
                time.copy_from_slice(&(stamp + jumps * packets * 1280).to_be_bytes());
            }
            let name = format!("{} of {packets} packets", places.len());
            faults.push(Fault::new("RTP clock jumps", &name, jumped, &["FRAG035"], by));
        }
    }
    faults
}

/// The source sends some packets after those that follow them.
pub(super) fn reversed() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, from, by) in
        [("a2dp/sbc-good", true, Side::Host), ("a2dp/sbc-good-speaker", false, Side::Peer)]
    {
        let tape = Tape::of(view);
        let media = tape.all(from, "RTP");
        for (at, number) in [(30, 1), (40, 4), (30, 12), (20, 24)] {
            let mut turned = tape.clone();
            for index in at..at + number {
                let (one, other) = (media[index], media[index + number]);
                let bytes = turned.frames[one].bytes.clone();
                turned.frames[one].bytes = turned.frames[other].bytes.clone();
                turned.frames[other].bytes = bytes;
            }
            let name = format!("{number} after the next {number}");
            faults.push(Fault::new("RTP out of order", &name, turned, &["FRAG046"], by));
        }
    }
    faults
}

/// The stream stays started, and nothing comes; other things are logged meanwhile.
pub(super) fn gaps() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, from) in [("a2dp/sbc-good", true), ("a2dp/sbc-good-speaker", false)] {
        let tape = Tape::of(view);
        let media = tape.all(from, "RTP");
        for (near, seconds) in [(30, 3), (50, 10), (60, 60)] {
            // All that was given to the controller has come back.
            let back = |&&at: &&usize| !from || tape.frames[at - 1].title.starts_with("Number Of");
            let at = **media[near..].iter().filter(back).collect::<Vec<_>>().first().unwrap();
            let idle = vec![4, 0xff, 0];
            let mut gap = tape.clone();
            for _ in 0..seconds / 3 {
                gap = gap.with(at - 1, 3000, false, idle.clone());
            }
            let name = format!("{seconds} s");
            faults.push(Fault::new("media stops", &name, gap, &["STRM028"], Side::Nobody));
            // Nothing else is logged, and the stamps of the media go on with the clock.
            if seconds > 20 {
                let mut alone = tape.clone().later(at, seconds * 1000);
                for &frame in media.iter().filter(|&&frame| frame >= at) {
                    let time = &mut alone.frames[frame].bytes[SDU + 4..SDU + 8];
                    let stamp = u32::from_be_bytes(time.try_into().unwrap());
                    let on = stamp.wrapping_add(seconds as u32 * 44_100);
                    time.copy_from_slice(&on.to_be_bytes());
                }
                let codes = &["STRM028"];
                faults.push(Fault::new("media stops unseen", &name, alone, codes, Side::Nobody));
            }
        }
    }
    faults
}

/// The controller keeps what it was given.
pub(super) fn kept() -> Vec<Fault> {
    let tape = Tape::of("a2dp/sbc-good");
    let media = tape.all(true, "RTP");
    let mut faults = Vec::new();
    for (from, seconds) in [(20, 3), (50, 5), (80, 10)] {
        let stuck = tape
            .clone()
            .without_all(media[from], |frame| frame.title == "Number Of Completed Packets");
        let stuck = stuck.without_all(media[from] + 4, |frame| is_media(frame) || frame.sent);
        let stuck = stuck.until(media[from] + 3).idle(seconds * 1000).down(1000, 0x16);
        let name = format!("{seconds} s from packet {from}");
        let codes = &["FRAG009"];
        faults.push(Fault::new("buffers never returned", &name, stuck, codes, Side::Controller));
    }
    let held = tape.clone().later(media[40] + 1, 3000);
    let held = held.with(media[40], 2500, false, vec![4, 0xff, 0]);
    faults.push(Fault::new(
        "buffers never returned",
        "held for 5.5 s",
        held,
        &["FRAG009"],
        Side::Controller,
    ));
    faults
}

pub(super) fn cut_in_midstream() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, from) in [("a2dp/sbc-good", true), ("a2dp/sbc-good-speaker", false)] {
        let tape = Tape::of(view);
        let media = tape.all(from, "RTP");
        for (reason, by) in [
            (0x08, Side::Nobody),
            (0x22, Side::Nobody),
            (0x1f, Side::Nobody),
            (0x13, Side::Peer),
            (0x14, Side::Peer),
            (0x15, Side::Peer),
            (0x16, Side::Host),
            (0x05, Side::Peer),
        ] {
            let cut = tape.clone().until(media[60]).down(600, reason).idle(3000);
            let name = format!("reason {reason:#04x}");
            // A stream that one side ends on purpose is no more than a notice.
            let fault = match reason {
                0x13..=0x16 => {
                    let kind = "link ended in mid-stream";
                    Fault::new(kind, &name, cut, &["CONN013"], by).at_least(Severity::Notice)
                }
                _ => {
                    let codes = &["CONN001", "CONN024", "AUTH001"];
                    Fault::new("link lost in mid-stream", &name, cut, codes, by)
                }
            };
            faults.push(fault);
        }
    }
    faults
}

pub(super) fn never_followed() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks) in [("a2dp/sbc-good", true), ("a2dp/sbc-good-speaker", false)] {
        let tape = Tape::of(view);
        // In these captures it is the source that opens the media channel and sends media.
        let by = if asks { Side::Host } else { Side::Peer };
        let end = if asks { 0x16 } else { 0x13 };
        for (signal, seconds, code) in [
            ("Set Configuration", 20, "STRM002"),
            ("Set Configuration", 45, "STRM002"),
            ("Open", 15, "STRM003"),
            ("Open", 40, "STRM003"),
            ("Start", 10, "STRM004"),
            ("Start", 30, "STRM004"),
        ] {
            let answer = tape.first(!asks, &format!("AVDTP / {signal} response"));
            let cut = tape.clone().until(answer).idle(seconds * 500).idle(seconds * 500);
            let name = format!("after {signal}, {seconds} s");
            let codes: &[&str] = match code {
                "STRM002" => &["STRM002"],
                "STRM003" => &["STRM003"],
                _ => &["STRM004"],
            };
            let cut = cut.down(10, end);
            faults.push(Fault::new("stream stands still", &name, cut, codes, by));
        }
    }
    faults
}

/// A codec configuration that nobody can play, accepted.
pub(super) fn impossible_codec() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks) in [("a2dp/sbc-good", true), ("a2dp/sbc-good-speaker", false)] {
        let tape = Tape::of(view);
        let by = if asks { Side::Host } else { Side::Peer };
        let command = tape.first(asks, "AVDTP / Set Configuration command");
        let octets = tape.frames[command].bytes.clone();
        // The codec's own octets stand at the end: frequency and mode, then the rest.
        let codec = octets.len() - 4;
        for (name, patch) in [
            ("no frequency", [octets[codec] & 0x0f, octets[codec + 1]]),
            ("two frequencies", [octets[codec] | 0x30, octets[codec + 1]]),
            ("no mode", [octets[codec] & 0xf0, octets[codec + 1]]),
            ("nothing", [0, 0]),
        ] {
            let codes = &["STRM016"];
            let wrong = tape.clone().patched(command, codec, &patch);
            faults.push(Fault::new("codec of no meaning", name, wrong, codes, by));
        }
    }
    faults
}

/// Octets that are not what they say they are.
pub(super) fn malformed() -> Vec<Fault> {
    let mut faults = Vec::new();
    for (view, asks) in [("a2dp/sbc-good", true), ("a2dp/sbc-good-speaker", false)] {
        let tape = Tape::of(view);
        for signal in ["Open", "Get All Capabilities", "Close"] {
            let command = tape.first(asks, &format!("AVDTP / {signal} command"));
            let header = tape.frames[command].bytes[SDU..SDU + 2].to_vec();
            let by = if asks { Side::Host } else { Side::Peer };
            let short = tape.clone().with_sdu(command, &header);
            faults.push(Fault::new("PDU too short", signal, short, &["CONF001"], by));
        }
    }
    faults
}
