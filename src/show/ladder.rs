//! A link as a ladder, in text: a line for each message, its arrow between two ends.

use std::io::{self, Write};

use super::{Shown, line::describe};
use crate::{
    analysis::ladder::{End, Flow, GAP, Ladder, Rung},
    capture::Timestamp,
    text::{clean, count, duration, shorten, width},
};

/// Columns of the lines.
const WIDTH: usize = 100;
/// Columns of the frame's number and its time.
const LEFT: usize = 20;
/// Columns of what stands behind the arrow.
const RIGHT: usize = 12;

/// Writes the ladder of a link.
///
/// # Errors
/// What the output says.
pub(super) fn write(
    ladder: &Ladder,
    texts: &[String],
    start: Timestamp,
    out: &mut dyn Write,
) -> io::Result<()> {
    if ladder.rungs.is_empty() {
        return Ok(());
    }
    writeln!(out, "{:LEFT$}{}", "", heading(ladder.on_air, WIDTH - LEFT - RIGHT))?;
    let mut before: Option<&Rung> = None;
    for (rung, text) in ladder.rungs.iter().zip(texts) {
        if let Some(gap) = before.and_then(|before| gap(before, rung, true)) {
            writeln!(out, "{:LEFT$}{gap:^width$}", "", width = WIDTH - LEFT - RIGHT)?;
        }
        let time = rung.at.time.step_from(start) as f64 / 1e9;
        let arrow = arrow(rung, text, WIDTH - LEFT - RIGHT, false);
        let line = format!("{:>7} {time:>11.6} {arrow} {}", rung.at.frame, behind(rung));
        writeln!(out, "{}", line.trim_end())?;
        before = Some(rung);
    }
    if ladder.more > 0 {
        writeln!(out, "{:LEFT$}and {}", "", count(ladder.more, "more message"))?;
    }
    Ok(())
}

/// What a message is, what it is about, and why it fails where it says so.
pub fn title(shown: &Shown<'_>) -> String {
    let (titles, fields) = describe(shown);
    let names: Vec<&str> = titles.split(" / ").collect();
    let mut text = match names.as_slice() {
        // Protocols between the first and the message say nothing more.
        [first, _, _, .., last] => format!("{first} {last}"),
        // Each signal of L2CAP has a name that no other protocol has.
        [signalling, last] if signalling.ends_with(" Signalling") => {
            format!("{} {last}", signalling.trim_end_matches(" Signalling"))
        }
        names => names.join(" "),
    };
    let named = [
        "status ",
        "reason ",
        "error",
        "result ",
        "psm ",
        "event ",
        "uuid",
        "frame type ",
        "text ",
    ];
    let wanted = |field: &&str| {
        named.iter().any(|word| field.starts_with(word)) && !field.ends_with(" Success")
    };
    let attribute = shown.attribute.map(|attribute| attribute.to_string());
    for field in attribute.as_deref().into_iter().chain(fields.split(", ").filter(wanted)) {
        text.push_str(", ");
        text.push_str(field);
    }
    clean(&text).into_owned()
}

/// The names of the ends, over their lines.
pub fn heading(on_air: bool, columns: usize) -> String {
    let (near, far) = if on_air { ("central", "peripheral") } else { ("this host", "peer") };
    let middle = if on_air || columns < 40 { "" } else { "controller" };
    let controller = controller(columns);
    let left = controller.saturating_sub(near.len() + middle.len() / 2);
    let used = near.len() + left + middle.len();
    let right = columns.saturating_sub(used + far.len());
    format!("{near}{}{middle}{}{far}", " ".repeat(left), " ".repeat(right))
}

/// The column of the controller's line.
fn controller(columns: usize) -> usize {
    columns * 3 / 5
}

/// A pause before a rung, in words; `whole` when no other rungs are hidden between them.
pub fn gap(before: &Rung, rung: &Rung, whole: bool) -> Option<String> {
    let pause = rung.at.time.since(before.last().time);
    let what = if whole { "nothing on this link" } else { "later" };
    (pause >= GAP).then(|| format!("... {} {what} ...", duration(pause)))
}

/// An arrow with its text, in so many columns: `|── AVDTP Start ──────>|`.
pub fn arrow(rung: &Rung, text: &str, columns: usize, ascii: bool) -> String {
    let (line, bar) = if ascii { ("-", "|") } else { ("─", "│") };
    let short = rung.from == End::Controller || rung.to == End::Controller;
    let room = if short { controller(columns) } else { columns }.saturating_sub(2);
    let run = rung.run.map(|run| match run.flow {
        Flow::Media => count(run.packets, "media packet"),
        Flow::Notification => format!("{} of attribute values", count(run.packets, "packet")),
        Flow::Opaque => format!("{} encrypted or empty", count(run.packets, "packet")),
        Flow::Data(_) => format!("{} of data", count(run.packets, "packet")),
    });
    let label = run.unwrap_or_else(|| text.to_owned());
    let line = match rung.run {
        Some(_) if ascii => "=",
        Some(_) => "═",
        None => line,
    };
    // Beside a short arrow there is room for why.
    let space = room.saturating_sub(6);
    let (label, aside) = match label.split_once(", ") {
        Some(parts) if short && width(&label) > space => parts,
        _ => (&*label, ""),
    };
    let label = shorten(label, space);
    let fill = room.saturating_sub(width(&label) + 5);
    let forward = rung.from == End::Near;
    let arrow = if forward {
        format!("{bar}{} {label} {}>", line.repeat(2), line.repeat(fill))
    } else {
        format!("{bar}<{} {label} {}", line.repeat(2), line.repeat(fill))
    };
    if short {
        let rest = columns.saturating_sub(width(&arrow) + 2);
        let aside = shorten(aside, rest.saturating_sub(1));
        let blank = " ".repeat(rest.saturating_sub(width(&aside)).saturating_sub(1));
        let lead = if rest > 0 { " " } else { "" };
        format!("{arrow}{bar}{lead}{aside}{blank}{bar}")
    } else {
        format!("{arrow}{bar}")
    }
}

/// What stands behind an arrow: how long an answer took, how long packets flowed.
pub fn behind(rung: &Rung) -> String {
    match (rung.took(), rung.run) {
        (Some(took), _) => duration(took),
        (None, Some(run)) if run.packets > 1 => duration(run.last.time.since(rung.at.time)),
        _ => String::new(),
    }
}
