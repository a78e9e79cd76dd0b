//! Which format a capture is in, by its first octets and never by its name.

use super::{
    Slot, State, btsnoop,
    btsnoop::Btsnoop,
    bytes::{Fields, Order},
    claim::Claim,
    compression::Compression,
    error::{Fault, Reason},
    packet_logger,
    packet_logger::PacketLogger,
    pcap,
    pcap::Pcap,
    pcapng::Pcapng,
    window::Window,
};

/// A format's reader, past the file's header.
#[derive(Debug)]
pub(super) enum Reader {
    Btsnoop(Btsnoop),
    Pcap(Pcap),
    Pcapng(Box<Pcapng>),
    PacketLogger(PacketLogger),
}

impl Reader {
    /// Reads the next record.
    #[inline(always)]
    pub(super) fn next(
        &mut self,
        window: &mut Window,
        state: &mut State,
    ) -> Result<Option<Slot>, Fault> {
        match self {
            Self::Btsnoop(reader) => reader.next(window, state),
            Self::Pcap(reader) => reader.next(window, state),
            Self::Pcapng(reader) => reader.next(window, state),
            Self::PacketLogger(reader) => reader.next(window, state),
        }
    }

    /// What the bytes say if they are the start of a record.
    pub(super) fn claim(&self, bytes: &[u8]) -> Option<Claim> {
        match self {
            Self::Btsnoop(reader) => reader.claim(bytes),
            Self::Pcap(reader) => reader.claim(bytes),
            Self::Pcapng(reader) => reader.claim(bytes),
            Self::PacketLogger(reader) => reader.claim(bytes),
        }
    }
}

/// What is met instead of captures: first octets, what they are, what to do.
static OTHERS: &[(&[u8], &str, &str)] = &[
    (b"BZh", "a bzip2 archive", "decompress it first (bzip2 -d)"),
    (b"\x04\x22\x4d\x18", "an lz4 archive", "decompress it first (lz4 -d)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"snoop\0\0\0", "a Solaris snoop file", "it has no Bluetooth packets"),
    (b"Bluetooth monitor ver", "the text output of btmon", "record with btmon -w FILE instead"),
    (b"= Note: ", "the text output of btmon", "record with btmon -w FILE instead"),
];

const PCAPNG: &[u8] = b"\x0a\x0d\x0d\x0a";

pub(super) const ZIP: &[u8] = b"PK\x03\x04";

/// Octets of a record of TI's SmartRF Packet Sniffer: flags, number, time, length, packet.
const SMART_RF: usize = 271;

/// Where a tar archive says what it is.
const TAR: std::ops::Range<usize> = 257..262;

/// Whether a file starts as captures do that have a number at their start.
pub(super) fn is_capture(start: &[u8]) -> bool {
    let pcap = Fields::new(start, Order::Big).u32().and_then(pcap::detect);
    start.starts_with(btsnoop::MAGIC) || start.starts_with(PCAPNG) || pcap.is_some()
}

/// Whether what comes is a text in which a log may be.
pub(super) fn is_report(window: &mut Window) -> Result<bool, Fault> {
    window.want(8)?;
    let start = window.held();
    let other = OTHERS.iter().any(|(magic, ..)| start.starts_with(magic));
    Ok(start.len() >= 8 && is_text(start) && !other)
}

fn is_text(octets: &[u8]) -> bool {
    octets.iter().all(|&b| b >= b' ' || b.is_ascii_whitespace() || b == 0x1b)
}

/// Finds the format and reads the file's header.
///
/// A pipe may be slow: it waits for no more than the formats need to be distinguished.
pub(super) fn open(window: &mut Window, state: &mut State) -> Result<Reader, Fault> {
    window.want(8)?;
    let start = window.held();
    if start.is_empty() {
        return Err(Fault::new(0, Reason::Empty));
    }
    if start.starts_with(btsnoop::MAGIC) {
        return Btsnoop::open(window).map(Reader::Btsnoop);
    }
    if start.starts_with(PCAPNG) {
        return Pcapng::open(window, state).map(|reader| Reader::Pcapng(Box::new(reader)));
    }
    match Fields::new(start, Order::Big).u32().and_then(pcap::detect) {
        Some(Ok(())) => return Pcap::open(window).map(Reader::Pcap),
        Some(Err(what)) => {
            return Err(packed(what, "convert it with editcap -F pcap"));
        }
        None => {}
    }
    if start.starts_with(ZIP) {
        let what = "a zip archive that comes through a pipe";
        return Err(packed(what, "pass it as a file"));
    }
    if let Some((_, what, advice)) = OTHERS.iter().find(|(magic, ..)| start.starts_with(magic)) {
        return Err(not_capture(what, advice));
    }
    window.want(packet_logger::LOOK)?;
    match PacketLogger::detect(window.held()) {
        Some(reader) => Ok(Reader::PacketLogger(reader)),
        None => Err(unknown(window)),
    }
}

/// What can be said of bytes that are in none of the formats.
fn unknown(window: &mut Window) -> Fault {
    let cut = [btsnoop::MAGIC.as_slice(), &[0xd4, 0xc3, 0xb2, 0xa1], &[0x0a, 0x0d, 0x0d, 0x0a]];
    let start = window.held();
    if cut.iter().any(|magic| magic.starts_with(start)) {
        return Fault::new(0, Reason::HeaderCut("capture"));
    }
    if Compression::of(start).is_some() {
        return packed("a capture compressed twice", "decompress it once");
    }
    let number = |place| start.get(place..place + 4);
    if (number(1), number(SMART_RF + 1)) == (Some(&[1, 0, 0, 0]), Some(&[2, 0, 0, 0])) {
        return packed(
            "a capture of TI's SmartRF Packet Sniffer (.psd), which is not supported",
            "record with Sniffle or the nRF Sniffer, and save it as pcapng",
        );
    }
    if start.get(TAR) == Some(b"ustar") {
        return not_capture("a tar archive", "unpack it and pass the capture inside");
    }
    not_capture(
        "unknown capture format",
        "btlint reads btsnoop, pcap, pcapng and PacketLogger, plain or compressed",
    )
}

/// Said of a text without a log.
pub(super) const TEXT: Reason = Reason::NotCapture {
    what: "text, not a capture",
    advice: "pass the file it was printed from",
    holds_one: false,
};

fn not_capture(what: &'static str, advice: &'static str) -> Fault {
    Fault::new(0, Reason::NotCapture { what, advice, holds_one: false })
}

/// The same for what may hold a capture all the same.
fn packed(what: &'static str, advice: &'static str) -> Fault {
    Fault::new(0, Reason::NotCapture { what, advice, holds_one: true })
}
