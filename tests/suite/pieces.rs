//! What comes in pieces is put together, at every stage, and shown whole with its last piece: by
//! `show` and by the viewer, since both have it from the tracker.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use crate::support::{play::Script, program::folder};
use btlint::{
    capture::{Capture, Format, Timestamp, Writer},
    redact::{Key, Reveal, redact},
    show::Shown,
    track::{Event, Observer, Snapshot, State, Tracker, What},
};
use parsers::frame::Buffer;

/// One way in which something comes in pieces.
struct Case {
    name: &'static str,
    /// What comes before.
    setup: &'static str,
    /// The pieces, marked with `*`, and what comes between them.
    pieces: &'static str,
    buffer: Buffer,
    /// What is put together, in hexadecimal.
    whole: &'static str,
    /// The same in a redacted capture: what anybody may read of it.
    public: &'static str,
    /// The innermost layer of the last piece.
    title: &'static str,
}

/// A channel of the control protocol's browsing, in Enhanced Retransmission Mode.
const BROWSING: &str = "
@classic
0.000 > signal 02 05 0400 1b00 4600
0.010 < signal 03 05 0800 5600 4600 0000 0000
0.020 > signal 04 06 0f00 5600 0000 04 09 03 0a 03 d007 e02e f203
0.030 < signal 05 06 0600 4600 0000 0000
0.040 < signal 04 07 0f00 4600 0000 04 09 03 0a 03 d007 e02e f203
0.050 > signal 05 07 0600 5600 0000 0000";

/// Two enhanced ATT bearers.
const ENHANCED: &str = "
@le
0.000 > signal 17 02 0c00 2700 4000 4000 0500 5000 5100
0.010 < signal 18 02 0c00 4000 4000 0500 0000 6000 6100";

const CASES: [Case; 9] = [
    Case {
        name: "ACL fragments",
        setup: "@le",
        pieces: "
            1.000 * > acl 0 0500 0400 12
            1.100 < att 1b 1000 07
            1.200 * > acl 1 1000
            1.300 * > acl 1 0102",
        buffer: Buffer::Pdu,
        whole: "050004001210000102",
        public: "050004001210000000",
        title: "Write Request",
    },
    Case {
        name: "link layer fragments",
        setup: "@air",
        pieces: "
            1.000 * > air 3c1a6550 02 05 0500040012
            1.100 < air 3c1a6550 01 00
            1.200 * > air 3c1a6550 09 04 10000102",
        buffer: Buffer::Pdu,
        whole: "050004001210000102",
        public: "050004001210000000",
        title: "Write Request",
    },
    Case {
        name: "K-frames of a dynamic SPSM",
        setup: "
            @le
            0.000 > signal 14 01 0a00 8000 4000 1700 1700 0500
            0.010 < signal 15 01 0a00 4100 1700 1700 0500 0000",
        pieces: "
            1.000 * > l2cap 0041 0500 6865
            1.050 < l2cap 0040 0100 00
            1.100 * > l2cap 0041 6c
            1.200 * > l2cap 0041 6c6f",
        buffer: Buffer::Sdu,
        whole: "68656c6c6f",
        public: "0000000000",
        title: "K-frame",
    },
    Case {
        name: "K-frames of the second of two bearers",
        setup: ENHANCED,
        pieces: "
            1.000 * > l2cap 0061 0500 121000
            1.100 > l2cap 0060 0300 0a1100
            1.150 < l2cap 0051 0500 1d2000
            1.200 * > l2cap 0061 0102",
        buffer: Buffer::Sdu,
        whole: "1210000102",
        public: "1210000000",
        title: "Write Request",
    },
    Case {
        name: "K-frames of a channel that the peer asked for",
        setup: "
            @le
            0.000 < signal 14 01 0a00 2700 4000 4000 4000 0500
            0.010 > signal 15 01 0a00 4100 4000 4000 0500 0000",
        pieces: "
            1.000 * < l2cap 0041 0500 121000
            1.200 * < l2cap 0041 0102",
        buffer: Buffer::Sdu,
        whole: "1210000102",
        public: "1210000000",
        title: "Write Request",
    },
    Case {
        name: "I-frames",
        setup: BROWSING,
        pieces: "
            1.000 * > l2cap 0056 0040 0800 0011
            1.050 < l2cap 0046 0100
            1.100 * > l2cap 0056 02c0 0e70
            1.150 > l2cap 0056 0040 0800 0011
            1.200 * > l2cap 0056 0480 00020001",
        buffer: Buffer::Sdu,
        whole: "00110e7000020001",
        public: "00110e7000020000",
        title: "AVRCP browsing",
    },
    Case {
        name: "AVDTP packets",
        setup: "@avdtp",
        pieces: "
            1.000 * > avdtp 04 03 03 0404
            1.050 < avdtp 10 01
            1.100 * > avdtp 08 01000706
            1.200 * > avdtp 0c 000021150235",
        buffer: Buffer::Message,
        whole: "040303040401000706000021150235",
        public: "040303040401000706000021150235",
        title: "Set Configuration command",
    },
    Case {
        name: "AVCTP packets",
        setup: "@avdtp",
        pieces: "
            1.000 * > avctp 14 03 110e 0048
            1.050 < avctp 20 110e 03 48 7c 44 00
            1.100 * > avctp 18 7c
            1.200 * > avctp 1c 4400",
        buffer: Buffer::Message,
        whole: "1403110e00487c4400",
        public: "1403110e00487c4400",
        title: "Pass Through",
    },
    Case {
        name: "SDP answers",
        setup: "@avdtp
            0.900 > sdp 06 0001 000f 3503190100 ffff 35050a0000ffff 00",
        pieces: "
            1.000 * < sdp 07 0001 0009 0005 350a350809 01aa
            1.100 > sdp 06 0002 0010 3503190100 ffff 35050a0000ffff 01aa
            1.200 * < sdp 07 0002 000a 0007 00000a00010000 00",
        buffer: Buffer::Message,
        whole: "350a35080900000a00010000",
        public: "350a35080900000a00000000",
        title: "Attribute lists",
    },
];

/// What a record completes in a buffer, with the numbers of the pieces' records, and its innermost
/// layer.
type Look = (Option<String>, Vec<u64>, String);

fn look(shown: &Shown<'_>, buffer: Buffer) -> Look {
    let hex = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let whole = shown.context.assembled(buffer).map(hex);
    let frames = shown.assembled().find(|(of, _)| *of == buffer);
    let frames = frames.map_or_else(Vec::new, |(_, frames)| frames.to_vec());
    let title = shown.frame.layers.last().map_or("", |layer| layer.pdu.title);
    (whole, frames, title.to_owned())
}

/// The look of the last record of a script.
fn last(script: &Script, buffer: Buffer, restart: Option<usize>) -> Look {
    let mut tracker = Tracker::new();
    let mut answer = Look::default();
    for (index, record) in script.records().enumerate() {
        if restart == Some(index) {
            tracker = tracker.snapshot().tracker();
        }
        let seen = tracker.record(&record, &mut ());
        answer = look(&Shown::new(&record, Timestamp(0), &seen), buffer);
    }
    answer
}

impl Case {
    /// The script, with changes to its pieces, and which of its frames are the pieces.
    fn script(&self, mut change: impl FnMut(usize, &str) -> String) -> (Script, Vec<u64>) {
        let mut text = format!("{}\n", self.setup);
        let mut marks = Vec::new();
        let mut index = 0;
        for line in self.pieces.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let piece = line.contains('*');
            let line = line.replace("* ", "");
            if piece {
                marks.push(line.clone());
                text.push_str(&change(index, &line));
                index += 1;
            } else {
                text.push_str(&line);
            }
            text.push('\n');
        }
        let trimmed: String = text.lines().map(|line| format!("{}\n", line.trim())).collect();
        let script = Script::parse(&trimmed);
        let numbered = script.frames.iter().zip(1..);
        let pieces = numbered.filter(|(frame, _)| marks.contains(&frame.line));
        let pieces = pieces.map(|(_, number)| number).collect();
        (script, pieces)
    }

    fn count(&self) -> usize {
        self.pieces.matches('*').count()
    }
}

#[test]
fn pieces_are_shown_whole_with_the_last_of_them() {
    for case in CASES {
        let (script, pieces) = case.script(|_, line| line.to_owned());
        let expected = (Some(case.whole.to_owned()), pieces, case.title.to_owned());
        assert_eq!(last(&script, case.buffer, None), expected, "{}", case.name);
        // Wherever a second tracker goes on, it sees the same.
        for restart in 0..script.frames.len() {
            let found = last(&script, case.buffer, Some(restart));
            assert_eq!(found, expected, "{} from {restart}", case.name);
        }
    }
}

#[test]
fn nothing_is_put_together_where_a_piece_is_missing() {
    for case in CASES {
        for gone in 0..case.count() - 1 {
            let (script, _) = case.script(|index, line| match index == gone {
                true => String::new(),
                false => line.to_owned(),
            });
            let (whole, ..) = last(&script, case.buffer, None);
            assert_ne!(whole.as_deref(), Some(case.whole), "{} without {gone}", case.name);
        }
    }
}

#[test]
fn nothing_is_put_together_across_a_loss() {
    for case in CASES {
        for lost in 1..case.count() {
            let (script, _) = case.script(|index, line| match index == lost {
                true => format!("{} ! drop 1\n{line}", line.split(' ').next().unwrap_or("0")),
                false => line.to_owned(),
            });
            let (whole, ..) = last(&script, case.buffer, None);
            assert_eq!(whole, None, "{} with a loss before {lost}", case.name);
        }
    }
}

/// What is private in several pieces is gone from all of them, and what is public is still there.
#[test]
fn pieces_are_redacted_as_the_whole_is() {
    let folder = folder("redact-pieces");
    for case in CASES {
        let (script, pieces) = case.script(|_, line| line.to_owned());
        let (input, output) = (folder.join("in"), folder.join("out"));
        let mut octets = Vec::new();
        let links = script.records().map(|record| (record.interface, record.link));
        let links: BTreeMap<_, _> = links.collect();
        let mut writer = Writer::begin(Format::Pcapng, &links, &mut octets).unwrap();
        for record in script.records() {
            writer.record(&record, &mut octets).unwrap();
        }
        std::fs::write(&input, octets).unwrap();
        let mut capture = Capture::open(&input).unwrap();
        redact(&mut capture, &Key::from_octets([7; 32]), Reveal::default(), &output).unwrap();
        let mut redacted = Capture::open(&output).unwrap();
        let mut tracker = Tracker::new();
        let mut found = None;
        while let Some(record) = redacted.next_record().unwrap() {
            let seen = tracker.record(&record, &mut ());
            let shown = Shown::new(&record, Timestamp(0), &seen);
            found = Some(look(&shown, case.buffer));
        }
        let expected = (Some(case.public.to_owned()), pieces, case.title.to_owned());
        assert_eq!(found, Some(expected), "{}", case.name);
    }
}

/// The upper layers get what was put together: the events are those of the message in one piece.
#[test]
fn what_was_put_together_is_understood() {
    struct Told(Vec<String>);
    impl Observer for Told {
        fn event(&mut self, event: &Event<'_>, _: &State) {
            match event.what {
                What::Avdtp(message) => self.0.push(format!("{:?}", message.payload)),
                What::Att(message) => self.0.push(format!("{:?}", message.payload)),
                What::Intent(intent) => self.0.push(format!("{intent:?}")),
                _ => {}
            }
        }
    }
    let understood = |text: &str| {
        let mut told = Told(Vec::new());
        let mut tracker = Tracker::new();
        for record in Script::parse(text).records() {
            tracker.record(&record, &mut told);
        }
        told.0
    };
    for (name, whole) in [
        ("AVDTP packets", "@avdtp\n1.200 > avdtp 00 03 040401000706000021150235"),
        ("AVCTP packets", "@avdtp\n1.200 > avctp 10 110e 00487c4400"),
        ("K-frames of a channel that the peer asked for", "@le\n1.200 < att 1210000102"),
    ] {
        let case = CASES.into_iter().find(|case| case.name == name);
        let Some(case) = case else { panic!("no case {name}") };
        let mut text = format!("{}\n", case.setup);
        text.extend(
            case.pieces.lines().filter(|l| l.contains('*')).map(|l| l.replace("* ", "") + "\n"),
        );
        let text: String = text.lines().map(|line| format!("{}\n", line.trim())).collect();
        let pieces = understood(&text);
        assert!(!pieces.is_empty(), "{name}");
        assert_eq!(pieces, understood(whole), "{name}");
    }
}

/// The memory of a snapshot is that of its state, and no more than what is under way.
#[test]
fn a_snapshot_knows_its_size() {
    let size = |text: &str| {
        let mut tracker = Tracker::new();
        for record in Script::parse(text).records() {
            tracker.record(&record, &mut ());
        }
        tracker.snapshot().octets()
    };
    let (none, one) = (size("0.000 ."), size("@le"));
    let heavy = format!("@le\n1.000 > acl 0 ffff 0400 {}", "00".repeat(20_000));
    assert!(none < one && one < 64 << 10, "{none} {one}");
    assert!(size(&heavy) > one + 20_000 && size(&heavy) < one + 64 * 1024);
    let _: fn(&Snapshot) -> usize = Snapshot::octets;
}
