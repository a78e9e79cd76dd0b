//! Cases that other analyzers of Bluetooth captures get wrong, or say nothing about.
//!
//! Here they are told by the tracker's events; what rules make of them is tested with the rules.

#![allow(clippy::unwrap_used)]

use crate::support::{
    events::{Pick, play, told},
    play::Script,
};
use btlint::track::{
    Event, LinkId, Side, State, Tracker, What,
    event::{AttMessage, CaptureNote, SecurityStep},
    state::{Ask, Encryption},
};
use parsers::{
    att,
    hci::{Opcode, Status},
    l2cap::{MediaKind, Protocol},
    smp,
};

/// Frame, and the octets after the opcode, of ATT requests and responses.
fn att_pdus(event: &Event<'_>, _: &State) -> Option<(u64, Vec<u8>)> {
    match event.what {
        What::Att(message) => Some((event.at.frame, message.payload.to_vec())),
        _ => None,
    }
}

/// What is wrong with fragments, in words.
fn fragment_faults(event: &Event<'_>, _: &State) -> Option<String> {
    match event.what {
        What::OrphanContinuation(orphan) => Some(format!(
            "{} orphan of {}, explained: {}",
            event.at.frame, orphan.octets, orphan.explained
        )),
        What::StartBeforeComplete(cut) => Some(format!(
            "{} cuts off {} of {} begun in {}",
            event.at.frame, cut.have, cut.want, cut.started.frame
        )),
        What::Malformed(what) => Some(format!("{} {}", event.at.frame, what.error)),
        _ => None,
    }
}

/// The number of the script's frame that a line makes.
fn frame_of(script: &str, line: &str) -> u64 {
    let script = Script::parse(script);
    let index = script.frames.iter().position(|frame| frame.line.contains(line));
    index.unwrap_or_else(|| panic!("no frame {line}")) as u64 + 1
}

#[test]
fn an_l2cap_header_may_be_split_anywhere() {
    for cut in 1..=3 {
        let pdu = "03000400".to_owned() + "0a0300";
        let (first, rest) = pdu.split_at(2 * cut);
        let text = format!("@le\n0.000 < acl 2 {first}\n0.010 < acl 1 {rest}\n");
        let last = frame_of(&text, "0.010");
        assert_eq!(told(&text, att_pdus), [(last, vec![3, 0])], "after {cut} octets");
        assert_eq!(told(&text, fragment_faults), [""; 0], "after {cut} octets");
    }
}

#[test]
fn a_continuation_without_a_start_is_told_once_and_what_follows_is_decoded() {
    let text = "@le\n0.000 < acl 1 0102030405\n0.010 < acl 1 0607\n0.020 < att 0a 0300";
    let orphan = frame_of(text, "0.000");
    let faults = [format!("{orphan} orphan of 5, explained: false")];
    assert_eq!(told(text, fragment_faults), faults);
    assert_eq!(told(text, att_pdus).len(), 1);
}

#[test]
fn after_a_lost_continuation_the_next_whole_pdu_is_decoded() {
    let text = "@le\n0.000 < acl 2 1700 0400 0b 0102\n0.010 < att 0a 0300";
    let (start, next) = (frame_of(text, "0.000"), frame_of(text, "0.010"));
    let fault = format!("{next} cuts off 7 of 27 begun in {start}");
    assert_eq!(told(text, fragment_faults), [fault]);
    assert_eq!(told(text, att_pdus), [(next, vec![3, 0])]);
}

#[test]
fn fragments_of_two_links_and_directions_do_not_mix() {
    let text = "@le
        @le #0041 998877665544
        0.000 < #0040 acl 2 0300
        0.001 < #0041 acl 2 03000400 0a
        0.002 > #0040 acl 0 03000400 0a05
        0.003 < #0040 acl 1 0400 0a0300
        0.004 > #0040 acl 1 00
        0.005 < #0041 acl 1 0400";
    let handles: Vec<Vec<u8>> =
        told(text, att_pdus).into_iter().map(|(_, payload)| payload).collect();
    assert_eq!(handles, [vec![3, 0], vec![5, 0], vec![4, 0]]);
    assert_eq!(told(text, fragment_faults), [""; 0]);
}

#[test]
fn drops_are_counted_and_explain_what_is_missing() {
    let text = "@le\n0.000 < acl 2 1700 0400 0b 0102\n0.010 ! drop 57\n0.010 < acl 1 0405";
    let (notes, health) = play(&Script::parse(text), |event, _| match event.what {
        What::Capture(note) => Some(note),
        _ => None,
    });
    assert_eq!(notes, [CaptureNote::Dropped(57)]);
    assert_eq!(health.drops, 57);
    let orphan = "@le\n0.000 ! drop 57\n0.000 < acl 1 0405";
    assert_eq!(told(orphan, fragment_faults), [""; 0]);
}

#[test]
fn a_record_cut_short_is_not_a_malformed_packet() {
    for line in
        ["smp 0b", "att 0a 03", "signal 12 01 0800 1800", "event 05 00 40", "command 0406 40"]
    {
        let way = if line.starts_with("command") { '>' } else { '<' };
        let text = format!("@le\n0.000 ! cut 30\n0.000 {way} {line}");
        let (faults, health) = play(&Script::parse(&text), fragment_faults);
        assert_eq!(faults, [""; 0], "{line}");
        assert_eq!(health.cut, 1, "{line}");
        let whole = text.replace("0.000 ! cut 30\n", "");
        assert_eq!(told(&whole, fragment_faults).len(), 1, "{line}, not cut");
    }
}

#[test]
fn what_was_cut_off_is_not_taken_for_the_next_pdu() {
    // The first fragment is cut by the capture: its continuation is explained, the next PDU whole.
    let mut script =
        Script::parse("@le\n0.000 < acl 2 1000 0400 0b 01\n0.010 < acl 1 05\n0.020 < att 0a 0300");
    let index = script.frames.len() - 3;
    script.frames[index].bytes.pop();
    script.frames[index].cut = 1;
    let (faults, _) = play(&script, fragment_faults);
    assert_eq!(faults, [""; 0]);
    assert_eq!(play(&script, att_pdus).0.len(), 1);
}

#[test]
fn a_record_of_1612_octets_is_decoded() {
    let value = "17".repeat(1602);
    let text = format!("@le\n0.000 > att 0a 0300\n0.010 < att 0b {value}\n0.020 > att 0a 0400");
    let script = Script::parse(&text);
    assert_eq!(script.frames[script.frames.len() - 2].bytes.len(), 1612);
    let lengths: Vec<usize> =
        told(&text, att_pdus).iter().map(|(_, payload)| payload.len()).collect();
    assert_eq!(lengths, [2, 1602, 2]);
}

#[test]
fn a_pairing_that_failed_is_told_with_its_reason_and_as_nothing_else() {
    let text = "@le
        0.000 > smp 01 04 00 05 10 01 01
        0.050 < smp 02 02 00 05 10 01 01
        0.100 > smp 03 00112233445566778899aabbccddeeff
        0.150 < smp 03 ffeeddccbbaa99887766554433221100
        0.200 > smp 04 0102030405060708090a0b0c0d0e0f10
        0.250 < smp 05 04
        0.300 < event 05 00 4000 05
        40.00 .";
    let reasons = told(text, |event, _| match event.what {
        What::Smp(message) => message.procedure.failed,
        _ => None,
    });
    assert_eq!(reasons, [smp::Reason::CONFIRM_VALUE_FAILED]);
    let waits = told(text, |event, _| matches!(event.what, What::SmpUnanswered(_)).then_some(()));
    assert!(waits.is_empty());
    let ends = told(text, |event, _| match event.what {
        What::LinkDown(end) => end.reason,
        _ => None,
    });
    assert_eq!(ends, [Status::AUTHENTICATION_FAILURE]);
}

/// Link, frame of the last PDU, and whether 30 s passed, of pairings that stand still.
fn stuck(event: &Event<'_>, _: &State) -> Option<(LinkId, u64, bool)> {
    match event.what {
        What::SmpUnanswered(stuck) => {
            Some((event.link.unwrap(), stuck.last.frame, stuck.timed_out))
        }
        _ => None,
    }
}

#[test]
fn a_pairing_request_that_is_never_answered() {
    let text = "@le\n0.000 > smp 01 04 00 05 10 01 01\n31.000 < event 05 00 4000 08";
    let request = frame_of(text, "0.000 > smp");
    // The link ends in the very record that shows that 30 s are over: either is true, one is told.
    let told = told(text, stuck);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].0, told[0].1), (LinkId(1), request));
    let earlier = text.replace("31.000 <", "30.500 .\n31.000 <");
    assert_eq!(self::told(&earlier, stuck), [(LinkId(1), request, true)]);
}

#[test]
fn an_answer_on_one_link_does_not_hide_the_missing_one_on_another() {
    let text = "@le
        @le #0041 998877665544
        0.000 > #0040 smp 01 04 00 05 10 01 01
        0.010 > #0041 smp 01 04 00 05 10 01 01
        0.050 < #0040 smp 02 02 00 05 10 01 01
        0.300 < event 08 00 4000 01
        31.00 .
        32.00 .";
    assert_eq!(told(text, stuck), [(LinkId(2), frame_of(text, "0.010"), true)]);
}

#[test]
fn a_missing_key_is_a_change_of_encryption_that_did_not_happen() {
    let text =
        "@le\n0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
        0.010 < event 0f 00 01 1920\n0.100 < event 08 06 4000 00";
    let steps = told(text, |event, state| match event.what {
        What::Security(step) => Some((step, state.link(event.link?)?.security.encryption)),
        _ => None,
    });
    let change = SecurityStep::EncryptionChange {
        status: Status::PIN_OR_KEY_MISSING,
        mode: Encryption::Off,
    };
    assert_eq!(
        steps,
        [(SecurityStep::EncryptionRequested, Encryption::Off), (change, Encryption::Off)]
    );
}

#[test]
fn a_response_belongs_to_the_first_request_that_waits() {
    let text =
        "@le\n0.000 > att 0a 0300\n0.010 > att 0a 0500\n0.020 < att 0b 17\n0.030 < att 0b 18";
    let first = frame_of(text, "0.000");
    let told = told(text, |event, _| match event.what {
        What::Att(AttMessage { opcode, request, outstanding, .. }) => {
            let frame = |of: Option<(att::Opcode, btlint::track::At)>| of.map(|(_, at)| at.frame);
            Some((opcode, frame(request), frame(outstanding)))
        }
        _ => None,
    });
    let (request, response) = (att::Opcode::READ_REQUEST, att::Opcode::READ_RESPONSE);
    let expected = [
        (request, None, None),
        (request, None, Some(first)),
        (response, Some(first), None),
        (response, Some(first + 1), None),
    ];
    assert_eq!(told, expected);
}

#[test]
fn data_for_a_link_that_has_ended() {
    let text = "@le\n0.000 < event 05 00 4000 13\n0.500 > att 0a 0300\n0.600 > att 0a 0400";
    let uses = told(text, |event, _| match event.what {
        What::UseAfterDown(what) => Some((event.at.frame, what.closed.frame, what.by, what.count)),
        _ => None,
    });
    let end = frame_of(text, "0.000 <");
    assert_eq!(uses, [(end + 1, end, Side::Host, 1), (end + 2, end, Side::Host, 2)]);
    // The handle is used again by the next link at once.
    let again = format!(
        "{text}\n1.000 < event 3e 01 00 4000 00 00 998877665544 2800 0000 f401 00\n1.100 > att 0a 0300"
    );
    assert_eq!(told(&again, |e, _| matches!(e.what, What::UseAfterDown(_)).then_some(())).len(), 2);
    let links = told(&again, |event, _| matches!(event.what, What::Att(_)).then_some(event.link));
    assert_eq!(links, [Some(LinkId(2))]);
}

#[test]
fn a_reset_without_an_answer() {
    let unanswered = |event: &Event<'_>, _: &State| match event.what {
        What::Unanswered(u) if u.is_overdue() => match u.question.ask {
            Ask::Command(opcode) => Some((opcode, u.question.asked.frame)),
            _ => None,
        },
        _ => None,
    };
    let text = "0.000 > command 0c03\n5.000 .";
    assert_eq!(told(text, unanswered), [(Opcode::RESET, 1)]);
    // It cannot be told when the capture ends; when it comes after its time it is late, whatever else
    // was captured meanwhile.
    assert_eq!(told("0.000 > command 0c03\n1.500 .", unanswered), []);
    assert_eq!(
        told("0.000 > command 0c03\n5.000 < event 0e 01 030c 00", unanswered),
        [(Opcode::RESET, 1)]
    );
}

#[test]
fn the_one_command_without_an_answer_is_not_waited_for() {
    let text = "@le\n0.000 > command 0c35 01 4000 0100\n5.000 .";
    assert!(told(text, |e, _| matches!(e.what, What::Unanswered(_)).then_some(())).is_empty());
}

/// A stream of which the capture shows only the middle.
fn middle_of_a_stream() -> Script {
    // RTP, then one whole frame of SBC: 44.1 kHz, joint stereo, 16 blocks, 8 subbands, bitpool 53.
    let frame = format!("9cbd35{}", "00".repeat(116));
    let mut text = "@streaming\n".to_owned();
    for n in 0..50 {
        let time = f64::from(n) * 0.02;
        text += &format!("{time:.3} > l2cap 0052 8060{n:04x}{:08x}0000000101{frame}\n", n * 128);
    }
    let mut script = Script::parse(&text);
    script.frames.drain(..script.frames.len() - 50);
    script
}

#[test]
fn media_is_decoded_in_the_middle_of_a_stream() {
    let script = middle_of_a_stream();
    let mut tracker = Tracker::new();
    let mut nothing = Pick { pick: |_: &Event<'_>, _: &State| None::<()>, picked: Vec::new() };
    for record in script.records() {
        let seen = tracker.record(&record, &mut nothing);
        assert_eq!(seen.context.protocol, Protocol::Media(MediaKind::Sbc), "{}", record.number);
    }
    let state = tracker.state();
    let [link] = &state.links[..] else { panic!("{} links", state.links.len()) };
    assert_eq!(link.opened, None);
    assert_eq!(link.security.encryption, Encryption::Unknown);
    assert!(link.channels.iter().all(|channel| channel.inferred));
    let streams = &link.avdtp().unwrap().streams;
    assert_eq!(streams.len(), 1);
    assert!(streams[0].inferred);
    assert_eq!(streams[0].media.packets, script.frames.len() as u64);
    assert_eq!(streams[0].media.missing, 0);
    assert_eq!(play(&script, fragment_faults).0, [""; 0]);
}

#[test]
fn pdus_that_are_empty_or_nearly_are_told_and_harm_nothing() {
    for (prelude, line) in [
        ("avdtp", "avdtp"),
        ("avdtp", "avdtp 00"),
        ("avdtp", "avdtp 04"),
        ("avdtp", "avdtp 10 02"),
        ("avdtp", "avdtp 10 03 04"),
        ("avdtp", "signal 02 09 0400 1900"),
        ("avdtp", "signal 02 09 0300 190041"),
        ("le", "smp"),
        ("le", "smp 01"),
        ("le", "smp 05"),
        ("le", "att"),
        ("le", "att 08 01"),
        ("le", "signal 12 01"),
    ] {
        let text = format!("@{prelude}\n0.000 < {line}\n1.000 .");
        let faults = told(&text, fragment_faults);
        assert_eq!(faults.len(), 1, "{line}: {faults:?}");
    }
    for (prelude, line) in
        [("le", "l2cap 0004"), ("le", "acl 2"), ("le", "acl 1"), ("avdtp", "media 1")]
    {
        told(&format!("@{prelude}\n0.000 < {line}\n1.000 ."), |_, _| None::<()>);
    }
}

#[test]
fn a_length_that_lies_is_told() {
    let mut script = Script::parse("@le\n0.000 < event 05 00 4000 13");
    script.frames.last_mut().unwrap().bytes[2] = 9;
    let (faults, _) = play(&script, fragment_faults);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("declared length is 9, 4 available"), "{faults:?}");
}

#[test]
fn debug_data_of_a_controller_is_no_link() {
    // Octets that a Qualcomm controller sends; they look like an L2CAP signalling PDU.
    let text = "0.000 < #0edc acl 2 1800 0100 0aff0401010006d631130c00028c0b00208c0b0004df0500";
    let script = Script::parse(text);
    assert!(play(&script, |event, _| Some(format!("{:?}", event.what))).0.is_empty());
    // A link that a controller opens with that handle is one.
    let text = "@le #0edc\n0.000 > #0edc att 0a 0300";
    assert_eq!(told(text, att_pdus).len(), 1);
}
