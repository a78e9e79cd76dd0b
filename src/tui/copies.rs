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

/// A finding with its frames as they are listed, as Markdown, and the name of its rule and frame.
pub(super) fn report(spot: &Spot, document: &mut Document) -> Option<(String, String)> {
    let found = finding(spot, document)?;
    let what = format!("{}-{}", found.rule.code, found.at.frame);
    let mut text = format!("# {}\n\n{}\n", super::text::clean(&document.name), markdown(&found));
    text.push_str(&format!("Do: {}\n\n```\n", super::text::clean(found.advice())));
    let mut numbers: Vec<u64> = found.frames().map(|at| at.frame).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        // A fence within would end the block.
        let line = row(number, document).unwrap_or_default().replace('`', "'");
        text.push_str(&format!("{}\n", super::text::clean(&line)));
    }
    text.push_str("```\n");
    Some((what, text))
}

fn row(number: u64, document: &mut Document) -> Option<String> {
    let first = document.index.first()?;
    let row = document.row(number)?;
    let packet = document.packet(row)?;
    let (titles, fields) = show::describe(&packet.shown(first));
    let time = super::text::Since(packet.time, first);
    Some(format!("{number} {time} {titles}  {fields}").trim_end().to_owned())
}

/// The finding that is selected, or that is at the selected frame.
pub(super) fn finding(spot: &Spot, document: &Document) -> Option<Finding> {
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
