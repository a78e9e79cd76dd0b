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
}

impl Help {
    pub(super) fn act(&mut self, action: Action, screen: &'static Declared, keys: &Keys) {
        self.cursor.act(action, lines(Theme::PLAIN, screen, keys).len() as u64);
    }

    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        theme: Theme,
        keys: &Keys,
        screen: &'static Declared,
    ) {
        let lines = lines(theme, screen, keys);
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
    pane::lines(frame, inner, bound(&own, theme).collect());
}

fn bound(rows: &[Row], theme: Theme) -> impl Iterator<Item = Line<'static>> {
    // What has no key any more cannot be pressed.
    rows.iter().filter(|row| !row.keys.is_empty()).map(move |row| {
        let names: Vec<String> = row.keys.iter().map(ToString::to_string).collect();
        line(&names.join(" "), row.help, theme)
    })
}

/// The screen's own keys first, then the other screens', then those that all share.
fn lines(theme: Theme, screen: &'static Declared, keys: &Keys) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for group in keys.groups(Where::Screen(screen)).iter().filter(|group| !group.is_empty()) {
        lines.extend(bound(group, theme));
        lines.push(Line::default());
    }
    lines.extend(MARKS.iter().map(|(mark, meaning)| line(mark, meaning, theme)));
    lines
}

fn line(left: &str, right: &str, theme: Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!("{left:>20}  "), theme.strong()),
        Span::raw(right.to_owned()),
    ])
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
