//! The lines of the lists of links and of findings.

use std::cmp::Reverse;

use ratatui::text::Span;

use super::{details, sorted::Row};
use crate::{
    analysis::LinkStory,
    finding::Severity,
    report,
    track::LinkId,
    tui::{
        document::Document,
        text,
        theme::{self, Theme},
    },
};

/// All links together, then each, the worst first.
pub(super) fn link_keys(document: &Document) -> Vec<Option<LinkId>> {
    let mut links: Vec<&LinkStory> = document.links().iter().collect();
    links.sort_by_key(|link| Reverse(link.verdict));
    std::iter::once(None).chain(links.into_iter().map(|link| Some(link.id))).collect()
}

pub(super) fn link_row<'a>(link: &LinkStory, theme: Theme, columns: u16) -> Vec<Span<'a>> {
    let verdict = match link.verdict {
        crate::analysis::Verdict::Degraded => "DEGRADED",
        crate::analysis::Verdict::Failed => "FAILED",
        other => other.name(),
    };
    vec![
        Span::styled(format!("{verdict:<8} "), theme.verdict(link.verdict)),
        Span::raw(format!("{:>3} {} ", link.id.0, details::peer(link, usize::from(columns / 5)))),
        Span::raw(text::clean(&link.headline).into_owned()),
    ]
}

pub(super) fn finding_row<'a>(row: Row<'_>, theme: Theme) -> Vec<Span<'a>> {
    let Row { finding, incident, follows } = row;
    let severity = incident.map_or(finding.severity, |incident| incident.severity);
    let times = incident.and_then(report::times);
    let times = times.map_or_else(String::new, |times| format!("{times}: "));
    let indent = if follows { "  " } else { "" };
    let link = finding.link.map_or_else(String::new, |link| format!("#{}", link.0));
    vec![
        Span::styled(theme::mark(severity), theme.severity(severity)),
        Span::raw(format!(" {indent}{} ", finding.rule.code)),
        Span::styled(format!("{:>6} {link:<3} ", finding.at.frame), theme.dim()),
        Span::raw(format!("{times}{}", text::clean(&finding.message))),
    ]
}

/// How many links and findings of each kind there are.
pub(super) fn tally(document: &Document) -> String {
    if !document.is_done() {
        return "the links are listed when all frames are read".to_owned();
    }
    let mut parts = vec![text::count(document.links().len() as u64, "link")];
    let counts = document.analysis.as_ref().map(|analysis| analysis.counts).unwrap_or_default();
    for severity in Severity::ALL.into_iter().rev() {
        match (counts[severity as usize], severity) {
            (0, _) => {}
            (number, Severity::Info) => parts.push(format!("{number} info")),
            (number, severity) => parts.push(text::count(number, severity.name())),
        }
    }
    if document.findings.is_empty() {
        parts.push("no findings".to_owned());
    }
    parts.join(", ")
}
