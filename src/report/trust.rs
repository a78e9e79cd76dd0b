//! How far the capture itself can be trusted.

use super::has_no_links;
use crate::{
    analysis::Analysis,
    capture::{self, Reason},
    text::count,
    track::state::Health,
};

/// A fault of the capture, which is no fault of the devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What kind of fault, in `snake_case`; stable, for programs.
    pub kind: &'static str,
    /// The fault, in one line for people.
    pub detail: String,
}

/// How far the findings of the capture can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// Nothing was lost, cut short or left unread between the first record and the last.
    pub complete: bool,
    /// What it lacks.
    pub notes: Vec<Note>,
}

impl Note {
    /// Whether something may have happened that the capture does not show. That links are still open
    /// where it ends is how captures end, and how frames are counted is no doubt.
    pub fn casts_doubt(&self) -> bool {
        !matches!(self.kind, "ends_mid_connection" | "carried" | "joined" | "sniffer_clock")
    }
}

impl Trust {
    /// What the analysis says of its capture.
    pub fn of(analysis: &Analysis) -> Self {
        let links = || analysis.links.iter().filter(|link| link.failure.is_none());
        let mut notes = of_health(&analysis.health);
        let (clock, joined) = (
            |note: &&capture::Note| matches!(note, capture::Note::Backlog { .. }),
            |note: &&capture::Note| matches!(note, capture::Note::Joined { .. }),
        );
        let reader = analysis.notes.iter().filter(|note| !clock(note) && !joined(note));
        notes.extend(reader.map(|note| Note { kind: "reader", detail: note.to_string() }));
        if let Some(error) = &analysis.error {
            let went_on = analysis.notes.iter().any(
                |note| matches!(note, capture::Note::PassedOver { offset, .. } if *offset == error.offset),
            );
            let (kind, what) =
                if went_on { ("damaged", "damaged") } else { ("stopped", "reading stopped") };
            let (kind, detail) = match &error.reason {
                reason @ Reason::TooLittle(_) => ("too_little", reason.to_string()),
                reason => (kind, format!("{what} at octet {}: {reason}", error.offset)),
            };
            notes.push(Note { kind, detail });
        }
        let complete = notes.is_empty();
        let joined = analysis.notes.iter().filter(joined);
        notes.extend(joined.map(|note| Note { kind: "joined", detail: note.to_string() }));
        if analysis.header.carrier.is_some() {
            let detail = "frames are the packets that the network carried, from 1; Wireshark counts the \
                          network's own";
            notes.push(Note { kind: "carried", detail: detail.to_owned() });
        }
        let backlog = analysis.notes.iter().find(clock);
        let backlog = backlog.map(|note| Note { kind: "sniffer_clock", detail: note.to_string() });
        notes.extend(backlog);
        unlisted(analysis, &mut notes);
        if has_no_links(analysis) && analysis.error.is_none() {
            let detail = "no connection in the capture: most rules had nothing to check".to_owned();
            notes.push(Note { kind: "no_links", detail });
        }
        // Of the links that are here nothing is lost by these, so the capture is complete.
        let mut ordinary = |number: usize, kind: &'static str, words: &str| {
            if number > 0 {
                notes.push(Note {
                    kind,
                    detail: format!("{} {words}", count(number as u64, "link")),
                });
            }
        };
        let begun = links().filter(|link| !link.from_start).count();
        ordinary(begun, "starts_mid_connection", "open before the capture began");
        let open = links().filter(|link| link.end.is_none()).count();
        ordinary(open, "ends_mid_connection", "still open when the capture ends");
        // A phone that sleeps logs nothing; what was open meanwhile is what suffers if it was the clock.
        let health = &analysis.health;
        if let (0, Some(at)) = (health.clock_back, health.last_clock_fault) {
            let detail = format!(
                "a pause so long that the clock may have been changed (frame {}): deadlines in it say nothing",
                at.frame
            );
            notes.push(Note { kind: "clock_jumped", detail });
        }
        if let (1.., Some(at)) = (health.offloaded, health.last_offload) {
            let streams = count(health.offloaded, "stream");
            let detail = format!(
                "{streams} handed to the controller (A2DP offload, last in frame {}): the media is not in the log, so \
                 nothing is known of gaps in the sound",
                at.frame
            );
            notes.push(Note { kind: "offloaded", detail });
        }
        if health.garbled > 0 {
            let packets = count(health.garbled, "packet");
            let detail =
                format!("{packets} on the air with a wrong CRC, or shorter than their header says");
            notes.push(Note { kind: "garbled", detail });
        }
        if analysis.health.encrypted > 0 {
            let packets = count(analysis.health.encrypted, "packet");
            notes.push(Note {
                kind: "encrypted",
                detail: format!("{packets} encrypted and not decoded: btlint has no keys"),
            });
        }
        if analysis.health.undecrypted > 0 {
            let packets = count(analysis.health.undecrypted, "packet");
            let detail = format!(
                "{packets} encrypted and not decoded, though the sniffer has the key: it lost count of the packets, \
                 or their MIC is wrong"
            );
            notes.push(Note { kind: "undecrypted", detail });
        }
        Self { complete, notes }
    }
}

/// What the bounds have left out of the lists. It is counted, and lacks nowhere in the capture.
fn unlisted(analysis: &Analysis, notes: &mut Vec<Note>) {
    if !analysis.unlisted.is_empty() {
        let total: u64 = analysis.unlisted.values().sum();
        let which: Vec<String> = analysis
            .unlisted
            .iter()
            .map(|((code, severity), count)| format!("{code} ×{count} ({})", severity.name()))
            .collect();
        let detail =
            format!("{} counted but not listed: {}", count(total, "finding"), which.join(", "));
        notes.push(Note { kind: "findings_not_listed", detail });
    }
    if analysis.more_links > 0 {
        let detail = format!("{} counted but not listed", count(analysis.more_links, "link"));
        notes.push(Note { kind: "links_not_listed", detail });
    }
}

fn of_health(health: &Health) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |number: u64, kind: &'static str, detail: &dyn Fn() -> String| {
        if number > 0 {
            notes.push(Note { kind, detail: detail() });
        }
    };
    let last = |at: Option<crate::track::At>| {
        at.map_or_else(String::new, |at| format!(", last before frame {}", at.frame))
    };
    note(health.drops, "packets_dropped", &|| {
        let lost = count(health.drops, "packet");
        format!("{lost} missing from the capture{}", last(health.last_drop))
    });
    note(health.unlogged, "records_missing", &|| {
        let missing = count(health.unlogged, "record");
        format!("{missing} not in the capture, as later ones show{}", last(health.last_unlogged))
    });
    note(health.cut, "records_cut_short", &|| {
        let range = match health.cut_range {
            Some((first, last)) if first == last => format!(", frame {}", first.frame),
            Some((first, last)) => format!(", frames {} to {}", first.frame, last.frame),
            None => String::new(),
        };
        format!("{} cut short{range}", count(health.cut, "record"))
    });
    note(health.sniffer_missed, "sniffer_missed", &|| {
        let missed = count(health.sniffer_missed, "packet");
        format!("{missed} missed by the sniffer, by its own counter{}", last(health.last_missed))
    });
    note(health.orphans, "orphan_fragments", &|| {
        format!("{} without the start of their PDU", count(health.orphans, "continuation"))
    });
    note(health.clock_back, "clock_went_back", &|| {
        format!(
            "the clock went back {}{}",
            count(health.clock_back, "time"),
            last(health.last_clock_fault)
        )
    });
    note(health.forgotten, "bounds_reached", &|| {
        format!("internal limits reached: {} dropped", count(health.forgotten, "tracked item"))
    });
    notes
}
