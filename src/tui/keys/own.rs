//! The keys that the user has chosen, over those of the tables.

use crossterm::event::KeyEvent;

use super::{Action, Binding, COMMON, Key, read::read};
use crate::{
    text::nearest,
    tui::{
        folder,
        screen::{Declared, SCREENS},
    },
};

/// The keys that the user has chosen, by the names of actions.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    own: Vec<(String, Vec<Key>)>,
}

/// What is wrong with an entry, or with one of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misbound {
    /// Number of the entry.
    pub entry: usize,
    /// Number of the key in it.
    pub key: Option<usize>,
    /// What is wrong.
    pub why: String,
}

/// Where keys are looked up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::tui) enum Where {
    /// On a screen.
    Screen(&'static Declared),
    /// In the list of captures.
    List,
}

/// What a place has a key for.
#[derive(Debug)]
pub(in crate::tui) struct Row {
    /// The action's name in the configuration.
    pub(in crate::tui) name: String,
    pub(in crate::tui) action: Action,
    pub(in crate::tui) keys: Vec<Key>,
    pub(in crate::tui) help: &'static str,
    pub(in crate::tui) hint: Option<&'static str>,
}

impl Where {
    fn all() -> impl Iterator<Item = Self> {
        SCREENS.iter().map(|screen| Self::Screen(screen)).chain([Self::List])
    }

    /// The keys of the tables, in groups: its own, those that open screens, those of all screens.
    fn groups(self) -> [Vec<Row>; 3] {
        let rows = |table: &[Binding]| table.iter().map(Row::of).collect();
        match self {
            Self::List => [rows(folder::KEYS), Vec::new(), Vec::new()],
            Self::Screen(own) => {
                let screens = SCREENS.iter().enumerate();
                let screens = screens.map(|(index, screen)| Row {
                    name: screen.name.to_lowercase(),
                    action: Action::Screen(index),
                    keys: vec![screen.key],
                    help: screen.help,
                    hint: None,
                });
                [rows(own.keys), screens.collect(), rows(COMMON)]
            }
        }
    }
}

impl Row {
    fn of(binding: &Binding) -> Self {
        let Binding { keys, action, help, hint } = *binding;
        let name = match action {
            // What only a screen knows is called as the footer calls it.
            Action::Own(_) => hint.unwrap_or(help).replace(' ', "-"),
            action => kebab(&format!("{action:?}")),
        };
        Self { name, action, keys: keys.to_vec(), help, hint }
    }
}

/// `NextPane` as `next-pane`.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.extend(c.to_lowercase());
    }
    text
}

impl Keys {
    /// Takes entries: an action, and the keys that it has instead of those of the table. A key that
    /// another action had is taken from it.
    ///
    /// # Errors
    /// There is no such action or key, two entries want one key in one place, or nothing quits any more.
    pub fn of<'a>(
        entries: impl IntoIterator<Item = (&'a str, Vec<&'a str>)>,
    ) -> Result<Self, Misbound> {
        let mut keys = Self::default();
        for (entry, (action, names)) in entries.into_iter().enumerate() {
            let wrong = |key, why| Misbound { entry, key, why };
            if !Where::all().any(|place| has(place, action)) {
                return Err(wrong(None, no_action(action)));
            }
            let mut own = Vec::new();
            for (place, name) in names.iter().enumerate() {
                let key = read(name).map_err(|why| wrong(Some(place), why))?;
                if let Some(other) = keys.holder(action, key) {
                    return Err(wrong(Some(place), format!("{key} is the key of {other}")));
                }
                own.push(key);
            }
            keys.own.push((action.to_owned(), own));
        }
        for needed in ["quit", "help"] {
            let lost = |place| keys.rows(place).any(|it| it.name == needed && it.keys.is_empty());
            if Where::all().any(lost) {
                // The entry that took the last key is any of them; the first is as good.
                return Err(Misbound { entry: 0, key: None, why: format!("no key for {needed}") });
            }
        }
        Ok(keys)
    }

    /// Adds what others say of actions of which this says nothing, as far as keys are free.
    #[must_use]
    pub fn over(mut self, below: Self) -> Self {
        for (action, mut keys) in below.own {
            if self.own.iter().all(|(own, _)| *own != action) {
                keys.retain(|&key| self.holder(&action, key).is_none());
                self.own.push((action, keys));
            }
        }
        self
    }

    /// Another action for which the user wants the key somewhere where this one is too.
    fn holder(&self, action: &str, key: Key) -> Option<&str> {
        let together = |other: &str| Where::all().any(|it| has(it, action) && has(it, other));
        let mut others = self
            .own
            .iter()
            .filter(|(other, keys)| other != action && keys.contains(&key) && together(other));
        others.next().map(|(other, _)| other.as_str())
    }

    /// What a place has keys for, in groups as they are explained.
    pub(in crate::tui) fn groups(&self, place: Where) -> [Vec<Row>; 3] {
        let mut groups = place.groups();
        let names: Vec<String> = groups.iter().flatten().map(|row| row.name.clone()).collect();
        let here: Vec<_> = self.own.iter().filter(|(name, _)| names.contains(name)).collect();
        for row in groups.iter_mut().flatten() {
            match here.iter().find(|(name, _)| *name == row.name) {
                Some((_, keys)) => row.keys.clone_from(keys),
                None => row.keys.retain(|key| here.iter().all(|(_, keys)| !keys.contains(key))),
            }
        }
        groups
    }

    fn rows(&self, place: Where) -> impl Iterator<Item = Row> {
        self.groups(place).into_iter().flatten()
    }

    /// What a key asks for, if anything. What the user chose comes first.
    pub(in crate::tui) fn action(&self, place: Where, event: KeyEvent) -> Option<Action> {
        let is_own = |row: &Row| self.own.iter().any(|(name, _)| *name == row.name);
        let (own, other): (Vec<Row>, Vec<Row>) = self.rows(place).partition(is_own);
        let mut rows = own.into_iter().chain(other);
        rows.find(|row| row.keys.iter().any(|key| key.is(event))).map(|row| row.action)
    }

    /// The key that is named for an action, if it has any.
    pub(in crate::tui) fn name(&self, place: Where, action: Action) -> Option<String> {
        let row = self.rows(place).find(|row| row.action == action)?;
        row.keys.first().map(ToString::to_string)
    }
}

fn has(place: Where, action: &str) -> bool {
    place.groups().iter().flatten().any(|row| row.name == action)
}

fn no_action(name: &str) -> String {
    let rows: Vec<Row> =
        Where::all().flat_map(|place| place.groups().into_iter().flatten()).collect();
    match nearest(name, rows.iter().map(|row| row.name.as_str())) {
        Some(other) => format!("no action named {name}; did you mean {other}?"),
        None => format!("no action named {name}; the book lists them"),
    }
}

#[cfg(test)]
mod tests;
