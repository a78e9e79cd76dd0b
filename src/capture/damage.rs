//! Where to go on after a record whose lengths cannot be right.

use super::{
    MAX_RECORD, Timestamp, claim::LONGEST_HCI, detect::Reader, error::Fault, state::State,
    window::Window,
};

/// Records in a row that must make sense for reading to go on with the first.
const TRIED: usize = 3;

/// Octets that are looked at together: more than so many records can have.
const LOOK: usize = 512 * 1024;

/// Moves on to the next record that makes sense after one that does not; false when none is left.
pub(super) fn resynchronise(
    reader: &Reader,
    window: &mut Window,
    state: &State,
) -> Result<bool, Fault> {
    let before = (state.number > 0).then_some(state.time);
    loop {
        let more = window.want(LOOK)?;
        let held = window.held();
        let tried = if more { held.len() - LOOK / 2 } else { held.len() };
        // Where it stands is what does not make sense.
        let next = (1..tried)
            .find(|&at| held.get(at..).is_some_and(|rest| are_records(reader, rest, before)));
        match next {
            Some(at) => {
                window.consume(at);
                return Ok(true);
            }
            None => {
                window.consume(if more { tried.saturating_sub(1) } else { tried });
                if !more {
                    return Ok(false);
                }
            }
        }
    }
}

/// Whether several records make sense, or all that are left.
fn are_records(reader: &Reader, bytes: &[u8], mut before: Option<Timestamp>) -> bool {
    let mut rest = bytes;
    for tried in 0..TRIED {
        let Some(claim) = reader.claim(rest) else {
            return tried > 0 && rest.len() < MAX_HEADER;
        };
        let packet = rest.get(claim.header..).unwrap_or_default();
        if !claim.makes_sense(packet, before) {
            return false;
        }
        match packet.get(claim.captured + claim.trailer..) {
            Some(after) => rest = after,
            None => return tried > 0,
        }
        before = Some(claim.time);
    }
    true
}

/// Octets of the longest header: that of an Enhanced Packet Block.
const MAX_HEADER: usize = 28;

const _: () = assert!(LOOK < MAX_RECORD && LOOK / 2 > TRIED * (LONGEST_HCI + MAX_HEADER));
