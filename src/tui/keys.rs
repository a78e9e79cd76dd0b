//! The keys: one table, from which keys are looked up, and the help and the footer are made.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::request::Screen;
use Key::{Char, Code, Control};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// One line up.
    Up,
    /// One line down.
    Down,
    /// Out of a group of fields, or one octet back.
    Left,
    /// Into a group of fields, or one octet on.
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
    /// Goes back, or stops a search.
    Back,
    /// To the next finding.
    NextFinding,
    /// To the finding before.
    PreviousFinding,
    /// Asks for a text to look for.
    Search,
    /// To the next frame that has the text.
    NextMatch,
    /// To the frame before that has the text.
    PreviousMatch,
    /// Asks for the number of a frame.
    GoTo,
    /// Shows another screen.
    Go(Screen),
    /// Shows the keys.
    Help,
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
    fn is(self, event: KeyEvent) -> bool {
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
                KeyCode::F(1) => "F1",
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

const fn bind(
    keys: &'static [Key],
    action: Action,
    help: &'static str,
    hint: Option<&'static str>,
) -> Binding {
    Binding { keys, action, help, hint }
}

/// All keys, in the order of the help; the footer has them in this order too.
#[rustfmt::skip]
pub(super) const BINDINGS: &[Binding] = &[
    bind(&[Code(KeyCode::Tab)], Action::NextPane, "next pane", Some("pane")),
    bind(&[Code(KeyCode::BackTab)], Action::PreviousPane, "previous pane", None),
    bind(&[Code(KeyCode::Up), Char('k')], Action::Up, "up", None),
    bind(&[Code(KeyCode::Down), Char('j')], Action::Down, "down", None),
    bind(&[Code(KeyCode::Left), Char('h')], Action::Left, "close the group of fields, or back one octet", None),
    bind(&[Code(KeyCode::Right), Char('l')], Action::Right, "open the group of fields, or on one octet", None),
    bind(&[Code(KeyCode::PageUp), Control('b'), Control('u')], Action::PageUp, "page up", None),
    bind(&[Code(KeyCode::PageDown), Control('f'), Control('d'), Char(' ')], Action::PageDown, "page down", None),
    bind(&[Code(KeyCode::Home), Char('g')], Action::Top, "first", None),
    bind(&[Code(KeyCode::End), Char('G')], Action::Bottom, "last", None),
    bind(&[Code(KeyCode::Enter)], Action::Open, "show the frame, or the details of the link", Some("open")),
    bind(&[Code(KeyCode::Esc), Code(KeyCode::Backspace)], Action::Back, "back, or stop the search", Some("back")),
    bind(&[Char('n')], Action::NextFinding, "next finding", Some("finding")),
    bind(&[Char('N')], Action::PreviousFinding, "previous finding", None),
    bind(&[Char('/')], Action::Search, "search the frames", Some("search")),
    bind(&[Char('>'), Char('*')], Action::NextMatch, "next frame that matches", None),
    bind(&[Char('<'), Char('#')], Action::PreviousMatch, "previous frame that matches", None),
    bind(&[Char(':'), Key::Digit], Action::GoTo, "go to a frame by its number", None),
    bind(&[Char('o')], Action::Go(Screen::Overview), "links and findings", None),
    bind(&[Char('f')], Action::Go(Screen::Frames), "frames", Some("frames")),
    bind(&[Char('?'), Code(KeyCode::F(1))], Action::Help, "this help", Some("help")),
    bind(&[Control('l')], Action::Repaint, "draw all again", None),
    bind(&[Control('z')], Action::Suspend, "to the shell; fg comes back", None),
    bind(&[Char('q'), Control('c')], Action::Quit, "quit", Some("quit")),
];

/// What a key asks for, if anything.
pub(super) fn action(event: KeyEvent) -> Option<Action> {
    let bound = |binding: &&Binding| binding.keys.iter().any(|key| key.is(event));
    BINDINGS.iter().find(bound).map(|binding| binding.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_bound_twice_and_every_key_has_a_name() {
        let keys: Vec<Key> = BINDINGS.iter().flat_map(|binding| binding.keys).copied().collect();
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key), "{key} is bound twice");
            assert_ne!((key.to_string(), *key == Char('?')), ("?".to_owned(), false), "{key:?}");
        }
    }

    #[test]
    fn the_control_key_makes_another_key() {
        let plain = KeyEvent::new(KeyCode::Char('f'), KeyModifiers::NONE);
        let control = KeyEvent::new(KeyCode::Char('f'), KeyModifiers::CONTROL);
        assert_eq!(action(plain), Some(Action::Go(Screen::Frames)));
        assert_eq!(action(control), Some(Action::PageDown));
        let shifted = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(action(shifted), Some(Action::Bottom));
        assert_eq!(
            action(KeyEvent::new(KeyCode::Char('7'), KeyModifiers::NONE)),
            Some(Action::GoTo)
        );
    }
}
