//! Every action can have another key, and what is wrong is said.

use std::collections::BTreeSet;

use crossterm::event::{KeyCode, KeyModifiers};

use super::{super::read::CODES, *};

fn press(keys: &Keys, place: Where, name: &str) -> Option<String> {
    let event = match read(name).ok()? {
        Key::Char(c) => KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE),
        Key::Control(c) => KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL),
        Key::Code(code) => KeyEvent::new(code, KeyModifiers::NONE),
        Key::Digit => return None,
    };
    let action = keys.action(place, event)?;
    keys.rows(place).find(|row| row.action == action).map(|row| row.name)
}

fn of(entries: &[(&str, &[&str])]) -> Result<Keys, Misbound> {
    Keys::of(entries.iter().map(|(action, keys)| (*action, keys.to_vec())))
}

#[test]
fn every_action_has_a_name_and_every_key_is_read_as_it_is_written() {
    for place in Where::all() {
        let mut names = BTreeSet::new();
        for row in Keys::default().rows(place) {
            let good = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(row.name.chars().all(good), "{:?} in {place:?}", row.name);
            assert!(names.insert(row.name.clone()), "{} twice in {place:?}", row.name);
            for key in row.keys.iter().filter(|key| **key != Key::Digit) {
                assert_eq!(read(&key.to_string()), Ok(*key));
            }
        }
    }
    for key in CODES.iter().copied().chain((1..=12).map(KeyCode::F)).map(Key::Code) {
        assert_eq!(read(&key.to_string().to_uppercase()), Ok(key));
    }
}

/// Each action of each place can be given another key, and loses those that it had.
#[test]
fn every_action_can_have_another_key() {
    for place in Where::all() {
        for row in Keys::default().rows(place) {
            let keys = of(&[(&row.name, &["F9"])]).unwrap_or_default();
            assert_eq!(press(&keys, place, "F9"), Some(row.name.clone()), "{place:?}");
            for old in row.keys.iter().filter(|key| **key != Key::Digit) {
                assert_ne!(press(&keys, place, &old.to_string()), Some(row.name.clone()));
            }
            let shown = keys.name(place, row.action);
            assert_eq!(shown.as_deref(), Some("F9"), "the help has it");
        }
    }
}

#[test]
fn a_key_is_taken_from_the_action_that_had_it() {
    let list = Where::List;
    let screen = Where::Screen(SCREENS[0]);
    let keys = of(&[("findings", &["s"]), ("up", &["Up", "3"])]).unwrap_or_default();
    assert_eq!(press(&keys, screen, "s").as_deref(), Some("findings"));
    assert_eq!(press(&keys, screen, "F"), None);
    assert_eq!(keys.name(screen, Action::Narrow), None);
    assert_eq!(press(&keys, screen, "3").as_deref(), Some("up"));
    assert_eq!(press(&keys, screen, "4").as_deref(), Some("go-to"));
    assert_eq!(press(&keys, list, "k"), None);
    assert_eq!(press(&keys, list, "Up").as_deref(), Some("up"));
}

#[test]
fn what_is_wrong_is_said() {
    let why = |entries: &[(&str, &[&str])]| match of(entries) {
        Err(Misbound { entry, key, why }) => (entry, key, why),
        Ok(keys) => panic!("{keys:?}"),
    };
    let (entry, key, text) = why(&[("up", &["k"]), ("serch", &["s"])]);
    assert_eq!((entry, key), (1, None));
    assert_eq!(text, "no action named serch; did you mean search?");
    let (entry, key, text) = why(&[("up", &["k", "PgUpp"])]);
    assert_eq!((entry, key), (0, Some(1)));
    assert_eq!(text, "no key named PgUpp; did you mean PgUp?");
    assert_eq!(why(&[("down", &["x"]), ("up", &["x"])]).2, "x is the key of down");
    assert!(why(&[("up", &["Ctrl-i"])]).2.contains("cannot tell"));
    assert_eq!(why(&[("up", &["q", "Ctrl-c"])]).2, "no key for quit");
    assert_eq!(why(&[("help", &[])]).2, "no key for help");
    assert!(of(&[("quit", &["Q"]), ("up", &["q"])]).is_ok());
    assert!(of(&[("info", &["x"]), ("figure", &["x"])]).is_ok(), "they never meet");
}

/// The book has the name of every action, and no other.
#[test]
fn the_book_lists_the_actions() {
    let page = include_str!("../../../../book/src/configuration.md");
    let table = page.split("| Where | Actions |").nth(1).unwrap_or_default();
    let listed: BTreeSet<&str> = table.split('`').skip(1).step_by(2).collect();
    let defaults = Keys::default();
    let rows: Vec<Row> = Where::all().flat_map(|place| defaults.rows(place)).collect();
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(listed, names);
}

#[test]
fn the_user_goes_before_the_project() {
    let project = of(&[("up", &["x"]), ("down", &["y"])]).unwrap_or_default();
    let keys = of(&[("up", &["y"])]).unwrap_or_default().over(project);
    let screen = Where::Screen(SCREENS[0]);
    assert_eq!(press(&keys, screen, "y").as_deref(), Some("up"));
    assert_eq!(press(&keys, screen, "x").as_deref(), Some("write"));
    assert_eq!(keys.name(screen, Action::Down), None);
}
