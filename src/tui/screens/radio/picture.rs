//! Channels as lines of characters, the highest frequency at the top.

use std::ops::Range;

use ratatui::{
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
};

use crate::{
    analysis::channels::{CLASSIC, Cell, Channels, LE, middle, wifi},
    show::chart::{self, Axis},
    tui::{text, theme::Theme},
};

/// Columns beside the picture: frequency and channel before it, Wi-Fi behind.
pub(super) const BESIDE: u16 = BEFORE + 9;
const BEFORE: u16 = 9;

/// What the characters stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Figure {
    #[default]
    Packets,
    Garbled,
    Again,
    Signal,
}

impl Figure {
    pub(super) fn next(self) -> Self {
        match self {
            Self::Packets => Self::Garbled,
            Self::Garbled => Self::Again,
            Self::Again => Self::Signal,
            Self::Signal => Self::Packets,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Packets => "packets",
            Self::Garbled => "part with a wrong CRC",
            Self::Again => "part sent again",
            Self::Signal => "signal strength",
        }
    }
}

pub(super) struct Picture<'c> {
    pub(super) channels: &'c Channels,
    pub(super) axis: Axis,
    pub(super) figure: Figure,
    pub(super) theme: Theme,
    /// Lines that there are for channels.
    pub(super) lines: u16,
    /// The moment and the line that are looked at.
    pub(super) at: (i64, usize),
}

impl Picture<'_> {
    fn all(&self) -> usize {
        if self.channels.is_classic() { CLASSIC } else { LE }
    }

    /// The middle of a channel, counted by frequency, in MHz.
    fn middle(&self, channel: usize) -> u16 {
        if self.channels.is_classic() {
            2402 + u16::try_from(channel).unwrap_or(0)
        } else {
            middle(channel)
        }
    }

    /// The channels of each line, counted by frequency, the highest first.
    pub(super) fn groups(&self) -> Vec<Range<usize>> {
        let (all, lines) = (self.all(), usize::from(self.lines.max(1)));
        let size = all.div_ceil(lines);
        let mut groups: Vec<Range<usize>> =
            (0..all).step_by(size).map(|start| start..(start + size).min(all)).collect();
        groups.reverse();
        groups
    }

    /// What was heard in the cell that is looked at.
    pub(super) fn selected(&self) -> Cell {
        let group = self.groups().get(self.at.1).cloned().unwrap_or_default();
        let column = self.axis.place(self.at.0).unwrap_or_default();
        let (from, to) = self.axis.column(column);
        self.channels.between(group, from, to)
    }

    /// The moment and the line at a place of the area that it is drawn in.
    pub(super) fn cell_at(&self, at: Position, area: Rect) -> Option<(i64, usize)> {
        let column = at.x.checked_sub(area.x + BEFORE)?;
        // The times stand above the channels.
        let line = usize::from(at.y.checked_sub(area.y + 1)?);
        let there = area.contains(at) && column < self.axis.columns && line < self.groups().len();
        there.then(|| (self.axis.column(column).0, line))
    }

    /// The times, the channels, and what the selected cell is.
    pub(super) fn draw(&self) -> Vec<Line<'static>> {
        let dim = self.theme.dim();
        let heading = format!("{:w$}{}", "", self.axis.heading(), w = usize::from(BEFORE));
        let mut lines = vec![Line::styled(heading, dim)];
        let groups = self.groups();
        let cells: Vec<Vec<Cell>> = groups.iter().map(|group| self.row(group)).collect();
        let most = cells.iter().flatten().map(|cell| cell.packets).max().unwrap_or(0);
        let under = self.axis.place(self.at.0);
        for (index, (group, row)) in groups.iter().zip(cells).enumerate() {
            let here = index == self.at.1;
            let sign = if here { '>' } else { ' ' };
            let label = format!("{sign}{:>4} {:<2} ", self.middle(group.start), self.number(group));
            let mut spans = vec![Span::styled(label, if here { Style::new() } else { dim })];
            for (column, cell) in (0..).zip(row) {
                let (text, style) = self.cell(group, column, cell, u64::from(most));
                let lit = here && under == Some(column);
                spans.push(Span::styled(text, if lit { self.theme.lit() } else { style }));
            }
            let own = group.clone().find_map(|channel| wifi(self.middle(channel)));
            let own = own.map_or_else(String::new, |number| format!(" Wi-Fi {number}"));
            spans.push(Span::styled(own, dim));
            lines.push(Line::from(spans));
        }
        lines.push(Line::styled(format!(" {}", self.words()), self.theme.strong()));
        lines
    }

    fn row(&self, group: &Range<usize>) -> Vec<Cell> {
        let cell = |column| {
            let (from, to) = self.axis.column(column);
            self.channels.between(group.clone(), from, to)
        };
        (0..self.axis.columns).map(cell).collect()
    }

    /// The number of the first channel of a line, as the specification counts.
    fn number(&self, group: &Range<usize>) -> usize {
        if self.channels.is_classic() {
            return group.start;
        }
        let index = u8::try_from(group.start).ok().and_then(parsers::radio::channel_index);
        index.map_or(0, usize::from)
    }

    fn cell(
        &self,
        group: &Range<usize>,
        column: u16,
        cell: Cell,
        most: u64,
    ) -> (&'static str, Style) {
        let plain = Style::new();
        if cell.packets == 0 {
            let (_, to) = self.axis.column(column);
            let map = self.channels.map(to);
            let used: Vec<bool> =
                group.clone().filter_map(|channel| map?.has(self.middle(channel))).collect();
            return match used.as_slice() {
                [] => (" ", plain),
                // Without packets from the air the map is all that there is to see.
                some if some.iter().any(|used| *used) => (".", plain),
                _ => ("-", self.theme.alert()),
            };
        }
        let bad = if cell.garbled * 2 > cell.packets { self.theme.alert() } else { plain };
        let part =
            |number: u32| chart::level(self.theme.ascii, u64::from(number), cell.packets.into());
        let nothing = |text| if text == " " { "." } else { text };
        let text = match self.figure {
            Figure::Packets => chart::level(self.theme.ascii, cell.packets.into(), most),
            Figure::Garbled => nothing(part(cell.garbled)),
            Figure::Again => nothing(part(cell.again)),
            Figure::Signal => match cell.strength() {
                Some(signal) => {
                    let above = signal.saturating_add(101).clamp(1, 80).unsigned_abs();
                    chart::level(self.theme.ascii, above, 80)
                }
                None => "?",
            },
        };
        (text, bad)
    }

    /// What the selected cell is, in words.
    fn words(&self) -> String {
        let groups = self.groups();
        let Some(group) = groups.get(self.at.1) else { return String::new() };
        let (low, high) = (self.middle(group.start), self.middle(group.end.saturating_sub(1)));
        let place = if low == high { format!("{low} MHz") } else { format!("{low} to {high} MHz") };
        let Cell { packets, garbled, again, .. } = self.selected();
        let cell = self.selected();
        let mut parts = vec![place];
        if self.channels.heard > 0 {
            parts.push(text::count(packets.into(), "packet"));
        }
        if garbled > 0 {
            let part = u64::from(garbled) * 100 / u64::from(packets.max(1));
            parts.push(format!("{garbled} with a wrong CRC ({part} %)"));
        }
        if again > 0 {
            parts.push(format!("{again} sent again"));
        }
        parts.extend(cell.strength().map(|signal| format!("{signal} dBm")));
        let column = self.axis.place(self.at.0).unwrap_or_default();
        if let Some(map) = self.channels.map(self.axis.column(column).1) {
            let own = group.clone().filter_map(|channel| map.has(self.middle(channel)));
            let (all, used) = own.fold((0, 0), |(all, on), used| (all + 1, on + u32::from(used)));
            let frame = map.at.frame;
            match (used, all) {
                (_, 0) => {}
                (0, _) => parts.push(format!("avoided by the map of frame {frame}")),
                (used, all) if used == all => parts.push("used".to_owned()),
                (used, all) => parts.push(format!("{used} of {all} used")),
            }
        }
        parts.join(", ")
    }
}
