//! The lanes as lines of characters.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{LABEL, name};
use crate::{
    analysis::series::{Bucket, Lane, Of, Series, Sign},
    track::LinkId,
    tui::{
        chart::{self, Axis},
        text,
        theme::Theme,
    },
};

/// A margin of so many nanoseconds fills a column.
const WIDE: i64 = 200_000_000;

/// How the sign of a moment looks.
pub(super) fn style(sign: Sign, theme: Theme) -> Style {
    match sign {
        Sign::Silence | Sign::Refused => theme.alert(),
        Sign::Wish | Sign::Configured => theme.dim(),
        _ => theme.strong(),
    }
}

/// What is drawn.
pub(super) struct Picture<'s> {
    pub(super) series: &'s Series,
    pub(super) lanes: &'s [&'s Lane],
    pub(super) axis: Axis,
    /// The moment that is looked at.
    pub(super) time: i64,
    /// What that is of.
    pub(super) of: Option<(LinkId, Of)>,
    pub(super) theme: Theme,
}

/// The lines of a lane.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Name,
    Packets,
    Margin,
    Marks,
}

/// What is drawn of each lane, by the room that there is.
const SETS: [&[Part]; 4] = [
    &[Part::Name, Part::Packets, Part::Margin, Part::Marks],
    &[Part::Name, Part::Packets, Part::Marks],
    &[Part::Packets, Part::Marks],
    &[Part::Packets],
];

fn has(lane: &Lane, part: Part) -> bool {
    part != Part::Margin || lane.of != Of::Voice
}

impl Picture<'_> {
    /// Lines that it takes in an area of this height, its title included.
    pub(super) fn height(&self, area: u16) -> u16 {
        let lines = |lane: &&Lane| if lane.of == Of::Voice { 3 } else { 4 };
        let full = 2 + self.lanes.iter().map(lines).sum::<usize>().max(1);
        let most = (area * 3 / 5).max(3);
        u16::try_from(full).unwrap_or(u16::MAX).min(most)
    }

    /// The lines, with the times above them.
    pub(super) fn lines(&self, height: u16) -> Vec<Line<'static>> {
        let room = usize::from(height).saturating_sub(1);
        let lines = |parts: &[Part]| {
            self.lanes.iter().flat_map(|lane| parts.iter().filter(|part| has(lane, **part))).count()
        };
        let parts = SETS.into_iter().find(|parts| lines(parts) <= room).unwrap_or(&[Part::Packets]);
        let fits = lines(parts) <= room;
        let fit = if fits { self.lanes.len() } else { (room / parts.len()).max(1) };
        // The one that is looked at is among those that fit.
        let of = |lane: &&Lane| Some((lane.link, lane.of)) == self.of;
        let at = self.lanes.iter().position(of).unwrap_or(0);
        let skipped = (at + 1).saturating_sub(fit);
        let heading = format!("{:width$}{}", "", self.axis.heading(), width = usize::from(LABEL));
        let mut lines = vec![Line::styled(heading, self.theme.dim())];
        for lane in self.lanes.iter().skip(skipped).take(fit) {
            for part in parts {
                if has(lane, *part) {
                    lines.push(self.line(lane, *part, parts.contains(&Part::Name)));
                }
            }
        }
        lines
    }

    fn line(&self, lane: &Lane, part: Part, named: bool) -> Line<'static> {
        let own = name(lane.link, lane.of);
        let label = match part {
            Part::Name => {
                let codec = lane.codec.as_ref().map(|codec| format!("{codec}, "));
                let packets = match lane.of {
                    Of::Stream(_) => text::count(lane.packets, "packet"),
                    _ => String::new(),
                };
                let text = format!(" {own}  {}{packets}", codec.unwrap_or_default());
                return Line::styled(text, self.theme.strong());
            }
            Part::Packets if named && lane.of == Of::Voice => "on",
            Part::Packets if named => "packets",
            Part::Packets => own.as_str(),
            Part::Margin => "margin",
            Part::Marks => "",
        };
        let width = usize::from(LABEL) - 2;
        let label = text::shorten(label, width).into_owned();
        let label = format!(" {label:<width$} ");
        let mut spans = vec![Span::styled(label, self.theme.dim())];
        let most = self.most(lane);
        let under = self.axis.place(self.time);
        for column in 0..self.axis.columns {
            let (text, style) = self.cell(lane, part, column, most);
            let style = if under == Some(column) { self.theme.lit() } else { style };
            spans.push(Span::styled(text, style));
        }
        Line::from(spans)
    }

    /// The most packets in a column.
    fn most(&self, lane: &Lane) -> u64 {
        let packets = |column| {
            let (from, to) = self.axis.column(column);
            u64::from(self.series.between(lane, from, to).0.packets)
        };
        (0..self.axis.columns).map(packets).max().unwrap_or(0)
    }

    fn cell(&self, lane: &Lane, part: Part, column: u16, most: u64) -> (String, Style) {
        let (from, to) = self.axis.column(column);
        let (bucket, ran) = self.series.between(lane, from, to);
        let Bucket { packets, missing, margin, silent, .. } = bucket;
        let plain = Style::new();
        let nothing = if ran { "." } else { " " };
        match part {
            Part::Packets if lane.of == Of::Voice => {
                (if ran { "=" } else { " " }.to_owned(), plain)
            }
            Part::Packets if packets == 0 => {
                let bad = if silent > 0 { self.theme.alert() } else { self.theme.dim() };
                (nothing.to_owned(), bad)
            }
            Part::Packets => {
                let bad = if silent > 0 || missing > 0 { self.theme.alert() } else { plain };
                (chart::level(self.theme, u64::from(packets), most).to_owned(), bad)
            }
            Part::Margin => match margin {
                Some(margin) if margin < 0 => ("x".to_owned(), self.theme.alert()),
                Some(margin) => {
                    let (margin, most) =
                        (margin.clamp(1, WIDE).unsigned_abs(), WIDE.unsigned_abs());
                    (chart::level(self.theme, margin, most).to_owned(), plain)
                }
                None => (" ".to_owned(), plain),
            },
            Part::Marks | Part::Name => match self.sign(lane, from, to) {
                Some(sign) => (sign.letter().to_string(), style(sign, self.theme)),
                None if silent > 0 => {
                    (Sign::Silence.letter().to_string(), style(Sign::Silence, self.theme))
                }
                None => (" ".to_owned(), plain),
            },
        }
    }

    /// The sign that matters most among those of a column.
    fn sign(&self, lane: &Lane, from: i64, to: i64) -> Option<Sign> {
        let marks = &self.series.marks;
        let after = marks.partition_point(|mark| self.series.time(mark.at.time) < from);
        let within = marks.get(after..).unwrap_or_default().iter();
        let within = within.take_while(|mark| self.series.time(mark.at.time) < to);
        let own = within.filter(|mark| {
            let of = mark.of == lane.of || mark.of == Of::Link && lane.of != Of::Voice;
            mark.link == lane.link && of
        });
        own.map(|mark| mark.sign).max()
    }
}
