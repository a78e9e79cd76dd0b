//! The configuration file `btlint.toml`: which rules report, how severe each counts, and what fails a
//! run, for all captures beside and below it or for some.
//!
//! What says so is a [`Layer`]: the file, its sections for the path, the command line. The last that
//! says something about a rule decides.

mod file;
mod keys;
mod layer;
mod names;
mod table;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

pub use file::Config;
pub use keys::{Bindings, own_keys};
pub use layer::{Layer, Settings};
pub use names::{unknown, unknown_hint};
pub use table::{Unusable, at_word, read};

/// What the file is called.
pub const NAME: &str = "btlint.toml";

/// Where configuration comes from.
#[derive(Debug, Clone, Default)]
pub enum Source {
    /// For each capture the file that is nearest to it: in its folder, or else in one above.
    #[default]
    Nearest,
    /// This file.
    File(PathBuf),
    /// None.
    Nowhere,
}

/// Finds the configuration of captures, and reads each file once.
#[derive(Debug, Default)]
pub struct Finder {
    source: Source,
    files: HashMap<PathBuf, Arc<Config>>,
    /// The file that is nearest to a folder.
    nearest: HashMap<PathBuf, Option<PathBuf>>,
}

impl Finder {
    /// Nothing has been looked for yet.
    pub fn new(source: Source) -> Self {
        Self { source, ..Self::default() }
    }

    /// The configuration for a capture; `-` is in the current folder.
    ///
    /// # Errors
    /// A file cannot be read, or says what means nothing.
    pub fn of(&mut self, capture: &Path) -> Result<Option<Arc<Config>>, Unusable> {
        let file = match &self.source {
            Source::Nowhere => None,
            Source::File(file) => Some(file.clone()),
            Source::Nearest => {
                let capture = std::path::absolute(capture).unwrap_or_else(|_| capture.to_owned());
                capture.parent().and_then(|folder| self.above(folder))
            }
        };
        let Some(file) = file else { return Ok(None) };
        if let Some(known) = self.files.get(&file) {
            return Ok(Some(Arc::clone(known)));
        }
        let config = Arc::new(Config::read(&file)?);
        self.files.insert(file, Arc::clone(&config));
        Ok(Some(config))
    }

    /// The file in this folder, or in the nearest above that has one.
    fn above(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.nearest.get(folder) {
            return known.clone();
        }
        let own = folder.join(NAME);
        let found = match own.is_file() {
            true => Some(own),
            false => folder.parent().and_then(|parent| self.above(parent)),
        };
        self.nearest.insert(folder.to_owned(), found.clone());
        found
    }
}
