//! Which format a capture is in, by its first octets and never by its name.

use super::{
    Slot, State, btsnoop,
    btsnoop::Btsnoop,
    bytes::{Fields, Order},
    damage::Claim,
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
    #[inline]
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

const GZIP: &[u8] = &[0x1f, 0x8b, 8];

/// What is met instead of captures: first octets, what they are, what to do.
static OTHERS: &[(&[u8], &str, &str)] = &[
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "decompress it first (zstd -d)"),
    (b"\xfd7zXZ\0", "an xz archive", "decompress it first (xz -d)"),
    (b"BZh", "a bzip2 archive", "decompress it first (bzip2 -d)"),
    (b"\x04\x22\x4d\x18", "an lz4 archive", "decompress it first (lz4 -d)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"snoop\0\0\0", "a Solaris snoop file", "it has no Bluetooth packets"),
    (b"Bluetooth monitor ver", "the text output of btmon", "record with btmon -w FILE instead"),
    (b"= Note: ", "the text output of btmon", "record with btmon -w FILE instead"),
];

const ZIP: &[u8] = b"PK\x03\x04";

/// Octets of an archive in which names are looked for.
const LISTED: usize = 256 * 1024;

/// Parts of the names of captures in archives.
const IN_ARCHIVES: &[&[u8]] = &[b"btsnoop", b".pcap", b".pklg", b".cfa"];

/// Octets of a record of TI's SmartRF Packet Sniffer: flags, number, time, length, packet.
const SMART_RF: usize = 271;

/// The line before the compressed log in the text of an Android bug report.
const BTSNOOZ: &[u8] = b"BEGIN:BTSNOOP_LOG_SUMMARY";

/// Where a tar archive says what it is.
const TAR: std::ops::Range<usize> = 257..262;

/// Whether the bytes are compressed with gzip.
pub(super) fn is_gzip(window: &mut Window) -> Result<bool, Fault> {
    window.want(GZIP.len())?;
    Ok(window.held().starts_with(GZIP))
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
    if start.starts_with(b"\x0a\x0d\x0d\x0a") {
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
        window.want(LISTED)?;
        let lists = |name: &&[u8]| window.held().windows(name.len()).any(|text| text == *name);
        let holds_one = IN_ARCHIVES.iter().any(lists);
        let what = "a zip archive, such as an Android bug report";
        let advice = "unpack it and pass the btsnoop_hci.log in FS/data/misc/bluetooth/logs";
        return Err(Fault::new(0, Reason::NotCapture { what, advice, holds_one }));
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
    if start.starts_with(GZIP) {
        return packed("a capture compressed twice", "decompress it once (gzip -d)");
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
    if start.windows(BTSNOOZ.len()).any(|text| text == BTSNOOZ) {
        return packed(
            "an Android bug report with a btsnooz log",
            "extract the log with btsnooz.py from the Android sources",
        );
    }
    if start.iter().all(|&b| b >= b' ' || b.is_ascii_whitespace() || b == 0x1b) {
        return not_capture("text, not a capture", "pass the file it was printed from");
    }
    not_capture(
        "unknown capture format",
        "btlint reads btsnoop, pcap, pcapng and PacketLogger, plain or gzip-compressed",
    )
}

fn not_capture(what: &'static str, advice: &'static str) -> Fault {
    Fault::new(0, Reason::NotCapture { what, advice, holds_one: false })
}

/// The same for what may hold a capture all the same.
fn packed(what: &'static str, advice: &'static str) -> Fault {
    Fault::new(0, Reason::NotCapture { what, advice, holds_one: true })
}
