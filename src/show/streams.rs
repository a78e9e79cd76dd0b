//! Streams over time, in text: a picture of each, and the moments.

use std::io::{self, Write};

use super::chart::{self, Axis};
use crate::{
    analysis::series::{Bucket, Lane, Mark, Of, Series, Sign},
    text::{clean, count, duration, shorten},
    track::{LinkId, Side},
};

/// Columns of what stands before a picture.
pub const LABEL: u16 = 10;

/// A margin of so many nanoseconds fills a column.
const WIDE: i64 = 200_000_000;

/// A line of a lane's picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What it is.
    Name,
    /// Media packets.
    Packets,
    /// How far ahead of their moment they came.
    Margin,
    /// What was done.
    Marks,
}

/// What a character means, beside itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing.
    Plain,
    /// Nothing flows.
    Quiet,
    /// Something is wrong.
    Alert,
    /// A moment.
    Moment(Sign),
}

/// What a lane or a moment is of, in a few letters.
pub fn name(link: LinkId, of: Of) -> String {
    match of {
        Of::Stream(number) => format!("#{} stream {number}", link.0),
        Of::Voice => format!("#{} voice", link.0),
        Of::Link => format!("#{}", link.0),
    }
}

/// What happened, and who did it.
pub fn said(mark: &Mark) -> String {
    match (mark.sign, mark.by) {
        (Sign::Silence, _) | (_, Side::Unknown) => mark.text.to_string(),
        (_, by) => format!("{} ({by})", mark.text),
    }
}

/// The first line of a lane: its name, codec and packets.
pub fn title(lane: &Lane) -> String {
    let codec = lane.codec.as_ref().map_or_else(String::new, |codec| format!("{codec}, "));
    let packets = match lane.of {
        Of::Stream(_) => count(lane.packets, "packet"),
        _ => String::new(),
    };
    let title = format!("{}  {codec}{packets}", name(lane.link, lane.of));
    title.trim_end().to_owned()
}

/// Whether a lane has such a line.
pub fn has(lane: &Lane, part: Part) -> bool {
    part != Part::Margin || lane.of != Of::Voice
}

/// What stands before a line, without the lane's name.
pub fn label(lane: &Lane, part: Part) -> &'static str {
    match part {
        Part::Packets if lane.of == Of::Voice => "on",
        Part::Packets => "packets",
        Part::Margin => "margin",
        Part::Marks | Part::Name => "",
    }
}

/// The most packets of a lane in a column.
pub fn most(series: &Series, lane: &Lane, axis: Axis) -> u64 {
    let packets = |column| {
        let (from, to) = axis.column(column);
        u64::from(series.between(lane, from, to).0.packets)
    };
    (0..axis.columns).map(packets).max().unwrap_or(0)
}

/// The character of a column, of which `most` packets are the highest.
pub fn cell(
    series: &Series,
    (lane, part): (&Lane, Part),
    (from, to): (i64, i64),
    most: u64,
    ascii: bool,
) -> (&'static str, Tone) {
    let (bucket, ran) = series.between(lane, from, to);
    let Bucket { packets, missing, margin, silent, .. } = bucket;
    match part {
        Part::Packets if lane.of == Of::Voice => (if ran { "=" } else { " " }, Tone::Plain),
        Part::Packets if packets == 0 => {
            (if ran { "." } else { " " }, if silent > 0 { Tone::Alert } else { Tone::Quiet })
        }
        Part::Packets => {
            let bad = silent > 0 || missing > 0;
            let level = chart::level(ascii, u64::from(packets), most);
            (level, if bad { Tone::Alert } else { Tone::Plain })
        }
        Part::Margin => match margin {
            Some(margin) if margin < 0 => ("x", Tone::Alert),
            Some(margin) => {
                let above = margin.clamp(1, WIDE).unsigned_abs();
                (chart::level(ascii, above, WIDE.unsigned_abs()), Tone::Plain)
            }
            None => (" ", Tone::Plain),
        },
        Part::Marks | Part::Name => match sign(series, lane, from, to) {
            Some(sign) => (sign.letter(), Tone::Moment(sign)),
            None if silent > 0 => (Sign::Silence.letter(), Tone::Moment(Sign::Silence)),
            None => (" ", Tone::Plain),
        },
    }
}

/// The sign that matters most among those of a column.
fn sign(series: &Series, lane: &Lane, from: i64, to: i64) -> Option<Sign> {
    let marks = &series.marks;
    let after = marks.partition_point(|mark| series.offset(mark.at.time) < from);
    let within = marks.get(after..).unwrap_or_default().iter();
    let within = within.take_while(|mark| series.offset(mark.at.time) < to);
    let own = within.filter(|mark| {
        let of = mark.of == lane.of || mark.of == Of::Link && lane.of != Of::Voice;
        mark.link == lane.link && of
    });
    own.map(|mark| mark.sign).max()
}

/// The pictures of a link's lanes, or of all, so many columns wide; no lines where there is no lane.
pub fn picture(series: &Series, link: Option<LinkId>, columns: u16, ascii: bool) -> Vec<String> {
    let columns = columns.saturating_sub(LABEL);
    let axis = Axis { from: 0, to: series.length.max(1), columns };
    let before = usize::from(LABEL);
    let mut lines = Vec::new();
    for lane in series.lanes.iter().filter(|lane| link.is_none_or(|link| link == lane.link)) {
        if lines.is_empty() {
            lines.push(format!("{:before$}{}", "", axis.heading()));
        }
        lines.push(clean(&format!(" {}", title(lane))).into_owned());
        let most = most(series, lane, axis);
        for part in [Part::Packets, Part::Margin, Part::Marks] {
            let text = (0..axis.columns)
                .map(|column| cell(series, (lane, part), axis.column(column), most, ascii).0);
            let text: String = text.collect();
            if has(lane, part) && !text.trim().is_empty() {
                let label = shorten(label(lane, part), before - 2);
                lines.push(format!(" {label:<w$} {}", text.trim_end(), w = before - 2));
            }
        }
    }
    lines
}

/// The moments of a link, or of all, a line each, at most so many: silences and refusals rather than others.
pub fn moments(series: &Series, link: Option<LinkId>, most: usize) -> Vec<String> {
    let own = series.marks.iter().filter(|mark| link.is_none_or(|link| link == mark.link));
    let mut own: Vec<&Mark> = own.collect();
    let all = own.len() as u64;
    if own.len() > most {
        own.sort_by_key(|mark| (std::cmp::Reverse(mark.sign), mark.at.frame));
        own.truncate(most);
        own.sort_by_key(|mark| mark.at.frame);
    }
    let mut lines: Vec<String> = own
        .iter()
        .map(|mark| {
            let seconds = mark.at.time.step_from(series.first) as f64 / 1e9;
            let line = format!(
                "{} {:>7} {seconds:>11.6} {:<12} {}",
                mark.sign.letter(),
                mark.at.frame,
                name(mark.link, mark.of),
                said(mark)
            );
            clean(&line).into_owned()
        })
        .collect();
    let more = all - own.len() as u64 + if link.is_none() { series.more } else { 0 };
    if more > 0 {
        lines.push(format!("and {}", count(more, "more moment")));
    }
    lines
}

/// Columns of the picture.
const WIDTH: u16 = 100;

/// Writes pictures and moments.
///
/// # Errors
/// What the output says.
pub(super) fn write(series: &Series, out: &mut dyn Write) -> io::Result<()> {
    let picture = picture(series, None, WIDTH, false);
    if picture.is_empty() && series.marks.is_empty() {
        return writeln!(out, "no stream, no voice");
    }
    let axis = Axis { from: 0, to: series.length.max(1), columns: WIDTH - LABEL };
    writeln!(out, "{} a column", duration(axis.step()))?;
    let moments = moments(series, None, usize::MAX);
    picture.iter().chain(&moments).try_for_each(|line| writeln!(out, "{line}"))
}
