//! One document for programs, schema 1 (`book/src/schema.json`). Captures are written as they come.

pub(super) mod device;
mod model;
mod stream;

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use serde::Serialize;

use super::{Format, Reporter, Tally, Trust, comparison, length, rule_table, scene, start, state};
use crate::{
    analysis::{Analysis, Incident, LinkStory, Phase, Selection},
    capture::{CaptureError, Timestamp},
    finding::{Finding, Severity},
    rhythm::Rhythm,
    rules, show,
    stability::Stability,
    text::{clean, utc},
    track::{At, state::Role},
};

/// Version of the document's layout. Members may be added to a version, none taken away.
const SCHEMA: u32 = 1;

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "json",
    purpose: "For programs: one document",
    endings: &["json"],
    findings: Some(|options| Box::new(Json { rules: options.codes(), ..Json::default() })),
    frames: Some(|_| Box::new(show::Json::default())),
    model: Some(model::write),
    rules: Some(rule_table::json),
    comparison: Some(comparison::json),
    ..Format::NONE
};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Json {
    /// Codes of the rules that report.
    rules: Vec<&'static str>,
    captures: u64,
    errors: Vec<Failure>,
    skipped: Vec<Failure>,
    /// What several captures say together, written already.
    together: Option<String>,
}

impl Reporter for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let version = env!("CARGO_PKG_VERSION");
        write!(
            out,
            r#"{{"schema":{SCHEMA},"tool":{{"name":"btlint","version":"{version}"}},"rules":"#
        )?;
        serde_json::to_writer(&mut *out, &self.rules)?;
        write!(out, r#","captures":["#)
    }

    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        self.errors.extend(analysis.error.as_ref().map(Failure::of));
        let separator = if self.captures == 0 { "\n" } else { ",\n" };
        self.captures += 1;
        out.write_all(separator.as_bytes())?;
        Ok(serde_json::to_writer(out, &Capture::of(analysis))?)
    }

    fn unreadable(&mut self, error: &CaptureError, _out: &mut dyn Write) -> io::Result<()> {
        self.errors.push(Failure::of(error));
        Ok(())
    }

    fn skipped(&mut self, error: &CaptureError, _out: &mut dyn Write) -> io::Result<()> {
        self.skipped.push(Failure::of(error));
        Ok(())
    }

    fn together(&mut self, stability: &Stability, _out: &mut dyn Write) -> io::Result<()> {
        self.together = Some(device::together(stability)?);
        Ok(())
    }

    fn end(&mut self, _tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        let together = self.together.as_deref().unwrap_or("null");
        write!(out, "\n],\n\"together\":{together},\"errors\":")?;
        serde_json::to_writer(&mut *out, &self.errors)?;
        write!(out, ",\"skipped\":")?;
        serde_json::to_writer(&mut *out, &self.skipped)?;
        writeln!(out, "}}")
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Failure {
    path: String,
    offset: u64,
    reason: String,
}

impl Failure {
    pub(super) fn of(error: &CaptureError) -> Self {
        Self { path: error.file.clone(), offset: error.offset, reason: error.reason.to_string() }
    }
}

#[derive(Serialize)]
pub(super) struct Capture<'a> {
    path: &'a str,
    format: String,
    compression: Option<&'static str>,
    carrier: Option<&'static str>,
    link_type: &'a str,
    packets: u64,
    start: Option<String>,
    duration_s: f64,
    config: Option<&'a str>,
    ignored: Vec<&'static str>,
    trust: JsonTrust,
    links: Vec<Link<'a>>,
    more_links: u64,
    story: Option<String>,
    devices: Vec<device::JsonDevice>,
    counts: BTreeMap<&'static str, u64>,
    findings: Vec<JsonFinding<'a>>,
    unlisted: Vec<Unlisted>,
    not_assessable: Vec<NotAssessable>,
}

#[derive(Serialize)]
struct JsonTrust {
    complete: bool,
    notes: Vec<TrustNote>,
}

#[derive(Serialize)]
struct TrustNote {
    kind: &'static str,
    detail: String,
}

#[derive(Serialize)]
struct Link<'a> {
    id: u32,
    transport: Option<&'static str>,
    peer: Option<String>,
    identity: Option<String>,
    name: Option<String>,
    role: Option<&'static str>,
    first_frame: u64,
    last_frame: u64,
    verdict: &'static str,
    headline: String,
    codec: Option<&'a str>,
    phases: Vec<JsonPhase>,
    streams: Vec<stream::Stream<'a>>,
    more_streams: u64,
}

#[derive(Serialize)]
struct JsonPhase {
    name: &'static str,
    outcome: &'static str,
    by: Option<&'static str>,
    frame: u64,
    last_frame: Option<u64>,
    time_s: f64,
    duration_s: Option<f64>,
    count: u32,
    detail: Option<String>,
}

#[derive(Serialize)]
pub(super) struct JsonFinding<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    confidence: &'static str,
    frame: u64,
    time_s: f64,
    link: Option<u32>,
    peer: Option<String>,
    message: String,
    advice: &'a str,
    spec: &'static str,
    related: Vec<Related>,
    count: u64,
    last_frame: u64,
    last_time_s: f64,
    period_s: Option<f64>,
    spread_s: Option<f64>,
    again: Vec<Again>,
    baseline: Option<&'static str>,
    consequences: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct Again {
    frame: u64,
    time_s: f64,
    link: Option<u32>,
}

#[derive(Serialize)]
struct Related {
    frame: u64,
    note: String,
}

#[derive(Serialize)]
struct Unlisted {
    code: &'static str,
    severity: &'static str,
    count: u64,
}

#[derive(Serialize)]
struct NotAssessable {
    code: &'static str,
    reason: &'static str,
    count: u64,
}

/// Codes of the rules that were not to report.
fn ignored(selection: &Selection) -> Vec<&'static str> {
    rules::all().filter(|rule| !selection.has(rule)).map(|rule| rule.code).collect()
}

/// Seconds, to the microsecond.
fn seconds(nanoseconds: i64) -> f64 {
    (nanoseconds / 1000) as f64 / 1e6
}

/// Where the clock went back this may be negative: it is a place, not a length.
fn place(at: At, start: Timestamp) -> f64 {
    seconds(at.time.step_from(start))
}

impl<'a> Capture<'a> {
    pub(super) fn of(analysis: &'a Analysis) -> Self {
        let trust = Trust::of(analysis);
        let notes = trust.notes.into_iter();
        let from = start(analysis);
        Self {
            path: &analysis.path,
            format: analysis.header.format.to_string(),
            compression: analysis.header.compression,
            carrier: analysis.header.carrier,
            link_type: &analysis.header.link_type,
            packets: analysis.health.records,
            start: analysis.health.first.map(|at| utc(at.time)),
            duration_s: seconds(length(analysis)),
            config: analysis.terms.config.as_deref(),
            ignored: ignored(&analysis.terms.selection),
            trust: JsonTrust {
                complete: trust.complete,
                notes: notes.map(|n| TrustNote { kind: n.kind, detail: n.detail }).collect(),
            },
            links: analysis.links.iter().map(|link| Link::of(link, from)).collect(),
            more_links: analysis.more_links,
            story: scene(analysis),
            devices: device::devices(&Stability::of(analysis)),
            counts: Severity::ALL
                .into_iter()
                .zip(analysis.counts)
                .map(|(severity, count)| (severity.name(), count))
                .collect(),
            unlisted: analysis
                .unlisted
                .iter()
                .map(|(&(code, severity), &count)| Unlisted {
                    code,
                    severity: severity.name(),
                    count,
                })
                .collect(),
            findings: analysis
                .incidents
                .iter()
                .map(|incident| {
                    JsonFinding::of(incident, &analysis.findings, from, state(analysis, incident))
                })
                .collect(),
            not_assessable: analysis
                .skipped
                .iter()
                .map(|(&(code, reason), &count)| NotAssessable { code, reason, count })
                .collect(),
        }
    }
}

impl<'a> Link<'a> {
    fn of(link: &'a LinkStory, start: Timestamp) -> Self {
        Self {
            id: link.id.0,
            transport: link.transport.map(|transport| transport.name()),
            peer: link.peer.map(|peer| peer.to_string()),
            identity: link.identity.map(|identity| identity.to_string()),
            name: link.name.as_deref().map(|name| clean(name).into_owned()),
            role: link.role.map(|role| match role {
                Role::Central => "central",
                Role::Peripheral => "peripheral",
            }),
            first_frame: link.first.frame,
            last_frame: link.last.frame,
            verdict: link.verdict.name(),
            headline: clean(&link.headline).into_owned(),
            codec: link.codec.as_deref(),
            phases: link.phases.iter().map(|phase| JsonPhase::of(phase, start)).collect(),
            streams: link.streams.iter().map(|s| stream::Stream::of(s, start)).collect(),
            more_streams: link.more_streams,
        }
    }
}

impl JsonPhase {
    fn of(phase: &Phase, start: Timestamp) -> Self {
        Self {
            name: phase.kind.name(),
            outcome: phase.outcome.name(),
            by: Some(super::by(phase)).filter(|by| !by.is_empty()),
            frame: phase.began.frame,
            last_frame: phase.ended.map(|at| at.frame),
            time_s: place(phase.began, start),
            duration_s: phase.ended.map(|at| seconds(at.time.since(phase.began.time))),
            count: phase.times,
            detail: Some(clean(&phase.detail).into_owned()).filter(|detail| !detail.is_empty()),
        }
    }
}

impl<'a> JsonFinding<'a> {
    /// A finding by itself, as if it were the only one.
    pub(super) fn alone(finding: &'a Finding, start: Timestamp) -> Self {
        let incident = Incident {
            severity: finding.severity,
            findings: vec![0],
            times: 1,
            last: finding.at,
            rhythm: None,
            known: false,
            consequences: Vec::new(),
        };
        Self::of(&incident, std::slice::from_ref(finding), start, None)
    }

    fn of(
        incident: &Incident,
        findings: &'a [Finding],
        start: Timestamp,
        baseline: Option<&'static str>,
    ) -> Self {
        let finding = incident.finding(findings);
        let related = finding.related.iter();
        let again = incident.findings.iter().skip(1).map(|&place| &findings[place]);
        let rhythm = |of: fn(Rhythm) -> i64| incident.rhythm.map(|rhythm| seconds(of(rhythm)));
        Self {
            code: finding.rule.code,
            name: finding.rule.name,
            severity: incident.severity.name(),
            confidence: finding.confidence.name(),
            frame: finding.at.frame,
            time_s: place(finding.at, start),
            link: finding.link.map(|link| link.0),
            peer: finding.peer.map(|peer| peer.to_string()),
            message: clean(&finding.message).into_owned(),
            advice: finding.advice(),
            spec: finding.rule.spec,
            related: related
                .map(|place| Related {
                    frame: place.at.frame,
                    note: clean(&place.note).into_owned(),
                })
                .collect(),
            count: incident.times,
            last_frame: incident.last.frame,
            last_time_s: place(incident.last, start),
            period_s: rhythm(|rhythm| rhythm.period),
            spread_s: rhythm(|rhythm| rhythm.spread),
            again: again
                .map(|again| Again {
                    frame: again.at.frame,
                    time_s: place(again.at, start),
                    link: again.link.map(|link| link.0),
                })
                .collect(),
            baseline,
            consequences: incident
                .consequences
                .iter()
                .map(|consequence| Self::of(consequence, findings, start, baseline))
                .collect(),
        }
    }
}
