//! A stream of a codec as it stands in a log of HCI: configured, opened, started, and its media.

use btlint::capture::Timestamp;
use parsers::{Field, Reader, link::Link, rtp::sbc::SbcFrame};

use super::{
    model::{Returns, Side},
    sender::Packet,
};
use crate::support::play::{Frame, Script};

/// Second 0 of a script.
const START: i64 = 1_700_000_000_000_000_000;
const HANDLE: u16 = 0x0040;
/// This host's and the peer's media channel.
const MEDIA: [u16; 2] = [0x0042, 0x0052];

/// A configured codec and its packets.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    pub(super) name: String,
    /// The type of the codec, and its information elements.
    pub(super) kind: u8,
    pub(super) elements: Vec<u8>,
    /// Samples of each channel in a packet, and in a second.
    pub(super) samples: u32,
    pub(super) rate: u32,
    /// Ticks of the RTP clock in a second; 0 without RTP.
    pub(super) ticks: u32,
    pub(super) payload: Vec<u8>,
}

impl Wire {
    /// The rate stands nowhere in what is read of the configuration.
    pub(super) fn is_guessed(&self, dress: Dress) -> bool {
        let parameters = ["LHDC", "Opus", "Samsung", "USAC"];
        let unread = parameters.iter().any(|name| self.name.starts_with(name));
        unread || dress.midstream && self.kind != 0
    }
}

/// What stands around the payload.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Dress {
    /// The octet of SCMS-T.
    pub(super) protected: bool,
    pub(super) padding: bool,
    pub(super) extension: bool,
    pub(super) contributors: u8,
    /// Octets of an ACL packet; 0 when each holds a whole PDU.
    pub(super) fragment: usize,
    /// The capture begins in the middle of the stream.
    pub(super) midstream: bool,
}

/// SBC in all that its frames can say; as many frames as fill about 15 ms.
pub(super) fn sbc(frequency: u8, blocks: u8, mode: u8, subbands: u8, bitpool: u8) -> Wire {
    let head = [0x9c, frequency << 6 | blocks << 4 | mode << 2 | subbands, bitpool, 0];
    let frame = SbcFrame::read(&mut Reader::new(&head, 0)).unwrap();
    let rate = frame.sampling_frequency();
    let count = (rate * 15 / 1000 / frame.samples() as u32).clamp(1, 15);
    let mut payload = vec![count as u8];
    for _ in 0..count {
        payload.extend(head);
        payload.resize(payload.len() + frame.length() - 4, 0);
    }
    let elements = vec![
        1 << (7 - frequency) | 1 << (3 - mode),
        1 << (7 - blocks) | 1 << (3 - subbands) | 1,
        2,
        bitpool.max(53),
    ];
    let name = format!("SBC {rate} mode {mode} blocks {blocks} subbands {subbands}");
    let samples = count * frame.samples() as u32;
    Wire { name, kind: 0, elements, samples, rate, ticks: rate, payload }
}

fn wire(name: &str, kind: u8, elements: &[u8], samples: u32, rate: u32, octets: usize) -> Wire {
    let (name, elements) = (name.to_owned(), elements.to_vec());
    Wire { name, kind, elements, samples, rate, ticks: rate, payload: vec![0x47; octets] }
}

/// The other codecs.
pub(super) fn codecs() -> Vec<Wire> {
    let aac = |name: &str, object: u8, rates: [u8; 2], samples, rate| {
        let elements = [object, rates[0], rates[1] | 0x04, 0x84, 0xe2, 0];
        let mut aac = wire(name, 2, &elements, samples, rate, 300);
        aac.payload[..4].copy_from_slice(&[0x47, 0xfc, 0, 0]);
        aac
    };
    let vendor = |name: &str, id: [u8; 6], rest: &[u8], samples, rate, octets| {
        wire(name, 0xff, &[&id[..], rest].concat(), samples, rate, octets)
    };
    const LDAC: [u8; 6] = [0x2d, 0x01, 0, 0, 0xaa, 0];
    const APTX: [u8; 6] = [0x4f, 0, 0, 0, 1, 0];
    const APTX_HD: [u8; 6] = [0xd7, 0, 0, 0, 0x24, 0];
    const LHDC: [u8; 6] = [0x3a, 0x05, 0, 0, 0x33, 0x4c];
    const OPUS: [u8; 6] = [0xf1, 0x05, 0, 0, 0x05, 0x10];
    let mut all = vec![
        aac("AAC 44.1 kHz", 0x40, [0x01, 0], 1024, 44_100),
        aac("AAC 48 kHz", 0x40, [0, 0x80], 1024, 48_000),
        aac("AAC 48 kHz, two frames", 0x40, [0, 0x80], 2048, 48_000),
        aac("AAC 44.1 kHz, MPEG-2", 0x80, [0x01, 0], 1024, 44_100),
        aac("AAC 32 kHz", 0x40, [0x02, 0], 1024, 32_000),
        aac("AAC 96 kHz", 0x40, [0, 0x10], 1024, 96_000),
        aac("HE-AAC 48 kHz", 0x08, [0, 0x80], 2048, 48_000),
        aac("AAC-ELD 48 kHz, 480 samples", 0x02, [0, 0x80], 480, 48_000),
        aac("AAC-ELD 48 kHz, 512 samples", 0x02, [0, 0x80], 512, 48_000),
        wire("USAC 48 kHz", 3, &[0x80, 0, 0x80, 0x40, 0, 0, 0], 1024, 48_000, 300),
        wire("USAC 44.1 kHz", 3, &[0x81, 0, 0, 0x40, 0, 0, 0], 1024, 44_100, 300),
        vendor("LHDC 48 kHz", LHDC, &[0x10, 0, 0], 480, 48_000, 400),
        vendor("LHDC 96 kHz", LHDC, &[0x11, 0, 0], 960, 96_000, 600),
        vendor("LHDC 44.1 kHz", LHDC, &[0x20, 0, 0], 441, 44_100, 400),
        vendor("Opus 48 kHz", OPUS, &[0, 0, 0, 0, 0, 0], 960, 48_000, 240),
        vendor("Samsung HD 48 kHz", [0x75, 0, 0, 0, 2, 1], &[0, 0], 512, 48_000, 200),
    ];
    for (bit, rate) in [(0x20, 44_100), (0x10, 48_000)] {
        all.push(Wire { ticks: 0, ..vendor("aptX", APTX, &[bit | 2], 668, rate, 668) });
        all.push(Wire { ticks: 0, ..vendor("aptX, mono", APTX, &[bit | 1], 1336, rate, 668) });
        all.push(vendor("aptX HD", APTX_HD, &[bit | 2, 0, 0, 0, 0], 440, rate, 660));
        all.push(vendor("aptX HD, mono", APTX_HD, &[bit | 1, 0, 0, 0, 0], 880, rate, 660));
    }
    for (bit, rate, samples) in
        [(0x20, 44_100, 128), (0x10, 48_000, 128), (0x08, 88_200, 256), (0x04, 96_000, 256)]
    {
        for frames in [2_u8, 6] {
            let mut ldac = vendor("LDAC", LDAC, &[bit, 1], samples * u32::from(frames), rate, 600);
            ldac.payload[0] = frames;
            ldac.name = format!("LDAC {rate}, {frames} frames");
            all.push(ldac);
        }
    }
    let mpeg = wire("MP3 44.1 kHz", 1, &[0x22, 0x42, 0xff, 0xff], 1152, 44_100, 417);
    all.push(Wire { ticks: 90_000, ..mpeg });
    all
}

impl Wire {
    /// The media packet of a place in the stream.
    fn rtp(&self, packet: &Packet, dress: Dress) -> Vec<u8> {
        if self.ticks == 0 {
            return self.payload.clone();
        }
        let mut bytes = vec![
            0x80 | u8::from(dress.padding) << 5
                | u8::from(dress.extension) << 4
                | dress.contributors,
            0x60,
        ];
        bytes.extend(packet.sequence.to_be_bytes());
        let media = packet.index * i64::from(self.samples) * i64::from(self.ticks);
        let stamp = (media / i64::from(self.rate)) as u32;
        bytes.extend(stamp.wrapping_sub(200_000).to_be_bytes());
        bytes.extend(packet.source.to_be_bytes());
        for number in 0..dress.contributors {
            bytes.extend([0, 0, 0, number]);
        }
        if dress.extension {
            bytes.extend([0xbe, 0xde, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]);
        }
        if dress.protected {
            bytes.push(0);
        }
        bytes.extend(&self.payload);
        if dress.padding {
            bytes.extend([0, 0, 0, 4]);
        }
        bytes
    }

    /// A log of the stream, as the source or the sink writes it.
    pub(super) fn script(
        &self,
        side: Side,
        packets: &[Packet],
        returns: Returns,
        dress: Dress,
    ) -> Script {
        let mut script = Script::parse(&self.prelude(side, dress));
        let frame = |time: i64, meta, bytes| Frame {
            time: START + 200_000_000 + time,
            link: Link::HciH4,
            meta,
            bytes,
            drops: 0,
            cut: 0,
            marks: Vec::new(),
            line: String::new(),
        };
        let mut pieces = 1;
        for packet in packets.iter().filter(|packet| !packet.lost) {
            let sent = side == Side::Source;
            let media = self.rtp(packet, dress);
            let mut pdu = (media.len() as u16).to_le_bytes().to_vec();
            pdu.extend(MEDIA[usize::from(sent)].to_le_bytes());
            pdu.extend(media);
            let size = if dress.fragment == 0 { pdu.len() } else { dress.fragment };
            pieces = pdu.len().div_ceil(size);
            for (index, piece) in pdu.chunks(size).enumerate() {
                let boundary = if index > 0 { 1 } else { u16::from(!sent) * 2 };
                let mut bytes = vec![0x02];
                bytes.extend((HANDLE | boundary << 12).to_le_bytes());
                bytes.extend((piece.len() as u16).to_le_bytes());
                bytes.extend(piece);
                let at = if sent { packet.handed } else { packet.arrived };
                script.frames.push(frame(at, u32::from(!sent), bytes));
            }
        }
        if side == Side::Source {
            let left: Vec<Packet> = packets.iter().filter(|packet| !packet.lost).copied().collect();
            for (at, count) in returns.of(&left) {
                let [low, high] = HANDLE.to_le_bytes();
                let count = count * pieces as u16;
                let bytes = vec![4, 0x13, 5, 1, low, high, count as u8, (count >> 8) as u8];
                script.frames.push(frame(at, 1, bytes));
            }
        }
        script.frames.sort_by_key(|frame| frame.time);
        if dress.midstream {
            let middle = START + 3_000_000_000;
            script.frames.retain(|frame| frame.time >= middle);
        }
        script
    }

    /// What comes before the media.
    fn prelude(&self, side: Side, dress: Dress) -> String {
        use std::fmt::Write;
        let hex = |bytes: &[u8]| {
            bytes.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            })
        };
        let (length, elements) = (self.elements.len() + 2, hex(&self.elements));
        let codec = format!("07 {length:02x} 00 {:02x} {elements}", self.kind);
        let protection = if dress.protected { "04 02 02 00" } else { "" };
        // The end point of the peer is a sink, or a source.
        let end = if side == Side::Source { "08" } else { "00" };
        format!(
            "@adapter
             @avdtp
             -5.00 > avdtp 00 01
             -4.99 < avdtp 02 01 04 {end}
             -4.98 > avdtp 10 02 04
             -4.97 < avdtp 12 02 01 00 {protection} {codec}
             -4.96 > avdtp 20 03 04 04 01 00 {protection} {codec}
             -4.95 < avdtp 22 03
             -4.00 > avdtp 30 06 04
             -3.99 < avdtp 32 06
             -3.90 > signal 02 05 0400 1900 4200
             -3.89 < signal 03 05 0800 5200 4200 0000 0000
             -3.88 > signal 04 05 0800 5200 0000 0102 fc03
             -3.87 < signal 05 05 0600 4200 0000 0000
             -3.86 < signal 04 45 0800 4200 0000 0102 fc03
             -3.85 > signal 05 45 0600 5200 0000 0000
             0.00 > avdtp 40 07 04
             0.02 < avdtp 42 07"
        )
    }
}

/// The time of a count from the first packet.
pub(super) fn time(count: i64) -> Timestamp {
    Timestamp(START + 200_000_000 + count)
}
