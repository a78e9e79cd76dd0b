//! For programs: one document, in which a device is what it is in that of `check`.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    compare::{Alignment, Comparison, Done, Row, Step},
    report::{Options, by_name, json::device::JsonDevice},
    text::clean,
};

/// Version of the document's layout. Members may be added to a version, none taken away.
const SCHEMA: u32 = 1;

pub(in crate::report) fn json(
    comparison: &Comparison,
    _options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let document = Document {
        schema: SCHEMA,
        tool: Tool { name: "btlint", version: env!("CARGO_PKG_VERSION") },
        rows: comparison.rows.iter().map(JsonRow::of).collect(),
        alignment: comparison.alignment.as_ref().map(JsonAlignment::of),
    };
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document {
    schema: u32,
    tool: Tool,
    rows: Vec<JsonRow>,
    alignment: Option<JsonAlignment>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct JsonRow {
    side: String,
    device: Option<JsonDevice>,
    limitation: Option<Limitation>,
    doubts: Vec<String>,
}

#[derive(Serialize)]
struct Limitation {
    code: &'static str,
    severity: &'static str,
    count: u64,
    message: String,
    path: String,
    frame: u64,
}

#[derive(Serialize)]
struct JsonAlignment {
    good: JsonEnd,
    bad: JsonEnd,
    first: Option<usize>,
    steps: Vec<JsonStep>,
    differences: Vec<JsonDifference>,
}

#[derive(Serialize)]
struct JsonEnd {
    path: String,
    link: u32,
    peer: Option<String>,
    verdict: &'static str,
    headline: String,
}

#[derive(Serialize)]
struct JsonStep {
    name: &'static str,
    good: Option<JsonDone>,
    bad: Option<JsonDone>,
    differs: Vec<&'static str>,
}

#[derive(Serialize)]
struct JsonDone {
    frame: u64,
    last_frame: Option<u64>,
    duration_s: Option<f64>,
    by: Option<&'static str>,
    outcome: &'static str,
    detail: Option<String>,
}

#[derive(Serialize)]
struct JsonDifference {
    what: &'static str,
    good: String,
    bad: String,
}

impl JsonRow {
    fn of(row: &Row) -> Self {
        let limitation = row.limitation().map(|worst| Limitation {
            code: worst.code,
            severity: worst.severity.name(),
            count: worst.times,
            message: clean(&worst.message).into_owned(),
            path: worst.path.clone(),
            frame: worst.frame,
        });
        Self {
            side: row.side.clone(),
            device: row.device.clone().map(JsonDevice::of),
            limitation,
            doubts: row.doubts.iter().map(|doubt| clean(doubt).into_owned()).collect(),
        }
    }
}

impl JsonAlignment {
    fn of(alignment: &Alignment) -> Self {
        let [good, bad] = alignment.ends.each_ref().map(|end| JsonEnd {
            path: end.path.clone(),
            link: end.link.0,
            peer: end.peer.map(|peer| peer.to_string()),
            verdict: end.verdict.name(),
            headline: clean(&end.headline).into_owned(),
        });
        let differences = alignment.differences.iter().map(|difference| {
            let [good, bad] = difference.values.each_ref().map(|value| clean(value).into_owned());
            JsonDifference { what: difference.what, good, bad }
        });
        Self {
            good,
            bad,
            first: alignment.first,
            steps: alignment.steps.iter().map(JsonStep::of).collect(),
            differences: differences.collect(),
        }
    }
}

impl JsonStep {
    fn of(step: &Step) -> Self {
        let [good, bad] = step.done.each_ref().map(|done| done.as_ref().map(JsonDone::of));
        Self { name: step.kind.name(), good, bad, differs: step.differs.clone() }
    }
}

impl JsonDone {
    fn of(done: &Done) -> Self {
        Self {
            frame: done.frame,
            last_frame: done.last,
            duration_s: done.took.map(|took| (took / 1000) as f64 / 1e6),
            by: by_name(done.by),
            outcome: done.outcome.name(),
            detail: Some(clean(&done.detail).into_owned()).filter(|detail| !detail.is_empty()),
        }
    }
}
