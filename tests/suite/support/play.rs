//! Plays the small captures that stand in the documentation of the rules.
//!
//! One line, one frame:
//!
//! ```text
//! @streaming                      a prelude: frames that bring a link into this state, before 0.000
//! 0.000 > smp 01 03 00 0d 10 0f 0f            seconds, > sent or < received, layer, octets in hex
//! 0.100 < event 05 00 0040 13                 HCI event: code, parameters
//! 0.200 > command 0406 4000 13                HCI command: opcode as a number, parameters
//! 0.300 < acl 2 1000 0c00 0600                packet boundary flag, then the payload
//! 0.300 > sco 0080 00                     voice on a handle: octets
//! 0.300 > iso 0080 2 0000 0000            isochronous data: handle, packet boundary flag, octets
//! 0.400 > l2cap 0041 6869                     channel identifier as a number, payload
//! 0.500 > #0002 att 02 1700                   on the link with this handle
//! 0.600 > media 17                            RTP with this sequence number, and one SBC frame
//! 0.600 > music 3.0                seconds of RTP packets in real time, each with five SBC frames of
//!                                 44.1 kHz, each returned after 5 ms; then `at 0.9` for so much of
//!                                 real time, `held 0.9` when none is returned before that time,
//!                                 `skip 0.1` when the time stamps go on later by so many seconds,
//!                                 `behind 2` when so many packets always wait in the controller
//! 0.700 < control 0d 06                       LE link layer control PDU (after @air)
//! 0.700 > busy 60 20 14 -50        (after @air) packets every 10 ms, some of them sent twice, on a
//!                                 channel, with a signal in dBm
//! 0.700 > garbled 60 14            (after @air) packets with a wrong CRC on a channel
//! 0.800 ! drop 3                              the next frame's record says that 3 were lost
//! 0.900 ! cut 100                             the next frame had 100 octets more
//! 9.000 .                                     nothing but time: a record that means nothing
//! 9.500 > att 02 1700          //~ RACE032    this frame must be reported by this rule
//! ```
//!
//! Layers: `event`, `command`, `acl`, `sco`, `iso`, `l2cap`, `signal` (L2CAP signalling), `smp`, `att`, `avdtp`,
//! `media`, `avctp`, `rfcomm`, `sdp`, `control`, `busy`, `garbled`, `air` (octets from the access address on).
//! Preludes: `@adapter` (buffer sizes), `@le`, `@le-peripheral`, `@classic`, `@classic-incoming`,
//! `@encrypted` (classic), `@avdtp` (signalling open), `@configured`, `@open`, `@streaming`, `@air`;
//! with `#handle` for another handle. A prelude brings those before it; a mark on it is for its last
//! frame.

// The benches take this file by its path too, so its parts are named by theirs.
#[path = "play/air.rs"]
mod air;
#[path = "play/preludes.rs"]
mod preludes;

use btlint::{
    analysis::{Judged, Run, Selection},
    capture::{Record, Timestamp},
};
use parsers::link::Link;

/// The peer's address, as the bytes go.
pub const PEER: &str = "ccbbaa5dcf00";
/// Handle that preludes use.
const HANDLE: u16 = 0x0040;
/// This host's and the peer's AVDTP signalling channel, and media channel.
const SIGNALLING: [u16; 2] = [0x0041, 0x0051];
const MEDIA: [u16; 2] = [0x0042, 0x0052];
/// AVCTP, RFCOMM and SDP channels that `@avdtp` opens.
const AVCTP: [u16; 2] = [0x0043, 0x0053];
const RFCOMM: [u16; 2] = [0x0044, 0x0054];
const SDP: [u16; 2] = [0x0045, 0x0055];
/// Second 0 of a script.
const START: i64 = 1_700_000_000_000_000_000;
const ACCESS: u32 = 0x5065_1a3c;
const CRC_INIT: u32 = 0x00aa_bbcc;

/// One frame of a script.
#[derive(Debug, Clone)]
pub struct Frame {
    pub time: i64,
    pub link: Link,
    pub meta: u32,
    pub bytes: Vec<u8>,
    pub drops: u32,
    pub cut: u32,
    /// Codes that must be reported here.
    pub marks: Vec<String>,
    /// The line of the script.
    pub line: String,
}

/// A script, ready to be played.
#[derive(Debug, Default)]
pub struct Script {
    pub frames: Vec<Frame>,
    air: bool,
    counter: u32,
    sequence: [u8; 2],
    drops: u32,
    cut: u32,
    /// The next packet of music: its sequence number and time stamp.
    music: (u16, u32),
    /// The frames are not in the order of their lines.
    unsorted: bool,
}

fn hex(words: &[&str]) -> Vec<u8> {
    let digits: String = words.concat();
    assert!(digits.len().is_multiple_of(2), "odd number of hex digits in {words:?}");
    (0..digits.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap_or_else(|_| panic!("{words:?}")))
        .collect()
}

fn number(word: &str) -> u16 {
    u16::from_str_radix(word, 16).unwrap_or_else(|_| panic!("not a number: {word}"))
}

impl Script {
    /// These frames.
    pub fn of(frames: Vec<Frame>) -> Self {
        Self { frames, ..Self::default() }
    }

    /// Reads a script; panics on one that cannot be read.
    pub fn parse(text: &str) -> Self {
        let mut script = Self::default();
        for line in text.lines() {
            let (line, marks) = line.split_once("//~").unwrap_or((line, ""));
            let line = line.split_once("//").map_or(line, |(line, _)| line).trim();
            if line.is_empty() {
                continue;
            }
            let marks: Vec<String> =
                marks.split([',', ' ']).filter(|m| !m.is_empty()).map(str::to_owned).collect();
            if let Some(prelude) = line.strip_prefix('@') {
                script.prelude(prelude);
                if !marks.is_empty() {
                    script.frames.last_mut().unwrap().marks = marks;
                }
                continue;
            }
            let before = script.frames.len();
            script.line(line);
            if !marks.is_empty() && line.contains(" music ") {
                // The first of many.
                script.frames[before].marks = marks;
                continue;
            }
            match script.frames.len() - before {
                0 => assert!(marks.is_empty(), "a mark on a line without a frame: {line}"),
                _ => script.frames.last_mut().unwrap().marks = marks,
            }
        }
        if script.unsorted {
            script.frames.sort_by_key(|frame| frame.time);
        }
        script
    }

    fn line(&mut self, line: &str) {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let seconds: f64 = words.remove(0).parse().unwrap_or_else(|_| panic!("no time: {line}"));
        let time = START + (seconds * 1e9).round() as i64;
        let way = words.remove(0);
        let sent = match way {
            ">" => true,
            "<" => false,
            "." => return self.push(time, Link::HciH4, 1, vec![0xff, 0x00], line),
            "!" => {
                let value = words[1].parse().unwrap_or_else(|_| panic!("no number: {line}"));
                match words[0] {
                    "drop" => self.drops = value,
                    "cut" => self.cut = value,
                    other => panic!("unknown: {other}"),
                }
                return;
            }
            other => panic!("neither > nor <: {other} in {line}"),
        };
        let mut handle = HANDLE;
        if let Some(word) = words.first().and_then(|word| word.strip_prefix('#')) {
            handle = number(word);
            words.remove(0);
        }
        let layer = words.remove(0);
        // The destination of what is sent is the peer's end of the channel.
        let end = |ends: [u16; 2]| ends[usize::from(sent)];
        match layer {
            "event" => {
                let octets = hex(&words);
                let (code, parameters) = octets.split_first().unwrap();
                let mut bytes = vec![0x04, *code, parameters.len() as u8];
                bytes.extend_from_slice(parameters);
                self.push(time, Link::HciH4, 1, bytes, line);
            }
            "command" => {
                let opcode = number(words.remove(0));
                let parameters = hex(&words);
                let mut bytes = vec![0x01];
                bytes.extend_from_slice(&opcode.to_le_bytes());
                bytes.push(parameters.len() as u8);
                bytes.extend_from_slice(&parameters);
                self.push(time, Link::HciH4, 0, bytes, line);
            }
            "acl" => {
                let boundary = number(words.remove(0));
                self.acl(time, sent, handle, boundary, &hex(&words), line);
            }
            "sco" => {
                let handle = number(words.remove(0));
                let payload = hex(&words);
                let [low, high] = handle.to_le_bytes();
                let bytes = [&[0x03, low, high, payload.len() as u8], &payload[..]].concat();
                self.push(time, Link::HciH4, u32::from(!sent), bytes, line);
            }
            "iso" => {
                let header = number(words.remove(0)) | number(words.remove(0)) << 12;
                let payload = hex(&words);
                let ([low, high], [less, more]) =
                    (header.to_le_bytes(), (payload.len() as u16).to_le_bytes());
                let bytes = [&[0x05, low, high, less, more], &payload[..]].concat();
                self.push(time, Link::HciH4, u32::from(!sent), bytes, line);
            }
            "control" => self.data(time, sent, 3, &hex(&words), line),
            "busy" => self.busy(time, sent, &words, line),
            "garbled" => self.garbled(time, sent, &words, line),
            "air" => self.air_packet(time, sent, &hex(&words), line),
            "l2cap" => {
                let cid = number(words.remove(0));
                self.l2cap(time, sent, handle, cid, &hex(&words), line);
            }
            "media" => {
                let sequence: u16 = words[0].parse().unwrap();
                let mut payload = vec![0x80, 0x60];
                payload.extend_from_slice(&sequence.to_be_bytes());
                payload.extend_from_slice(&(u32::from(sequence) * 128).to_be_bytes());
                payload.extend_from_slice(&[0, 0, 0, 1, 0x01, 0x9c, 0xbd, 0x35, 0x00]);
                self.l2cap(time, sent, handle, end(MEDIA), &payload, line);
            }
            "music" => self.music(time, sent, handle, &words, line),
            other => {
                let le = self.air || self.le(handle);
                let cid = match other {
                    "signal" => {
                        if le {
                            5
                        } else {
                            1
                        }
                    }
                    "att" => 4,
                    "smp" => 6,
                    "avdtp" => end(SIGNALLING),
                    "avctp" => end(AVCTP),
                    "rfcomm" => end(RFCOMM),
                    "sdp" => end(SDP),
                    _ => panic!("no such layer: {other}"),
                };
                self.l2cap(time, sent, handle, cid, &hex(&words), line);
            }
        }
    }

    fn music(&mut self, time: i64, sent: bool, handle: u16, words: &[&str], line: &str) {
        const SAMPLES: i64 = 640;
        let seconds = |word: &str| word.parse::<f64>().unwrap_or_else(|_| panic!("{line}"));
        let option = |name: &str| words[1..].chunks(2).find(|pair| pair[0] == name);
        let words_of = |name: &str| option(name).map(|pair| seconds(pair[1]));
        let pace = words_of("at").unwrap_or(1.0);
        let held = words_of("held").map_or(i64::MIN, |held| START + (held * 1e9) as i64);
        let skip = words_of("skip").unwrap_or(0.0);
        let behind = words_of("behind").unwrap_or(0.0);
        let step = SAMPLES as f64 / 44_100.0 / pace;
        let air = 5_000_000 + (behind * step * 1e9) as i64;
        let (mut sequence, mut stamp) = self.music;
        stamp = stamp.wrapping_add((skip * 44_100.0) as u32);
        let count = (seconds(words[0]) * 44_100.0 / SAMPLES as f64) as i64;
        for index in 0..count {
            let media = index * SAMPLES * 1_000_000_000 / 44_100;
            let at = time + (media as f64 / pace) as i64;
            let mut payload = vec![0x80, 0x60];
            payload.extend_from_slice(&sequence.to_be_bytes());
            payload.extend_from_slice(&stamp.to_be_bytes());
            payload.extend_from_slice(&[0, 0, 0, 1, 0x05, 0x9c, 0xbd, 0x35, 0x00]);
            self.l2cap(at, sent, handle, MEDIA[usize::from(sent)], &payload, line);
            if sent {
                let [low, high] = handle.to_le_bytes();
                let returned = vec![0x04, 0x13, 5, 1, low, high, 1, 0];
                self.push((at + air).max(held), Link::HciH4, 1, returned, line);
            }
            sequence = sequence.wrapping_add(1);
            stamp = stamp.wrapping_add(SAMPLES as u32);
        }
        self.music = (sequence, stamp);
        self.unsorted = true;
    }

    /// Whether the handle was opened by an LE event.
    fn le(&self, handle: u16) -> bool {
        let h = handle.to_le_bytes();
        self.frames.iter().any(|f| {
            f.bytes.starts_with(&[0x04, 0x3e])
                && f.bytes.get(3) == Some(&1)
                && f.bytes.get(5..7) == Some(&h)
        })
    }

    fn l2cap(&mut self, time: i64, sent: bool, handle: u16, cid: u16, payload: &[u8], line: &str) {
        let mut pdu = (payload.len() as u16).to_le_bytes().to_vec();
        pdu.extend_from_slice(&cid.to_le_bytes());
        pdu.extend_from_slice(payload);
        if self.air {
            self.data(time, sent, 2, &pdu, line);
        } else {
            self.acl(time, sent, handle, if sent { 0 } else { 2 }, &pdu, line);
        }
    }

    fn acl(
        &mut self,
        time: i64,
        sent: bool,
        handle: u16,
        boundary: u16,
        payload: &[u8],
        line: &str,
    ) {
        let mut bytes = vec![0x02];
        bytes.extend_from_slice(&(handle | boundary << 12).to_le_bytes());
        bytes.extend_from_slice(&(payload.len() as u16).to_le_bytes());
        bytes.extend_from_slice(payload);
        self.push(time, Link::HciH4, u32::from(!sent), bytes, line);
    }

    fn push(&mut self, time: i64, link: Link, meta: u32, bytes: Vec<u8>, line: &str) {
        self.frames.push(Frame {
            time,
            link,
            meta,
            bytes,
            drops: std::mem::take(&mut self.drops),
            cut: std::mem::take(&mut self.cut),
            marks: Vec::new(),
            line: line.to_owned(),
        });
    }

    /// The frames as records of a capture.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.frames.iter().zip(1..).map(|(frame, number)| Record {
            number,
            time: Timestamp(frame.time),
            link: frame.link,
            meta: frame.meta,
            interface: 0,
            bytes: &frame.bytes,
            original_len: frame.bytes.len() as u32 + frame.cut,
            drops: frame.drops,
        })
    }

    /// Plays the script with the given rules (all when empty).
    pub fn play(&self, select: &[&str]) -> Judged {
        let select = select.iter().map(|&code| code.to_owned()).collect();
        let mut run = Run::new(&Selection { select, ignore: Vec::new() });
        for record in self.records() {
            run.record(&record);
        }
        run.finish()
    }
}
