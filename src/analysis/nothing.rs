//! Captures that hold nothing to check. To call them clean would vouch for what nobody saw.

use crate::{
    capture::{Note, Reason},
    text::count,
    track::state::Health,
};

/// Why there is nothing in a capture that the rules could check; none when there is something.
pub(super) fn reason(health: &Health, notes: &[Note]) -> Option<Reason> {
    let records = health.records;
    if health.decoded > 0 {
        return None;
    }
    let other = notes.iter().find(|note| matches!(note, Note::SkippedPackets { .. }));
    let why = match other {
        _ if records > 0 && health.garbled == records => {
            format!("only {} with a wrong CRC or cut short", count(records, "packet"))
        }
        _ if records > 0 => format!("none of its {} can be decoded", count(records, "record")),
        Some(note) => note.to_string(),
        None => "it holds no packets".to_owned(),
    };
    Some(Reason::NothingToCheck(why))
}
