//! The keys: one table, from which keys are looked up, and the help and the footer are made. The user
//! may have chosen others.

mod own;
mod read;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use own::{Keys, Misbound};
pub(super) use own::{Row, Where};

use Key::{Char, Code, Control};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// One line up.
    Up,
    /// One line down.
    Down,
    /// Out of a group, or one octet back.
    Left,
    /// Into a group, or one octet on.
    Right,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first line.
    Top,
    /// To the last line.
    Bottom,
    /// To the next pane.
    NextPane,
    /// To the pane before.
    PreviousPane,
    /// Goes into what is selected.
    Open,
    /// Stops what goes on, or leaves a pane.
    Back,
    /// To the place before.
    Past,
    /// To the place that was left by going back.
    Future,
    /// To the next finding.
    NextFinding,
    /// To the finding before.
    PreviousFinding,
    /// Asks for a text to look for.
    Search,
    /// To the next frame that matches.
    NextMatch,
    /// To the frame before that matches.
    PreviousMatch,
    /// Asks for an expression that picks frames; the others are hidden.
    Filter,
    /// Shows only what belongs to the selection.
    Narrow,
    /// Hides what is ordinary, or shows it again.
    Usual,
    /// Shows all frames again.
    All,
    /// Asks for the number of a frame, or a time.
    GoTo,
    /// Gives the place a letter.
    Mark,
    /// Goes to a letter.
    ToMark,
    /// Writes times in another way.
    Time,
    /// Copies what is selected.
    Copy,
    /// Writes what is shown or selected to a file.
    Write,
    /// One pane takes the whole screen.
    Zoom,
    /// What only one screen knows.
    Own(u8),
    /// Shows another screen, by its place in the list.
    Screen(usize),
    /// Shows the keys.
    Help,
    /// Reads the capture again.
    Reload,
    /// Follows the file as it grows, or stops that.
    Follow,
    /// Leaves the mouse to the terminal, or takes it.
    Mouse,
    /// Draws all again.
    Repaint,
    /// Gives the terminal to the shell for a while.
    Suspend,
    /// Ends the viewer.
    Quit,
}

/// A key, or a kind of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// A key that has no character.
    Code(KeyCode),
    /// A character, as the keyboard makes it.
    Char(char),
    /// A character with the control key.
    Control(char),
    /// One of the digits.
    Digit,
}

impl Key {
    /// Whether this is the key that was pressed.
    pub(super) fn is(self, event: KeyEvent) -> bool {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let alone = !event.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match (self, event.code) {
            (Self::Control(c), KeyCode::Char(typed)) => control && c == typed.to_ascii_lowercase(),
            (Self::Char(c), KeyCode::Char(typed)) => alone && c == typed,
            (Self::Digit, KeyCode::Char(typed)) => alone && typed.is_ascii_digit(),
            (Self::Code(code), typed) => code == typed,
            _ => false,
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Char(' ') => f.write_str("Space"),
            Self::Char(c) => write!(f, "{c}"),
            Self::Control(c) => write!(f, "Ctrl-{c}"),
            Self::Digit => f.write_str("0-9"),
            Self::Code(KeyCode::F(number)) => write!(f, "F{number}"),
            Self::Code(code) => f.write_str(match code {
                KeyCode::Up => "Up",
                KeyCode::Down => "Down",
                KeyCode::Left => "Left",
                KeyCode::Right => "Right",
                KeyCode::PageUp => "PgUp",
                KeyCode::PageDown => "PgDn",
                KeyCode::Home => "Home",
                KeyCode::End => "End",
                KeyCode::Tab => "Tab",
                KeyCode::BackTab => "Shift-Tab",
                KeyCode::Enter => "Enter",
                KeyCode::Esc => "Esc",
                KeyCode::Backspace => "Backspace",
                KeyCode::Insert => "Ins",
                KeyCode::Delete => "Del",
                _ => "?",
            }),
        }
    }
}

/// Some keys and what they do.
#[derive(Debug)]
pub(super) struct Binding {
    /// The keys; the first is the one that the footer names.
    pub(super) keys: &'static [Key],
    /// What they ask for.
    pub(super) action: Action,
    /// What that is, for the help.
    pub(super) help: &'static str,
    /// The same in a word, for those that the footer names.
    pub(super) hint: Option<&'static str>,
}

/// A line of a table of keys.
pub(super) const fn bind(
    keys: &'static [Key],
    action: Action,
    help: &'static str,
    hint: Option<&'static str>,
) -> Binding {
    Binding { keys, action, help, hint }
}

/// The keys of all screens, in the order of the help; the footer has them in this order too.
#[rustfmt::skip]
pub(super) const COMMON: &[Binding] = &[
    bind(&[Code(KeyCode::Tab)], Action::NextPane, "next pane", Some("pane")),
    bind(&[Code(KeyCode::BackTab)], Action::PreviousPane, "previous pane", None),
    bind(&[Code(KeyCode::Up), Char('k')], Action::Up, "up", None),
    bind(&[Code(KeyCode::Down), Char('j')], Action::Down, "down", None),
    bind(&[Code(KeyCode::Left), Char('h')], Action::Left, "close the group, or back one octet", None),
    bind(&[Code(KeyCode::Right), Char('l')], Action::Right, "open the group, or on one octet", None),
    bind(&[Code(KeyCode::PageUp), Control('b'), Control('u')], Action::PageUp, "page up", None),
    bind(&[Code(KeyCode::PageDown), Control('f'), Control('d'), Char(' ')], Action::PageDown, "page down", None),
    bind(&[Code(KeyCode::Home), Char('g')], Action::Top, "first", None),
    bind(&[Code(KeyCode::End), Char('G')], Action::Bottom, "last", None),
    bind(&[Code(KeyCode::Enter)], Action::Open, "go to the frame, or into the pane", Some("open")),
    bind(&[Code(KeyCode::Esc)], Action::Back, "leave the pane, or stop the search", None),
    bind(&[Char(']')], Action::NextFinding, "next finding", Some("finding")),
    bind(&[Char('[')], Action::PreviousFinding, "previous finding", None),
    bind(&[Char('s')], Action::Narrow, "only the link of the selection; again: only its protocol", Some("scope")),
    bind(&[Char('u')], Action::Usual, "hide the usual: returned buffers, commands that succeeded", Some("usual")),
    bind(&[Char('&'), Char('\\')], Action::Filter, "only frames that a filter picks", Some("filter")),
    bind(&[Char('a')], Action::All, "all frames again", None),
    bind(&[Char('/')], Action::Search, "search the frames for a text or by a filter", Some("search")),
    bind(&[Char('n')], Action::NextMatch, "next match", None),
    bind(&[Char('N')], Action::PreviousMatch, "previous match", None),
    bind(&[Char(':'), Key::Digit], Action::GoTo, "go to a frame (120), a time (12.5s) or a finding (AUTH104)", None),
    bind(&[Char('<'), Code(KeyCode::Backspace), Control('o')], Action::Past, "back to the place before", Some("back")),
    bind(&[Char('>')], Action::Future, "forward again", None),
    bind(&[Char('m')], Action::Mark, "give this place a letter", None),
    bind(&[Char('\'')], Action::ToMark, "go to a letter", None),
    bind(&[Char('t')], Action::Time, "times since the start, of day here, of day in UTC, since the frame before, since the mark", None),
    bind(&[Char('y')], Action::Copy, "copy the row, field, octets, filter or finding", None),
    bind(&[Char('x')], Action::Write, "write the frames shown, or the finding, to a new file in the current folder", None),
    bind(&[Char('z')], Action::Zoom, "give the pane the whole screen", None),
    bind(&[Char('w')], Action::Follow, "watch the file: read on as it grows; again: stop", None),
    bind(&[Control('r')], Action::Reload, "read the capture again", None),
    bind(&[Char('M')], Action::Mouse, "leave the mouse to the terminal, to select text, or take it again", None),
    bind(&[Control('l')], Action::Repaint, "draw all again", None),
    bind(&[Control('z')], Action::Suspend, "to the shell; fg comes back", None),
    bind(&[Char('?'), Code(KeyCode::F(1))], Action::Help, "this help", Some("help")),
    bind(&[Char('q'), Control('c')], Action::Quit, "quit", Some("quit")),
];

/// The digit that was pressed, as a text.
pub(super) fn digit(event: KeyEvent) -> String {
    match event.code {
        KeyCode::Char(c) if c.is_ascii_digit() => c.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::screen::SCREENS, *};

    #[test]
    fn no_key_is_bound_twice_and_every_key_has_a_name() {
        for screen in SCREENS {
            let tables = screen.keys.iter().chain(COMMON).flat_map(|binding| binding.keys);
            let keys: Vec<Key> =
                tables.copied().chain(SCREENS.iter().map(|screen| screen.key)).collect();
            for (index, key) in keys.iter().enumerate() {
                assert!(!keys[..index].contains(key), "{key} is bound twice in {}", screen.name);
                assert_ne!(
                    (key.to_string(), *key == Char('?')),
                    ("?".to_owned(), false),
                    "{key:?}"
                );
            }
        }
    }

    #[test]
    fn the_control_key_makes_another_key() {
        let (keys, screen) = (Keys::default(), Where::Screen(SCREENS[0]));
        let press = |code, modifiers| keys.action(screen, KeyEvent::new(code, modifiers));
        let f = KeyCode::Char('f');
        assert!(matches!(press(f, KeyModifiers::NONE), Some(Action::Screen(_))));
        assert_eq!(press(f, KeyModifiers::CONTROL), Some(Action::PageDown));
        assert_eq!(press(KeyCode::Char('G'), KeyModifiers::SHIFT), Some(Action::Bottom));
        assert_eq!(press(KeyCode::Char('7'), KeyModifiers::NONE), Some(Action::GoTo));
    }
}
