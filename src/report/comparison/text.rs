//! For a terminal: a table whose cells are wrapped, and two links side by side.

use std::io::{self, Write};

use anstyle::Style;

use super::{HEADS, cell, cells, differs, first};
use crate::{
    compare::{Alignment, Comparison},
    report::Options,
    text::{clean, width, wrap},
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// How the columns share what is there, in hundredths.
const SHARES: [usize; 5] = [20, 18, 20, 18, 24];
/// The same for a procedure, the two links, and the difference.
const STEP_SHARES: [usize; 4] = [18, 33, 33, 16];
/// The least that a column has.
const LEAST: usize = 8;

pub(in crate::report) fn text(
    comparison: &Comparison,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    table(&HEADS, comparison.rows.iter().map(cells), &SHARES, options.width, out)?;
    match &comparison.alignment {
        Some(alignment) => aligned(alignment, options.width, out),
        None => Ok(()),
    }
}

fn aligned(alignment: &Alignment, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    for (word, end) in ["good", "bad"].iter().zip(&alignment.ends) {
        let peer = end.peer.map_or_else(String::new, |peer| format!(", {peer}"));
        let verdict = end.verdict.name();
        let path = clean(&end.path);
        writeln!(out, "{BOLD}{word}{BOLD:#}: {path}, link {}{peer}: {verdict}", end.link.0)?;
        for line in wrap(&clean(&end.headline), columns.saturating_sub(6)) {
            writeln!(out, "      {line}")?;
        }
    }
    for (index, line) in wrap(&first(alignment), columns.saturating_sub(20)).iter().enumerate() {
        let head = if index == 0 { "first difference" } else { "" };
        writeln!(out, "{BOLD}{head:<16}{BOLD:#}  {line}")?;
    }
    writeln!(out)?;
    let rows = alignment.steps.iter().map(|step| {
        let [good, bad] = &step.done;
        [step.kind.name().to_owned(), cell(good.as_ref()), cell(bad.as_ref()), differs(step)]
    });
    table(&["Procedure", "Good", "Bad", "Differs in"], rows, &STEP_SHARES, columns, out)?;
    if !alignment.differences.is_empty() {
        writeln!(out)?;
    }
    let rows = alignment.differences.iter().map(|difference| {
        let [good, bad] = difference.values.each_ref().map(|value| clean(value).into_owned());
        [difference.what.to_owned(), good, bad]
    });
    table(&["Fact", "Good", "Bad"], rows, &[20, 40, 40], columns, out)
}

/// A table in so many columns of the terminal.
fn table<const N: usize>(
    heads: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
    shares: &[usize; N],
    columns: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let gaps = 2 * N.saturating_sub(1);
    let room = columns.saturating_sub(gaps);
    let widths = shares.map(|share| (room * share / 100).max(LEAST));
    let mut begun = false;
    for row in rows {
        if !std::mem::replace(&mut begun, true) {
            write!(out, "{DIM}")?;
            line(&heads.map(str::to_owned), &widths, out)?;
            write!(out, "{DIM:#}")?;
        }
        line(&row, &widths, out)?;
    }
    Ok(())
}

/// One row of a table, in as many lines as its longest cell needs.
fn line<const N: usize>(
    cells: &[String; N],
    widths: &[usize; N],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut wrapped: Vec<Vec<String>> = Vec::new();
    for (cell, &columns) in cells.iter().zip(widths) {
        wrapped.push(wrap(cell, columns).iter().flat_map(|line| cut(line, columns)).collect());
    }
    for index in 0..wrapped.iter().map(Vec::len).max().unwrap_or(0) {
        let mut text = String::new();
        for (lines, &columns) in wrapped.iter().zip(widths) {
            let cell = lines.get(index).map_or("", String::as_str);
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(cell)) + 2));
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

/// A word that is longer than its column, in pieces.
fn cut(line: &str, columns: usize) -> Vec<String> {
    let (mut pieces, mut piece, mut used) = (Vec::new(), String::new(), 0);
    for c in line.chars() {
        let own = width(c.encode_utf8(&mut [0; 4]));
        if used + own > columns && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
            used = 0;
        }
        piece.push(c);
        used += own;
    }
    pieces.push(piece);
    pieces
}
