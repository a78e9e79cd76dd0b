//! The arguments of the viewer.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{CheckArguments, ConfigArguments};

#[derive(Debug, Args)]
pub(in crate::cli) struct ViewArguments {
    /// The capture; FILE:44 opens it at frame 44. A folder or several open as a list with verdicts
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Open it at this frame
    #[arg(long, short = 'n', value_name = "N")]
    pub(in crate::cli) frame: Option<u64>,

    /// Show only matching frames, as for show
    #[arg(long, short, value_name = "EXPRESSION")]
    pub(in crate::cli) filter: Option<String>,

    /// Show only the frames of this link
    #[arg(long, value_name = "N")]
    pub(in crate::cli) link: Option<u32>,

    /// Read on as the file grows
    #[arg(long)]
    pub(in crate::cli) follow: bool,

    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigArguments,
}

impl ViewArguments {
    /// A file as if nothing else had been said.
    pub(in crate::cli) fn of(file: &Path) -> Self {
        Self {
            paths: vec![file.to_owned()],
            frame: None,
            filter: None,
            link: None,
            follow: false,
            configuration: ConfigArguments::default(),
        }
    }

    /// A check of these files, where there is no terminal for the viewer.
    pub(in crate::cli) fn to_check(&self, files: &[PathBuf]) -> CheckArguments {
        let configuration = self.configuration.clone();
        CheckArguments { configuration, ..CheckArguments::of(files) }
    }

    /// The file and the frame. `FILE:44` is a file of that name where there is one.
    pub(in crate::cli) fn place(&self, file: &Path) -> (PathBuf, Option<u64>) {
        let text = file.to_string_lossy();
        let split = text.rsplit_once(':').filter(|_| !file.exists());
        match split.and_then(|(file, frame)| Some((file, frame.parse().ok()?))) {
            Some((file, frame)) => (file.into(), self.frame.or(Some(frame))),
            None => (file.to_owned(), self.frame),
        }
    }
}
