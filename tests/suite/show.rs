//! Frames: lines, trees and filters.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use crate::support::{
    program::{btlint, btlint_with, btsnoop},
    samples::{records, samples},
};
use btlint::{
    capture::Timestamp,
    show::{Filter, Shown, filter::FilterError, tree::Kind},
    track::{Event, Observer, State, Tracker},
};

struct Deaf;

impl Observer for Deaf {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}

/// Numbers of the frames of a script that the filter picks.
fn picked(script: &str, filter: &str) -> Vec<u64> {
    let arguments = ["show", "-", "--format=json", "--filter", filter];
    let ran = btlint_with(&arguments, &btsnoop(script), &[]);
    assert_eq!(ran.code, 0, "{filter}: {}", ran.err);
    let frames: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
    frames.iter().map(|frame| frame["number"].as_u64().unwrap()).collect()
}

const SCRIPT: &str = "\
0.000 < event 04 ccbbaa5dcf00 000000 01
0.100 < event 03 00 4000 ccbbaa5dcf00 01 00
0.200 < event 07 00 ccbbaa5dcf00 4578616d706c65
0.300 < event 05 00 4000 13
0.400 < event 05 00 4100 08
0.500 < event 05 00 41
";

#[test]
fn filters_pick_frames() {
    let cases: &[(&str, &[u64])] = &[
        ("frame.number == 3", &[3]),
        ("frame.number >= 2 && frame.number < 4", &[2, 3]),
        ("frame.time_relative > 0.25 and frame.time_relative <= 0.4", &[4, 5]),
        ("bthci_evt.code == 0x05", &[4, 5, 6]),
        ("bthci_evt.code == 5 && bthci_evt.reason == 0x13", &[4]),
        // Not equal needs the field to be there; not (equal) does not.
        ("bthci_evt.reason != 0x13", &[5]),
        ("!(bthci_evt.reason == 0x13)", &[1, 2, 3, 5, 6]),
        ("bthci_evt.bd_addr == 00:CF:5D:AA:BB:CC", &[1, 2, 3]),
        ("bthci_evt.bd_addr contains 5d:aa", &[1, 2, 3]),
        ("bthci_evt.bd_addr == 00:CF:5D:AA:BB:CD", &[]),
        ("bthci_evt.remote_name contains \"xamp\"", &[3]),
        ("bthci_evt.remote_name == \"Example\"", &[3]),
        ("bthci_evt.code contains \"disconn\"", &[4, 5, 6]),
        ("disconnection_complete", &[4, 5, 6]),
        ("disconnection_complete.handle == 0x41", &[5]),
        ("hci_h4", &[1, 2, 3, 4, 5, 6]),
        ("btsmp", &[]),
        ("_ws.malformed", &[6]),
        ("!_ws.malformed and disconnection_complete", &[4, 5]),
        ("not hci_h4 or (frame.number == 1 || frame.number == 2)", &[1, 2]),
        ("frame.link", &[1, 2, 3, 4]),
    ];
    for (filter, frames) in cases {
        if *filter == "frame.link" {
            // Which frames belong to a link is the tracker's to say; that some do is enough here.
            assert!(picked(SCRIPT, filter).contains(&2));
            continue;
        }
        assert_eq!(picked(SCRIPT, filter), *frames, "{filter}");
    }
}

#[test]
fn precedence_is_that_of_wireshark() {
    // && binds tighter than ||, ! tighter than both.
    assert_eq!(picked(SCRIPT, "frame.number == 1 || frame.number == 2 && btsmp"), [1]);
    assert_eq!(picked(SCRIPT, "(frame.number == 1 || frame.number == 2) && btsmp"), [0; 0]);
    assert_eq!(picked(SCRIPT, "!btsmp && frame.number == 1"), [1]);
}

#[test]
fn wrong_filters_say_where_and_what_was_meant() {
    let wrong = |text: &str| Filter::parse(text).unwrap_err().to_string();
    assert_eq!(
        wrong("btsmp.reson == 4"),
        "no field or protocol is called btsmp.reson, at column 1 of the filter; did you mean btsmp.reason?"
    );
    assert!(wrong("frame.number == 1 && http.host").contains("called http.host, at column 22"));
    assert!(wrong("frame.number = 1").contains("a single =, at column 14 of the filter; write =="));
    assert!(wrong("frame.number ==").contains("expected a value, at column 16"));
    assert!(wrong("frame.number == x1").contains("expected a value, at column 17"));
    assert!(wrong("(btsmp").contains("expected ), at column 7"));
    assert!(wrong("btsmp btatt").contains("expected && or ||"));
    assert!(wrong("btsmp == 1").contains("a protocol has no value"));
    assert!(wrong("btsmp != 1").contains("a protocol has no value"));
    assert!(wrong("frame.number == \"1").contains("not closed"));
    for text in ["", "&&", "!", "()", "==", "a b c", "'x'"] {
        assert!(Filter::parse(text).is_err(), "{text:?}");
    }
    let ran = btlint(&["show", "captures/le/legacy.btsnoop", "--filter", "btsmp.reson"]);
    assert_eq!(ran.code, 2);
}

#[test]
fn deep_and_long_filters_are_refused() {
    let nested = |depth: usize| format!("{}btsmp{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Filter::parse(&nested(60)).is_ok());
    let refused = |text: &str| matches!(Filter::parse(text), Err(FilterError { .. }));
    assert!(refused(&nested(100_000)));
    assert!(refused(&"!".repeat(100_000)));
    assert!(refused(&vec!["btsmp"; 100_000].join("||")));
}

#[test]
fn every_name_that_a_tree_has_is_a_filter_that_picks_its_frame() {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let slugs: BTreeMap<_, _> = parsers::all_pdus().map(|pdu| (pdu.title, pdu.slug)).collect();
    let mut wrong = Vec::new();
    for sample in samples() {
        let mut tracker = Tracker::new();
        for owned in records(&sample.path) {
            let record = owned.record();
            let seen = tracker.record(&record, &mut Deaf);
            let shown = Shown::new(&record, Timestamp(0), &seen);
            let mut open: Vec<String> = Vec::new();
            for node in shown.nodes() {
                let name = match (node.kind, node.filter) {
                    (Kind::Layer | Kind::Group, _) => {
                        open.truncate(node.depth);
                        open.push(slugs[node.label].to_owned());
                        slugs[node.label].to_owned()
                    }
                    (_, Some(name)) => name.to_owned(),
                    (Kind::Field, None) => format!("{}.{}", open[node.depth - 1], node.label),
                    (Kind::Fault | Kind::More, None) => continue,
                };
                if names.contains_key(&name) {
                    continue;
                }
                let place = format!("{} frame {}", sample.name, record.number);
                match Filter::parse(&name) {
                    Ok(filter) if filter.picks(&shown) => {}
                    Ok(_) => wrong.push(format!("{place}: {name} does not pick it")),
                    Err(error) => wrong.push(format!("{place}: {error}")),
                }
                names.insert(name, place);
            }
        }
    }
    assert!(names.len() > 150, "{} names", names.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn offsets_of_a_tree_are_within_its_octets() {
    for sample in samples() {
        let mut tracker = Tracker::new();
        for owned in records(&sample.path) {
            let record = owned.record();
            let seen = tracker.record(&record, &mut Deaf);
            let shown = Shown::new(&record, Timestamp(0), &seen);
            for node in shown.nodes() {
                let octets = shown.buffer(node.buffer).len();
                let place = format!("{} frame {}: {node:?}", sample.name, record.number);
                assert!(node.at.start <= node.at.end && node.at.end <= octets, "{place}");
            }
        }
    }
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

const PAIRING: &str = "\
@le
0.000 > l2cap 0006 01 04 00 05 10 01 01
0.050 < l2cap 0006 02 02 00 05 10 01 01
0.060 < l2cap 0006 05 04
0.070 < acl 2 0700 0600 0602
0.080 < acl 1 0200 0510 0101
0.090 > command 0406 4000 13
0.100 < event 05 00 40
0.110 .
";

#[test]
fn lines() {
    snapshot("show_lines", &btlint_with(&["show", "-"], &btsnoop(PAIRING), &[]).out);
}

/// A line has what one looks for in a list: the name that was advertised, the frame's type, the command.
#[test]
fn lines_say_what_they_are_about() {
    let lines = |arguments: &[&str], input: &[u8]| btlint_with(arguments, input, &[]).out;
    let advertised = "0.000 < event 3e 02 01 00 01 ccbbaa5dcf00 0b 020106 07094c414d504152 c8";
    let text = lines(&["show", "-"], &btsnoop(advertised));
    assert!(text.contains("name LAMPAR") && !text.contains("0201060709"), "{text}");
    // An extended report has more before its data than a line names.
    let extended = "0.000 < event 3e 0d 01 1300 01 ccbbaa5dcf00 01 00 ff 7f b6 0000 00 000000000000 0b \
        020106 07094c414d504152";
    let text = lines(&["show", "-"], &btsnoop(extended));
    assert!(text.contains("  name LAMPAR, "), "{text}");
    let voice = "captures/a2dp/voice-resumed.btsnoop";
    let text = lines(&["show", voice, "--filter", "btrfcomm"], &[]);
    for wanted in
        ["RFCOMM  dlci 0, frame type Set Asynchronous Balanced Mode", "HFP  text AT+BRSF="]
    {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    // The ends of lines are no part of it.
    assert!(!text.contains('\u{fffd}'), "{text}");
}

#[test]
fn details() {
    let ran = btlint_with(&["show", "-", "--frame", "4..10"], &btsnoop(PAIRING), &[]);
    snapshot("show_details", &ran.out);
}

#[test]
fn json() {
    let ran = btlint_with(&["show", "-", "--format=json", "--frame=9..10"], &btsnoop(PAIRING), &[]);
    let frames: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    snapshot("show_json", &serde_json::to_string_pretty(&frames).unwrap());
}

#[test]
fn frames_that_are_not_there_are_an_error() {
    let ran = btlint_with(&["show", "-", "--frame", "900"], &btsnoop(PAIRING), &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no frame 900"), "{}", ran.err);
}

/// The messages of a link, media as one line, and an answer with its time.
#[test]
fn a_link_is_shown_as_a_ladder() {
    let ran = btlint(&["show", "--ladder", "1", "captures/a2dp/sbc-good.btsnoop"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = |text: &str| {
        let found = ran.out.lines().find(|line| line.contains(text));
        found.unwrap_or_else(|| panic!("{text} is not there:\n{}", ran.out)).to_owned()
    };
    assert!(line("AVDTP Start command").contains("────>│"));
    assert!(line("AVDTP Start response").ends_with(" 47 ms"), "{}", line("AVDTP Start response"));
    assert!(line("media packets").contains("══"));
    assert!(line("Disconnection Complete").contains("<──"));
    let ran = btlint(&["show", "--ladder", "9", "captures/a2dp/sbc-good.btsnoop"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no link 9"), "{}", ran.err);
}

/// What a sniffer heard, channel by channel: the same in the table, in the document, and frame by frame.
#[test]
fn channels_have_all_packets_of_the_air() {
    for file in ["captures/air/sc-good.pcap", "captures/air/mic-failure.pcap"] {
        let frames = btlint(&["show", file]).out.lines().count() as u64;
        let ran = btlint(&["show", "--channels", "--format", "json", file]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let channels = all["channels"].as_array().unwrap();
        assert_eq!(channels.len(), 40);
        let sum = channels.iter().map(|own| own["packets"].as_u64().unwrap()).sum::<u64>();
        assert_eq!((sum, all["unplaced"].as_u64()), (frames, Some(0)));
        let text = btlint(&["show", "--channels", file]).out;
        for own in channels.iter().filter(|own| own["packets"].as_u64() > Some(0)) {
            let start = ["channel", "frequency", "packets"].map(|name| own[name].to_string());
            let row = text.lines().map(|line| line.split_whitespace().take(3));
            assert_eq!(row.filter(|row| row.clone().eq(start.iter())).count(), 1, "{own}\n{text}");
        }
    }
}

#[test]
fn channels_have_the_maps_of_the_controller() {
    let file = "captures/a2dp/afh-avoids-wifi.btsnoop.gz";
    let ran = btlint(&["show", "--channels", file]);
    assert!(ran.out.contains("avoided 24 to 46 (Wi-Fi 6): Read AFH Channel Map"), "{}", ran.out);
    let ran = btlint(&["show", "--channels", "--format", "json", file]);
    let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let channels = all["channels"].as_array().unwrap();
    assert_eq!(channels.len(), 79);
    for own in channels {
        let number = own["channel"].as_u64().unwrap();
        let avoided = u64::from((24..=46).contains(&number));
        assert_eq!(own["avoided"].as_u64(), Some(avoided), "{own}");
    }
    let none = btlint(&["show", "--channels", "captures/le/legacy-wrong-passkey.btsnoop"]);
    assert_eq!((none.code, none.out.as_str()), (0, "no packet from the air, no channel map\n"));
}

#[test]
fn streams_have_their_silences_with_the_cause() {
    let file = "captures/a2dp/stutter-inquiry.btsnoop.gz";
    let ran = btlint(&["show", "--streams", file]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains(" #1 stream 1  SBC "), "{}", ran.out);
    let silences = ran.out.lines().filter(|line| line.contains(": inquiry")).count();
    assert!(silences > 0, "{}", ran.out);
    let ran = btlint(&["show", "--streams", "--format", "json", file]);
    let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let moments = all["moments"].as_array().unwrap();
    let named = |own: &&serde_json::Value| own["text"].as_str().unwrap().ends_with(": inquiry");
    assert_eq!(moments.iter().filter(named).count(), silences);
    let stream = &all["streams"][0];
    let pieces = stream["pieces"].as_array().unwrap().iter();
    let packets = pieces.map(|piece| piece["packets"].as_u64().unwrap()).sum::<u64>();
    assert_eq!(Some(packets), stream["packets"].as_u64());
}

#[test]
fn a_ladder_is_written_for_programs() {
    let file = "captures/a2dp/sbc-good.btsnoop";
    let ran = btlint(&["show", "--ladder", "1", "--format", "json", file]);
    let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let messages = all["messages"].as_array().unwrap();
    let named =
        |text: &str| messages.iter().find(|own| own["text"].as_str() == Some(text)).unwrap();
    let (asked, answer) = (named("AVDTP Start command"), named("AVDTP Start response"));
    assert_eq!(answer["answers"], asked["frame"]);
    assert_eq!((asked["from"].as_str(), asked["to"].as_str()), (Some("host"), Some("peer")));
    assert!(messages.iter().any(|own| own["run"]["of"] == "media"));
}

/// A handle has the name that its own server gave it: both sides have one.
#[test]
fn handles_are_named_by_whose_they_are() {
    let script = "
        @le
        1.00 > att 08 0100 ffff 0328
        1.05 < att 09 07 0200 02 0300 192a
        1.10 < att 08 0100 ffff 0328
        1.15 > att 09 07 0200 02 0300 002a
        1.20 > att 08 0400 ffff 0328
        1.25 < att 09 15 0400 08 0500 9ecadc240ee5a9e093f3a3b50200406e
        2.00 > att 0a 0300
        2.05 < att 0b 64
        2.10 < att 0a 0300
        2.15 > att 0b 41
        2.20 < att 1b 0300 63
        2.30 > att 52 0500 01
        2.40 > att 52 0700 01
        2.50 < att 01 0a 0300 05
    ";
    let ran = btlint_with(&["show", "-", "--filter", "btatt.handle"], &btsnoop(script), &[]);
    let line = |text: &str| ran.out.lines().filter(|line| line.contains(text)).collect::<Vec<_>>();
    let read = line("/ Read Request");
    assert_eq!(read.len(), 2, "{}", ran.out);
    assert!(read[0].contains("  Battery Level, handle 0x0003"), "{}", read[0]);
    assert!(read[1].contains("  Device Name, handle 0x0003"), "{}", read[1]);
    assert!(line("Notification")[0].contains("  Battery Level, handle"), "{}", ran.out);
    assert!(line("Error Response")[0].contains("  Battery Level, "), "{}", ran.out);
    let written = line("Write Command");
    assert!(written[0].contains("  6e400002-…, handle 0x0005"), "{}", written[0]);
    assert!(written[1].contains("  handle 0x0007"), "{}", written[1]);
}

/// What the source sets, and what the sink says, once each: in per cent of the loudest.
#[test]
fn volume_is_a_moment() {
    let script = "
        @streaming
        2.00 > avctp 00 110e 00 48 00 001958 50 00 0001 40
        2.02 < avctp 02 110e 09 48 00 001958 50 00 0001 40
        3.00 > avctp 10 110e 03 48 00 001958 31 00 0005 0d 00000000
        3.02 < avctp 12 110e 0f 48 00 001958 31 00 0002 0d 40
        4.00 < avctp 12 110e 0d 48 00 001958 31 00 0002 0d 7f
    ";
    let ran = btlint_with(&["show", "-", "--streams"], &btsnoop(script), &[]);
    let volumes = ran.out.lines().filter_map(|line| line.split(" volume ").nth(1));
    let volumes: Vec<&str> = volumes.collect();
    assert_eq!(volumes, ["50 % (this host)", "50 % (the peer)", "100 % (the peer)"], "{}", ran.out);
}
