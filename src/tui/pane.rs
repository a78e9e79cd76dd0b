//! What the panes of the screen share: a title, a selected line, the lines that are visible.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
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
    /// Where its lines were last drawn.
    area: Rect,
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

    /// What is around the selected line is to be seen too.
    pub(super) fn jump(&mut self) {
        self.jumped = true;
    }

    /// It is not drawn now.
    pub(super) fn hide(&mut self) {
        self.area = Rect::default();
    }

    /// Selects the line that was clicked, in a list of so many lines. Returns whether there is one.
    pub(super) fn click(&mut self, at: Position, lines: u64) -> bool {
        let line = self.top + u64::from(at.y.saturating_sub(self.area.y));
        let there = self.area.contains(at) && line < lines;
        if there {
            self.at = line;
        }
        there
    }

    /// The lines that are visible in an area, with the selected one among them.
    pub(super) fn window(&mut self, area: Rect, lines: u64) -> std::ops::Range<u64> {
        self.area = area;
        self.height = u64::from(area.height);
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
    pub(super) fn indexes(&mut self, area: Rect, lines: usize) -> std::ops::Range<usize> {
        let window = self.window(area, lines as u64);
        let index = |line: u64| usize::try_from(line).unwrap_or(lines).min(lines);
        index(window.start)..index(window.end)
    }

    /// The selected line as an index into a slice.
    pub(super) fn index(&self) -> usize {
        usize::try_from(self.at).unwrap_or(usize::MAX)
    }
}

/// A list whose selection stays on what it is on, whatever comes and goes around it.
#[derive(Debug, Clone)]
pub(super) struct List<K> {
    cursor: Cursor,
    /// What is selected, once the user has selected something; the first until then.
    chosen: Option<K>,
}

impl<K> Default for List<K> {
    fn default() -> Self {
        Self { cursor: Cursor::default(), chosen: None }
    }
}

impl<K: PartialEq + Clone> List<K> {
    /// Selects something.
    pub(super) fn choose(&mut self, key: Option<K>) {
        self.chosen = key;
        self.cursor.jumped = true;
    }

    /// What the user has selected.
    pub(super) fn chosen(&self) -> Option<&K> {
        self.chosen.as_ref()
    }

    /// The place of what is selected, in the list as it is now.
    pub(super) fn index(&mut self, keys: &[K]) -> usize {
        let is = |chosen: &K| keys.iter().position(|key| key == chosen);
        if let Some(place) = self.chosen.as_ref().and_then(is) {
            self.cursor.at = place as u64;
        } else if self.chosen.is_none() {
            self.cursor.at = 0;
        }
        self.cursor.at = self.cursor.at.min((keys.len() as u64).saturating_sub(1));
        self.cursor.index()
    }

    /// Moves as an action asks. Returns whether it is such an action.
    pub(super) fn act(&mut self, action: Action, keys: &[K]) -> bool {
        self.index(keys);
        let moved = self.cursor.act(action, keys.len() as u64);
        if moved {
            self.chosen = keys.get(self.cursor.index()).cloned();
        }
        moved
    }

    /// It is not drawn now.
    pub(super) fn hide(&mut self) {
        self.cursor.hide();
    }

    /// Selects what was clicked. Returns whether it is one of these.
    pub(super) fn click(&mut self, at: Position, keys: &[K]) -> bool {
        let there = self.cursor.click(at, keys.len() as u64);
        if there {
            self.chosen = keys.get(self.cursor.index()).cloned();
        }
        there
    }

    /// The indexes that are visible in an area, and the selected one.
    pub(super) fn window(&mut self, area: Rect, keys: &[K]) -> (std::ops::Range<usize>, usize) {
        let index = self.index(keys);
        (self.cursor.indexes(area, keys.len()), index)
    }
}

/// Where a list stands, for its title: `(3/17)`.
pub(super) fn position(index: u64, of: u64) -> String {
    if of == 0 { "(0)".to_owned() } else { format!("({}/{of})", index + 1) }
}

/// What a title says of that which is not kept: `, 12 more are not kept`.
pub(super) fn more(number: u64) -> String {
    match number {
        0 => String::new(),
        1 => ", 1 more is not kept".to_owned(),
        more => format!(", {more} more are not kept"),
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
    let fill = theme.rule(focused);
    let columns = usize::from(top.width);
    let title = text::shorten(title, columns.saturating_sub(4));
    let used = text::width(&title) + 4;
    let lead = fill.repeat(2);
    let line = format!("{lead} {title} {}", fill.repeat(columns.saturating_sub(used)));
    frame.render_widget(Line::styled(line, theme.title(focused)), top);
    rest
}

/// A text in so many lines at most; where it is cut, that is shown.
pub(super) fn wrapped(lead: &str, text: &str, columns: u16, most: usize) -> Vec<String> {
    let columns = usize::from(columns);
    let mut lines = text::wrap_after(lead, text, columns, text::width(lead).max(2));
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            // With another character it does not fit, unless it is short.
            let cut = format!("{last}…");
            *last = text::shorten(&cut, columns).into_owned();
        }
    }
    lines
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
    // The sign in the margin keeps its colour, which says how bad it is.
    let restyled = spans.into_iter().enumerate().map(|(at, span)| restyle(span, style, at == 1));
    Line::from(restyled.collect::<Vec<_>>())
}

fn restyle(span: Span<'_>, style: Style, margin: bool) -> Span<'_> {
    // Reversed, a colour of the text would become one of the background.
    let mut style = span.style.patch(style).remove_modifier(Modifier::DIM);
    if !margin {
        style = style.fg(Color::Reset);
    }
    Span { style, ..span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_stays_on_what_it_is_on() {
        let mut list = List::default();
        list.window(Rect::new(0, 0, 9, 3), &['b', 'c', 'd']);
        // Until the user has selected something it is the first, whatever that is.
        assert_eq!(list.index(&['a', 'b', 'c', 'd']), 0);
        assert!(list.act(Action::Down, &['a', 'b', 'c', 'd']));
        for keys in [&['b', 'c', 'd'][..], &['x', 'y', 'z', 'b'], &['b'], &['d', 'c', 'b']] {
            let index = list.index(keys);
            assert_eq!(keys[index], 'b', "{keys:?}");
            let (window, at) = list.window(Rect::new(0, 0, 9, 2), keys);
            assert!(window.contains(&at) && at == index, "{keys:?}");
        }
        // What has gone leaves its place to another.
        assert_eq!(list.index(&['d']), 0);
        assert_eq!(list.index(&[]), 0);
    }

    #[test]
    fn the_line_that_is_clicked_is_selected() {
        let mut cursor = Cursor::default();
        cursor.go(50);
        let window = cursor.window(Rect::new(10, 5, 20, 4), 100);
        for y in 0..12 {
            for x in [9, 10, 29, 30] {
                let mut cursor = cursor;
                let hit = cursor.click(Position::new(x, y), 100);
                assert_eq!(hit, (10..30).contains(&x) && (5..9).contains(&y), "{x} {y}");
                assert_eq!(cursor.at, if hit { window.start + u64::from(y) - 5 } else { 50 });
            }
        }
        // Below the last line is nothing, nor where it was drawn before.
        assert!(!cursor.click(Position::new(10, 6), window.start + 1));
        cursor.hide();
        assert!(!cursor.click(Position::new(10, 5), 100));
    }
}
