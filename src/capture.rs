//! Files, pipes and archives in, records out.
//!
//! A capture is read once, from start to end, in large blocks; each record is lent from the block.
//! Memory does not grow with the capture, and no record is copied.

// Files are hostile: nothing here is indexed.
#![warn(clippy::indexing_slicing)]

mod archive;
mod btsnoop;
mod btsnooz;
mod bytes;
mod carried;
mod checkpoint;
mod claim;
mod compression;
mod damage;
mod detect;
mod error;
mod ethernet;
mod joined;
mod link_type;
mod notes;
mod packet_logger;
mod pcap;
mod pcapng;
mod places;
mod sniffer;
mod source;
mod spool;
mod state;
mod window;
mod writer;

use std::{
    fmt,
    io::{self, Read},
    path::Path,
    sync::Arc,
};

use parsers::link::Link;

pub use self::{
    archive::members,
    checkpoint::Checkpoint,
    error::{CaptureError, Reason},
    notes::Note,
    places::places,
    writer::Writer,
};
use self::{
    carried::{Carried, Carrier},
    compression::{Compression, Ending},
    detect::Reader,
    error::Fault,
    source::Source,
    spool::Stream,
    state::{Slot, State},
    window::Window,
};

/// Most octets of one record. HCI packets have at most 65,539, and the largest blocks of comments
/// and keys are smaller too; a greater length is a broken file.
pub const MAX_RECORD: usize = 16 << 20;

/// A point in time, in nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// How long it took from `earlier` to this one, in nanoseconds. Nothing takes less than no time:
    /// when the clock went back in between it is 0, since how long it was is not known.
    pub fn since(self, earlier: Self) -> i64 {
        self.step_from(earlier).max(0)
    }

    /// The step of the clock from `other` to this one, in nanoseconds; negative when it goes back.
    /// Never the least number there is, so that it can be negated.
    pub fn step_from(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0).max(-i64::MAX)
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
    /// When it was captured: by the file, and by the sniffer's own clock from where the file is seen to
    /// hold a backlog ([`Note::Backlog`]). A packet whose record has no time (pcapng's Simple Packet Block) has
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
    /// Packets that are missing since the record before: those that the capturing program says it
    /// lost, and one for each place where damaged octets were skipped.
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
    /// How the file is compressed, if it is: `gzip`, `xz`, `zstd`, or `btsnooz` for
    /// the log in an Android bug report.
    pub compression: Option<&'static str>,
    /// What carries the packets, if the capture is of a network: `H4 over TCP`. The records are then
    /// the carried packets, which are counted by themselves.
    pub carrier: Option<&'static str>,
    /// How packets are wrapped, by name and number: `HCI H4 (1002)`. A pcapng file may come to
    /// more link types as it is read; [`Capture::link_type`] has them all.
    pub link_type: String,
}

/// How a capture is read.
struct Detected {
    compression: Option<&'static str>,
    carrier: Option<&'static str>,
    window: Window,
    reader: Reader,
    state: State,
}

impl fmt::Display for Header {
    /// The format and what is around it: `pcap in gzip`, `H4 over TCP`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.carrier {
            Some(carrier) => f.write_str(carrier)?,
            None => self.format.fmt(f)?,
        }
        self.compression.map_or(Ok(()), |compression| write!(f, " in {compression}"))
    }
}

/// A capture that is being read.
#[derive(Debug)]
pub struct Capture {
    name: String,
    header: Header,
    window: Window,
    reader: Reader,
    state: State,
    /// What was wrong where reading first had to go on at a later record; reported at the end.
    fault: Option<Fault>,
    /// The files that it was joined of.
    parts: Vec<String>,
    /// How the compressed file ended, once it has.
    ending: Arc<Ending>,
    /// Nothing more will come: the end was reached, or a fault reported.
    done: bool,
}

impl Capture {
    /// Opens a file, or whatever else the path names (a named pipe, `/dev/stdin`), also the one
    /// capture of an archive, or a member of one: `report.zip!btsnoop_hci.log`.
    ///
    /// # Errors
    /// The file cannot be read, or its format or link type is not known here.
    pub fn open(path: &Path) -> Result<Self, CaptureError> {
        let name = path.display().to_string();
        let source = match Source::open(path) {
            Ok(source) => match archive::only(path) {
                Ok(None) => source,
                Ok(Some((member, source))) => {
                    return Self::start(member.display().to_string(), source);
                }
                Err(fault) => return Err(fault.of(&name)),
            },
            Err(error) => match archive::open(path) {
                Ok(Some(source)) => source,
                Ok(None) => return Err(Fault::new(0, error).of(&name)),
                Err(fault) => return Err(fault.of(&name)),
            },
        };
        Self::start(name, source)
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
        Self::start_with(name, source, Arc::default())
    }

    fn start_with(name: String, source: Source, ending: Arc<Ending>) -> Result<Self, CaptureError> {
        match Self::detect(source, &ending) {
            Ok(Detected { compression, carrier, window, reader, state }) => {
                let (format, link_type) = describe(&reader);
                let header = Header { format, compression, carrier, link_type };
                Ok(Self {
                    name,
                    header,
                    window,
                    reader,
                    state,
                    fault: None,
                    parts: Vec::new(),
                    ending,
                    done: false,
                })
            }
            Err(fault) => Err(fault.of(&name)),
        }
    }

    fn detect(source: Source, ending: &Arc<Ending>) -> Result<Detected, Fault> {
        let mut window = Window::new(source);
        let mut state = State::default();
        window.want(compression::LOOK)?;
        let compression = Compression::of(window.held());
        if let Some(compression) = compression {
            let plain = compression.open(window.into_reader(), Arc::clone(ending));
            window = Window::new(Source::Stream(plain));
        }
        let mut compression = compression.map(Compression::name);
        if detect::is_report(&mut window)? {
            let log = btsnooz::extract(window.into_reader());
            let log = log.map_err(|error| Fault::new(0, error))?;
            let log = log.ok_or_else(|| Fault::new(0, detect::TEXT))?;
            window = Window::new(Source::Stream(Stream(Box::new(io::Cursor::new(log)))));
            compression.get_or_insert("btsnooz");
        }
        let carrier = carried::find(&mut window)?;
        if let Some(carrier) = carrier {
            let carried = Carried::open(window.into_reader(), carrier);
            let carried = carried.map_err(|error| Fault::new(0, error))?;
            window = Window::new(Source::Stream(Stream(Box::new(carried))));
        }
        let reader = detect::open(&mut window, &mut state)?;
        let carrier = carrier.map(Carrier::name);
        Ok(Detected { compression, carrier, window, reader, state })
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

    /// The next record, or nothing at the end.
    ///
    /// # Errors
    /// What stopped the reading. It is reported once; after it comes nothing.
    #[inline]
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, CaptureError> {
        if self.done {
            return Ok(None);
        }
        let slot = match self.reader.next(&mut self.window, &mut self.state) {
            Ok(Some(slot)) => slot,
            end => match self.end(end.err())? {
                Some(slot) => slot,
                None => return Ok(None),
            },
        };
        let Slot { link, meta, interface, range, original_len, drops } = slot;
        let bytes = self.window.slice(range);
        let State { number, time, ref mut sniffers, .. } = self.state;
        let time = sniffers.time(link, interface, number, time, bytes);
        Ok(Some(Record { number, time, link, meta, interface, bytes, original_len, drops }))
    }

    /// There is no record where one was looked for: the next one behind a damage, or the end.
    #[cold]
    fn end(&mut self, fault: Option<Fault>) -> Result<Option<Slot>, CaptureError> {
        let slot = match fault {
            Some(fault) => self.recover(fault),
            None => self.fault.take().map_or(Ok(None), Err),
        };
        self.done = !matches!(slot, Ok(Some(_)));
        slot.map_err(|fault| fault.of(&self.name))
    }

    /// Goes on at the next record that makes sense, if there is one. That some were skipped is
    /// still a fault, which is reported at the end.
    #[cold]
    fn recover(&mut self, fault: Fault) -> Result<Option<Slot>, Fault> {
        let mut fault = fault;
        loop {
            if !fault.is_damage() {
                // What was wrong first is the cause.
                return Err(self.fault.take().unwrap_or(fault));
            }
            let from = self.window.offset();
            let first = self.fault.get_or_insert(fault).offset;
            let found = damage::resynchronise(&self.reader, &mut self.window, &self.state);
            match found {
                Ok(true) => self.state.passed_over(first, self.window.offset() - from),
                Ok(false) | Err(_) => return self.fault.take().map_or(Ok(None), Err),
            }
            match self.reader.next(&mut self.window, &mut self.state) {
                Err(next) => fault = next,
                Ok(None) => return self.fault.take().map_or(Ok(None), Err),
                // Of what was skipped one packet at least.
                Ok(Some(slot)) => {
                    return Ok(Some(Slot { drops: slot.drops.saturating_add(1), ..slot }));
                }
            }
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
