//! SARIF 2.1.0, for code scanning. A capture is an artifact; a frame is a logical location in it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Format, Options, Reporter, Tally, frames, message, state};
use crate::{
    analysis::{Analysis, Incident},
    capture::CaptureError,
    finding::Severity,
    rules::{self, Rule},
    text::clean,
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "sarif",
    purpose: "For code scanning: SARIF 2.1.0",
    endings: &["sarif"],
    places: true,
    findings: Some(|options| {
        Box::new(Sarif { options: options.clone(), results: 0, errors: Vec::new() })
    }),
    ..Format::NONE
};

/// See the module. Results are written as they come.
#[derive(Debug)]
struct Sarif {
    options: Options,
    results: u64,
    /// Captures that could not be read.
    errors: Vec<Value>,
}

impl Reporter for Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let selection = &self.options.selection;
        let rules: Vec<Value> =
            rules::all().map(|rule| of_rule(rule, selection.has(rule))).collect();
        let tool = json!({
            "driver": {
                "name": "btlint",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }
        });
        write!(out, r#"{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"tool":"#)?;
        serde_json::to_writer(&mut *out, &tool)?;
        write!(out, r#","columnKind":"unicodeCodePoints","results":["#)
    }

    fn capture(&mut self, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
        let uri = uri(&self.options.place(&analysis.path));
        let fingerprints = analysis.fingerprints(&uri);
        for (incident, fingerprint) in analysis.incidents.iter().zip(fingerprints) {
            out.write_all(if self.results == 0 { b"\n" } else { b",\n" })?;
            self.results += 1;
            serde_json::to_writer(&mut *out, &result(incident, analysis, &uri, &fingerprint))?;
        }
        if let Some(error) = &analysis.error {
            self.error(error);
        }
        Ok(())
    }

    fn unreadable(&mut self, error: &CaptureError, _out: &mut dyn Write) -> io::Result<()> {
        self.error(error);
        Ok(())
    }

    fn end(&mut self, _tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        let invocation = json!([{
            "executionSuccessful": self.errors.is_empty(),
            "toolExecutionNotifications": self.errors,
        }]);
        write!(out, "\n],\"invocations\":")?;
        serde_json::to_writer(&mut *out, &invocation)?;
        writeln!(out, "}}]}}")
    }
}

impl Sarif {
    fn error(&mut self, error: &CaptureError) {
        let reason = error.reason.to_string();
        let artifact = json!({ "uri": uri(&self.options.place(&error.file)) });
        self.errors.push(json!({
            "level": "error",
            "message": { "text": clean(&reason) },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": artifact,
                    "region": { "byteOffset": error.offset },
                }
            }],
        }));
    }
}

fn of_rule(rule: &Rule, selected: bool) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.advice },
        "help": {
            "text": format!("{} Specification: {}.", rule.advice, rule.spec),
            "markdown": rule.docs,
        },
        "defaultConfiguration": { "level": level(rule.severity), "enabled": selected },
        "properties": { "severity": rule.severity.name(), "specification": rule.spec },
    })
}

fn result(incident: &Incident, analysis: &Analysis, uri: &str, fingerprint: &str) -> Value {
    let finding = incident.finding(&analysis.findings);
    let index = rules::all().position(|rule| rule.code == finding.rule.code);
    let location = |frame: u64| {
        // A capture has no lines; code scanning wants one, for which the number of the frame stands.
        let region = json!({ "startLine": frame });
        let mut location = json!({
            "physicalLocation": { "artifactLocation": { "uri": uri }, "region": region },
            "logicalLocations": [{ "name": format!("frame {frame}"), "kind": "frame" }],
        });
        if let Some(octets) = analysis.places.get(&frame) {
            let length = octets.end.saturating_sub(octets.start);
            let region = &mut location["physicalLocation"]["region"];
            (region["byteOffset"], region["byteLength"]) = (octets.start.into(), length.into());
        }
        location
    };
    let related: Vec<Value> = frames(finding)
        .into_iter()
        .enumerate()
        .map(|(id, (at, note))| {
            let mut place = location(at.frame);
            place["id"] = id.into();
            place["message"] = json!({ "text": clean(note) });
            place
        })
        .collect();
    let link = finding.link.map(|link| link.0);
    let peer = finding.peer.map(|peer| peer.to_string());
    let mut result = json!({
        "ruleId": finding.rule.code,
        "ruleIndex": index,
        "level": level(incident.severity),
        "message": { "text": clean(&message(incident, &analysis.findings)) },
        "locations": [location(finding.at.frame)],
        "relatedLocations": related,
        "partialFingerprints": { "incident/v1": fingerprint },
        "properties": {
            "severity": incident.severity.name(),
            "confidence": finding.confidence.name(),
            "frame": finding.at.frame,
            "link": link,
            "peer": peer,
            "count": incident.times,
        },
    });
    if let Some(state) = state(analysis, incident) {
        result["baselineState"] = state.into();
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice | Severity::Info => "note",
    }
}

/// A path as a relative reference, or as a `file:` URI. What has a meaning in a URI is encoded, and
/// so is what stands in no ASCII.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("captures/a b.pcap"), "captures/a%20b.pcap");
        assert_eq!(uri("/tmp/x.zip!y"), "file:///tmp/x.zip%21y");
        assert_eq!(uri("::error::"), "%3A%3Aerror%3A%3A");
        assert_eq!(uri("ö?#"), "%C3%B6%3F%23");
    }
}
