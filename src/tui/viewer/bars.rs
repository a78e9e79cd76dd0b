//! The lines above and below the screen.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
};

use super::Viewer;
use crate::tui::{
    help,
    keys::{Action, Where},
    pane,
    prompt::{Prompt, State},
    text,
};

impl Viewer {
    pub(super) fn draw_bar(&self, frame: &mut Frame<'_>, area: Rect) {
        let document = &self.document;
        let read = match document.size {
            _ if document.is_done() => text::count(document.index.rows(), "frame"),
            _ if document.follows() => {
                format!("following: {}", text::count(document.index.rows(), "frame"))
            }
            Some(size) => {
                format!("reading: {} %", document.offset.saturating_mul(100) / size.max(1))
            }
            None => format!("reading: {}", text::count(document.index.rows(), "frame")),
        };
        let lasted = document.analysis.as_ref().and_then(|analysis| {
            let (first, latest) = (analysis.health.first?, analysis.health.latest?);
            Some(format!(", {}", text::duration(latest.since(first.time))))
        });
        let format = document.header.as_ref().map(|header| format!("{}, ", header.format));
        let (format, lasted) = (format.unwrap_or_default(), lasted.unwrap_or_default());
        let clock = self.shared.times(document).word();
        let clock = clock.map_or_else(String::new, |clock| format!(", times {clock}"));
        let right = format!("{format}{read}{lasted}{clock} ");
        let name = text::clean(&document.name);
        let columns = usize::from(area.width);
        let room = columns.saturating_sub(text::width(&right) + 11);
        let left = format!(" btlint  {}", text::shorten(&name, room));
        let gap = columns.saturating_sub(text::width(&left) + text::width(&right));
        let line = format!("{left}{}{right}", " ".repeat(gap));
        frame.render_widget(Line::styled(line, self.shared.theme.bar()), area);
    }

    /// What is wrong with the capture itself, if anything. Returns the rest.
    pub(super) fn draw_trust(&self, frame: &mut Frame<'_>, area: Rect) -> Rect {
        let document = &self.document;
        // That somebody stopped the capture is nothing to be warned of.
        let notes = document.trust.notes.iter().filter(|note| note.kind != "ends_mid_connection");
        let trust = notes.map(|note| note.detail.as_str());
        let notes: Vec<&str> = document.fault.as_deref().into_iter().chain(trust).collect();
        if notes.is_empty() || area.height < 8 {
            return area;
        }
        let notes = text::clean(&notes.join("; ")).into_owned();
        let most = if area.height < 20 { 1 } else { 2 };
        let lines = pane::wrapped(" ! ", &notes, area.width, most);
        let height = u16::try_from(lines.len()).unwrap_or(1);
        let [top, rest] =
            Layout::vertical([Constraint::Length(height), Constraint::Min(0)]).areas(area);
        let alert = self.shared.theme.alert();
        pane::lines(frame, top, lines.into_iter().map(|line| Line::styled(line, alert)).collect());
        rest
    }

    /// Which frames are meant, unless all are. Returns the rest.
    pub(super) fn draw_scope(&self, frame: &mut Frame<'_>, area: Rect) -> Rect {
        let shared = &self.shared;
        if shared.scope.is_all() || area.height < 4 {
            return area;
        }
        let [top, rest] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
        let rows = self.document.index.rows();
        let so_far = match &shared.rows {
            Some(job) if !job.done => {
                format!(" so far, {} %", job.looked.saturating_mul(100) / rows.max(1))
            }
            _ => String::new(),
        };
        let number = format!(": {} of {rows} frames{so_far}", shared.count(&self.document));
        let room = usize::from(top.width).saturating_sub(text::width(&number) + 16);
        let title =
            text::clean(&shared.scope.title(|link| self.document.called(link))).into_owned();
        let title = text::shorten(&title, room).into_owned();
        let all = shared.keys.name(Where::Screen(self.declared()), Action::All);
        let line = Line::from(vec![
            Span::styled(format!(" Only {title}"), shared.theme.alert()),
            Span::raw(number),
            Span::styled(
                all.map_or(String::new(), |key| format!("  {key}: all")),
                shared.theme.dim(),
            ),
        ]);
        frame.render_widget(line, top);
        rest
    }

    /// The lines at the foot of the screen: two at most.
    pub(super) fn foot(&mut self, columns: u16) -> Vec<Line<'static>> {
        let theme = self.shared.theme;
        if let Some(prompt) = &self.prompt {
            return self.draw_prompt(prompt, columns);
        }
        if let Some(message) = &self.message {
            let lines = pane::wrapped("", &text::clean(message), columns, 2);
            return lines.into_iter().map(|line| Line::styled(line, theme.alert())).collect();
        }
        if self.shared.search.is_some() {
            let frame = self.spot().frame;
            let row = frame.and_then(|number| self.document.row(number)).unwrap_or_default();
            if let Some(search) = &self.shared.search {
                let line = search.line(self.document.index.rows(), row);
                let lit = search.job.rows.has(row) || !search.job.done;
                let line = text::clean(&line).into_owned();
                if lit {
                    return vec![Line::from(line)];
                }
            }
        }
        vec![help::footer(columns, theme, &self.shared.keys, Where::Screen(self.declared()))]
    }

    fn draw_prompt(&self, prompt: &Prompt, columns: u16) -> Vec<Line<'static>> {
        let theme = self.shared.theme;
        let style = match prompt.state() {
            State::Plain => ratatui::style::Style::new(),
            State::Good => theme.good(),
            State::Bad => theme.bad(),
        };
        let [before, under, after] = prompt.typed().map(|part| text::clean(&part).into_owned());
        // What is before the cursor may be longer than the line.
        let room = usize::from(columns).saturating_sub(prompt.lead().len() + 2);
        let skipped = before.chars().count().saturating_sub(room);
        let before: String = before.chars().skip(skipped).collect();
        let cursor = if under == "_" { style } else { theme.lit() };
        let line = Line::from(vec![
            Span::raw(prompt.lead()),
            Span::styled(before, style),
            Span::styled(under, cursor),
            Span::styled(after, style),
        ]);
        let below = prompt.offers().or_else(|| self.message.clone());
        let below = below.map(|text| {
            Line::styled(
                text::shorten(&text::clean(&text), usize::from(columns)).into_owned(),
                theme.dim(),
            )
        });
        std::iter::once(line).chain(below).collect()
    }
}
