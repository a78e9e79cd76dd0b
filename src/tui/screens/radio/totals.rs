//! A line for each channel, over the whole capture.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span},
};

use super::{Figure, Focus, View};
use crate::{
    analysis::channels::{Channels, Total},
    show::channels as table,
    tui::{pane, screen::Context},
};

impl View {
    /// The channels with their sums, the worst in the figure that is looked at first.
    pub(super) fn totals(&self, channels: &Channels) -> Vec<Total> {
        let mut totals = table::listed(channels);
        let part = |number: u32, total: &Total| {
            std::cmp::Reverse(u64::from(number) * 1_000_000 / u64::from(total.cell.packets.max(1)))
        };
        match self.figure {
            Figure::Packets => {}
            Figure::Garbled => totals.sort_by_key(|total| part(total.cell.garbled, total)),
            Figure::Again => totals.sort_by_key(|total| part(total.cell.again, total)),
            Figure::Signal => totals
                .sort_by_key(|total| total.cell.strength().map_or((1, 0), |signal| (0, signal))),
        }
        totals
    }

    pub(super) fn draw_totals(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        channels: &Channels,
        context: &Context<'_>,
    ) {
        let theme = context.shared.theme;
        let focused = self.focus == Focus::Picture || channels.maps.is_empty();
        let totals = self.totals(channels);
        let order = match self.figure {
            Figure::Packets => "by frequency".to_owned(),
            Figure::Signal => "the weakest first".to_owned(),
            figure => format!("the largest {} first", figure.name()),
        };
        let position = pane::position(self.totals.at, totals.len() as u64);
        let title = format!("Channels {position}, {order}");
        let inner = pane::titled(frame, area, theme, focused, &title);
        let words = table::words(channels);
        let [head, body, foot] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Min(1),
            Constraint::Length(u16::from(words.is_some())),
        ])
        .areas(inner);
        let heading = format!(" {}", table::line(&table::HEADINGS));
        pane::lines(frame, head, vec![Line::styled(heading, theme.dim())]);
        let window = self.totals.indexes(body, totals.len());
        let rows = window.filter_map(|index| {
            let total = totals.get(index)?;
            let bad = total.cell.garbled * 2 > total.cell.packets;
            let style = if bad { theme.alert() } else { Style::new() };
            let text = table::line(&table::cells(total));
            let selected = index == self.totals.index();
            Some(pane::row(theme, focused, selected, vec![Span::styled(text, style)], inner.width))
        });
        pane::lines(frame, body, rows.collect());
        let words = words.map(|words| Line::styled(format!(" {words}"), theme.strong()));
        pane::lines(frame, foot, words.into_iter().collect());
    }
}
