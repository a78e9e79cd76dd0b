//! How things look. Colours only add: what matters is said by a word or a mark too.

use ratatui::style::{Color, Modifier, Style};

use crate::{analysis::Verdict, finding::Severity};

/// Which colours are used, of the sixteen that the user's terminal has set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Palette {
    /// For a dark background.
    #[default]
    Dark,
    /// For a light one, on which yellow is not seen.
    Light,
    /// None that the colour-blind confuse: blue and yellow instead of green and red.
    Safe,
    /// None at all.
    None,
}

/// The looks of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theme {
    /// The colours.
    pub palette: Palette,
    /// Lines are drawn with ASCII characters.
    pub ascii: bool,
}

impl Theme {
    /// No colours.
    pub const PLAIN: Self = Self { palette: Palette::None, ascii: false };

    /// What the environment asks for: `NO_COLOR`, and `TERM=dumb`, switch colours off;
    /// `BTLINT_THEME` is `dark`, `light`, `safe` or `none`; a background is light when `COLORFGBG`
    /// says so; a locale without UTF-8 has no line characters.
    pub fn from_env() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let dumb = set("TERM").is_some_and(|term| term == "dumb");
        let background = set("COLORFGBG");
        let light = background.is_some_and(|both| both.ends_with(";15") || both.ends_with(";7"));
        let palette = match set("BTLINT_THEME").as_deref() {
            _ if dumb || set("NO_COLOR").is_some() => Palette::None,
            Some("none") => Palette::None,
            Some("dark") => Palette::Dark,
            Some("light") => Palette::Light,
            Some("safe") => Palette::Safe,
            _ if light => Palette::Light,
            _ => Palette::Dark,
        };
        // In this order, as the C library has it.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let locale = locale.unwrap_or_default().to_lowercase();
        let ascii = matches!(locale.as_str(), "c" | "posix");
        Self { palette, ascii }
    }

    fn coloured(self, colour: Color, style: Style) -> Style {
        let colour = match (self.palette, colour) {
            (Palette::None, _) => return style,
            (Palette::Light, Color::Yellow) => Color::Magenta,
            (Palette::Light, Color::Cyan) => Color::Blue,
            (Palette::Light, Color::Magenta) => Color::Blue,
            (Palette::Safe, Color::Red) => Color::Yellow,
            (Palette::Safe, Color::Green) => Color::Blue,
            (Palette::Safe, Color::Yellow) => Color::LightCyan,
            (_, colour) => colour,
        };
        style.fg(colour)
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

    /// What the line of a pane's title is drawn with.
    pub(super) fn rule(self, focused: bool) -> &'static str {
        match (self.ascii, focused) {
            (false, true) => "═",
            (false, false) => "─",
            (true, true) => "=",
            (true, false) => "-",
        }
    }

    /// The selected line of a pane.
    pub(super) fn selected(self, focused: bool) -> Style {
        if focused { REVERSED } else { PLAIN.add_modifier(Modifier::UNDERLINED) }
    }

    /// The octets of the selected field.
    pub(super) fn lit(self) -> Style {
        REVERSED
    }

    /// The octet that the cursor is on, among those of the selected field.
    pub(super) fn cursor(self) -> Style {
        BOLD.add_modifier(Modifier::UNDERLINED)
    }

    /// The first line of the screen.
    pub(super) fn bar(self) -> Style {
        REVERSED
    }

    /// An input that can be read.
    pub(super) fn good(self) -> Style {
        self.coloured(Color::Green, PLAIN)
    }

    /// An input that cannot.
    pub(super) fn bad(self) -> Style {
        self.coloured(Color::Red, PLAIN)
    }

    /// A frame that matches the search.
    pub(super) fn hit(self) -> Style {
        self.coloured(Color::Magenta, BOLD)
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
