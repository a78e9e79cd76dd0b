//! The keys, as the table has them.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    keys::{Action, BINDINGS},
    pane::{self, Cursor},
    theme::Theme,
};

/// What the marks mean.
const MARKS: &[(&str, &str)] = &[
    ("E W N i", "a finding: error, warning, notice, info"),
    ("+", "a frame that proves the finding"),
    ("+ -", "a group of fields that is closed, or open"),
    ("> <", "sent by this host (air: by the central), received"),
    ("#1", "the link"),
];

/// The help, which can be longer than the screen.
#[derive(Debug, Default)]
pub(super) struct Help {
    cursor: Cursor,
}

impl Help {
    pub(super) fn act(&mut self, action: Action) {
        self.cursor.act(action, lines(Theme { colour: false }).len() as u64);
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let inner = pane::titled(frame, area, theme, true, "Keys");
        let lines = lines(theme);
        let window = self.cursor.indexes(inner.height, lines.len());
        let visible = lines.get(window).unwrap_or_default().to_vec();
        pane::lines(frame, inner, visible);
    }
}

fn lines(theme: Theme) -> Vec<Line<'static>> {
    let keys = BINDINGS.iter().map(|binding| {
        let names: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        line(&names.join(" "), binding.help, theme)
    });
    let marks = MARKS.iter().map(|(mark, meaning)| line(mark, meaning, theme));
    keys.chain([Line::default()]).chain(marks).collect()
}

fn line(left: &str, right: &str, theme: Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!("{left:>24}  "), theme.strong()),
        Span::raw(right.to_owned()),
    ])
}

/// The footer: as many hints as fit.
pub(super) fn footer(columns: u16, theme: Theme) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for binding in BINDINGS {
        let (Some(hint), Some(key)) = (binding.hint, binding.keys.first()) else { continue };
        let key = format!(" {key}");
        let hint = format!(" {hint} ");
        used += key.chars().count() + hint.chars().count();
        if used > usize::from(columns) {
            break;
        }
        spans.push(Span::styled(key, theme.strong()));
        spans.push(Span::styled(hint, theme.dim()));
    }
    Line::from(spans)
}
