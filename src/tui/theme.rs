//! How things look. Colours only add: what matters is said by a word or a mark too.

use ratatui::style::{Color, Modifier, Style};

use crate::{analysis::Verdict, finding::Severity};

/// The looks of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Colours are used, of the sixteen that the user's terminal has set.
    pub colour: bool,
}

impl Theme {
    /// What the environment asks for: `NO_COLOR`, and `TERM=dumb`, switch colours off.
    pub fn from_env() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let dumb = set("TERM").is_some_and(|term| term == "dumb");
        Self { colour: set("NO_COLOR").is_none() && !dumb }
    }

    fn coloured(self, colour: Color, style: Style) -> Style {
        if self.colour { style.fg(colour) } else { style }
    }

    /// A severity's word or mark.
    pub(super) fn severity(self, severity: Severity) -> Style {
        match severity {
            Severity::Error => self.coloured(Color::Red, BOLD),
            Severity::Warning => self.coloured(Color::Yellow, BOLD),
            Severity::Notice => self.coloured(Color::Cyan, PLAIN),
            Severity::Info => PLAIN,
        }
    }

    /// A verdict's word.
    pub(super) fn verdict(self, verdict: Verdict) -> Style {
        match verdict {
            Verdict::Ok => self.coloured(Color::Green, PLAIN),
            Verdict::Unknown => self.dim(),
            Verdict::Degraded => self.coloured(Color::Yellow, BOLD),
            Verdict::Failed => self.coloured(Color::Red, BOLD),
        }
    }

    /// What matters less.
    pub(super) fn dim(self) -> Style {
        // Not a grey: in some palettes that is the background.
        PLAIN.add_modifier(Modifier::DIM)
    }

    /// A name, a heading.
    pub(super) fn strong(self) -> Style {
        BOLD
    }

    /// The title of a pane.
    pub(super) fn title(self, focused: bool) -> Style {
        if focused { self.coloured(Color::Cyan, BOLD) } else { self.dim() }
    }

    /// The selected line of a pane.
    pub(super) fn selected(self, focused: bool) -> Style {
        if focused { REVERSED } else { PLAIN.add_modifier(Modifier::UNDERLINED) }
    }

    /// The octets of the selected field.
    pub(super) fn lit(self) -> Style {
        REVERSED
    }

    /// The first line of the screen.
    pub(super) fn bar(self) -> Style {
        REVERSED
    }

    /// Something that the reader should not miss.
    pub(super) fn alert(self) -> Style {
        self.coloured(Color::Yellow, BOLD)
    }
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const REVERSED: Style = Style::new().add_modifier(Modifier::REVERSED);

/// The mark of a severity, one column wide.
pub(super) fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "E",
        Severity::Warning => "W",
        Severity::Notice => "N",
        Severity::Info => "i",
    }
}
