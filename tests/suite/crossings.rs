//! What the tracker makes of L2CAP and AVDTP when both sides do the same at once.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use crate::support::play::Script;
use btlint::{
    analysis::{self, Selection},
    capture::{Record, Timestamp},
    track::{
        Event, Observer, Side, State, Tracker, What,
        state::{ChannelState, StreamState},
    },
};
use parsers::{avdtp::MessageType, l2cap::Protocol};

/// Keeps what the tests ask for.
#[derive(Default)]
struct Seen {
    /// Answers of AVDTP: frame, and the frame of the command.
    answers: Vec<(u64, Option<u64>)>,
    /// States that streams came into.
    states: Vec<StreamState>,
    /// AVDTP commands that were not answered: their frame, and whether a time had passed.
    unanswered: Vec<(u64, bool)>,
    refused: Vec<u16>,
}

impl Observer for Seen {
    fn event(&mut self, event: &Event<'_>, _state: &State) {
        match event.what {
            What::Avdtp(m) if m.kind != MessageType::COMMAND => {
                self.answers.push((event.at.frame, m.command.map(|at| at.frame)));
            }
            What::StreamChanged(change) => self.states.push(change.to),
            What::Unanswered(u) if u.is_overdue() || u.is_cut_off() => {
                self.unanswered.push((u.question.asked.frame, u.is_overdue()));
            }
            What::ChannelRefused(_, result) => self.refused.push(result),
            _ => {}
        }
    }
}

/// Plays a script. Also returns the number of the first frame after the preludes.
fn play(preludes: &str, text: &str) -> (Tracker, Seen, u64) {
    let before = Script::parse(preludes).frames.len() as u64;
    let script = Script::parse(&format!("{preludes}\n{text}"));
    let (mut tracker, mut seen) = (Tracker::new(), Seen::default());
    for (index, frame) in script.frames.iter().enumerate() {
        let record = Record {
            number: index as u64 + 1,
            time: Timestamp(frame.time),
            link: frame.link,
            meta: frame.meta,
            interface: 0,
            bytes: &frame.bytes,
            original_len: frame.bytes.len() as u32,
            drops: 0,
        };
        tracker.record(&record, &mut seen);
    }
    (tracker, seen, before + 1)
}

/// Both sides ask for AVDTP, and both get it: 0x0041/0x0051 of this host, 0x0042/0x0052 of the peer.
const TWO_SIGNALLING: &str = "
    -1.00 > signal 02 02 0400 1900 4100
    -0.99 < signal 02 02 0400 1900 5200
    -0.98 > signal 03 02 0800 4200 5200 0000 0000
    -0.97 < signal 03 02 0800 5100 4100 0000 0000
    -0.96 > signal 04 03 0400 5100 0000
    -0.95 < signal 05 03 0600 4100 0000 0000
    -0.94 < signal 04 03 0400 4100 0000
    -0.93 > signal 05 03 0600 5100 0000 0000
    -0.92 > signal 04 04 0400 5200 0000
    -0.91 < signal 05 04 0600 4200 0000 0000
    -0.90 < signal 04 04 0400 4200 0000
    -0.89 > signal 05 04 0600 5200 0000 0000";

const CONFIGURE: &str = "
    0.00 > l2cap 0051 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    0.01 < l2cap 0041 22 03";

#[test]
fn labels_belong_to_a_side_and_a_channel() {
    // The same label is used by this host on both channels, and by the peer.
    let text = format!(
        "{TWO_SIGNALLING}
        0.00 > l2cap 0051 00 01
        0.01 > l2cap 0052 00 01
        0.02 < l2cap 0041 00 01
        0.03 < l2cap 0042 02 01 04 08
        0.04 < l2cap 0041 02 01 04 08
        0.05 > l2cap 0051 02 01 04 00"
    );
    let (_, seen, first) = play("@encrypted", &text);
    let discover = first + 12;
    let answers = [
        (discover + 3, Some(discover + 1)),
        (discover + 4, Some(discover)),
        (discover + 5, Some(discover + 2)),
    ];
    assert_eq!(seen.answers, answers);
}

#[test]
fn packets_of_the_other_side_do_not_break_a_message_in_several_packets() {
    // A single packet of the same side ends the message, one of the other side does not.
    let text = "
        0.00 > avdtp 00 0c 04
        0.01 < avdtp 06 02 0c 01 00 07
        0.02 > avdtp 10 0d 04 0001
        0.03 < avdtp 12 0d
        0.04 < avdtp 0e 06 00 00 ff ff 02 35";
    let (_, seen, first) = play("@avdtp", text);
    assert_eq!(seen.answers, [(first + 3, Some(first + 2))]);
    let text = "
        0.00 > avdtp 00 0c 04
        0.01 < avdtp 06 02 0c 01 00 07
        0.02 > avdtp 10 0d 04 0001
        0.03 < avdtp 0e 06 00 00 ff ff 02 35";
    let (_, seen, first) = play("@avdtp", text);
    assert_eq!(seen.answers, [(first + 3, Some(first))]);
}

#[test]
fn streams_outlive_the_signalling_channel_that_is_given_up() {
    let text = format!(
        "{TWO_SIGNALLING}
        0.00 > l2cap 0052 20 03 04 04 01 00 07 06 00 00 21 15 02 35
        0.01 < l2cap 0042 22 03
        0.02 < signal 06 05 0400 4100 5100
        0.03 > signal 07 05 0400 4100 5100
        0.04 > l2cap 0052 30 06 04
        0.05 < l2cap 0042 32 06"
    );
    let (tracker, seen, _) = play("@encrypted", &text);
    assert_eq!(seen.states, [StreamState::Configured, StreamState::Open]);
    let link = &tracker.state().links[0];
    let session = link.avdtp().unwrap();
    let signalling = link.channels.get(session.signalling.unwrap()).unwrap();
    assert_eq!(signalling.initiator, Side::Peer);
}

#[test]
fn streams_and_commands_end_with_the_last_signalling_channel() {
    let text = format!(
        "{TWO_SIGNALLING}
        {CONFIGURE}
        0.02 < signal 06 05 0400 4200 5200
        0.03 > signal 07 05 0400 4200 5200
        0.04 > l2cap 0051 30 06 04
        0.05 < signal 06 06 0400 4100 5100
        0.06 > signal 07 06 0400 4100 5100"
    );
    let (tracker, seen, first) = play("@encrypted", &text);
    assert_eq!(seen.states, [StreamState::Configured, StreamState::Idle]);
    assert_eq!(seen.unanswered, [(first + 16, false)]);
    assert_eq!(tracker.state().links[0].avdtp().unwrap().signalling, None);
}

/// Both sides ask for the media channel, and both get it.
const TWO_MEDIA: &str = "
    0.00 > avdtp 30 06 04
    0.01 < avdtp 32 06
    0.02 < signal 02 09 0400 1900 6200
    0.03 > signal 02 09 0400 1900 4200
    0.04 > signal 03 09 0800 4600 6200 0000 0000
    0.05 < signal 03 09 0800 5200 4200 0000 0000
    0.06 > signal 04 0a 0400 6200 0000
    0.07 < signal 05 0a 0600 4600 0000 0000
    0.08 < signal 04 0a 0400 4600 0000
    0.09 > signal 05 0a 0600 6200 0000 0000
    0.10 > signal 04 0b 0400 5200 0000
    0.11 < signal 05 0b 0600 4200 0000 0000
    0.12 < signal 04 0b 0400 4200 0000
    0.13 > signal 05 0b 0600 5200 0000 0000";

#[test]
fn a_stream_moves_to_the_media_channel_that_is_left() {
    // The peer's channel, which was ready first, is given up.
    let text = format!(
        "{TWO_MEDIA}
        0.20 < signal 06 0c 0400 4600 6200
        0.21 > signal 07 0c 0400 4600 6200
        0.30 > avdtp 40 07 04
        0.31 < avdtp 42 07
        0.40 > media 1"
    );
    let (tracker, seen, _) = play("@configured", &text);
    let states = [StreamState::Configured, StreamState::Open, StreamState::Streaming];
    assert_eq!(seen.states, states);
    let link = &tracker.state().links[0];
    let stream = link.avdtp().unwrap().streams.last().unwrap();
    assert_eq!(stream.media.packets, 1);
    let channel = link.channels.get(stream.channel.unwrap()).unwrap();
    assert_eq!((channel.initiator, channel.state), (Side::Host, ChannelState::Open));
    assert!(matches!(channel.protocol, Protocol::Media(_)));
}

#[test]
fn a_stream_ends_with_its_last_media_channel() {
    let text = format!(
        "{TWO_MEDIA}
        0.20 < signal 06 0c 0400 4600 6200
        0.21 > signal 07 0c 0400 4600 6200
        0.22 < signal 06 0d 0400 4200 5200
        0.23 > signal 07 0d 0400 4200 5200"
    );
    let (_, seen, _) = play("@configured", &text);
    assert_eq!(seen.states, [StreamState::Configured, StreamState::Open, StreamState::Idle]);
}

#[test]
fn a_channel_that_is_pending_is_not_granted() {
    let text = "
        0.00 > signal 02 02 0400 1700 4800
        0.01 < signal 03 02 0800 0000 4800 0100 0200";
    let (tracker, _, _) = play("@encrypted", text);
    let channels: Vec<_> = tracker.state().links[0].channels.iter().collect();
    assert_eq!(channels.len(), 1);
    assert_eq!((channels[0].state, channels[0].remote), (ChannelState::Requested, None));
    let text = format!("{text}\n0.02 < signal 03 02 0800 0000 4800 0400 0000");
    let (tracker, seen, _) = play("@encrypted", &text);
    assert_eq!((tracker.state().links[0].channels.iter().count(), seen.refused), (0, vec![4]));
}

/// A phone and earphones that ask each other for AVCTP, on two connections.
#[test]
fn a_real_crossing_is_reported_with_its_frames() {
    let folder = std::env::var_os("BTLINT_CAPTURES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures"),
        PathBuf::from,
    );
    let path = folder.join("francozappa+bluffs/pcap/lsc-pixelbuds-aseries.pcapng");
    if !path.is_file() {
        println!("skipped: there is no {}", path.display());
        return;
    }
    let selection = Selection { select: vec!["RACE".to_owned()], ignore: Vec::new() };
    let analysis = analysis::file(&path, &selection).unwrap();
    let found: Vec<_> = analysis
        .findings
        .iter()
        .map(|finding| {
            let related: Vec<u64> = finding.related.iter().map(|place| place.at.frame).collect();
            (finding.rule.code, finding.at.frame, related)
        })
        .collect();
    let expected = [
        ("RACE016", 919, vec![914, 921, 924, 940]),
        ("RACE016", 1297, vec![1294, 1299, 1302, 1318]),
    ];
    assert_eq!(found, expected);
}
