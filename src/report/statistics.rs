//! How many incidents each rule found, in how many captures, the worst rules first.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use super::{Format, Reporter, Tally};
use crate::{
    analysis::Analysis, capture::CaptureError, finding::RuleInfo, finding::Severity, text::count,
};

/// The declaration of this format.
pub(super) static FORMAT: Format = Format {
    name: "statistics",
    purpose: "Count findings by rule",
    findings: Some(|_| Box::new(Statistics::default())),
    ..Format::NONE
};

/// See the module.
#[derive(Debug, Default)]
struct Statistics {
    rules: BTreeMap<&'static str, Row>,
}

#[derive(Debug)]
struct Row {
    rule: &'static RuleInfo,
    worst: Severity,
    incidents: u64,
    captures: u64,
}

impl Reporter for Statistics {
    fn capture(&mut self, analysis: &Analysis, _out: &mut dyn Write) -> io::Result<()> {
        let mut here = BTreeSet::new();
        for incident in analysis.incidents.iter().filter(|incident| !incident.known) {
            let rule = incident.finding(&analysis.findings).rule;
            let row = self.rules.entry(rule.code).or_insert(Row {
                rule,
                worst: incident.severity,
                incidents: 0,
                captures: 0,
            });
            row.worst = row.worst.max(incident.severity);
            row.incidents += 1;
            row.captures += u64::from(here.insert(rule.code));
        }
        Ok(())
    }

    fn unreadable(&mut self, _error: &CaptureError, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        let mut rows: Vec<&Row> = self.rules.values().collect();
        rows.sort_by_key(|row| Reverse((row.worst, row.incidents)));
        for row in rows {
            let captures = count(row.captures, "capture");
            let (incidents, severity) = (row.incidents, row.worst.name());
            writeln!(
                out,
                "{incidents:>6}  {severity:<7}  {}  {} ({captures})",
                row.rule.code, row.rule.name
            )?;
        }
        writeln!(out, "{}", tally.line())
    }
}
