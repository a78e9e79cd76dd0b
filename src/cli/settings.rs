//! What holds for each capture: its configuration file, and above it the command line.

use std::{collections::BTreeSet, path::Path};

use super::{Failure, arguments::ConfigArguments, complain};
use crate::{
    analysis::Selection,
    config::{self, Bindings, Finder, Layer, Settings, Source},
    rules,
    tui::{Keys, Misbound},
};

/// What the command line says of rules. Each name must mean one at least.
pub(super) fn of_rules(select: &[String], ignore: &[String]) -> Result<Layer, Failure> {
    for name in select.iter().chain(ignore) {
        match config::unknown(name) {
            None => {}
            Some(Some(retired)) => say_retired(name, retired.code),
            Some(None) => return Err(Failure::Usage(config::unknown_hint(name))),
        }
    }
    let select = Some(select.to_vec()).filter(|select| !select.is_empty());
    Ok(Layer { select, ignore: ignore.to_vec(), ..Layer::default() })
}

/// The keys that a file names, if they mean something.
fn bound(bindings: &Bindings) -> Result<Keys, Failure> {
    Keys::of(bindings.entries()).map_err(|Misbound { entry, key, why }| {
        Failure::Usage(bindings.wrong(entry, key, &why).to_string())
    })
}

fn say_retired(name: &str, code: &str) {
    complain(&format_args!("{code} is retired; see btlint explain {name}"));
}

/// What holds for each capture.
pub(super) struct Configured {
    each: Vec<Settings>,
    usual: Settings,
    /// What the file of the first capture that has one says of the viewer's keys.
    keys: Option<Keys>,
}

impl Configured {
    /// Reads the files; `above` is what the command line says.
    pub(super) fn read(
        arguments: &ConfigArguments,
        above: &Layer,
        captures: &[&Path],
    ) -> Result<Self, Failure> {
        let mut finder = Finder::new(match &arguments.config {
            _ if arguments.isolated => Source::Nowhere,
            Some(file) => Source::File(file.clone()),
            None => Source::Nearest,
        });
        let (mut files, mut keys) = (BTreeSet::new(), None);
        let mut settings = |capture: &Path| {
            let config = finder.of(capture).map_err(|it| Failure::Usage(it.to_string()))?;
            let Some(config) = config else { return Ok(Settings::of(&[above])) };
            if files.insert(config.path.clone()) {
                config.retired.iter().for_each(|(name, code)| say_retired(name, code));
                let own = bound(&config.keys)?;
                keys.get_or_insert(own);
            }
            Ok(config.settings(capture, above))
        };
        let each: Result<Vec<_>, Failure> =
            captures.iter().map(|capture| settings(capture)).collect();
        let usual = match captures {
            [only] => settings(only)?,
            _ => Settings::of(&[above]),
        };
        Ok(Self { each: each?, usual, keys })
    }

    /// The keys of the viewer: those of the user's own file before those of the captures' file.
    pub(super) fn keys(self, arguments: &ConfigArguments) -> Result<Keys, Failure> {
        let own = match arguments.isolated {
            true => Keys::default(),
            false => {
                let own = config::own_keys().map_err(|it| Failure::Usage(it.to_string()))?;
                bound(&own)?
            }
        };
        Ok(own.over(self.keys.unwrap_or_default()))
    }

    /// What holds for each capture, in their order.
    pub(super) fn each(&self) -> &[Settings] {
        &self.each
    }

    /// What holds for the only capture, or else where no file says anything.
    pub(super) fn usual(&self) -> &Settings {
        &self.usual
    }

    /// The rules that report on one capture at least.
    pub(super) fn selection(&self) -> Selection {
        let mut ignored: BTreeSet<&str> = rules::all().map(|rule| rule.code).collect();
        for settings in
            self.each.iter().chain([&self.usual].into_iter().filter(|_| self.each.is_empty()))
        {
            let own: BTreeSet<&str> =
                settings.terms.selection.ignore.iter().map(String::as_str).collect();
            ignored.retain(|code| own.contains(code));
        }
        let ignore = ignored.into_iter().map(str::to_owned).collect();
        Selection { select: Vec::new(), ignore }
    }
}
