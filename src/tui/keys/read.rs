//! Names of keys, as the help writes them.

use crossterm::event::KeyCode;

use super::Key;
use crate::text::nearest;

/// Keys without a character, besides F1 to F12.
pub(super) const CODES: &[KeyCode] = &[
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::Insert,
    KeyCode::Delete,
    KeyCode::Tab,
    KeyCode::BackTab,
    KeyCode::Enter,
    KeyCode::Esc,
    KeyCode::Backspace,
];

/// Reads the name of a key, as the help writes it.
pub(super) fn read(name: &str) -> Result<Key, String> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && !c.is_control()
    {
        return Ok(Key::Char(c));
    }
    let named = CODES.iter().copied().chain((1..=12).map(KeyCode::F)).map(Key::Code);
    let named: Vec<Key> =
        named.chain([Key::Char(' ')]).chain(('a'..='z').map(Key::Control)).collect();
    let same = |key: &&Key| key.to_string().eq_ignore_ascii_case(name);
    match named.iter().find(same) {
        Some(Key::Control(c @ ('h' | 'i' | 'j' | 'm'))) => {
            Err(format!("a terminal cannot tell Ctrl-{c} from another key"))
        }
        Some(key) => Ok(*key),
        None => {
            let names: Vec<String> = named.iter().map(ToString::to_string).collect();
            Err(match nearest(name, names.iter().map(String::as_str)) {
                Some(other) => format!("no key named {name}; did you mean {other}?"),
                None => format!("no key named {name}; keys are x, Ctrl-x, F1, PgUp, Space, ..."),
            })
        }
    }
}
