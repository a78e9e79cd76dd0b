//! What holds for each capture: its configuration file, and above it the command line.

use std::{collections::BTreeSet, path::Path};

use super::{Candidate, CheckArguments, Failure};
use crate::{
    analysis::Selection,
    cli::{arguments::Threshold, complain},
    config::{self, Finder, Layer, Settings, Source},
    rules,
};

/// The rules that are meant. Each name must mean one at least.
pub(in crate::cli) fn named(select: &[String], ignore: &[String]) -> Result<Selection, Failure> {
    for name in select.iter().chain(ignore) {
        match config::unknown(name) {
            None => {}
            Some(Some(retired)) => say_retired(name, retired.code),
            Some(None) => return Err(Failure::Usage(config::unknown_hint(name))),
        }
    }
    Ok(Selection { select: select.to_vec(), ignore: ignore.to_vec() })
}

/// What the arguments say.
pub(super) fn of_arguments(arguments: &CheckArguments) -> Result<Layer, Failure> {
    named(&arguments.select, &arguments.ignore)?;
    let select = arguments.select.clone();
    Ok(Layer {
        select: Some(select).filter(|select| !select.is_empty()),
        ignore: arguments.ignore.clone(),
        severity: Vec::new(),
        fail_on: arguments.fail_on.map(|Threshold(severity)| severity),
        level: arguments.level,
        require_links: arguments.require_links,
    })
}

fn say_retired(name: &str, code: &str) {
    complain(&format_args!("{code} is retired; see btlint explain {name}"));
}

/// What holds for each capture.
pub(super) struct Configured {
    each: Vec<Settings>,
    usual: Settings,
}

impl Configured {
    /// Reads the files.
    pub(super) fn read(
        arguments: &CheckArguments,
        above: &Layer,
        captures: &[Candidate],
    ) -> Result<Self, Failure> {
        let mut finder = Finder::new(match &arguments.config {
            _ if arguments.isolated => Source::Nowhere,
            Some(file) => Source::File(file.clone()),
            None => Source::Nearest,
        });
        let mut files = BTreeSet::new();
        let mut settings = |capture: &Path| {
            let config = finder.of(capture).map_err(|it| Failure::Usage(it.to_string()))?;
            let Some(config) = config else { return Ok(Settings::of(&[above])) };
            if files.insert(config.path.clone()) {
                config.retired.iter().for_each(|(name, code)| say_retired(name, code));
            }
            Ok(config.settings(capture, above))
        };
        let each: Result<Vec<_>, Failure> =
            captures.iter().map(|capture| settings(&capture.path)).collect();
        let usual = match captures {
            [only] => settings(&only.path)?,
            _ => Settings::of(&[above]),
        };
        Ok(Self { each: each?, usual })
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
