//! The keys, as the table has them.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    keys::{Action, Keys, Row, Where},
    pane::{self, Cursor},
    screen::Declared,
    text,
    theme::Theme,
};

/// What the marks mean.
const MARKS: &[(&str, &str)] = &[
    ("E W N i", "a finding: error, warning, notice, info"),
    ("+", "a frame that proves the finding"),
    ("+ -", "a group of fields that is closed, or open"),
    ("> <", "sent by this host (air: by the central), received"),
    ("#1", "the link"),
    ("*", "a frame that matches the search"),
];

/// The help, which can be longer than the screen.
#[derive(Debug, Default)]
pub(super) struct Help {
    cursor: Cursor,
    /// Columns when it was last drawn.
    columns: u16,
}

impl Help {
    pub(super) fn act(&mut self, action: Action, screen: &'static Declared, keys: &Keys) {
        let lines = lines(Theme::PLAIN, screen, keys, self.columns);
        self.cursor.act(action, lines.len() as u64);
    }

    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        theme: Theme,
        keys: &Keys,
        screen: &'static Declared,
    ) {
        self.columns = area.width;
        let lines = lines(theme, screen, keys, self.columns);
        let title = format!("Keys of {}", screen.name);
        let inner = pane::titled(frame, area, theme, true, &title);
        let window = self.cursor.indexes(inner, lines.len());
        let visible = lines.get(window).unwrap_or_default().to_vec();
        pane::lines(frame, inner, visible);
    }
}

/// The keys of the list of captures, as far as they have room.
pub(super) fn of_list(frame: &mut Frame<'_>, area: Rect, theme: Theme, keys: &Keys) {
    let inner = pane::titled(frame, area, theme, true, "Keys of the list of captures");
    let [own, ..] = keys.groups(Where::List);
    pane::lines(frame, inner, bound(&own, theme, inner.width).collect());
}

fn bound(rows: &[Row], theme: Theme, columns: u16) -> impl Iterator<Item = Line<'static>> {
    // What has no key any more cannot be pressed.
    rows.iter().filter(|row| !row.keys.is_empty()).flat_map(move |row| {
        let names: Vec<String> = row.keys.iter().map(ToString::to_string).collect();
        line(&names.join(" "), row.help, theme, columns)
    })
}

/// The screen's own keys first, then the other screens', then those that all share.
fn lines(theme: Theme, screen: &'static Declared, keys: &Keys, columns: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for group in keys.groups(Where::Screen(screen)).iter().filter(|group| !group.is_empty()) {
        lines.extend(bound(group, theme, columns));
        lines.push(Line::default());
    }
    lines.extend(MARKS.iter().flat_map(|(mark, meaning)| line(mark, meaning, theme, columns)));
    lines
}

/// Keys and what they do, in as many lines as that takes.
fn line(left: &str, right: &str, theme: Theme, columns: u16) -> Vec<Line<'static>> {
    let width = if columns < 60 { 12 } else { 24 };
    let lead = format!("{left:>width$}  ");
    let mut lines = text::wrap_after(&lead, right, columns.into(), width + 2).into_iter();
    // A narrow screen may break the keys, too.
    let first = lines.next().unwrap_or_default();
    let first = match first.strip_prefix(&lead) {
        Some(rest) => {
            Line::from(vec![Span::styled(lead, theme.strong()), Span::raw(rest.to_owned())])
        }
        None => Line::styled(first, theme.strong()),
    };
    std::iter::once(first).chain(lines.map(Line::raw)).collect()
}

/// The footer: as many hints as fit, the screen's own first; how to get help and how to quit always.
pub(super) fn footer(columns: u16, theme: Theme, keys: &Keys, place: Where) -> Line<'static> {
    let all: Vec<(String, String)> = keys
        .groups(place)
        .iter()
        .flatten()
        .filter_map(|row| {
            let (hint, key) = (row.hint?, row.keys.first()?);
            Some((format!(" {key}"), format!(" {hint} ")))
        })
        .collect();
    let width = |(key, hint): &(String, String)| key.chars().count() + hint.chars().count();
    let (hints, always) = all.split_at(all.len().saturating_sub(2));
    let mut room = usize::from(columns).saturating_sub(always.iter().map(width).sum());
    let fitting = hints.iter().take_while(|hint| {
        let fits = width(hint) <= room;
        room = room.saturating_sub(width(hint));
        fits
    });
    let spans = fitting.chain(always).flat_map(|(key, hint)| {
        [Span::styled(key.clone(), theme.strong()), Span::styled(hint.clone(), theme.dim())]
    });
    Line::from(spans.collect::<Vec<_>>())
}
