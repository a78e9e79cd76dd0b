//! What can be copied of any place.

use super::{document::Document, screen::Spot};
use crate::{finding::Finding, report, show};

/// The text for a letter: `r` the line of the frame, `m` the finding as Markdown.
pub(super) fn of(what: char, spot: &Spot, document: &mut Document) -> Option<String> {
    match what {
        'r' => row(spot.frame?, document),
        'm' => finding(spot, document).map(|found| markdown(&found)),
        _ => None,
    }
}

fn row(number: u64, document: &mut Document) -> Option<String> {
    let first = document.index.first()?;
    let row = document.row(number)?;
    let packet = document.packet(row)?;
    let (titles, fields) = show::describe(&packet.shown(first));
    let time = super::text::Since(packet.time, first);
    Some(format!("{number} {time} {titles}  {fields}").trim_end().to_owned())
}

fn finding(spot: &Spot, document: &Document) -> Option<Finding> {
    let at = |finding: &&Finding| Some(finding.at.frame) == spot.frame;
    spot.finding.clone().or_else(|| document.findings.iter().find(at).cloned())
}

fn markdown(finding: &Finding) -> String {
    let rule = finding.rule;
    let escape = |text: &str| super::text::clean(text).replace('|', "\\|");
    let mut text = format!(
        "**{} {}** ({}): {}\n\n| Frame | What it shows |\n|--:|--|\n",
        rule.code,
        rule.name,
        finding.severity.name(),
        escape(&finding.message),
    );
    for (at, note) in report::frames(finding) {
        text.push_str(&format!("| {} | {} |\n", at.frame, escape(note)));
    }
    text
}
