//! The rules themselves: the table of all, and the page of one.

use std::io::{self, Write};

use anstyle::Style;
use serde::Serialize;

use super::Options;
use crate::{
    rules::{FAMILIES, Rule},
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
}

/// The table of all rules, as a JSON array.
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
            })
        })
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
    for line in rule.docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if line.trim_start().starts_with("```") {
            flush(&mut paragraph, width, out)?;
            in_code = !in_code;
            blank = !in_code;
            if in_code {
                writeln!(out)?;
            }
        } else if in_code {
            writeln!(out, "    {DIM}{line}{DIM:#}")?;
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
    writeln!(out, "\n{BOLD}Specification{BOLD:#}\n{}", rule.spec)
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
