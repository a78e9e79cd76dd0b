//! A capture that may be read by anybody: the same records, with zeros and pseudonyms in them.
//!
//! Nothing is copied whole. A record of zeros is made, and into it goes what declarations allow
//! ([`parsers::Exposure`]): codes, lengths and times as they are, pseudonyms for addresses, names and
//! keys. What no declaration reads stays zero. The capture is read twice, so that what is learned at
//! its end protects its start; then what was written is read again and compared with the original
//! (`proof.rs`), before it gets its name.

mod key;
mod pending;
mod proof;
mod pseudonyms;
mod record;
mod resolvable;
mod survey;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Write},
    path::Path,
};

use parsers::{
    dissect,
    frame::{Buffer, Frame},
    link,
    ll::{self, ADVERTISING_CRC_INIT},
};
use thiserror::Error;

pub use self::key::Key;
use self::{
    pending::{Crc, Held, Pending},
    pseudonyms::Pseudonyms,
    record::{How, Written},
    survey::Survey,
};
use crate::{
    capture::{Capture, CaptureError, Record, Timestamp, Writer},
    track::{Event, LinkId, Observer, State, Tracker},
};

/// What is shown although it says who and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reveal {
    /// Device addresses.
    pub addresses: bool,
    /// Names of devices and services.
    pub names: bool,
    /// When it was. Without it the first record is at the beginning of the year 2000; the times from
    /// one record to the next are the same.
    pub times: bool,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Summary {
    /// Records of the capture.
    pub records: u64,
    /// Octets of their packets.
    pub octets: u64,
    /// Octets that stand for something, as they are or replaced. The others are zero.
    pub written: u64,
    /// Why the original could not be read to its end; what was read is written.
    pub error: Option<CaptureError>,
}

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum Error {
    /// The capture cannot be read.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The output cannot be written.
    #[error(transparent)]
    Output(#[from] io::Error),
    /// What was written does not pass for the original without its secrets.
    #[error("the redacted capture failed its check, so it is not written: {0}")]
    Proof(String),
}

struct Deaf;

impl Observer for Deaf {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}

/// Writes a capture to a file without what is private in it, in the same format, and proves it.
///
/// The capture must not have been read yet; a pipe is kept in a temporary file. After an error what
/// was written must not be used.
///
/// # Errors
/// The capture or the output, or the proof.
pub fn redact(
    capture: &mut Capture,
    key: &Key,
    reveal: Reveal,
    to: &Path,
) -> Result<Summary, Error> {
    capture.spool()?;
    let start = capture.checkpoint();
    let survey = Survey::of(capture);
    capture.seek(&start)?;
    let mut out = io::BufWriter::new(File::create(to)?);
    let shift = if reveal.times { 0 } else { survey.to_2000() };
    let mut summary = write(capture, &survey, key, (reveal, shift), &mut out)?;
    out.flush()?;
    drop(out);
    capture.seek(&start)?;
    summary.error = proof::check(capture, to, reveal, shift)?;
    Ok(summary)
}

fn write(
    capture: &mut Capture,
    survey: &Survey,
    key: &Key,
    (reveal, shift): (Reveal, i64),
    out: &mut dyn Write,
) -> Result<Summary, Error> {
    let mut names = Pseudonyms::new(key, survey.makers.clone(), survey.keys.0.clone());
    let mut writer = Writer::begin(capture.header().format, &survey.interfaces, out)?;
    let mut pending = Pending::default();
    let mut tracker = Tracker::new();
    let mut inits = Inits::default();
    let mut summary = Summary::default();
    let mut write = |held: &Held| {
        summary.records += 1;
        summary.octets += held.octets.len() as u64;
        summary.written += held.written;
        let record = held.record();
        writer.record(&Record { time: shifted(record.time, shift), ..record }, out)
    };
    // That the capture stops before its end was found by the survey.
    while let Ok(Some(record)) = capture.next_record() {
        let seen = tracker.record(&record, &mut Deaf);
        let frame = dissect(record.link, record.meta, record.bytes, &seen.context);
        let sources = seen.context.buffers(record.bytes);
        let mut written = sources.map(|source| Written::zeros(source.len()));
        let crc = check(&record, &frame, seen.link.and_then(|link| inits.of(link)));
        // Of a packet that was not received whole, what looks like an address is noise.
        let garbled = is_garbled(&record, crc.as_ref());
        let mut how = How { names: &mut names, reveal, only_public: garbled };
        record::write(&frame, sources, &mut written, &mut how);
        let [packet, assembled @ ..] = &mut written;
        // It says nothing but a length and a channel, and is there even if the rest never comes.
        let opened = link::open(record.link, record.meta, record.bytes, None);
        packet.keep(pending::header(&seen, record.bytes, opened), record.bytes);
        pending.push(Held::new(&record, packet, crc));
        pending.pieces(record.number, &seen, sources, assembled);
        drop(frame);
        if let Some(link) = seen.link {
            inits.learn(link, tracker.state());
        }
        pending.release(&mut write)?;
    }
    pending.flush(&mut write)?;
    Ok(summary)
}

/// A time, so many nanoseconds later.
fn shifted(time: Timestamp, nanoseconds: i64) -> Timestamp {
    Timestamp(time.0.saturating_add(nanoseconds))
}

/// What the CRC of connections starts with; it is known from their CONNECT_IND on.
#[derive(Default)]
struct Inits(HashMap<LinkId, u32>);

impl Inits {
    /// Most connections that are remembered.
    const MOST: usize = 65_536;

    fn of(&self, link: LinkId) -> Option<u32> {
        self.0.get(&link).copied()
    }

    fn learn(&mut self, link: LinkId, state: &State) {
        let radio = state.link(link).and_then(|link| link.radio.as_deref());
        if let Some(init) = radio.and_then(|radio| radio.crc_init)
            && self.0.len() < Self::MOST
        {
            self.0.insert(link, init);
        }
    }
}

/// A packet from the air that the sniffer, or its CRC, says to be wrong.
fn is_garbled(record: &Record<'_>, crc: Option<&Crc>) -> bool {
    let packet = link::open(record.link, record.meta, record.bytes, None);
    let Some(link::Kind::Air(radio)) = packet.map(|packet| packet.kind) else { return false };
    radio.crc_ok == Some(false) || radio.crc_ok.is_none() && crc.is_some_and(|crc| !crc.right)
}

/// How the CRC of a packet from the air is computed anew, if it can be.
fn check(record: &Record<'_>, frame: &Frame<'_>, init: Option<u32>) -> Option<Crc> {
    let packet = link::open(record.link, record.meta, record.bytes, None)?;
    let link::Kind::Air(_) = packet.kind else { return None };
    let layer = frame.layers.iter().find(|layer| layer.pdu == <ll::Check as parsers::View>::PDU)?;
    if layer.part.buffer != Buffer::Packet {
        return None;
    }
    let address = packet.part.bytes.first_chunk::<4>().map(|octets| u32::from_le_bytes(*octets))?;
    let init = if address == ll::ADVERTISING_ACCESS_ADDRESS { ADVERTISING_CRC_INIT } else { init? };
    let at = layer.part.offset..layer.part.offset + 3;
    let over = packet.part.offset + 4..at.start;
    let mirrored = ll::crc24(init, record.bytes.get(over.clone())?).0.reverse_bits() >> 8;
    let right = record.bytes.get(at.clone())? == mirrored.to_le_bytes().get(..3)?;
    Some(Crc { at, over, init, right })
}
