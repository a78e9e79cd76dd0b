//! JUnit: a capture is a suite, a link is a case, and what is about no link is a case of its own.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Format, Options, Reporter, Tally, extent, kind, message, peer};
use crate::{
    analysis::{Analysis, Incident, Verdict},
    capture::CaptureError,
    text::clean,
    track::LinkId,
};

/// The case of what concerns no link.
const CAPTURE: &str = "capture";

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "junit",
    purpose: "For CI servers: JUnit XML, a capture is a suite and a link a case",
    endings: &["xml"],
    findings: Some(|options| {
        Box::new(JUnit { options: options.clone(), report: Report::new("btlint") })
    }),
    ..Format::NONE
};

/// See the module. The counts stand before the cases, so all is kept until the end.
#[derive(Debug)]
struct JUnit {
    options: Options,
    report: Report,
}

impl Reporter for JUnit {
    fn capture(&mut self, analysis: &Analysis, _out: &mut dyn Write) -> io::Result<()> {
        let path = self.path(&analysis.path);
        let mut suite = TestSuite::new(path.as_str());
        suite.set_system_out(format!("{}{}", extent(analysis), known(None, analysis)));
        let whole = match &analysis.error {
            Some(error) => not_read(error),
            None => self.status(None, None, analysis),
        };
        suite.add_test_case(case(CAPTURE, &path, whole));
        for link in &analysis.links {
            let (address, name) = peer(link);
            let name = name.map_or_else(String::new, |name| format!(" \"{name}\""));
            let kind = kind(link);
            let comma = if kind.is_empty() { "" } else { ", " };
            let name = format!("link {}{comma}{kind}, {address}{name}", link.id.0);
            let status = self.status(Some(link.id), Some(link.verdict), analysis);
            let mut case = case(&name, &path, status);
            let headline = clean(&link.headline);
            let known = known(Some(link.id), analysis);
            case.set_system_out(format!("{}: {headline}{known}", link.verdict.name()));
            suite.add_test_case(case);
        }
        self.report.add_test_suite(suite);
        Ok(())
    }

    fn unreadable(&mut self, error: &CaptureError, _out: &mut dyn Write) -> io::Result<()> {
        let path = self.path(&error.file);
        let mut suite = TestSuite::new(path.as_str());
        suite.add_test_case(case(CAPTURE, &path, not_read(error)));
        self.report.add_test_suite(suite);
        Ok(())
    }

    fn end(&mut self, _tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        self.report.serialize(out).map_err(io::Error::other)
    }
}

impl JUnit {
    /// The path on one line: XML would keep its line ends.
    fn path(&self, path: &str) -> String {
        clean(&self.options.place(path)).into_owned()
    }

    /// A case fails as the run does, by `--fail-on`.
    fn status(
        &self,
        link: Option<LinkId>,
        verdict: Option<Verdict>,
        analysis: &Analysis,
    ) -> TestCaseStatus {
        let counts = |incident: &&Incident| {
            of_link(incident, analysis) == link && analysis.terms.fails(incident)
        };
        let incidents: Vec<&Incident> = analysis.incidents.iter().filter(counts).collect();
        let Some(worst) = incidents.iter().max_by_key(|incident| incident.severity) else {
            if verdict == Some(Verdict::Unknown) {
                let mut status = TestCaseStatus::skipped();
                status.set_message("not assessed");
                return status;
            }
            return TestCaseStatus::success();
        };
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(clean(&message(worst, &analysis.findings)).into_owned());
        status.set_type(worst.finding(&analysis.findings).rule.code);
        let lines: Vec<String> = incidents
            .iter()
            .map(|incident| {
                let finding = incident.finding(&analysis.findings);
                let (code, frame) = (finding.rule.code, finding.at.frame);
                let text = message(incident, &analysis.findings);
                let severity = incident.severity.name();
                let (text, advice) = (clean(&text), clean(finding.advice()));
                format!("frame {frame}: {severity}[{code}] {text}\n{advice}")
            })
            .collect();
        status.set_description(lines.join("\n"));
        status
    }
}

/// The link of an incident, where it has a case.
fn of_link(incident: &Incident, analysis: &Analysis) -> Option<LinkId> {
    let link = incident.finding(&analysis.findings).link;
    link.filter(|&id| analysis.links.iter().any(|link| link.id == id))
}

/// What a baseline has of a link, or of none, each on a line: it fails no case.
fn known(link: Option<LinkId>, analysis: &Analysis) -> String {
    let known = analysis.incidents.iter().filter(|it| it.known);
    let known = known.filter(|incident| of_link(incident, analysis) == link).map(|incident| {
        let finding = incident.finding(&analysis.findings);
        let text = message(incident, &analysis.findings);
        format!("\nknown: frame {}: {} {}", finding.at.frame, finding.rule.code, clean(&text))
    });
    known.collect()
}

fn case(name: &str, path: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(path);
    case
}

fn not_read(error: &CaptureError) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    let reason = error.reason.to_string();
    status.set_type("not-read").set_message(clean(&reason).into_owned());
    status.set_description(format!("at octet {}", error.offset));
    status
}
