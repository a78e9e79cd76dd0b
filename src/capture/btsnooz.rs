//! btsnooz: the log in memory that Android prints in a bug report, made a btsnoop file.
//!
//! The log is deflated, and stands as Base64 between two lines of the report's text (Android's
//! `system/bt`, `btif_debug_btsnoop`). What is after `BEGIN` is one version octet, the time of the
//! last record, and the deflated records.

use std::io::{self, BufRead, BufReader, Read};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::ZlibDecoder;

use super::{
    Timestamp, btsnoop,
    bytes::{Fields, Order},
};

const BEGIN: &[u8] = b"BEGIN:BTSNOOP_LOG_SUMMARY";
const END: &[u8] = b"END:BTSNOOP_LOG_SUMMARY";

/// Most octets of a line that is looked at; longer ones are not of the log.
const LINE: usize = 4096;

/// Most octets of the deflated log. Android keeps 256 kB of it.
const MOST: usize = 16 << 20;

/// Most octets of the records.
const MOST_RECORDS: u64 = 256 << 20;

/// Octets of text in which the log is looked for; a report has tens of megabytes.
const SEARCH: u64 = 1 << 30;

/// Whether a text has a log.
pub(super) fn is_in(text: impl Read) -> bool {
    let mut text = BufReader::with_capacity(64 * 1024, text.take(SEARCH));
    find_log(&mut text, &mut Vec::new()).unwrap_or(false)
}

/// Reads up to the line before the log; false if there is none.
fn find_log(text: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    while next_line(text, line)? {
        if find(line, BEGIN) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn find(text: &[u8], words: &[u8]) -> bool {
    text.windows(words.len()).any(|window| window == words)
}

/// The log in a report as a btsnoop file; nothing if there is none.
///
/// # Errors
/// The report cannot be read, or the log in it is damaged.
pub(super) fn extract(report: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut text = BufReader::with_capacity(64 * 1024, report.take(SEARCH));
    let mut line = Vec::new();
    if !find_log(&mut text, &mut line)? {
        return Ok(None);
    }
    let mut packed = Vec::new();
    while next_line(&mut text, &mut line)? && !find(&line, END) {
        packed.extend(line.iter().filter(|octet| !octet.is_ascii_whitespace()));
        if packed.len() > MOST {
            return Err(damaged("it is too long"));
        }
    }
    let log = STANDARD.decode(&packed).map_err(|error| damaged(&error.to_string()))?;
    convert(&log).map(Some)
}

fn damaged(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the btsnooz log is damaged: {why}"))
}

/// Reads the start of a line, and leaves out the rest of one that is too long; false at the end.
fn next_line(text: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut limited = text.by_ref().take(LINE as u64);
    if limited.read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if !line.ends_with(b"\n") {
        text.skip_until(b'\n')?;
    }
    Ok(true)
}

/// A record's header in versions 1 and 2.
struct Header {
    /// Octets that are in the log, and octets that the packet had, both with the type.
    length: u16,
    packet_length: u16,
    /// Microseconds since the record before.
    delta: u32,
    kind: u8,
}

fn header(fields: &mut Fields<'_>, version: u8) -> Option<Header> {
    let length = fields.u16()?;
    let packet_length = if version == 1 { length } else { fields.u16()? };
    Some(Header { length, packet_length, delta: fields.u32()?, kind: fields.u8()? })
}

/// The H4 indicator of a type, and btsnoop's flags.
fn indicator(kind: u8) -> Option<(u8, u32)> {
    Some(match kind {
        0x10 => (4, 3),
        0x11 => (2, 1),
        0x12 => (3, 1),
        0x17 => (5, 1),
        0x20 => (1, 2),
        0x21 => (2, 0),
        0x22 => (3, 0),
        0x2d => (5, 0),
        _ => return None,
    })
}

fn convert(log: &[u8]) -> io::Result<Vec<u8>> {
    let mut fields = Fields::new(log, Order::Little);
    let (Some(version @ 1..=2), Some(last)) = (fields.u8(), fields.u64()) else {
        return Err(damaged("its version is unknown"));
    };
    let mut records = Vec::new();
    ZlibDecoder::new(fields.rest()).take(MOST_RECORDS).read_to_end(&mut records)?;
    let each = |take: &mut dyn FnMut(&Header, &[u8])| -> Option<()> {
        let mut fields = Fields::new(&records, Order::Little);
        while !fields.rest().is_empty() {
            let header = header(&mut fields, version)?;
            let packet = fields.take(usize::from(header.length.checked_sub(1)?))?;
            take(&header, packet);
        }
        Some(())
    };
    // The time of the last record is known, and the steps to it.
    let mut steps = 0_u64;
    let whole = each(&mut |header, _| steps += u64::from(header.delta)).is_some();
    let mut time = last.saturating_sub(steps);
    let mut out = Vec::with_capacity(records.len() * 4);
    btsnoop::write_header(&mut out, btsnoop::H4);
    each(&mut |header, packet| {
        time = time.saturating_add(u64::from(header.delta));
        if let Some((indicator, flags)) = indicator(header.kind) {
            let time = i64::try_from(time).unwrap_or(i64::MAX).saturating_mul(1000);
            let original = u32::from(header.packet_length.max(header.length));
            btsnoop::write_cut(&mut out, Timestamp(time), flags, original, &[&[indicator], packet]);
        }
    });
    if !whole && out.len() <= btsnoop::FILE_HEADER {
        return Err(damaged("its records make no sense"));
    }
    Ok(out)
}
