//! The rules themselves: the table of all, and the page of one.

use std::io::{self, Write};

use anstyle::Style;
use serde::Serialize;

use super::Options;
use crate::{
    rules::{FAMILIES, RETIRED, Retired, Rule},
    text::wrap,
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The table of all rules.
///
/// # Errors
/// What the output says.
pub(super) fn text(options: &Options, out: &mut dyn Write) -> io::Result<()> {
    for (index, (code, title, rules)) in FAMILIES.iter().filter(|f| !f.2.is_empty()).enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{BOLD}{code}: {title}{BOLD:#}")?;
        for rule in *rules {
            writeln!(
                out,
                "  {BOLD}{}{BOLD:#}  {:<7}  {}",
                rule.code,
                rule.severity.name(),
                rule.name
            )?;
            for line in wrap(rule.summary, options.width.saturating_sub(20)) {
                writeln!(out, "{:20}{DIM}{line}{DIM:#}", "")?;
            }
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    family: &'static str,
    severity: &'static str,
    summary: &'static str,
    spec: &'static str,
    advice: &'static str,
    /// The version of btlint that had it first.
    since: &'static str,
    /// `current` or `retired`.
    status: &'static str,
}

/// The table of all rules, as a JSON array. Those that are retired stand at its end.
///
/// # Errors
/// What the output says.
pub(super) fn json(_: &Options, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row> = FAMILIES
        .iter()
        .flat_map(|(family, _, rules)| {
            rules.iter().map(|rule| Row {
                code: rule.code,
                name: rule.name,
                family,
                severity: rule.severity.name(),
                summary: rule.summary,
                spec: rule.spec,
                advice: rule.advice,
                since: rule.since,
                status: "current",
            })
        })
        .chain(RETIRED.iter().map(|retired| Row {
            code: retired.code,
            name: retired.name,
            family: retired.code.get(..4).unwrap_or_default(),
            severity: "info",
            summary: retired.why,
            spec: "",
            advice: "",
            since: retired.since,
            status: "retired",
        }))
        .collect();
    serde_json::to_writer_pretty(&mut *out, &rows)?;
    writeln!(out)
}

/// The documentation of one rule, laid out for a terminal.
///
/// # Errors
/// What the output says.
pub fn explain(rule: &Rule, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let width = options.width;
    writeln!(out, "{BOLD}{} {}{BOLD:#} ({})", rule.code, rule.name, rule.severity.name())?;
    for line in wrap(rule.summary, width) {
        writeln!(out, "{line}")?;
    }
    let mut paragraph = String::new();
    let (mut in_code, mut blank) = (false, false);
    // The header of a table, and the line below it, say nothing in a list.
    let mut rows = 0;
    for line in rule.docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        rows = if line.starts_with('|') { rows + 1 } else { 0 };
        if line.trim_start().starts_with("```") {
            flush(&mut paragraph, width, out)?;
            in_code = !in_code;
            blank = !in_code;
            if in_code {
                writeln!(out)?;
            }
        } else if in_code {
            writeln!(out, "    {DIM}{line}{DIM:#}")?;
        } else if rows > 0 {
            flush(&mut paragraph, width, out)?;
            if rows > 2 {
                let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
                paragraph = format!("- {}", cells.join(": "));
            }
        } else if let Some(heading) = line.strip_prefix("## ") {
            flush(&mut paragraph, width, out)?;
            blank = false;
            writeln!(out, "\n{BOLD}{heading}{BOLD:#}")?;
        } else if line.trim().is_empty() {
            if !paragraph.is_empty() {
                flush(&mut paragraph, width, out)?;
                blank = true;
            }
        } else {
            if std::mem::take(&mut blank) {
                writeln!(out)?;
            }
            let item = line.trim_start().starts_with("- ");
            if item {
                flush(&mut paragraph, width, out)?;
            }
            paragraph.push_str(line.trim());
            paragraph.push(' ');
        }
    }
    flush(&mut paragraph, width, out)?;
    writeln!(out, "\n{BOLD}In short{BOLD:#}")?;
    for line in wrap(rule.advice, width) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\n{BOLD}Specification{BOLD:#}\n{}", rule.spec)?;
    writeln!(out, "\n{BOLD}Since{BOLD:#}\nbtlint {}", rule.since)
}

/// What is left of a rule that is no more.
///
/// # Errors
/// What the output says.
pub fn explain_retired(rule: &Retired, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{} {}{BOLD:#} (retired)", rule.code, rule.name)?;
    let life = format!("btlint has had it since {} and no more in {}.", rule.since, rule.until);
    for line in wrap(&format!("{life} {}", rule.why), options.width) {
        writeln!(out, "{line}")?;
    }
    if !rule.instead.is_empty() {
        writeln!(out, "\n{BOLD}Instead{BOLD:#}\n{}", rule.instead.join(", "))?;
    }
    Ok(())
}

fn flush(paragraph: &mut String, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let text = std::mem::take(paragraph);
    let (first, rest) = if text.starts_with("- ") { ("- ", "  ") } else { ("", "") };
    let text = text.strip_prefix("- ").unwrap_or(&text);
    for (index, line) in wrap(text, width.saturating_sub(rest.len())).iter().enumerate() {
        writeln!(out, "{}{line}", if index == 0 { first } else { rest })?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_retired_rule_still_explains_itself() {
        let rule = Retired {
            code: "CONN901",
            name: "slow-link",
            since: "0.1.0",
            until: "0.3.0",
            why: "It reported long intervals. Devices choose them to save power.",
            instead: &["CONN001", "CONN030"],
        };
        let mut out = Vec::new();
        explain_retired(&rule, &Options::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let parts = ["CONN901 slow-link", "(retired)", "no more in 0.3.0", "CONN001, CONN030"];
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
    }
}
