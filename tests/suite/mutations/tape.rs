//! A healthy capture that can be cut and mended: decoded records, and small edits of them.

use btlint::{
    analysis::{Judged, Run, Selection},
    capture::{Record, Timestamp},
    show::{Shown, describe},
    track::{Event, Observer, State, Tracker},
};
use parsers::link::{Direction, Link};

use crate::support::samples::{records, samples};

/// A record, and what it says.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) time: i64,
    /// From this host; on the air from the central.
    pub(super) sent: bool,
    /// As `show` prints it: `AVDTP / Start response`.
    pub(super) title: String,
    pub(super) bytes: Vec<u8>,
    pub(super) drops: u32,
    link: Link,
    meta: u32,
    interface: u16,
    lost: u32,
}

/// The records of a capture.
#[derive(Debug, Clone)]
pub(super) struct Tape {
    pub(super) frames: Vec<Frame>,
    /// Of the link that the capture is about.
    handle: u16,
}

struct Deaf;

impl Observer for Deaf {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}

/// Number Of Completed Packets.
const RETURNED: &str = "Number Of Completed Packets";
const MILLISECOND: i64 = 1_000_000;
/// Where the data of an L2CAP PDU begins in an unfragmented H4 packet.
pub(super) const SDU: usize = 9;
/// Where the access address stands in a packet of the nRF Sniffer.
const AIR: usize = 17;

impl Tape {
    /// The sample of this name.
    pub(super) fn of(name: &str) -> Self {
        let sample = samples().into_iter().find(|sample| sample.name == name).unwrap();
        let owned = records(&sample.path);
        let mut tracker = Tracker::new();
        let start = owned[0].record().time;
        let frames: Vec<Frame> = owned
            .iter()
            .map(|owned| {
                let record = owned.record();
                let seen = tracker.record(&record, &mut Deaf);
                let shown = Shown::new(&record, start, &seen);
                let direction = shown.packet.map(|packet| packet.direction);
                // The direction in front of a packet of link type 201 becomes that of the record.
                let framed = record.link == Link::HciH4Phdr;
                Frame {
                    time: record.time.0,
                    sent: direction == Some(Direction::Sent),
                    title: describe(&shown).0,
                    bytes: owned.bytes[if framed { 4 } else { 0 }..].to_vec(),
                    drops: record.drops,
                    link: if framed { Link::HciH4 } else { record.link },
                    meta: if framed { u32::from(owned.bytes[3]) } else { record.meta },
                    interface: record.interface,
                    lost: record.original_len - owned.bytes.len() as u32,
                }
            })
            .collect();
        let made = |frame: &&Frame| frame.title.contains("Connection Complete");
        let handle = frames.iter().find(made).map_or(0, |frame| {
            let at = if frame.bytes[1] == 0x3e { 5 } else { 4 };
            u16::from_le_bytes([frame.bytes[at], frame.bytes[at + 1]])
        });
        Self { frames, handle }
    }

    /// The handle of the link that the capture is about.
    pub(super) fn handle(&self) -> u16 {
        self.handle
    }

    /// The n-th frame of this title, from 0, of one side.
    pub(super) fn nth(&self, sent: bool, title: &str, n: usize) -> usize {
        let found = |frame: &Frame| frame.sent == sent && frame.title == title;
        let mut all = (0..self.frames.len()).filter(|&at| found(&self.frames[at]));
        all.nth(n).unwrap_or_else(|| panic!("{} {title}, {n}", if sent { '>' } else { '<' }))
    }

    pub(super) fn first(&self, sent: bool, title: &str) -> usize {
        self.nth(sent, title, 0)
    }

    /// All of this title and side.
    pub(super) fn all(&self, sent: bool, title: &str) -> Vec<usize> {
        let found = |frame: &Frame| frame.sent == sent && frame.title == title;
        (0..self.frames.len()).filter(|&at| found(&self.frames[at])).collect()
    }

    /// Without the frame.
    pub(super) fn without(mut self, at: usize) -> Self {
        self.frames.remove(at);
        self.counted()
    }

    /// Without the frames that satisfy a condition, from one on.
    pub(super) fn without_all(mut self, from: usize, gone: impl Fn(&Frame) -> bool) -> Self {
        let mut at = 0;
        self.frames.retain(|frame| {
            at += 1;
            at <= from || !gone(frame)
        });
        self.counted()
    }

    /// Nothing after this frame, but its buffer comes back.
    pub(super) fn until(mut self, at: usize) -> Self {
        let rest = self.frames.split_off(at + 1);
        let last = &self.frames[at];
        if last.sent && last.bytes[0] == 2 {
            let soon = last.time + 100 * MILLISECOND;
            let mut back = rest.into_iter().filter(|f| f.title == RETURNED && f.time < soon);
            self.frames.extend(back.next());
        }
        self
    }

    /// Nothing before this frame.
    pub(super) fn from(mut self, at: usize) -> Self {
        self.frames.drain(..at);
        self
    }

    /// Another capture at the same time, as another source.
    pub(super) fn beside(mut self, mut other: Self) -> Self {
        let later = self.frames[0].time - other.frames[0].time + MILLISECOND / 7;
        for frame in &mut other.frames {
            frame.time += later;
            frame.interface += 1;
        }
        self.frames.append(&mut other.frames);
        self.frames.sort_by_key(|frame| frame.time);
        self
    }

    /// Without some frames in a row.
    pub(super) fn without_range(mut self, at: usize, length: usize) -> Self {
        self.frames.drain(at..at + length);
        self
    }

    /// Other octets from an offset on.
    pub(super) fn patched(mut self, at: usize, offset: usize, octets: &[u8]) -> Self {
        self.frames[at].bytes[offset..offset + octets.len()].copy_from_slice(octets);
        self
    }

    /// Other data in an unfragmented L2CAP PDU.
    pub(super) fn with_sdu(mut self, at: usize, data: &[u8]) -> Self {
        let bytes = &mut self.frames[at].bytes;
        bytes.truncate(SDU);
        bytes.extend_from_slice(data);
        bytes[3..5].copy_from_slice(&(data.len() as u16 + 4).to_le_bytes());
        bytes[5..7].copy_from_slice(&(data.len() as u16).to_le_bytes());
        self
    }

    /// The frame and all after it come later.
    pub(super) fn later(mut self, at: usize, milliseconds: i64) -> Self {
        self.frames[at..].iter_mut().for_each(|frame| frame.time += milliseconds * MILLISECOND);
        self
    }

    /// An H4 packet after a frame, that many milliseconds later; the rest moves as far.
    pub(super) fn with(self, at: usize, milliseconds: i64, sent: bool, bytes: Vec<u8>) -> Self {
        let near = &self.frames[at];
        let (link, interface) = (near.link, near.interface);
        let time = near.time + milliseconds * MILLISECOND;
        let (title, meta) = (String::new(), u32::from(!sent));
        let frame = Frame { time, sent, title, bytes, drops: 0, link, meta, interface, lost: 0 };
        let mut tape =
            if at + 1 < self.frames.len() { self.later(at + 1, milliseconds) } else { self };
        tape.frames.insert(at + 1, frame);
        tape
    }

    /// The same at the end.
    pub(super) fn then(self, milliseconds: i64, sent: bool, bytes: Vec<u8>) -> Self {
        let last = self.frames.len() - 1;
        self.with(last, milliseconds, sent, bytes)
    }

    /// An L2CAP PDU in one packet.
    pub(super) fn pdu(&self, sent: bool, cid: u16, data: &[u8]) -> Vec<u8> {
        let flags = if sent { 0 } else { 0x2000 };
        let mut bytes = vec![2];
        bytes.extend_from_slice(&(self.handle | flags).to_le_bytes());
        bytes.extend_from_slice(&(data.len() as u16 + 4).to_le_bytes());
        bytes.extend_from_slice(&(data.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&cid.to_le_bytes());
        bytes.extend_from_slice(data);
        bytes
    }

    /// Adds an L2CAP PDU at the end.
    pub(super) fn says(self, milliseconds: i64, sent: bool, cid: u16, data: &[u8]) -> Self {
        let pdu = self.pdu(sent, cid, data);
        let tape = self.then(milliseconds, sent, pdu);
        if !sent {
            return tape;
        }
        let [low, high] = tape.handle.to_le_bytes();
        tape.then(5, false, vec![4, 0x13, 5, 1, low, high, 1, 0])
    }

    /// A record that means nothing.
    pub(super) fn idle(self, milliseconds: i64) -> Self {
        self.then(milliseconds, false, vec![4, 0xff, 0])
    }

    /// The link ends: this host asks for it, or the controller reports this reason.
    pub(super) fn down(self, milliseconds: i64, reason: u8) -> Self {
        let [low, high] = self.handle.to_le_bytes();
        if reason != 0x16 {
            return self.then(milliseconds, false, vec![4, 5, 4, 0, low, high, reason]);
        }
        self.then(milliseconds, true, vec![1, 6, 4, 3, low, high, 0x13])
            .then(2, false, vec![4, 0x0f, 4, 0, 1, 6, 4])
            .then(3, false, vec![4, 5, 4, 0, low, high, 0x16])
    }

    /// A link layer PDU of the sniffer without what it said, its sequence bits as they were.
    pub(super) fn emptied(self, at: usize) -> Self {
        self.with_ll(at, 1, &[])
    }

    /// Another link layer PDU in the place of one.
    pub(super) fn with_ll(mut self, at: usize, llid: u8, data: &[u8]) -> Self {
        let connect = self.frames.iter().find(|frame| frame.title == "CONNECT_IND").unwrap();
        let init = &connect.bytes[AIR + 22..AIR + 25];
        let init = u32::from_le_bytes([init[0], init[1], init[2], 0]);
        let bytes = &mut self.frames[at].bytes;
        bytes[AIR + 4] = bytes[AIR + 4] & !3 | llid;
        bytes[AIR + 5] = data.len() as u8;
        bytes.truncate(AIR + 6);
        bytes.extend_from_slice(data);
        let crc = parsers::ll::crc24(init, &bytes[AIR + 4..]).0.to_le_bytes();
        bytes.extend_from_slice(&crc[..3]);
        let length = (bytes.len() - 7) as u16;
        bytes[1..3].copy_from_slice(&length.to_le_bytes());
        self
    }

    /// One more empty packet like that one at the end, with the sequence bits turned or not.
    pub(super) fn again(mut self, from: usize, milliseconds: i64, turn: u8) -> Self {
        let mut frame = self.frames[from].clone();
        frame.time = self.frames.last().unwrap().time + milliseconds * MILLISECOND;
        frame.bytes[AIR + 4] ^= if turn == 1 { 0x0c } else { 0 };
        self.frames.push(frame);
        let last = self.frames.len() - 1;
        self.emptied(last).counted()
    }

    /// Packets of a sniffer that were never captured leave no hole in its counter.
    fn counted(mut self) -> Self {
        let air = |frame: &&mut Frame| frame.link == Link::NordicBle;
        for (frame, count) in self.frames.iter_mut().filter(air).zip(1u16..) {
            frame.bytes[4..6].copy_from_slice(&count.to_le_bytes());
        }
        self
    }

    /// Checks it with all rules.
    pub(super) fn check(&self) -> Judged {
        let mut run = Run::new(&Selection::default());
        for (frame, number) in self.frames.iter().zip(1..) {
            run.record(&Record {
                number,
                time: Timestamp(frame.time),
                link: frame.link,
                meta: frame.meta,
                interface: frame.interface,
                bytes: &frame.bytes,
                original_len: frame.bytes.len() as u32 + frame.lost,
                drops: frame.drops,
            });
        }
        run.finish()
    }
}
