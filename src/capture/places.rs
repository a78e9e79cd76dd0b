//! Where the records of a file are.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
};

use super::{Capture, CaptureError};

/// The octets of these records in the file; in pcapng with the blocks without a packet that stand
/// before a record. Nothing for a file whose octets are not those of its records: it is compressed, an
/// archive, or of a network.
///
/// # Errors
/// The file cannot be read again.
pub fn places(
    path: &Path,
    records: &BTreeSet<u64>,
) -> Result<BTreeMap<u64, Range<u64>>, CaptureError> {
    let mut places = BTreeMap::new();
    let Some(last) = records.last() else { return Ok(places) };
    let mut capture = Capture::open(path)?;
    let header = capture.header();
    let is_plain = header.compression.is_none() && header.carrier.is_none();
    if !is_plain || capture.name() != path.display().to_string() || !path.is_file() {
        return Ok(places);
    }
    loop {
        let start = capture.offset();
        let Some(record) = capture.next_record()? else { break };
        let number = record.number;
        if records.contains(&number) {
            places.insert(number, start..capture.offset());
        }
        if number >= *last {
            break;
        }
    }
    Ok(places)
}
