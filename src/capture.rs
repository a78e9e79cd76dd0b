//! Files, pipes and archives in, records out.
//!
//! A capture is read once, from start to end, in large blocks; each record is lent from the block.
//! Memory does not grow with the capture, and no record is copied.

mod btsnoop;
mod bytes;
mod detect;
mod error;
mod ethernet;
mod link_type;
mod notes;
mod packet_logger;
mod pcap;
mod pcapng;
mod source;
mod window;

use std::{fmt, io::Read, ops::Range, path::Path, sync::Arc};

use parsers::link::Link;

use self::{
    detect::Reader,
    error::Fault,
    source::{Source, Stream},
    window::Window,
};
pub use self::{
    error::{CaptureError, Reason},
    notes::Note,
};

/// Most octets of one record. HCI packets have at most 65,539, and the largest blocks of comments
/// and keys are smaller too; a greater length is a broken file.
pub const MAX_RECORD: usize = 16 << 20;

/// A point in time, in nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The time from `earlier` to this one, in nanoseconds; negative when the clock went back.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Seconds since 1970, and a fraction in units of so many nanoseconds. Cannot overflow: both
    /// fields at their largest, in microseconds, are half of what fits.
    #[inline]
    fn new(seconds: u32, fraction: u32, unit: u32) -> Self {
        Self(i64::from(seconds) * 1_000_000_000 + i64::from(fraction) * i64::from(unit))
    }
}

/// One record of a capture, lent by the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// Counted from 1 over the whole file, as Wireshark does.
    pub number: u64,
    /// When it was captured. A packet whose record has no time (pcapng's Simple Packet Block) has
    /// that of the record before.
    pub time: Timestamp,
    /// How the packet is wrapped.
    pub link: Link,
    /// What the file says of the packet beside its bytes; see [`Link`].
    pub meta: u32,
    /// Index of the pcapng interface in its section, else 0.
    pub interface: u16,
    /// The bytes that were captured.
    pub bytes: &'a [u8],
    /// Octets the packet had before it was cut to fit; at least `bytes.len()`.
    pub original_len: u32,
    /// Packets that the capturing program says it lost since the record before.
    pub drops: u32,
}

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// btsnoop version 1.
    Btsnoop,
    /// pcap, in microseconds or nanoseconds.
    Pcap,
    /// pcapng.
    Pcapng,
    /// Apple's PacketLogger.
    PacketLogger,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Btsnoop => "btsnoop",
            Self::Pcap => "pcap",
            Self::Pcapng => "pcapng",
            Self::PacketLogger => "PacketLogger",
        })
    }
}

/// What the capture's header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The format.
    pub format: Format,
    /// How the file is compressed, if it is: `gzip`.
    pub compression: Option<&'static str>,
    /// How packets are wrapped, by name and number: `HCI H4 (1002)`. A pcapng file may come to
    /// more link types as it is read; [`Capture::link_type`] has them all.
    pub link_type: String,
}

/// A capture that is being read.
#[derive(Debug)]
pub struct Capture {
    name: String,
    header: Header,
    window: Window,
    reader: Reader,
    state: State,
    /// Nothing more will come: the end was reached, or a fault reported.
    done: bool,
}

/// What carries over from one record to the next.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Of the last record.
    number: u64,
    /// Of the last record.
    time: Timestamp,
    /// btsnoop's counter of drops at the last record.
    dropped: u32,
    /// Drops to be told with the next record.
    pending: u32,
    /// Packets of interfaces that are not read.
    skipped: u64,
    /// btsnoop file headers between records.
    restarts: u64,
    /// Where the last record starts that the file cuts off, and how much is missing.
    truncated: Option<(u64, u64)>,
}

/// A record whose bytes are not yet borrowed.
#[derive(Debug)]
struct Slot {
    link: Link,
    meta: u32,
    interface: u16,
    range: Range<usize>,
    original_len: u32,
    drops: u32,
}

impl State {
    /// The capture ends here, though `needed` octets were wanted: in the middle of a record if some
    /// are left.
    #[cold]
    fn end<T>(&mut self, window: &Window, needed: usize) -> Result<Option<T>, Fault> {
        let held = window.held().len();
        if held > 0 {
            self.truncated = Some((window.offset(), needed.saturating_sub(held) as u64));
        }
        Ok(None)
    }
}

/// A place between two records, to read on from. Small, and cheap to clone.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    offset: u64,
    state: State,
    section: Option<Arc<pcapng::Section>>,
}

impl Checkpoint {
    /// Number of the record that is read next, unless packets are skipped before it.
    pub fn next_number(&self) -> u64 {
        self.state.number + 1
    }

    /// Octets from the start of the uncompressed capture.
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

impl Capture {
    /// Opens a file, or whatever else the path names (a named pipe, `/dev/stdin`).
    ///
    /// # Errors
    /// The file cannot be read, or its format or link type is not known here.
    pub fn open(path: &Path) -> Result<Self, CaptureError> {
        let name = path.display().to_string();
        match Source::open(path) {
            Ok(source) => Self::start(name, source),
            Err(error) => Err(Fault::new(0, error).of(&name)),
        }
    }

    /// Reads from a pipe or from memory; `name` stands for the file in errors.
    ///
    /// # Errors
    /// As for [`Capture::open`].
    pub fn from_reader(
        name: impl Into<String>,
        reader: Box<dyn Read + Send>,
    ) -> Result<Self, CaptureError> {
        Self::start(name.into(), Source::Stream(Stream(reader)))
    }

    fn start(name: String, source: Source) -> Result<Self, CaptureError> {
        match Self::detect(source) {
            Ok((compression, window, reader, state)) => {
                let (format, link_type) = describe(&reader);
                let header = Header { format, compression, link_type };
                Ok(Self { name, header, window, reader, state, done: false })
            }
            Err(fault) => Err(fault.of(&name)),
        }
    }

    fn detect(source: Source) -> Result<(Option<&'static str>, Window, Reader, State), Fault> {
        let mut window = Window::new(source);
        let mut state = State::default();
        let compression = detect::is_gzip(&mut window)?.then_some("gzip");
        if compression.is_some() {
            window = Window::new(Source::gunzip(window.into_reader()));
        }
        let reader = detect::open(&mut window, &mut state)?;
        Ok((compression, window, reader, state))
    }

    /// What the file's header says.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The name that errors have: the path, or what stands for it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The link types met so far, by name and number.
    pub fn link_type(&self) -> String {
        describe(&self.reader).1
    }

    /// Octets of the uncompressed capture that have been read so far.
    pub fn offset(&self) -> u64 {
        self.window.offset()
    }

    /// What there is to know beside the records; complete once the end is reached.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if let Reader::Pcapng(reader) = &self.reader
            && self.state.skipped > 0
        {
            let names = reader.skipped().iter().map(|&n| link_type::text(u32::from(n)));
            let packets = self.state.skipped;
            notes.push(Note::SkippedPackets { packets, link_types: names.collect() });
        }
        if self.state.restarts > 0 {
            notes.push(Note::RepeatedHeaders { count: self.state.restarts });
        }
        if let Some((offset, missing)) = self.state.truncated {
            notes.push(Note::TruncatedRecord { offset, missing });
        }
        if self.done && self.state.pending > 0 {
            notes.push(Note::DropsAtEnd { packets: self.state.pending });
        }
        notes
    }

    /// The next record, or nothing at the end.
    ///
    /// # Errors
    /// What stopped the reading. It is told once; after it comes nothing.
    #[inline]
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, CaptureError> {
        if self.done {
            return Ok(None);
        }
        let (window, state) = (&mut self.window, &mut self.state);
        let slot = match &mut self.reader {
            Reader::Btsnoop(reader) => reader.next(window, state),
            Reader::Pcap(reader) => reader.next(window, state),
            Reader::Pcapng(reader) => reader.next(window, state),
            Reader::PacketLogger(reader) => reader.next(window, state),
        };
        match slot {
            Ok(Some(slot)) => Ok(Some(Record {
                number: self.state.number,
                time: self.state.time,
                link: slot.link,
                meta: slot.meta,
                interface: slot.interface,
                bytes: self.window.slice(slot.range),
                original_len: slot.original_len,
                drops: slot.drops,
            })),
            Ok(None) => {
                self.done = true;
                Ok(None)
            }
            Err(fault) => {
                self.done = true;
                Err(fault.of(&self.name))
            }
        }
    }

    /// The place before the next record.
    pub fn checkpoint(&self) -> Checkpoint {
        let section = match &self.reader {
            Reader::Pcapng(reader) => Some(reader.section()),
            _ => None,
        };
        Checkpoint { offset: self.window.offset(), state: self.state, section }
    }

    /// Whether [`Capture::seek`] works: on uncompressed files, and after [`Capture::spool`].
    pub fn can_seek(&self) -> bool {
        self.window.can_seek()
    }

    /// Goes to a place of this capture; the next record is the one that came after it.
    ///
    /// # Errors
    /// A pipe or a compressed file cannot go back, or the file cannot be read.
    pub fn seek(&mut self, to: &Checkpoint) -> Result<(), CaptureError> {
        let mut seek = || {
            if let (Reader::Pcapng(reader), Some(section)) = (&mut self.reader, &to.section) {
                reader.restore(section)?;
            }
            self.window.seek(to.offset)
        };
        seek().map_err(|fault| fault.of(&self.name))?;
        self.state = to.state;
        self.done = false;
        Ok(())
    }

    /// Opens a file that was read before, at a place that was noted then.
    ///
    /// # Errors
    /// As for [`Capture::open`] and [`Capture::seek`].
    pub fn resume(path: &Path, at: &Checkpoint) -> Result<Self, CaptureError> {
        let mut capture = Self::open(path)?;
        capture.seek(at)?;
        Ok(capture)
    }

    /// Makes a pipe or a compressed file seekable from here on: what is left of it goes into a
    /// temporary file, which is deleted with its last reader. Does nothing to other captures.
    ///
    /// # Errors
    /// The temporary file cannot be written. A fault of the stream is left for
    /// [`Capture::next_record`] to report in its place.
    pub fn spool(&mut self) -> Result<(), CaptureError> {
        if self.can_seek() {
            return Ok(());
        }
        let offset = self.window.offset();
        self.window.spool().map_err(|error| Fault::new(offset, error).of(&self.name))
    }

    /// A second reader of the same bytes that stands where this one stands and moves on its own.
    ///
    /// # Errors
    /// As for [`Capture::seek`]. Of a stream it needs all: it must have been spooled before its
    /// records were read.
    pub fn reopen(&self) -> Result<Self, CaptureError> {
        let offset = self.window.offset();
        match self.window.reopen() {
            Ok(Some(source)) => {
                let mut capture = Self::start(self.name.clone(), source)?;
                capture.header = self.header.clone();
                capture.seek(&self.checkpoint())?;
                Ok(capture)
            }
            Ok(None) => Err(Fault::new(offset, Reason::NotSeekable).of(&self.name)),
            Err(error) => Err(Fault::new(offset, error).of(&self.name)),
        }
    }
}

fn describe(reader: &Reader) -> (Format, String) {
    match reader {
        Reader::Btsnoop(reader) => (Format::Btsnoop, reader.link_type()),
        Reader::Pcap(reader) => (Format::Pcap, reader.link_type()),
        Reader::Pcapng(reader) => (Format::Pcapng, reader.link_type()),
        Reader::PacketLogger(reader) => (Format::PacketLogger, reader.link_type()),
    }
}
