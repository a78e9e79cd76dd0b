//! The list of frames.

use parsers::link::Direction;
use ratatui::{Frame, layout::Rect, text::Span};

use super::{Focus, Frames, findings_at};
use crate::{
    capture::Timestamp,
    show,
    tui::{
        clock::Times,
        document::Document,
        pane,
        screen::Context,
        store::Packet,
        text,
        theme::{self, Theme},
    },
};

/// How wide the columns are, so that they do not move from page to page.
#[derive(Debug, Clone, Copy)]
struct Widths {
    number: usize,
    time: usize,
    link: usize,
}

impl Widths {
    fn of(document: &Document, links: usize) -> Self {
        let digits = |number: u64| number.checked_ilog10().unwrap_or(0) as usize + 1;
        let health = document.analysis.as_ref().map(|analysis| &analysis.health);
        let lasted = health.and_then(|h| Some(h.latest?.since(h.first?.time))).unwrap_or(0);
        Self {
            number: digits(document.index.rows()).max(6),
            time: (digits(lasted.unsigned_abs() / 1_000_000_000) + 7).max(11),
            link: (digits(links as u64) + 1).max(3),
        }
    }
}

impl Frames {
    pub(super) fn draw_list(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        context: &mut Context<'_>,
    ) {
        let (shared, theme) = (context.shared, context.shared.theme);
        let document = &mut *context.document;
        let focused = self.focus == Focus::List;
        let rows = shared.count(document);
        self.list.at = shared.place(self.row);
        if let Some(row) = shared.row(self.list.at).filter(|_| !shared.is_looking()) {
            self.row = row;
        }
        let title = format!("Frames {}", pane::position(self.list.at, rows));
        let inner = pane::titled(frame, area, theme, focused, &title);
        let window = self.list.window(inner, rows);
        let widths = Widths::of(document, document.links().len());
        let times = shared.times(document);
        let earlier = window.start.checked_sub(1).and_then(|place| shared.row(place));
        let earlier = earlier.and_then(|row| document.packet(row));
        let mut before = earlier.map(|packet| packet.time);
        let mut lines = Vec::with_capacity(usize::from(inner.height));
        for row in window.filter_map(|place| shared.row(place)) {
            let Some(number) = document.packet(row).map(|packet| packet.number) else { break };
            let mark = self.mark(number, shared.hit(row), document, theme);
            let Some(packet) = document.packet(row) else { break };
            let mut spans = vec![mark];
            spans.extend(columns(packet, times, before, widths, theme));
            before = Some(packet.time);
            lines.push(pane::row(theme, focused, row == self.row, spans, inner.width));
        }
        pane::lines(frame, inner, lines);
    }

    /// The mark in the margin: a finding, a frame that proves the one that is walked, a hit of the
    /// search.
    fn mark(&self, number: u64, hit: bool, document: &Document, theme: Theme) -> Span<'static> {
        let worst = findings_at(document, number).iter().map(|finding| finding.severity).max();
        let proves = self.cited.as_ref().is_some_and(|finding| {
            finding.at.frame == number
                || finding.related.iter().any(|place| place.at.frame == number)
        });
        match worst {
            Some(severity) => Span::styled(theme::mark(severity), theme.severity(severity)),
            None if proves => Span::styled("+", theme.alert()),
            None if hit => Span::styled("*", theme.hit()),
            None => Span::raw(" "),
        }
    }
}

fn columns<'a>(
    packet: &Packet,
    times: Times<'_>,
    before: Option<Timestamp>,
    widths: Widths,
    theme: Theme,
) -> Vec<Span<'a>> {
    let shown = packet.shown(times.first);
    let way = match shown.packet.map(|packet| packet.direction) {
        Some(Direction::Sent) => '>',
        Some(Direction::Received) => '<',
        Some(Direction::Unknown) | None => ' ',
    };
    let link = shown.link.map_or_else(String::new, |link| format!("#{}", link.0));
    let (titles, fields) = show::describe(&shown);
    let fault = shown.frame.stop.map_or_else(String::new, |stop| format!("  [{stop}]"));
    let (number, time) = (packet.number, times.write(packet.time, before));
    vec![
        Span::raw(format!("{number:>width$}", width = widths.number)),
        Span::styled(format!(" {time:>width$} ", width = widths.time), theme.dim()),
        Span::raw(format!("{way} ")),
        Span::styled(format!("{link:<width$} ", width = widths.link), theme.dim()),
        Span::styled(format!("{}  ", text::clean(&titles)), theme.strong()),
        Span::raw(text::clean(&(fields + &fault)).into_owned()),
    ]
}
