//! The lanes as lines of characters.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use crate::{
    analysis::series::{Lane, Of, Series, Sign},
    show::{
        chart::Axis,
        streams::{self, LABEL, Part, Tone, has},
    },
    track::LinkId,
    tui::{text, theme::Theme},
};

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

/// What is drawn of each lane, by the room that there is.
const SETS: [&[Part]; 4] = [
    &[Part::Name, Part::Packets, Part::Margin, Part::Marks],
    &[Part::Name, Part::Packets, Part::Marks],
    &[Part::Packets, Part::Marks],
    &[Part::Packets],
];

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
        let own = streams::name(lane.link, lane.of);
        if part == Part::Name {
            return Line::styled(format!(" {}", streams::title(lane)), self.theme.strong());
        }
        let label = match part {
            Part::Packets if !named => own.as_str(),
            part => streams::label(lane, part),
        };
        let width = usize::from(LABEL) - 2;
        let label = text::shorten(label, width).into_owned();
        let label = format!(" {label:<width$} ");
        let mut spans = vec![Span::styled(label, self.theme.dim())];
        let most = streams::most(self.series, lane, self.axis);
        let under = self.axis.place(self.time);
        for column in 0..self.axis.columns {
            let time = self.axis.column(column);
            let (text, tone) =
                streams::cell(self.series, (lane, part), time, most, self.theme.ascii);
            let lit = under == Some(column);
            let style = if lit { self.theme.lit() } else { tinted(tone, self.theme) };
            spans.push(Span::styled(text, style));
        }
        Line::from(spans)
    }
}

fn tinted(tone: Tone, theme: Theme) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Quiet => theme.dim(),
        Tone::Alert => theme.alert(),
        Tone::Moment(sign) => style(sign, theme),
    }
}
