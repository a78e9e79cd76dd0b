//! How steadily devices stayed connected and played, in lines for a terminal.

use std::io::{self, Write};

use super::{BOLD, DIM, color, paragraph};
use crate::{
    finding::Severity,
    report::{format::line_path, stability},
    stability::{Device, Stability},
    text::{clean, count, wrap},
};

/// What several captures say together, from a severity on.
pub(super) fn write_together(
    together: &Stability,
    least: Severity,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let devices = stability::together(together, least == Severity::Info);
    let mut repeats = together.repeats();
    repeats.retain(|repeat| repeat.severity >= least);
    if devices.is_empty() && repeats.is_empty() {
        return Ok(());
    }
    writeln!(out, "{BOLD}together{BOLD:#}: {}", count(together.captures, "capture"))?;
    for repeat in &repeats {
        let (style, severity) = (color(repeat.severity), repeat.severity.name());
        writeln!(out, "  {style}{severity}[{}]{style:#}", repeat.rule.code)?;
        for line in wrap(&stability::repeat(repeat), width.saturating_sub(4)) {
            writeln!(out, "    {line}")?;
        }
        let places = repeat.places.each_ref();
        let [first, last] = places.map(|(path, frame)| format!("{}:{frame}", line_path(path)));
        paragraph("first", &first, width, out)?;
        paragraph("last", &last, width, out)?;
        paragraph("help", &clean(repeat.rule.advice), width, out)?;
    }
    write_devices(&devices, width, out)
}

/// The figures of devices over all of their links.
pub(super) fn write_devices(
    devices: &[Device],
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    for device in devices {
        writeln!(out, "  {DIM}device{DIM:#}    {}", stability::who(device))?;
        for (word, text) in stability::rows(device) {
            for (index, line) in wrap(&text, width.saturating_sub(23)).iter().enumerate() {
                let head = if index == 0 { word } else { "" };
                writeln!(out, "            {DIM}{head:<10}{DIM:#} {line}")?;
            }
        }
    }
    Ok(())
}
