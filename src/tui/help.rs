//! The keys, as the table has them.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    keys::{Action, Binding, COMMON},
    pane::{self, Cursor},
    screen::{Declared, SCREENS},
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
    pub(super) fn act(&mut self, action: Action, screen: &Declared) {
        self.cursor.act(action, lines(Theme::PLAIN, screen).len() as u64);
    }

    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        theme: Theme,
        screen: &Declared,
    ) {
        let lines = lines(theme, screen);
        let title = format!("Keys of {}", screen.name);
        let inner = pane::titled(frame, area, theme, true, &title);
        let window = self.cursor.indexes(inner, lines.len());
        let visible = lines.get(window).unwrap_or_default().to_vec();
        pane::lines(frame, inner, visible);
    }
}

/// The keys of a table, as far as they have room.
pub(super) fn keys(
    frame: &mut Frame<'_>,
    area: Rect,
    theme: Theme,
    of: &str,
    table: &'static [Binding],
) {
    let inner = pane::titled(frame, area, theme, true, &format!("Keys of {of}"));
    pane::lines(frame, inner, bound(table, theme).collect());
}

fn bound(table: &'static [Binding], theme: Theme) -> impl Iterator<Item = Line<'static>> {
    table.iter().map(move |binding| {
        let names: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        line(&names.join(" "), binding.help, theme)
    })
}

/// The screen's own keys first, then the other screens', then those that all share.
fn lines(theme: Theme, screen: &Declared) -> Vec<Line<'static>> {
    let keys = |table: &'static [Binding]| bound(table, theme);
    let screens = SCREENS.iter().map(|screen| line(&screen.key.to_string(), screen.help, theme));
    let marks = MARKS.iter().map(|(mark, meaning)| line(mark, meaning, theme));
    let gap = || [Line::default()];
    let own = keys(screen.keys).chain(gap()).skip(usize::from(screen.keys.is_empty()));
    own.chain(screens).chain(gap()).chain(keys(COMMON)).chain(gap()).chain(marks).collect()
}

fn line(left: &str, right: &str, theme: Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!("{left:>20}  "), theme.strong()),
        Span::raw(right.to_owned()),
    ])
}

/// The footer: as many hints as fit, the screen's own first; how to get help and how to quit always.
pub(super) fn footer(
    columns: u16,
    theme: Theme,
    own: &'static [Binding],
    common: &'static [Binding],
) -> Line<'static> {
    let bindings = own.iter().chain(common);
    let all: Vec<(String, String)> = bindings
        .filter_map(|binding| {
            let (hint, key) = (binding.hint?, binding.keys.first()?);
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
