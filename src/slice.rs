//! Parts of a capture, and captures with the findings written into them.
//!
//! A slice is a small part in which a finding is the same, with the handshakes that it rests on:
//! which frames can go is found by leaving them out and checking again.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use parsers::link::Link;
use thiserror::Error;

use crate::{
    analysis::{self, Analysis, Selection},
    capture::{Capture, CaptureError, Format, Writer},
    finding::{Finding, Severity},
    track::{Event, LinkId, Observer, State, Tracker},
};

/// Which part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// What a finding needs: the first of a rule, by code or name, or the one in a frame.
    Finding(String, Option<u64>),
    /// One link, with what its host and controller did meanwhile.
    Link(u32),
    /// Frames from this to that, both included.
    Frames(u64, u64),
}

/// Why there is no slice.
#[derive(Debug, Error)]
pub enum Error {
    /// The capture cannot be read.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The output cannot be written.
    #[error(transparent)]
    Output(#[from] io::Error),
    /// The capture has no such part.
    #[error("the capture has no {0}")]
    NoSuchPart(String),
}

/// Checks that try what can be left out.
const TRIES: usize = 60;

/// Frames that are too many to be put together again and again.
const MANY: usize = 200_000;

struct Deaf;

impl Observer for Deaf {
    fn event(&mut self, _: &Event<'_>, _: &State) {}
}

/// Writes a part of a capture that has not been read yet. Returns the number of its frames.
///
/// # Errors
/// The capture or the output, or there is no such part.
pub fn slice(
    capture: &mut Capture,
    part: &Part,
    format: Format,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    capture.spool()?;
    let frames = match part {
        Part::Frames(first, last) => around(capture, *first, *last)?,
        Part::Link(id) => of_link(capture, LinkId(*id))?,
        Part::Finding(rule, frame) => of_finding(capture, rule, *frame, format)?,
    };
    if frames.is_empty() {
        let what = match part {
            Part::Frames(first, last) => format!("frame from {first} to {last}"),
            Part::Link(id) => format!("link {id}"),
            Part::Finding(..) => "frame of it".to_owned(),
        };
        return Err(Error::NoSuchPart(what));
    }
    let comments = BTreeMap::new();
    copy(&capture.reopen()?, &frames, &comments, format, out)
}

/// Writes the records whose rows, counted from 0, are picked. Returns their number.
///
/// # Errors
/// As for [`slice()`].
pub fn rows(
    capture: &Capture,
    picks: impl Fn(u64) -> bool,
    format: Format,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    let mut survey = capture.reopen()?;
    let (mut row, mut frames) = (0, BTreeSet::new());
    while let Ok(Some(record)) = survey.next_record() {
        if picks(row) {
            frames.insert(record.number);
        }
        row += 1;
    }
    copy(capture, &Frames::These(frames), &BTreeMap::new(), format, out)
}

/// Writes a capture as pcapng, with each finding as a comment on its frames. Returns their number.
///
/// # Errors
/// As for [`slice()`].
pub fn annotate(capture: &mut Capture, out: &mut dyn Write) -> Result<u64, Error> {
    capture.spool()?;
    let analysis = check(capture.reopen()?);
    let mut comments: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for finding in &analysis.findings {
        let line = format!(
            "btlint {} {}: {}",
            finding.rule.code,
            finding.severity.name(),
            crate::text::clean(&finding.message)
        );
        comments.entry(finding.at.frame).or_default().push(line);
        for place in &finding.related {
            let note = crate::text::clean(&place.note);
            let line = format!("btlint {} evidence: {note}", finding.rule.code);
            comments.entry(place.at.frame).or_default().push(line);
        }
    }
    let written = copy(&capture.reopen()?, &Frames::All, &comments, Format::Pcapng, out)?;
    analysis.error.map_or(Ok(written), |error| Err(error.into()))
}

/// Frames of a capture, by their numbers.
enum Frames {
    All,
    These(BTreeSet<u64>),
}

impl Frames {
    fn is_empty(&self) -> bool {
        matches!(self, Self::These(frames) if frames.is_empty())
    }

    fn has(&self, number: u64) -> bool {
        match self {
            Self::All => true,
            Self::These(frames) => frames.contains(&number),
        }
    }
}

fn check(capture: Capture) -> Analysis {
    analysis::capture("capture".to_owned(), capture, &Selection::default())
}

/// Writes these frames; a slice counts them from 1.
fn copy(
    capture: &Capture,
    frames: &Frames,
    comments: &BTreeMap<u64, Vec<String>>,
    format: Format,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    let mut interfaces: BTreeMap<u16, Link> = BTreeMap::new();
    let mut survey = capture.reopen()?;
    while let Ok(Some(record)) = survey.next_record() {
        interfaces.entry(record.interface).or_insert(record.link);
    }
    let mut writer = Writer::begin(format, &interfaces, out)?;
    let mut written = 0;
    let mut capture = capture.reopen()?;
    // Where it cannot be read further, the slice ends; who checked it has said so.
    while let Ok(Some(mut record)) = capture.next_record() {
        if frames.has(record.number) {
            written += 1;
            let comments = comments.get(&record.number).map_or(&[][..], Vec::as_slice);
            if matches!(frames, Frames::These(_)) {
                record.number = written;
            }
            writer.annotated(&record, comments, out)?;
        }
    }
    Ok(written)
}

/// A range of frames, and before it what made the links that are in it.
fn around(capture: &Capture, first: u64, last: u64) -> Result<Frames, Error> {
    let all = kinds(capture)?;
    let inside = |number: u64| (first..=last).contains(&number);
    let links: BTreeSet<LinkId> =
        all.iter().filter(|kind| inside(kind.number)).filter_map(|kind| kind.link).collect();
    if !all.iter().any(|kind| inside(kind.number)) {
        return Ok(Frames::These(BTreeSet::new()));
    }
    let kept = all.iter().filter(|kind| {
        let before = kind.number < first && !kind.is_media;
        inside(kind.number) || before && kind.link.is_none_or(|link| links.contains(&link))
    });
    Ok(Frames::These(kept.map(|kind| kind.number).collect()))
}

/// One link, and what is of no link: commands, events, the adapter's own matters.
fn of_link(capture: &Capture, link: LinkId) -> Result<Frames, Error> {
    let all = kinds(capture)?;
    if !all.iter().any(|kind| kind.link == Some(link)) {
        return Ok(Frames::These(BTreeSet::new()));
    }
    let kept = all.iter().filter(|kind| kind.link.is_none_or(|of| of == link));
    Ok(Frames::These(kept.map(|kind| kind.number).collect()))
}

/// What a record is, as far as it matters here.
struct Kind {
    number: u64,
    link: Option<LinkId>,
    is_media: bool,
}

fn kinds(capture: &Capture) -> Result<Vec<Kind>, Error> {
    let mut capture = capture.reopen()?;
    let mut tracker = Tracker::new();
    let mut all = Vec::new();
    while let Ok(Some(record)) = capture.next_record() {
        let seen = tracker.record(&record, &mut Deaf);
        let is_media = matches!(seen.context.protocol, parsers::l2cap::Protocol::Media(_));
        all.push(Kind { number: record.number, link: seen.link, is_media });
    }
    Ok(all)
}

fn of_finding(
    capture: &Capture,
    rule: &str,
    frame: Option<u64>,
    format: Format,
) -> Result<Frames, Error> {
    let analysis = check(capture.reopen()?);
    let is_it = |finding: &&Finding| {
        let named = [finding.rule.code, finding.rule.name];
        named.iter().any(|name| name.eq_ignore_ascii_case(rule))
            && frame.is_none_or(|frame| finding.at.frame == frame)
    };
    let Some(finding) = analysis.findings.iter().find(is_it) else {
        let place = frame.map_or_else(String::new, |frame| format!(" in frame {frame}"));
        return Err(Error::NoSuchPart(format!("finding {rule}{place}")));
    };
    let cited: BTreeSet<u64> = finding.frames().map(|at| at.frame).collect();
    let all = kinds(capture)?;
    let own = |kind: &&Kind| match finding.link {
        Some(link) => kind.link.is_none_or(|of| of == link),
        None => true,
    };
    let mut kept: BTreeSet<u64> = all.iter().filter(own).map(|kind| kind.number).collect();
    kept.extend(&cited);
    let mut trial = Trial { capture, finding, analysis: &analysis, format, tries: TRIES };
    if kept.len() > MANY || !trial.holds(&kept)? {
        // It rests on other links too.
        kept = all.iter().map(|kind| kind.number).collect();
        if kept.len() > MANY || !trial.holds(&kept)? {
            return Ok(Frames::These(kept));
        }
    }
    // Media first, then what is of no link, in ever smaller pieces. The link's own handshakes stay:
    // without them neither the finding nor Wireshark would know what its packets are.
    let media: BTreeSet<u64> = all.iter().filter(|k| k.is_media).map(|k| k.number).collect();
    let bare: BTreeSet<u64> = all.iter().filter(|k| k.link.is_none()).map(|k| k.number).collect();
    for some in [&media, &bare] {
        let mut pieces = 1;
        while trial.tries > 0 && pieces <= 64 {
            let may_go: Vec<u64> = kept
                .iter()
                .copied()
                .filter(|number| some.contains(number))
                .filter(|number| !cited.contains(number))
                .collect();
            if may_go.is_empty() {
                break;
            }
            for piece in may_go.chunks(may_go.len().div_ceil(pieces)) {
                let mut fewer = kept.clone();
                piece.iter().for_each(|number| {
                    fewer.remove(number);
                });
                if trial.tries > 0 && trial.holds(&fewer)? {
                    kept = fewer;
                }
            }
            pieces *= 4;
        }
    }
    Ok(Frames::These(kept))
}

/// Tries whether a finding is the same in a part of its capture.
struct Trial<'a> {
    capture: &'a Capture,
    finding: &'a Finding,
    analysis: &'a Analysis,
    format: Format,
    tries: usize,
}

impl Trial<'_> {
    fn holds(&mut self, kept: &BTreeSet<u64>) -> Result<bool, Error> {
        self.tries = self.tries.saturating_sub(1);
        let mut octets = Vec::new();
        let frames = Frames::These(kept.clone());
        copy(self.capture, &frames, &BTreeMap::new(), self.format, &mut octets)?;
        let part = Capture::from_reader("slice", Box::new(io::Cursor::new(octets)));
        let Ok(part) = part else { return Ok(false) };
        let part = check(part);
        let numbers: Vec<u64> = kept.iter().copied().collect();
        // Frame numbers of the part, as the whole has them.
        let of_whole = |frame: u64| {
            let place = usize::try_from(frame).ok().and_then(|frame| frame.checked_sub(1));
            place.and_then(|place| numbers.get(place).copied()).unwrap_or(0)
        };
        let wanted: Vec<u64> = self.finding.frames().map(|at| at.frame).collect();
        let same = |finding: &Finding| {
            finding.rule.code == self.finding.rule.code
                && finding.severity == self.finding.severity
                && finding.message == self.finding.message
                && finding.frames().map(|at| of_whole(at.frame)).eq(wanted.iter().copied())
        };
        // What is left out must not look like a fault of its own.
        let known = |finding: &Finding| {
            finding.severity < Severity::Warning
                || self.analysis.findings.iter().any(|other| {
                    other.rule.code == finding.rule.code
                        && other.at.frame == of_whole(finding.at.frame)
                })
        };
        Ok(part.findings.iter().any(same) && part.findings.iter().all(known))
    }
}
