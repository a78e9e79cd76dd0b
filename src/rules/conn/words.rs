//! What the rules on connections share.

use parsers::{Address, hci::Status};

use crate::track::{
    At,
    event::LinkEnd,
    state::{Link, Transport},
};

/// Connection events in which the first packet must be heard, or the connection is not established
/// (Core Vol 6 Part B, 4.5).
pub(super) const ESTABLISH: i64 = 6;

/// A duration in nanoseconds for a person: `720 ms`, `2.5 s`, `3 min 20 s`.
pub(super) fn duration(nanoseconds: i64) -> String {
    let ms = nanoseconds.max(0) / 1_000_000;
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 if ms / 100 % 10 == 0 => format!("{} s", ms / 1_000),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms / 100 % 10),
        _ => match (ms / 60_000, ms / 1_000 % 60) {
            (minutes, 0) => format!("{minutes} min"),
            (minutes, seconds) => format!("{minutes} min {seconds} s"),
        },
    }
}

/// The peer's address, or what stands for one that is not known.
pub(super) fn name(peer: Option<Address>) -> String {
    peer.map_or_else(|| "a peer of unknown address".to_owned(), |peer| peer.to_string())
}

/// An LE link that ended before it can have been established: its controller heard nothing of the
/// peer at all.
pub(super) fn never_established(link: &Link, end: &LinkEnd, at: At) -> bool {
    if link.radio.is_some() || link.transport == Some(Transport::Classic) {
        return false;
    }
    match end.reason {
        Some(Status::FAILED_TO_BE_ESTABLISHED) => true,
        // Some controllers give the reason of a lost link instead.
        Some(Status::CONNECTION_TIMEOUT) => {
            let (Some(opened), Some(interval)) = (link.opened, link.interval) else { return false };
            at.time.since(opened.time) <= interval.saturating_mul(ESTABLISH + 1)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_read_well() {
        let ms = |ms: i64| duration(ms * 1_000_000);
        assert_eq!(ms(720), "720 ms");
        assert_eq!(ms(5_000), "5 s");
        assert_eq!(ms(2_550), "2.5 s");
        assert_eq!(ms(60_000), "1 min");
        assert_eq!(ms(200_000), "3 min 20 s");
        assert_eq!(duration(-1), "0 ms");
    }
}
