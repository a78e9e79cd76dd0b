//! For a ticket or a web page: tables.

use std::io::{self, Write};

use super::{HEADS, cell, cells, differs, first};
use crate::{
    compare::{Alignment, Comparison},
    report::{Options, markdown::escape},
};

pub(in crate::report) fn markdown(
    comparison: &Comparison,
    _options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "# Comparison\n")?;
    table(&HEADS, comparison.rows.iter().map(cells), out)?;
    if let Some(alignment) = &comparison.alignment {
        aligned(alignment, out)?;
    }
    writeln!(out, "\n---\n\nbtlint {}", env!("CARGO_PKG_VERSION"))
}

fn aligned(alignment: &Alignment, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## Good and bad\n")?;
    for (word, end) in ["Good", "Bad"].iter().zip(&alignment.ends) {
        let (verdict, link) = (end.verdict.name(), end.link.0);
        let (path, headline) = (escape(&end.path), escape(&end.headline));
        writeln!(out, "- {word}: {path}, link {link}, {verdict}: {headline}")?;
    }
    writeln!(out, "\nFirst difference: **{}**\n", escape(&first(alignment)))?;
    let rows = alignment.steps.iter().map(|step| {
        let [good, bad] = &step.done;
        [step.kind.name().to_owned(), cell(good.as_ref()), cell(bad.as_ref()), differs(step)]
    });
    table(&["Procedure", "Good", "Bad", "Differs in"], rows, out)?;
    if !alignment.differences.is_empty() {
        writeln!(out)?;
    }
    let rows = alignment.differences.iter().map(|difference| {
        let [good, bad] = difference.values.clone();
        [difference.what.to_owned(), good, bad]
    });
    table(&["Fact", "Good", "Bad"], rows, out)
}

fn table<const N: usize>(
    heads: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut begun = false;
    for row in rows {
        if !std::mem::replace(&mut begun, true) {
            writeln!(out, "| {} |\n|{}", heads.join(" | "), "---|".repeat(N))?;
        }
        writeln!(out, "| {} |", row.map(|cell| escape(&cell)).join(" | "))?;
    }
    Ok(())
}
