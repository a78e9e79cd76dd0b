//! What the tracker makes of fragments, flow control and streams, where captures are not tidy.

use crate::support::play::Script;
use btlint::{
    capture::{Record, Timestamp},
    track::{
        Event, Observer, State, Tracker, What,
        state::{Ask, Stream, StreamState},
    },
};
use parsers::{
    avdtp::Signal,
    l2cap::{MediaKind, Protocol},
};

/// Frame and text of the events that matter here.
#[derive(Default)]
struct Told(Vec<(u64, String)>);

impl Observer for Told {
    fn event(&mut self, event: &Event<'_>, _state: &State) {
        let text = match event.what {
            What::Att(message) => format!("att {}", message.payload.len()),
            What::OrphanContinuation(orphan) => format!("orphan {}", orphan.explained),
            What::StartBeforeComplete(cut) => format!("cut off {}/{}", cut.have, cut.want),
            What::Stalled(_) => "stalled".to_owned(),
            What::StallEnded(stall) => format!("stall ended {}", stall.outstanding),
            What::Unanswered(u) if u.is_overdue() || u.is_cut_off() => {
                let Ask::Avdtp(signal) = u.question.ask else { return };
                format!("unanswered {signal:?} {}", u.is_overdue())
            }
            What::Avdtp(message) if message.signal == Signal::SET_CONFIGURATION => {
                format!("set configuration {} {}", message.payload.len(), message.command.is_some())
            }
            What::StreamChanged(change) => format!("stream {}", change.to.name()),
            What::MediaBegan(_) => "media".to_owned(),
            What::SequenceGap(gap) => format!("gap {}", gap.missing),
            What::Malformed(_) => "malformed".to_owned(),
            _ => return,
        };
        self.0.push((event.at.frame, text));
    }
}

/// Plays a script; what is told of the frames that begin at 0.000 or later, and the tracker.
fn play(text: &str) -> (Vec<String>, Tracker) {
    let script = Script::parse(text);
    let mut told = Told::default();
    let mut tracker = Tracker::new();
    let prelude = script.frames.iter().filter(|frame| frame.line.starts_with('-')).count() as u64;
    for (index, frame) in script.frames.iter().enumerate() {
        let record = Record {
            number: index as u64 + 1,
            time: Timestamp(frame.time),
            link: frame.link,
            meta: frame.meta,
            interface: 0,
            bytes: &frame.bytes,
            original_len: frame.bytes.len() as u32 + frame.cut,
            drops: frame.drops,
        };
        tracker.record(&record, &mut told);
    }
    let mine = told.0.into_iter().filter(|&(frame, _)| frame > prelude);
    (mine.map(|(frame, text)| format!("{} {text}", frame - prelude)).collect(), tracker)
}

/// The streams of the first link.
fn streams(tracker: &Tracker) -> impl Iterator<Item = &Stream> {
    tracker.state().links.first().and_then(|link| link.avdtp()).into_iter().flat_map(|s| &s.streams)
}

#[test]
fn first_fragments_may_be_shorter_than_the_header() {
    let (told, _) = play(
        "@le
         0.000 < acl 2 07
         0.001 < acl 1 00
         0.002 < acl 1 0400 1d
         0.003 < acl 1 0a00 01020304",
    );
    assert_eq!(told, ["4 att 6"]);
}

#[test]
fn a_whole_pdu_after_one_that_was_cut_off_is_read_and_the_straggler_is_no_second_fault() {
    let (told, _) = play(
        "@le
         0.000 < acl 2 0b00 0400 1d 0a00 01020304
         0.010 < acl 2 0500 0400 1d 0b00 0102
         0.020 < acl 1 05060708
         0.030 < acl 2 0500 0400 1d 0b00 0102",
    );
    assert_eq!(told, ["2 cut off 11/15", "2 att 4", "4 att 4"]);
}

#[test]
fn an_orphan_is_told_once_until_the_next_start() {
    let (told, tracker) = play(
        "@le
         0.000 < acl 1 05060708
         0.010 < acl 1 05060708
         0.020 < acl 2 0500 0400 1d 0b00 0102
         0.030 < acl 1 05060708",
    );
    assert_eq!(told, ["1 orphan false", "3 att 4", "4 orphan false"]);
    assert_eq!(tracker.state().health.orphans, 3);
}

#[test]
fn packets_of_a_link_that_ended_are_not_owed_by_the_next_with_its_handle() {
    let (told, tracker) = play(
        "@le
         0.000 > l2cap 0004 0a0300
         0.010 > l2cap 0004 0a0300
         0.020 < event 13 01 4000 0100
         0.100 < event 05 00 4000 16
         0.110 < event 13 01 4000 0100
         0.200 < event 3e 01 00 4000 00 00 ccbbaa5dcf00 2800 0000 f401 00
         0.300 > l2cap 0004 0a0300
         0.310 < event 13 01 4000 0100
         9.000 .",
    );
    assert!(told.iter().all(|text| text.contains("att")), "{told:?}");
    let link = &tracker.state().links[0];
    assert_eq!((link.flow.sent, link.flow.completed, link.flow.outstanding), (1, 1, 0));
}

#[test]
fn a_stall_in_which_nothing_else_was_captured_is_told_at_its_end() {
    let (told, _) = play(
        "@le
         0.000 > l2cap 0004 1d0300
         0.010 < event 13 01 4000 0100
         0.020 > l2cap 0004 1d0300
         4.000 < event 13 01 4000 0100",
    );
    assert_eq!(told.last().map(String::as_str), Some("4 stall ended 1"), "{told:?}");
}

#[test]
fn commands_of_a_signalling_channel_that_is_closed_are_not_waited_for() {
    let (told, _) = play(
        "@configured
         0.000 > avdtp 50 06 04
         0.100 > signal 06 0a 0400 5100 4100
         0.110 < signal 07 0a 0400 5100 4100
         9.000 .",
    );
    assert_eq!(told, ["3 unanswered Open false", "3 stream IDLE"]);
}

#[test]
fn a_message_in_several_packets_survives_one_of_the_other_side_in_between() {
    let (told, _) = play(
        "@avdtp
         0.000 > avdtp 54 02 03 04 04 01 00
         0.010 < avdtp 10 01
         0.020 > avdtp 5c 07 06 00 00 21 15 02 35
         0.030 < avdtp 52 03",
    );
    assert_eq!(
        told,
        ["3 set configuration 12 false", "4 set configuration 0 true", "4 stream CONFIGURED"]
    );
}

#[test]
fn a_stream_that_the_capture_begins_in_the_middle_of_gets_its_media_channel() {
    let (told, tracker) = play(
        "0.000 > l2cap 0051 30 06 04
         0.010 < l2cap 0041 32 06
         0.100 > signal 02 05 0400 1900 4200
         0.110 < signal 03 05 0800 5200 4200 0000 0000
         0.120 > signal 04 05 0400 5200 0000
         0.130 < signal 05 05 0600 4200 0000 0000
         0.140 < signal 04 45 0400 4200 0000
         0.150 > signal 05 45 0600 5200 0000 0000
         0.200 > l2cap 0051 40 07 04
         0.210 < l2cap 0041 42 07
         0.300 > media 0
         0.320 > media 2",
    );
    assert_eq!(told, ["2 stream OPEN", "10 stream STREAMING", "11 media", "12 gap 1"]);
    let inferred: Vec<bool> = streams(&tracker).map(|stream| stream.inferred).collect();
    assert_eq!(inferred, [true]);
}

#[test]
fn packets_on_their_way_do_not_restart_a_stream_that_was_suspended() {
    let (_, tracker) = play(
        "0.000 > l2cap 0052 80600000 00000000 00000001 01 9c800200 000000
         0.020 > l2cap 0052 80600001 00000000 00000001 01 9c800200 000000
         0.100 > l2cap 0051 40 09 04
         0.110 < l2cap 0041 42 09
         0.120 > l2cap 0052 80600002 00000000 00000001 01 9c800200 000000",
    );
    let streams: Vec<(StreamState, Option<u64>)> =
        streams(&tracker).map(|s| (s.state, s.media.last.map(|at| at.frame))).collect();
    assert_eq!(streams, [(StreamState::Open, Some(5))]);
}

#[test]
fn answers_on_a_channel_that_was_open_before_the_capture_are_found_by_their_commands() {
    let (told, _) = play(
        "0.000 < l2cap 0041 00 01
         0.010 > l2cap 0051 02 01 04 00
         0.020 < l2cap 0041 10 0c 04
         0.030 > l2cap 0051 12 0c 01 00 07 06 00 00 21 15 02 35
         9.000 .",
    );
    assert_eq!(told, [""; 0]);
}

#[test]
fn media_on_what_seems_the_first_channel_of_a_later_capture_is_media() {
    let (told, tracker) = play(
        "0.000 > signal 02 05 0400 1900 4200
         0.010 < signal 03 05 0800 5200 4200 0000 0000
         0.020 > signal 04 05 0400 5200 0000
         0.030 < signal 05 05 0600 4200 0000 0000
         0.040 < signal 04 45 0400 4200 0000
         0.050 > signal 05 45 0600 5200 0000 0000
         0.100 > media 7
         0.120 > media 9
         9.000 .",
    );
    assert_eq!(told, ["7 media", "8 gap 1"]);
    assert_eq!(tracker.state().links[0].avdtp().and_then(|session| session.signalling), None);
}

#[test]
fn a_channel_whose_end_was_not_captured_makes_room_for_the_next_with_its_name() {
    let (told, _) = play(
        "@configured
         0.000 ! drop 2
         0.100 > signal 02 09 0400 1900 4500
         0.110 < signal 03 09 0800 5500 4500 0000 0000
         0.120 > signal 04 09 0400 5500 0000
         0.130 < signal 05 09 0600 4500 0000 0000
         0.140 < signal 04 49 0400 4500 0000
         0.150 > signal 05 49 0600 5500 0000 0000
         0.200 > l2cap 0055 50 03 04 04 01 00 07 06 00 00 21 15 02 35
         0.210 < l2cap 0045 52 03",
    );
    assert_eq!(
        told,
        ["7 set configuration 12 false", "8 set configuration 0 true", "8 stream CONFIGURED"]
    );
}

#[test]
fn what_was_under_way_when_records_were_lost_is_given_up() {
    let (told, tracker) = play(
        "@le
         0.000 > l2cap 0004 1d0300
         0.010 < event 13 01 4000 0100
         0.020 > l2cap 0004 1d0300
         0.030 < acl 2 0b00 0400 1d 0a00 01020304
         0.040 ! drop 2
         0.050 < acl 1 05060708
         0.060 < acl 2 0500 0400 1d 0b00 0102
         9.000 .
         9.100 .",
    );
    assert_eq!(told, ["1 att 2", "3 att 2", "6 att 4"]);
    assert_eq!(tracker.state().links[0].flow.outstanding, 0);
}

/// What the media channel of the first link carries.
fn media(tracker: &Tracker) -> Vec<Protocol> {
    let channels = tracker.state().links[0].channels.iter();
    channels.map(|channel| channel.protocol).filter(|p| p.media().is_some()).collect()
}

#[test]
fn the_octet_of_scms_t_stands_before_media_only_where_it_was_configured() {
    const DTCP: &str = "04 02 0100";
    const SCMS_T: &str = "04 02 0200";
    const SBC: &str = "07 06 00 00 21 15 02 35";
    for (capabilities, protected) in [
        (SBC.to_owned(), false),
        (format!("{DTCP} {SBC}"), false),
        (format!("{SCMS_T} {SBC}"), true),
        (format!("{SBC} {SCMS_T}"), true),
    ] {
        let (_, tracker) = play(&format!(
            "@avdtp
             0.000 > avdtp 30 03 04 04 01 00 {capabilities}
             0.010 < avdtp 32 03
             0.020 > avdtp 40 06 04
             0.030 < avdtp 42 06
             0.100 > signal 02 05 0400 1900 4200
             0.110 < signal 03 05 0800 5200 4200 0000 0000
             0.120 > signal 04 05 0400 5200 0000
             0.130 < signal 05 05 0600 4200 0000 0000
             0.140 < signal 04 45 0400 4200 0000
             0.150 > signal 05 45 0600 5200 0000 0000"
        ));
        let kind = MediaKind::Sbc;
        let expected =
            if protected { Protocol::ProtectedMedia(kind) } else { Protocol::Media(kind) };
        assert_eq!(media(&tracker), [expected], "{capabilities}");
    }
}

#[test]
fn the_octet_of_scms_t_is_found_where_the_capture_begins_later() {
    for (octet, expected) in [
        ("", vec![Protocol::Media(MediaKind::Sbc)]),
        ("00", vec![Protocol::ProtectedMedia(MediaKind::Sbc)]),
        ("02", vec![Protocol::ProtectedMedia(MediaKind::Sbc)]),
        // Its upper six bits are reserved.
        ("04", vec![]),
    ] {
        let (_, tracker) = play(&format!(
            "0.000 > l2cap 0052 80600000 00000000 00000001 {octet} 01 9c800200 000000"
        ));
        assert_eq!(media(&tracker), expected, "{octet}");
    }
}
