//! Music as a phone streams it: set up a link, pair, configure, start; then one media packet after
//! the other with the controller's returns of buffers. Always the same for the same number.

use std::io::{self, Write};

use btlint::capture::{Record, Timestamp};
use parsers::link::Link;

use crate::play::Script;

/// SBC frames of 44.1 kHz, joint stereo, 16 blocks, 8 subbands at bitpool 53 (A2DP 1.3, 12.9).
const FRAME: usize = 119;
/// SBC frames in a packet: as many as fit in the MTU of 672 octets.
const FRAMES: usize = 5;
/// Samples in an SBC frame.
const SAMPLES: u32 = 128;
/// All that comes before the first media packet; the last two lines are AVDTP Start and its answer.
const SETUP: &str = "@adapter\n@open\n-3.000 > avdtp 40 07 04\n-2.990 < avdtp 42 07";
/// Between two packets, in nanoseconds.
const INTERVAL: i64 = (FRAMES as i64) * (SAMPLES as i64) * 1_000_000_000 / 44_100;
/// The peer's end of the media channel, and the link, as the set-up has them.
const CHANNEL: u16 = 0x0052;
const HANDLE: u16 = 0x0040;

/// One packet.
#[derive(Debug, Clone)]
pub struct Packet {
    /// In nanoseconds since 1970.
    pub time: i64,
    /// From controller to host.
    pub received: bool,
    /// With its H4 indicator.
    pub bytes: Vec<u8>,
}

impl Packet {
    /// As a reader would lend it.
    pub fn record(&self, number: u64) -> Record<'_> {
        Record {
            number,
            time: Timestamp(self.time),
            link: Link::HciH4,
            meta: u32::from(self.received),
            interface: 0,
            bytes: &self.bytes,
            original_len: self.bytes.len() as u32,
            drops: 0,
        }
    }
}

/// A stream of packets without end.
#[derive(Debug)]
pub struct Traffic {
    setup: std::vec::IntoIter<Packet>,
    packet: Packet,
    sequence: u64,
    start: i64,
    random: u64,
    /// Packets given to the controller and not returned.
    outstanding: u16,
    /// ACL packets that a media packet takes.
    fragments: usize,
    next_fragment: usize,
    media: Vec<u8>,
    /// When the media packet was sent.
    sent: i64,
}

impl Traffic {
    /// Media packets take this many ACL packets each.
    pub fn new(fragments: usize) -> Self {
        let setup: Vec<Packet> = Script::parse(SETUP)
            .frames
            .into_iter()
            .map(|f| Packet { time: f.time, received: f.meta == 1, bytes: f.bytes })
            .collect();
        let start = setup.last().map_or(0, |packet| packet.time) + INTERVAL;
        // What the setup sends is returned with the first media packet.
        let sent = |packet: &&Packet| !packet.received && packet.bytes.first() == Some(&0x02);
        let outstanding = setup.iter().filter(sent).count() as u16;
        Self {
            setup: setup.into_iter(),
            packet: Packet { time: 0, received: false, bytes: Vec::new() },
            sequence: 0,
            start,
            random: 0x2545_f491_4f6c_dd1d,
            outstanding,
            fragments,
            next_fragment: 0,
            media: Vec::new(),
            sent: start,
        }
    }

    /// The packets before the first media packet that [`Traffic::next`] makes.
    pub fn setup_len(&self) -> usize {
        self.setup.len()
    }

    fn random(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    /// An L2CAP PDU with an RTP packet of SBC (A2DP 1.3, 4.3).
    fn build_media(&mut self) {
        let samples = self.sequence.wrapping_mul(FRAMES as u64 * u64::from(SAMPLES));
        let payload = 12 + 1 + FRAMES * FRAME;
        self.media.clear();
        self.media.extend_from_slice(&(payload as u16).to_le_bytes());
        self.media.extend_from_slice(&CHANNEL.to_le_bytes());
        self.media.extend_from_slice(&[0x80, 0x60]);
        self.media.extend_from_slice(&(self.sequence as u16).to_be_bytes());
        self.media.extend_from_slice(&(samples as u32).to_be_bytes());
        self.media.extend_from_slice(&[0, 0, 0, 1, FRAMES as u8]);
        for _ in 0..FRAMES {
            self.media.extend_from_slice(&[0x9c, 0xbd, 0x35]);
            for _ in 0..FRAME / 8 {
                let random = self.random();
                self.media.extend_from_slice(&random.to_le_bytes());
            }
            let end = self.media.len() + FRAME - 3 - FRAME / 8 * 8;
            self.media.resize(end, 0x55);
        }
        self.sequence += 1;
    }

    /// The next packet.
    pub fn next(&mut self) -> &Packet {
        if let Some(packet) = self.setup.next() {
            self.packet = packet;
            return &self.packet;
        }
        // Mostly one return for each packet; now and then the controller waits for a second.
        let patience = if self.sequence.is_multiple_of(50) { 2 } else { 1 } * self.fragments as u16;
        self.packet.bytes.clear();
        if self.next_fragment == 0 && self.outstanding >= patience {
            let bytes = &mut self.packet.bytes;
            bytes.extend_from_slice(&[0x04, 0x13, 0x05, 0x01]);
            bytes.extend_from_slice(&HANDLE.to_le_bytes());
            bytes.extend_from_slice(&self.outstanding.to_le_bytes());
            self.outstanding = 0;
            self.packet.time = self.sent + INTERVAL / 2;
            self.packet.received = true;
            return &self.packet;
        }
        if self.next_fragment == 0 {
            let jitter = (self.random() % 1_500_000) as i64;
            self.sent = self.start + self.sequence as i64 * INTERVAL + jitter;
            self.build_media();
        }
        let bytes = &mut self.packet.bytes;
        let size = self.media.len().div_ceil(self.fragments);
        let from = self.next_fragment * size;
        let fragment = &self.media[from..self.media.len().min(from + size)];
        let boundary = if self.next_fragment == 0 { 0x0000 } else { 0x1000 };
        bytes.push(0x02);
        bytes.extend_from_slice(&(HANDLE | boundary).to_le_bytes());
        bytes.extend_from_slice(&(fragment.len() as u16).to_le_bytes());
        bytes.extend_from_slice(fragment);
        self.packet.time = self.sent + 50_000 * self.next_fragment as i64;
        self.packet.received = false;
        self.outstanding += 1;
        self.next_fragment = (self.next_fragment + 1) % self.fragments;
        &self.packet
    }

    /// Writes btsnoop with link type 1002 until `octets` are reached. Returns the number of records.
    pub fn write_btsnoop(&mut self, out: &mut dyn Write, octets: u64) -> io::Result<u64> {
        /// Microseconds from the year 0 to 1970.
        const EPOCH: i64 = 0x00dc_ddb3_0f2f_8000;
        out.write_all(b"btsnoop\0\0\0\0\x01\0\0\x03\xea")?;
        let (mut written, mut records) = (16, 0);
        while written < octets {
            let packet = self.next();
            let length = (packet.bytes.len() as u32).to_be_bytes();
            let control = packet.bytes[0] == 0x01 || packet.bytes[0] == 0x04;
            let flags = u32::from(packet.received) | u32::from(control) << 1;
            let mut header = [0; 24];
            header[..4].copy_from_slice(&length);
            header[4..8].copy_from_slice(&length);
            header[8..12].copy_from_slice(&flags.to_be_bytes());
            header[16..].copy_from_slice(&(packet.time / 1000 + EPOCH).to_be_bytes());
            out.write_all(&header)?;
            out.write_all(&packet.bytes)?;
            written += 24 + packet.bytes.len() as u64;
            records += 1;
        }
        Ok(records)
    }
}
