//! Octets in hexadecimal and as text, with those of the selected field lit.

use std::ops::Range;

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};

use crate::tui::theme::Theme;

/// Columns for lines of eight octets, and of sixteen.
pub(super) const NARROW: u16 = columns(8);
pub(super) const WIDE: u16 = columns(16);

const fn columns(octets: u16) -> u16 {
    4 + 1 + 3 * octets + 2 + octets
}

/// Octets of a line in a pane of this width.
pub(super) fn per_line(width: u16) -> usize {
    if width >= WIDE { 16 } else { 8 }
}

/// The lines around the selected octets. The lit ones stand in brackets too, for those who see no
/// colours; keys are starred out.
pub(super) fn lines(
    octets: &[Option<u8>],
    lit: &Range<usize>,
    cursor: Option<usize>,
    area: Rect,
    theme: Theme,
) -> Vec<Line<'static>> {
    let per_line = per_line(area.width);
    let height = usize::from(area.height);
    let total = octets.len().div_ceil(per_line);
    // The first lit line is seen, and as many after it as there is room for.
    let (mut first, mut last) = (lit.start / per_line, lit.end.saturating_sub(1) / per_line);
    if let Some(cursor) = cursor {
        (first, last) = (cursor / per_line, cursor / per_line);
    }
    let end = (last + 1).min(first + height.max(1)).max(height);
    let top = end.saturating_sub(height).min(total.saturating_sub(1));
    (top..total.min(top + height))
        .map(|line| one(octets, line * per_line, per_line, lit, cursor, theme))
        .collect()
}

fn one(
    octets: &[Option<u8>],
    start: usize,
    per_line: usize,
    lit: &Range<usize>,
    cursor: Option<usize>,
    theme: Theme,
) -> Line<'static> {
    let row = octets.get(start..octets.len().min(start + per_line)).unwrap_or_default();
    let is_lit = |at: usize| lit.contains(&at) && at < start + row.len() && at >= start;
    let mut spans = vec![Span::styled(format!("{start:04x}"), theme.dim())];
    for place in 0..=per_line {
        let at = start + place;
        // The gap before an octet is that after the one before.
        let (before, now) = (place > 0 && is_lit(at - 1), is_lit(at));
        let gap = match (before, now) {
            (false, true) => "[",
            (true, false) => "]",
            _ => " ",
        };
        let style = if before && now { theme.lit() } else { ratatui::style::Style::new() };
        spans.push(Span::styled(gap, style));
        if place < per_line {
            let text = match row.get(place) {
                Some(Some(octet)) => format!("{octet:02x}"),
                Some(None) => "**".to_owned(),
                None => "  ".to_owned(),
            };
            spans.push(match now {
                _ if cursor == Some(at) => Span::styled(text, theme.cursor()),
                true => Span::styled(text, theme.lit()),
                false => Span::raw(text),
            });
        }
    }
    spans.push(Span::raw(" "));
    for (place, &octet) in row.iter().enumerate() {
        let shown = match octet {
            Some(octet) if octet.is_ascii_graphic() || octet == b' ' => char::from(octet),
            Some(_) => '.',
            None => '*',
        };
        let style = if is_lit(start + place) { theme.lit() } else { theme.dim() };
        spans.push(Span::styled(shown.to_string(), style));
    }
    Line::from(spans)
}
