//! What the panes of the screen share: a title, a selected line, the lines that are visible.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::{Color, Modifier, Style},
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{keys::Action, text, theme::Theme};

/// A place in a list of which only a part is visible.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cursor {
    /// The selected line.
    pub(super) at: u64,
    top: u64,
    height: u64,
    /// It came from afar: what is around it is to be seen too.
    jumped: bool,
}

impl Cursor {
    /// Moves as an action asks, in a list of so many lines. Returns whether it is such an action.
    pub(super) fn act(&mut self, action: Action, lines: u64) -> bool {
        let page = self.height.saturating_sub(1).max(1);
        self.at = match action {
            Action::Up => self.at.saturating_sub(1),
            Action::Down => self.at.saturating_add(1),
            Action::PageUp => self.at.saturating_sub(page),
            Action::PageDown => self.at.saturating_add(page),
            Action::Top => 0,
            Action::Bottom => u64::MAX,
            _ => return false,
        };
        self.at = self.at.min(lines.saturating_sub(1));
        true
    }

    /// Goes to a line, which will be seen with those around it.
    pub(super) fn go(&mut self, at: u64) {
        self.at = at;
        self.jumped = true;
    }

    /// The lines that are visible in a pane of this height, with the selected one among them.
    pub(super) fn window(&mut self, height: u16, lines: u64) -> std::ops::Range<u64> {
        self.height = u64::from(height);
        self.at = self.at.min(lines.saturating_sub(1));
        let visible = self.top..self.top + self.height;
        if std::mem::take(&mut self.jumped) && !visible.contains(&self.at) {
            self.top = self.at.saturating_sub(self.height / 2);
        }
        self.top = self.top.min(lines.saturating_sub(self.height)).min(self.at);
        if self.height > 0 && self.at >= self.top + self.height {
            self.top = self.at - self.height + 1;
        }
        self.top..(self.top + self.height).min(lines)
    }

    /// The same, as indexes into a slice.
    pub(super) fn indexes(&mut self, height: u16, lines: usize) -> std::ops::Range<usize> {
        let window = self.window(height, lines as u64);
        let index = |line: u64| usize::try_from(line).unwrap_or(lines).min(lines);
        index(window.start)..index(window.end)
    }

    /// The selected line as an index into a slice.
    pub(super) fn index(&self) -> usize {
        usize::try_from(self.at).unwrap_or(usize::MAX)
    }
}

/// Draws a pane's title, and returns what is left of it below.
pub(super) fn titled(
    frame: &mut Frame<'_>,
    area: Rect,
    theme: Theme,
    focused: bool,
    title: &str,
) -> Rect {
    let [top, rest] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    let lead = if focused { "══ " } else { "── " };
    let fill = if focused { "═" } else { "─" };
    let columns = usize::from(top.width);
    let title = text::shorten(title, columns.saturating_sub(4));
    let used = text::width(lead) + text::width(&title) + 1;
    let line = format!("{lead}{title} {}", fill.repeat(columns.saturating_sub(used)));
    frame.render_widget(Line::styled(line, theme.title(focused)), top);
    rest
}

/// Draws lines that fit into an area.
pub(super) fn lines(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'_>>) {
    frame.render_widget(Paragraph::new(lines), area);
}

/// A line of a list: marked, and in the style of the selected one, when it is that. What goes
/// past the end of the pane is cut, and that is shown.
pub(super) fn row<'a>(
    theme: Theme,
    focused: bool,
    selected: bool,
    mut spans: Vec<Span<'a>>,
    columns: u16,
) -> Line<'a> {
    spans.insert(0, Span::raw(if selected { ">" } else { " " }));
    let mut room = usize::from(columns);
    for span in &mut spans {
        let width = span.width();
        if width > room {
            span.content = text::shorten(&span.content, room).into_owned().into();
        }
        room = room.saturating_sub(width);
    }
    if !selected {
        return Line::from(spans);
    }
    let style = theme.selected(focused);
    let used: usize = spans.iter().map(Span::width).sum();
    if focused {
        spans.push(Span::raw(" ".repeat(usize::from(columns).saturating_sub(used))));
    }
    Line::from(spans.into_iter().map(|span| restyle(span, style)).collect::<Vec<_>>())
}

fn restyle(span: Span<'_>, style: Style) -> Span<'_> {
    // Reversed, a colour of the text would become one of the background.
    let style = span.style.patch(style).fg(Color::Reset).remove_modifier(Modifier::DIM);
    Span { style, ..span }
}
