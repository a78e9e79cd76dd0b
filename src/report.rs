//! What was found, written down: for a terminal, for programs, for a ticket.
//!
//! A [`Reporter`] is handed one capture after the other, so that nothing is kept of those that are
//! done with. Names from the air are hostile: each format cleans and escapes them in its own way.

#[cfg(feature = "html")]
mod html;

mod comparison;
mod concise;
mod format;
mod formats;
mod github;
mod gitlab;
mod incident;
mod json;
mod json_lines;
#[cfg(feature = "junit")]
mod junit;
mod markdown;
mod rule_table;
mod sarif;
mod scene;
mod stability;
mod statistics;
mod stream;
mod tally;
mod terminal;
mod ticket;
mod trust;

use std::io::{self, Write};

use incident::worst_first;
use scene::scene;

use crate::{
    analysis::{Analysis, Incident, LinkStory, Phase, Verdict},
    capture::{CaptureError, Reason, Timestamp},
    finding::{Finding, Severity},
    stability::Stability,
    text::clean,
    track::{At, Side},
};

pub use comparison::ComparisonWriter;
pub use format::{Format, Makes, Options, RulesWriter, TicketWriter};
pub use formats::FORMATS;
#[cfg(feature = "tui")]
pub(crate) use incident::times;
pub(crate) use incident::{again, frames, message};
pub use rule_table::{explain, explain_retired};
pub use tally::Tally;
pub use trust::{Note, Trust};

/// Writes the findings of captures, one capture after the other.
pub trait Reporter {
    /// Before the first capture.
    ///
    /// # Errors
    /// What the output says.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// A finding of a capture that is still being read, and of which `capture` follows; `start` is the
    /// time of its first record.
    ///
    /// # Errors
    /// What the output says.
    fn found(
        &mut self,
        _path: &str,
        _start: Timestamp,
        _finding: &Finding,
        _out: &mut dyn Write,
    ) -> io::Result<()> {
        Ok(())
    }

    /// A capture that was read, to its end or to a fault.
    ///
    /// # Errors
    /// What the output says.
    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()>;

    /// A capture that could not be read at all.
    ///
    /// # Errors
    /// What the output says.
    fn unreadable(&mut self, _error: &CaptureError, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// A file in a folder that is plainly no capture.
    ///
    /// # Errors
    /// What the output says.
    fn skipped(&mut self, _error: &CaptureError, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// What all captures say together, when there were several.
    ///
    /// # Errors
    /// What the output says.
    fn together(&mut self, _stability: &Stability, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// After the last capture.
    ///
    /// # Errors
    /// What the output says.
    fn end(&mut self, _tally: &Tally, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// What was found, in a line without a full stop.
fn summary(analysis: &Analysis) -> String {
    let found = counted(analysis).words();
    match &analysis.error {
        Some(CaptureError { reason: reason @ Reason::NothingToCheck(_), .. }) => {
            let reason = reason.to_string();
            let mut letters = clean(&reason).into_owned();
            if let Some(first) = letters.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            letters
        }
        _ if !found.is_empty() => found,
        _ if has_no_links(analysis) => "No connection in the capture".to_owned(),
        _ => "Nothing found".to_owned(),
    }
}

/// The findings of one capture, counted.
fn counted(analysis: &Analysis) -> Tally {
    Tally { findings: analysis.new_counts(), ..Tally::default() }
}

/// What a baseline says of an incident, in the words of SARIF; nothing without one.
fn state(analysis: &Analysis, incident: &Incident) -> Option<&'static str> {
    let state = if incident.known { "unchanged" } else { "new" };
    analysis.terms.has_baseline.then_some(state)
}

/// There are links, and nothing was found on them that is wrong. What could not be assessed is said
/// beside it.
fn is_clean(analysis: &Analysis) -> bool {
    is_quiet(analysis) && !has_no_links(analysis)
}

/// No connection is in it, so that most rules had nothing to look at.
fn has_no_links(analysis: &Analysis) -> bool {
    analysis.links.is_empty() && analysis.more_links == 0
}

/// Nothing was found that is wrong.
fn is_quiet(analysis: &Analysis) -> bool {
    counted(analysis).worst().is_none_or(|worst| worst == Severity::Info)
        && analysis.known.iter().skip(1).all(|&known| known == 0)
        && analysis.error.is_none()
        && analysis.links.iter().all(|link| matches!(link.verdict, Verdict::Ok | Verdict::Unknown))
}

/// When the capture begins; times in reports count from here.
fn start(analysis: &Analysis) -> Timestamp {
    analysis.health.first.map_or(Timestamp(0), |at| at.time)
}

/// Nanoseconds from the first record to the latest.
fn length(analysis: &Analysis) -> i64 {
    analysis.health.latest.map_or(0, |latest| latest.since(start(analysis)))
}

/// Seconds from the first record, with three decimals; where the clock went back they may be
/// negative, as in `btlint show`.
fn seconds(at: At, start: Timestamp) -> String {
    format!("{:.3} s", at.time.step_from(start) as f64 / 1e9)
}

/// The device at the other end: its address and its name, cleaned.
fn peer(link: &LinkStory) -> (String, Option<String>) {
    let address = match (link.peer, link.peer_is_random) {
        (Some(address), true) => format!("{address} (random)"),
        (Some(address), false) => address.to_string(),
        (None, _) => "unknown peer".to_owned(),
    };
    let address = match link.identity {
        Some(identity) => format!("{address}, of {identity}"),
        None => address,
    };
    (address, link.name.as_deref().map(|name| clean(name).into_owned()))
}

/// What is known of the link in a few words: transport and role.
fn kind(link: &LinkStory) -> String {
    use crate::track::state::Role;
    let transport = link.transport.map(|transport| transport.name());
    let role = link.role.filter(|_| !link.on_air).map(|role| match role {
        Role::Central => "central",
        Role::Peripheral => "peripheral",
    });
    let air = link.on_air.then_some("on air");
    [transport, role, air].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Who began a phase.
fn by(phase: &Phase) -> &'static str {
    by_name(phase.by).unwrap_or_default()
}

/// A side without its article.
fn by_name(side: Side) -> Option<&'static str> {
    (side != Side::Unknown).then(|| side.name().trim_start_matches("the "))
}

/// The capture in a few words: links, packets, time. It says how many links have no verdict.
fn extent(analysis: &Analysis) -> String {
    let unknown = analysis.links.iter().filter(|link| link.verdict == Verdict::Unknown).count();
    let unknown = if unknown > 0 { format!(" ({unknown} unknown)") } else { String::new() };
    format!(
        "{}{unknown}, {} in {}",
        crate::text::count(analysis.links.len() as u64 + analysis.more_links, "link"),
        crate::text::count(analysis.health.records, "packet"),
        crate::text::duration(length(analysis)),
    )
}

/// What was not assessed: the reason, then the rules with how often.
fn skipped(analysis: &Analysis) -> Vec<(&'static str, String)> {
    let mut reasons: std::collections::BTreeMap<&'static str, Vec<String>> = Default::default();
    for (&(code, reason), &times) in &analysis.skipped {
        let rules = reasons.entry(reason).or_default();
        rules.push(if times == 1 { code.to_owned() } else { format!("{code} ×{times}") });
    }
    reasons.into_iter().map(|(reason, rules)| (reason, rules.join(", "))).collect()
}
