//! Capture files, written anew: nothing of an old one's headers, comments and options is copied.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use parsers::link::Link;

use super::{Format, Record, btsnoop};

/// Most octets of a packet, as headers declare it.
const SNAP_LENGTH: u32 = 16 << 20;

/// The interface of pcapng whose packets stand for those that are no Bluetooth: it has the type of
/// Ethernet, so that no reader takes them for something else.
const ETHERNET: u16 = 1;

/// Most octets of a comment.
const MAX_OPTION: usize = 32 * 1024;

/// Writes records as a capture file.
#[derive(Debug)]
pub struct Writer {
    format: Format,
    /// btsnoop counts drops from the start.
    drops: u32,
    /// Number of the last record.
    number: u64,
    /// Of the pcapng interface for other packets.
    other: u32,
}

impl Writer {
    /// Writes the file's header. `interfaces` says how the packets of each are wrapped; only pcapng
    /// can have several.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn begin(
        format: Format,
        interfaces: &BTreeMap<u16, Link>,
        out: &mut dyn Write,
    ) -> io::Result<Self> {
        let first = interfaces.values().next().copied().unwrap_or(Link::HciH4);
        let mut other = 0;
        match format {
            Format::Btsnoop => out.write_all(&btsnoop::header(first))?,
            Format::Pcap => {
                let mut header = Vec::new();
                header.extend(0xa1b2_3c4d_u32.to_le_bytes());
                header.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
                header.extend(SNAP_LENGTH.to_le_bytes());
                header.extend(u32::from(number(first)).to_le_bytes());
                out.write_all(&header)?;
            }
            Format::Pcapng => {
                let mut section = 0x1a2b_3c4d_u32.to_le_bytes().to_vec();
                section.extend([1, 0, 0, 0]);
                section.extend(u64::MAX.to_le_bytes());
                block(0x0a0d_0d0a, &section, out)?;
                let last = interfaces.keys().next_back().copied().unwrap_or(0);
                // Without packets nothing says what the interfaces are of.
                let unused = if interfaces.is_empty() { number(first) } else { ETHERNET };
                for index in 0..=last {
                    interface(interfaces.get(&index).map_or(unused, |&l| number(l)), out)?;
                }
                interface(ETHERNET, out)?;
                other = u32::from(last) + 1;
            }
            Format::PacketLogger => {}
        }
        Ok(Self { format, drops: 0, number: 0, other })
    }

    /// Writes a record. In pcapng frame numbers stay: a packet that is missing before this one is
    /// written without octets, as one of another interface.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn record(&mut self, record: &Record<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.annotated(record, &[], out)
    }

    /// The same with comments on the packet, which only pcapng can hold.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn annotated(
        &mut self,
        record: &Record<'_>,
        comments: &[String],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let missing = record.number.saturating_sub(self.number + 1);
        self.number = record.number;
        let nanoseconds = u64::try_from(record.time.0).unwrap_or(0);
        let captured = u32::try_from(record.bytes.len()).unwrap_or(u32::MAX);
        match self.format {
            Format::Btsnoop => {
                self.drops = self.drops.saturating_add(record.drops);
                let words = [record.original_len, captured, record.meta, self.drops];
                out.write_all(&btsnoop::record(record.time, words, record.bytes))
            }
            Format::Pcap => {
                let seconds = u32::try_from(nanoseconds / 1_000_000_000).unwrap_or(u32::MAX);
                let fraction = u32::try_from(nanoseconds % 1_000_000_000).unwrap_or(0);
                for word in [seconds, fraction, captured, record.original_len] {
                    out.write_all(&word.to_le_bytes())?;
                }
                out.write_all(record.bytes)
            }
            Format::Pcapng => {
                for _ in 0..missing {
                    enhanced(self.other, nanoseconds, 0, [&[], &[]], &[], out)?;
                }
                let mut options = Vec::new();
                for comment in comments {
                    option(1, comment.as_bytes(), &mut options);
                }
                // Bits 0 and 1: 1 is inbound, 2 is outbound.
                if record.link.written() == Link::HciH4 && record.meta >> 31 == 0 {
                    let flags = if record.meta & 1 == 1 { 1_u32 } else { 2 };
                    option(2, &flags.to_le_bytes(), &mut options);
                }
                if record.drops > 0 {
                    option(4, &u64::from(record.drops).to_le_bytes(), &mut options);
                }
                if !options.is_empty() {
                    options.extend([0; 4]);
                }
                let (before, length) = in_pcapng(record);
                let before = before.get(..usize::from(length)).unwrap_or_default();
                let original = record.original_len.saturating_add(u32::from(length));
                let packet = [before, record.bytes];
                enhanced(record.interface.into(), nanoseconds, original, packet, &options, out)
            }
            Format::PacketLogger => {
                let seconds = u32::try_from(nanoseconds / 1_000_000_000).unwrap_or(u32::MAX);
                let micros = u32::try_from(nanoseconds % 1_000_000_000 / 1000).unwrap_or(0);
                for word in [captured + 9, seconds, micros] {
                    out.write_all(&word.to_be_bytes())?;
                }
                out.write_all(&[record.meta.to_le_bytes()[0]])?;
                out.write_all(record.bytes)
            }
        }
    }
}

/// The link type of pcap and pcapng.
fn number(link: Link) -> u16 {
    link.written().number().unwrap_or(ETHERNET)
}

fn interface(link_type: u16, out: &mut dyn Write) -> io::Result<()> {
    let mut body = u32::from(link_type).to_le_bytes().to_vec();
    body.extend(0_u32.to_le_bytes());
    // Times are in nanoseconds.
    body.extend([9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0]);
    block(1, &body, out)
}

fn enhanced(
    interface: u32,
    nanoseconds: u64,
    original: u32,
    packet: [&[u8]; 2],
    options: &[u8],
    out: &mut dyn Write,
) -> io::Result<()> {
    let captured = packet.iter().map(|part| part.len()).sum::<usize>();
    let captured = u32::try_from(captured).unwrap_or(u32::MAX);
    let mut body = interface.to_le_bytes().to_vec();
    let [low, high] = [nanoseconds & 0xffff_ffff, nanoseconds >> 32];
    for word in [high, low] {
        body.extend(u32::try_from(word).unwrap_or(0).to_le_bytes());
    }
    body.extend(captured.to_le_bytes());
    body.extend(original.max(captured).to_le_bytes());
    for part in packet {
        body.extend(part);
    }
    body.resize(body.len().next_multiple_of(4), 0);
    body.extend(options);
    block(6, &body, out)
}

/// An option of a block.
fn option(code: u16, value: &[u8], options: &mut Vec<u8>) {
    let value = value.get(..value.len().min(MAX_OPTION)).unwrap_or(value);
    options.extend(code.to_le_bytes());
    options.extend(u16::try_from(value.len()).unwrap_or(0).to_le_bytes());
    options.extend(value);
    options.resize(options.len().next_multiple_of(4), 0);
}

/// What stands before a packet in pcapng, of links that it has no type for: the header of a Linux
/// monitor packet, or the indicator of H4.
fn in_pcapng(record: &Record<'_>) -> ([u8; 4], u8) {
    let received = record.meta & 1 == 1;
    let indicator = match record.link {
        Link::Monitor => return (record.meta.to_be_bytes(), 4),
        Link::HciH1 if record.meta & 2 == 0 => 2,
        Link::HciH1 => {
            if received {
                4
            } else {
                1
            }
        }
        Link::PacketLogger => match record.meta {
            0 => 1,
            1 => 4,
            2 | 3 => 2,
            8 | 9 => 3,
            _ => 0xff,
        },
        _ => return ([0; 4], 0),
    };
    ([indicator, 0, 0, 0], 1)
}

fn block(kind: u32, body: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let length = u32::try_from(body.len() + 12).unwrap_or(u32::MAX).to_le_bytes();
    out.write_all(&kind.to_le_bytes())?;
    out.write_all(&length)?;
    out.write_all(body)?;
    out.write_all(&length)
}
