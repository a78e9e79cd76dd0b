//! A link drawn in characters, for a block of code.

use crate::{
    analysis::{LinkStory, Outcome},
    report::{by, seconds, start},
    text::{clean, duration, shorten, width},
    ticket::{CHANNELS, Heard, Ticket, Timeline},
};

/// Columns of the drawing itself, and of what stands on its left.
const COLUMNS: usize = 40;
const LEFT: usize = 18;
/// Columns of a line.
const WIDTH: usize = 118;
/// Phases that are drawn.
const MAX_ROWS: usize = 40;

/// A line for each phase and each finding.
pub(super) fn timeline(link: &LinkStory, ticket: &Ticket) -> Vec<String> {
    let analysis = &ticket.analysis;
    let timeline = Timeline::of(link, analysis);
    let mut lines = Vec::new();
    let first = timeline.moments.first().map(|(_, time)| *time);
    let last = timeline.moments.last().map(|(_, time)| *time);
    let mark = |time: crate::capture::Timestamp| {
        let at = crate::track::At { time, ..link.first };
        seconds(at, start(analysis))
    };
    if let (Some(first), Some(last)) = (first, last) {
        let (first, last) = (mark(first), mark(last));
        let gap = COLUMNS.saturating_sub(width(&first) + width(&last));
        lines.push(format!("{:LEFT$}  {first}{}{last}", "", " ".repeat(gap)));
    }
    let mut ruler = [' '; COLUMNS];
    for stretch in &timeline.stretches {
        let text: Vec<char> = duration(stretch.length).chars().collect();
        let (from, to) = (column(stretch.from), column(stretch.to));
        let middle = ((from + to) / 2).saturating_sub(text.len() / 2);
        if to.saturating_sub(from) >= text.len() {
            let places = ruler.iter_mut().skip(middle);
            places.zip(text).for_each(|(place, letter)| *place = letter);
        }
    }
    if !timeline.stretches.is_empty() {
        lines.push(format!("{:LEFT$}  {}", "", ruler.iter().collect::<String>().trim_end()));
    }
    for (phase, row) in link.phases.iter().zip(&timeline.rows).take(MAX_ROWS) {
        let fill = match phase.outcome {
            Outcome::Ok => '█',
            Outcome::Failed | Outcome::Silent => '▓',
            Outcome::Cancelled | Outcome::Refused | Outcome::Unfinished => '░',
        };
        let (from, to) = (column(row.from), column(row.to).max(column(row.from) + 1));
        let bar: String =
            (0..COLUMNS).map(|at| if (from..to).contains(&at) { fill } else { ' ' }).collect();
        let took = phase.ended.map(|end| duration(end.time.since(phase.began.time)));
        let mut words = vec![phase.outcome.name().to_owned()];
        words.extend(took);
        words.extend(Some(by(phase)).filter(|by| !by.is_empty()).map(|by| format!("by {by}")));
        words.extend(Some(phase.words()).filter(|words| !words.is_empty()));
        let line = format!(
            "{:LEFT$} |{bar}| {:>6} {}",
            phase.kind.name(),
            phase.began.frame,
            clean(&words.join(", "))
        );
        lines.push(shorten(&line, WIDTH).trim_end().to_owned());
    }
    let more = link.phases.len().saturating_sub(MAX_ROWS) as u64 + link.more_phases;
    if more > 0 {
        lines.push(format!("and {}", crate::text::count(more, "more phase")));
    }
    for mark in timeline.marks.iter().take(MAX_ROWS) {
        let mut bar = [' '; COLUMNS];
        for &place in &mark.places {
            bar[column(place).min(COLUMNS - 1)] = '▲';
        }
        let bar: String = bar.into_iter().collect();
        lines.push(format!("{:LEFT$} |{bar}| {}", mark.code, mark.severity.name()));
    }
    lines
}

fn column(place: f64) -> usize {
    // Places are from 0 to 1.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let column = (place * (COLUMNS - 1) as f64).round() as usize;
    column.min(COLUMNS - 1)
}

/// Packets by channel, as columns of eight steps; `!` where every fourth or more was garbled.
pub(super) fn channels(heard: &Heard) -> Vec<String> {
    const STEPS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = heard.packets.iter().copied().max().unwrap_or(0).max(1);
    let packets = heard.packets.iter().map(|&number| {
        let step = (u64::from(number) * 8).div_ceil(u64::from(most));
        STEPS[usize::try_from(step).unwrap_or(8).min(8)]
    });
    let garbled = (0..CHANNELS).map(|channel| {
        let (bad, all) = (heard.garbled[channel], heard.packets[channel]);
        if bad > 0 && bad.saturating_mul(4) >= all { '!' } else { ' ' }
    });
    let (packets, garbled): (String, String) = (packets.collect(), garbled.collect());
    let mut lines = vec![
        format!("packets  |{packets}|"),
        "channel   0         10        20        30     37".to_owned(),
    ];
    if !garbled.trim().is_empty() {
        lines.insert(1, format!("garbled  |{garbled}|"));
    }
    lines
}
