//! Every layer that agrees on a size or a number, in each direction: exactly as much is silent, one more
//! is a finding that names who sent it, what was agreed on, and in which frame.

#![allow(clippy::unwrap_used)]

use crate::support::play::Script;
use btlint::finding::{Confidence, Finding};

/// An agreement, and what goes up to it.
struct Layer {
    name: &'static str,
    code: &'static str,
    prelude: &'static str,
    /// What is agreed on: octets, frames or packets.
    limit: usize,
    /// Frames in which the receiver agrees to `limit`; the last of them is what proves it.
    agree: fn(Ways, usize) -> String,
    /// Frames with as much as that.
    send: fn(Ways, usize) -> String,
    /// Whether this host sends.
    by_host: bool,
}

/// The marks of who sends what is too much, and of who receives it.
#[derive(Clone, Copy)]
struct Ways {
    by: char,
    to: char,
}

fn zeros(octets: usize) -> String {
    "00".repeat(octets)
}

fn le16(number: usize) -> String {
    format!("{:02x}{:02x}", number & 0xff, number >> 8)
}

/// Frames one after another, in steps of 10 ms from `from` on.
fn each(from: f64, lines: &[String]) -> String {
    let lines = lines.iter().enumerate();
    lines.map(|(n, line)| format!("{:.3} {line}\n", from + n as f64 * 0.01)).collect()
}

/// A channel on BR/EDR whose sender is its initiator; `options` are the receiver's.
fn channel(w: Ways, options: &str, own: &str) -> String {
    let Ways { by, to } = w;
    let length = |options: &str| le16(4 + options.replace(' ', "").len() / 2);
    each(
        0.0,
        &[
            format!("{by} signal 02 01 0400 0110 7000"),
            format!("{to} signal 03 01 0800 8000 7000 0000 0000"),
            format!("{by} signal 04 03 {} 8000 0000 {own}", length(own)),
            format!("{to} signal 05 03 0600 7000 0000 0000"),
            format!("{to} signal 04 02 {} 7000 0000 {options}", length(options)),
            format!("{by} signal 05 02 0600 8000 0000 0000"),
        ],
    )
}

fn mtu(w: Ways, limit: usize) -> String {
    channel(w, &format!("0102 {}", le16(limit)), "")
}

/// A channel with credits that its sender asks for.
fn credits(w: Ways, mtu: usize, mps: usize, number: usize) -> String {
    let Ways { by, to } = w;
    let takes = format!("{} {} {}", le16(mtu), le16(mps), le16(number));
    each(
        0.0,
        &[
            format!("{by} signal 14 01 0a00 8000 4000 0001 0001 0a00"),
            format!("{to} signal 15 01 0a00 5000 {takes} 0000"),
        ],
    )
}

/// The same for one that its receiver asks for, with the enhanced request.
fn enhanced(w: Ways, mtu: usize, mps: usize) -> String {
    let Ways { by, to } = w;
    let takes = format!("{} {} 0a00", le16(mtu), le16(mps));
    each(
        0.0,
        &[
            format!("{to} signal 17 01 0a00 8000 {takes} 5000"),
            format!("{by} signal 18 01 0a00 0001 0001 0a00 0000 4000"),
        ],
    )
}

fn reconfigured(w: Ways, mtu: usize, mps: usize) -> String {
    let Ways { by, to } = w;
    let again = [
        format!("{to} signal 19 02 0600 {} {} 5000", le16(mtu), le16(mps)),
        format!("{by} signal 1a 02 0200 0000"),
    ];
    enhanced(w, 64, 64) + &each(0.05, &again)
}

/// Parameters of channel 1 of the multiplexer; who proposes them has the command bit.
fn negotiated(w: Ways, size: usize, number: usize) -> String {
    let Ways { by, to } = w;
    let rest = format!("07 00 {} 00 {number:02x}", le16(size));
    each(
        0.0,
        &[
            format!("{by} rfcomm 03 ef 15 83 11 02 f0 {rest} 70"),
            format!("{to} rfcomm 01 ef 15 81 11 02 e0 {rest} aa"),
        ],
    )
}

fn length(w: Ways, limit: usize) -> String {
    let Ways { by, to } = w;
    each(
        0.0,
        &[
            format!("{by} control 14 fb00 4808 fb00 4808"),
            format!("{to} control 15 {} 4808 fb00 4808", le16(limit)),
        ],
    )
}

fn pieces(w: Ways, count: usize, start: &str, more: &str, end: &str) -> String {
    let mut lines = vec![format!("{} {start}", w.by)];
    lines.extend((2..count).map(|_| format!("{} {more}", w.by)));
    lines.push(format!("{} {end}", w.by));
    each(1.0, &lines)
}

#[rustfmt::skip]
fn layers() -> Vec<Layer> {
    let mut layers = Vec::new();
    for by_host in [true, false] {
        let mut layer = |name, code, prelude, limit, agree, send| {
            layers.push(Layer { name, code, prelude, limit, agree, send, by_host });
        };
        layer("L2CAP MTU", "FRAG012", "@classic", 48, mtu,
            |w, n| format!("1.000 {} l2cap 0080 {}", w.by, zeros(n)));
        layer("L2CAP default MTU", "FRAG012", "@classic", 672, |w, _| channel(w, "", ""),
            |w, n| format!("1.000 {} l2cap 0080 {}", w.by, zeros(n)));
        layer("ATT MTU", "FRAG012", "@le", 40,
            |w, n| each(0.0, &[format!("{} att 02 0002", w.by), format!("{} att 03 {}", w.to, le16(n))]),
            |w, n| format!("1.000 {} att 52 0500 {}", w.by, zeros(n - 3)));
        layer("MTU with credits", "FRAG017", "@le", 100, |w, n| credits(w, n, 64, 10),
            |w, n| format!("1.000 {} l2cap 0050 {} {}", w.by, le16(n), zeros(20)));
        layer("MPS with credits", "FRAG016", "@le", 64, |w, n| credits(w, 200, n, 10),
            |w, n| format!("1.000 {0} l2cap 0050 c800 {1}\n1.010 {0} l2cap 0050 {2}", w.by, zeros(62), zeros(n)));
        layer("MTU of the one that asked", "FRAG017", "@le", 100, |w, n| enhanced(w, n, 64),
            |w, n| format!("1.000 {} l2cap 0050 {} {}", w.by, le16(n), zeros(20)));
        layer("MPS of the one that asked", "FRAG016", "@le", 70, |w, n| enhanced(w, 200, n),
            |w, n| format!("1.000 {0} l2cap 0050 c800 {1}\n1.010 {0} l2cap 0050 {2}", w.by, zeros(62), zeros(n)));
        layer("MTU configured again", "FRAG017", "@le", 100, |w, n| reconfigured(w, n, 64),
            |w, n| format!("1.000 {} l2cap 0050 {} {}", w.by, le16(n), zeros(20)));
        layer("length of an SDU", "FRAG018", "@le", 30, |w, n| credits(w, 200, 64, 10)
                + &format!("0.500 {} l2cap 0050 {} {}", w.by, le16(n), zeros(20)),
            |w, n| format!("\n1.010 {} l2cap 0050 {}", w.by, zeros(n - 20)));
        layer("credits", "FRAG019", "@le", 3, |w, n| credits(w, 200, 64, n),
            |w, n| each(1.0, &vec![format!("{} l2cap 0050 0100 00", w.by); n]));
        layer("packets of AVDTP", "FRAG027", "@avdtp", 3, |_, _| String::new(),
            |w, n| pieces(w, n, "avdtp 14 03 01 00", "avdtp 18 00", "avdtp 1c 00"));
        layer("packets of AVCTP", "FRAG027", "@avdtp", 3, |_, _| String::new(),
            |w, n| pieces(w, n, "avctp 14 03 110e 00", "avctp 18 00", "avctp 1c 00"));
        layer("N1", "FRAG030", "@avdtp", 23, |w, n| negotiated(w, n, 5),
            |w, n| format!("1.000 {} rfcomm 0b ef {:02x} {} 9a", w.by, n << 1 | 1, zeros(n)));
        layer("credits of RFCOMM", "FRAG031", "@avdtp", 3, |w, n| negotiated(w, 23, n),
            |w, n| each(1.0, &vec![format!("{} rfcomm 0b ef 03 41 9a", w.by); n]));
        layer("data length", "FRAG036", "@air", 60, length,
            |w, n| format!("1.000 {} air 3c1a6550 0a{n:02x} {} 0400 52 0500 {}", w.by, le16(n - 4), zeros(n - 7)));
    }
    let mut layer = |name, code, prelude, limit, agree, send, by_host| {
        layers.push(Layer { name, code, prelude, limit, agree, send, by_host });
    };
    layer("LE buffer of the controller", "FRAG006", "@le", 60,
        |_, n| format!("0.000 > command 2002\n0.010 < event 0e 01 0220 00 {} 0a\n", le16(n)),
        |_, n| format!("1.000 > acl 0 {} 0400 {}", le16(n - 4), zeros(n - 4)), true);
    layer("LE buffer of the controller, with ISO", "FRAG006", "@le", 60,
        |_, n| format!("0.000 > command 2060\n0.010 < event 0e 01 6020 00 {} 0a 0000 00\n", le16(n)),
        |_, n| format!("1.000 > acl 0 {} 0400 {}", le16(n - 4), zeros(n - 4)), true);
    layer("one buffer of the controller for both", "FRAG006", "@le\n0.000 > command 2002\n0.010 < event 0e 01 0220 00 0000 00", 60,
        |_, n| format!("0.020 > command 1005\n0.030 < event 0e 01 0510 00 {} 40 0a00 0800\n", le16(n)),
        |_, n| format!("1.000 > acl 0 {} 0400 {}", le16(n - 4), zeros(n - 4)), true);
    layer("buffer of the controller", "FRAG006", "@classic", 60,
        |_, n| format!("0.000 > command 1005\n0.010 < event 0e 01 0510 00 {} 40 0a00 0800\n", le16(n)),
        |_, n| format!("1.000 > acl 2 {} 4000 {}", le16(n - 4), zeros(n - 4)), true);
    layer("buffer of the host", "FRAG007", "@le", 60,
        |_, n| format!("0.000 > command 0c33 {} 00 0400 0000\n0.010 < event 0e 01 330c 00\n", le16(n)),
        |_, n| format!("1.000 < acl 2 {} 0400 {}", le16(n - 4), zeros(n - 4)), false);
    layer("number of buffers", "FRAG008", "@le", 3,
        |_, n| format!("0.000 > command 2002\n0.010 < event 0e 01 0220 00 fb00 {n:02x}\n0.020 > att 52 0500 00\n0.030 < event 13 01 4000 0100\n"),
        |_, n| each(1.0, &vec!["> att 52 0500 00".to_owned(); n]), true);
    layer("buffer of the controller for voice", "FRAG006", "@classic", 60,
        |_, n| format!("0.000 > command 1005\n0.010 < event 0e 01 0510 00 fd03 {n:02x} 0a00 0800\n"),
        |_, n| format!("1.000 > sco 0080 {}", zeros(n)), true);
    layer("buffer of the controller for isochronous data", "FRAG039", "@le", 60,
        |_, n| format!("0.000 > command 2060\n0.010 < event 0e 01 6020 00 fb00 0a {} 08\n", le16(n)),
        |_, n| format!("1.000 > iso 0060 2 0000 {} {}", le16(n - 4), zeros(n - 4)), true);
    layer("SDU of a connected stream", "FRAG039", "@le", 60,
        |_, n| format!("0.000 > command 2062 00 102700 102700 00 00 00 0a00 0a00 02 00 ff00 ff00 02 02 02 02 01 {} ff00 02 02 02 02\n\
            0.010 < event 0e 01 6220 00 00 02 5f00 6000\n", le16(n)),
        |_, n| format!("1.000 > iso 0060 2 0000 {} {}", le16(n), zeros(n)), true);
    layer("SDU in pieces, with a time", "FRAG039", "@le", 60,
        |_, n| format!("0.000 > command 2062 00 102700 102700 00 00 00 0a00 0a00 01 00 {} ff00 02 02 02 02\n\
            0.010 < event 0e 01 6220 00 00 01 6000\n", le16(n)),
        |_, n| format!("1.000 > iso 0060 4 01000000 0000 {} {}\n1.001 > iso 0060 3 {}", le16(n), zeros(20), zeros(n - 20)), true);
    layer("SDU of a broadcast", "FRAG039", "@le", 60,
        |_, n| format!("0.000 > command 2068 07 00 02 102700 {} 0a00 02 02 00 00 00 {}\n0.010 < event 0f 00 01 6820\n\
            0.020 < event 3e 1b 00 07 000000 000000 02 02 01 00 02 2800 0800 02 5f00 6000\n", le16(n), zeros(16)),
        |_, n| format!("1.000 > iso 0060 2 0000 {} {}", le16(n), zeros(n)), true);
    for by_host in [true, false] {
        layer("attributes of SDP", "FRAG029", "@avdtp", 30,
            |w, n| format!("0.000 {} sdp 04 0001 000c 00010000 {n:04x} 35 03 09 0001 00\n", w.to),
            |w, n| format!("1.000 {} sdp 05 0001 {:04x} {n:04x} {} 00", w.by, n + 3, zeros(n)), by_host);
        layer("attributes of a search of SDP", "FRAG029", "@avdtp", 30,
            |w, n| format!("0.000 {} sdp 06 0001 000f 35 03 19 110b {n:04x} 35 05 0a 0000ffff 00\n", w.to),
            |w, n| format!("1.000 {} sdp 07 0001 {:04x} {n:04x} {} 00", w.by, n + 3, zeros(n)), by_host);
        layer("records of SDP", "FRAG029", "@avdtp", 3,
            |w, n| format!("0.000 {} sdp 02 0001 0008 35 03 19 110b {n:04x} 00\n", w.to),
            |w, n| format!("1.000 {} sdp 03 0001 {:04x} {n:04x} {n:04x} {} 00", w.by, 4 * n + 5, zeros(4 * n)), by_host);
    }
    layers
}

fn play(layer: &Layer, amount: usize, agreed: bool) -> Vec<Finding> {
    let (by, to) = if layer.by_host { ('>', '<') } else { ('<', '>') };
    let ways = Ways { by, to };
    let mut script = format!("{}\n", layer.prelude);
    if agreed {
        script += &(layer.agree)(ways, layer.limit);
    }
    script += &(layer.send)(ways, amount);
    Script::parse(&format!("{script}\n5.000 .")).play(&[layer.code]).findings
}

#[test]
fn as_much_as_was_agreed_is_silent_and_one_more_is_found() {
    for layer in layers() {
        let name = format!("{}, by host: {}", layer.name, layer.by_host);
        let exact = play(&layer, layer.limit, true);
        assert!(exact.is_empty(), "{name}: {exact:#?}");
        let found = play(&layer, layer.limit + 1, true);
        assert_eq!(found.len(), 1, "{name}: {found:#?}");
        let finding = &found[0];
        assert!(finding.confidence >= Confidence::Likely, "{name}: {finding:#?}");
        let (limit, more) = (layer.limit.to_string(), (layer.limit + 1).to_string());
        // Credits are spent one by one: what is named is how many there were.
        let counts = layer.code == "FRAG019" || layer.code == "FRAG031";
        assert!(finding.message.contains(&limit), "{name}: {}", finding.message);
        assert!(counts || finding.message.contains(&more), "{name}: {}", finding.message);
        let who = match (layer.code, layer.by_host) {
            ("FRAG007", _) => "The controller",
            ("FRAG036", true) => "The central",
            ("FRAG036", false) => "The peripheral",
            (_, true) => "This host",
            (_, false) => "The peer",
        };
        assert!(finding.message.starts_with(who), "{name}: {}", finding.message);
        assert_eq!(finding.related.len(), 1, "{name}: the agreement is named: {finding:#?}");
        assert!(finding.related[0].at.frame < finding.at.frame, "{name}: {finding:#?}");
    }
}

/// Where nothing was agreed on that the capture shows, nobody is blamed.
#[test]
fn what_was_agreed_on_before_the_capture_accuses_nobody() {
    let own = ["packets of AVDTP", "packets of AVCTP"];
    for layer in layers().iter().filter(|layer| !own.contains(&layer.name)) {
        // The length of an SDU is in its first frame, and ATT has a default.
        if ["length of an SDU", "ATT MTU"].contains(&layer.name) {
            continue;
        }
        let found = play(layer, layer.limit + 1, false);
        assert!(found.is_empty(), "{}: {found:#?}", layer.name);
    }
}

#[test]
fn the_default_of_att_is_no_agreement_but_holds() {
    for (by, who) in [('>', "This host"), ('<', "The peer")] {
        let send = |octets: usize| format!("@le\n1.000 {by} att 52 0500 {}\n", zeros(octets - 3));
        assert!(Script::parse(&send(23)).play(&["FRAG012"]).findings.is_empty());
        let found = Script::parse(&send(24)).play(&["FRAG012"]).findings;
        assert_eq!(found.len(), 1);
        assert!(found[0].message.starts_with(who), "{}", found[0].message);
    }
}

/// Whether the length of an SDU counts is read both ways: that is no more than a hint.
#[test]
fn two_octets_of_length_are_a_hint() {
    for (by, to) in [('>', '<'), ('<', '>')] {
        for (octets, hints) in [(62, 0), (63, 1), (64, 1)] {
            let send = format!("1.000 {by} l2cap 0050 c800 {}", zeros(octets));
            let script = format!("@le\n{}{send}\n", credits(Ways { by, to }, 200, 64, 10));
            let found = Script::parse(&script).play(&["FRAG016"]).findings;
            assert_eq!(found.len(), hints, "{octets}: {found:#?}");
            assert!(found.iter().all(|f| f.confidence == Confidence::Hint), "{found:#?}");
        }
    }
}

/// A continuation state has up to 16 octets, whoever sends it.
#[test]
fn a_continuation_state_has_sixteen_octets() {
    for by in ['>', '<'] {
        for (octets, findings) in [(1, 0), (16, 0), (17, 1)] {
            let state = format!("{octets:02x} {}", zeros(octets));
            let length = octets + 12;
            let script = format!(
                "@avdtp\n1.000 {by} sdp 04 0001 {length:04x} 00010000 00ff 35 03 09 0001 {state}\n"
            );
            let found = Script::parse(&script).play(&["FRAG029"]).findings;
            assert_eq!(found.len(), findings, "{octets}: {found:#?}");
        }
    }
}

/// Where a side wants retransmission, a PDU is no SDU.
#[test]
fn a_channel_with_a_mode_of_its_own_is_not_held_against_the_mtu() {
    let w = Ways { by: '>', to: '<' };
    let mode = channel(w, &format!("0102 {}", le16(60)), "0409 03 0a 03 d007 e02e 3c00");
    let script = format!("@classic\n{mode}1.000 > l2cap 0080 0000 {}\n", zeros(300));
    assert!(Script::parse(&script).play(&["FRAG012", "FRAG016", "FRAG017"]).findings.is_empty());
}
