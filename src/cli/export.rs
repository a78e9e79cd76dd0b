//! `btlint export`.

use std::{collections::BTreeSet, ops::ControlFlow, path::Path};

use super::{
    Exit, Failure,
    arguments::{ExportArguments, Kind},
    check::in_order,
    complain, of_capture,
    paths::{self, Candidate},
    progress::Progress,
    redact,
};
use crate::{
    export::{About, Export, Labels, Read, Shown},
    redact::{Error, Reveal},
    text::{clean, count},
};

pub(super) fn run(arguments: &ExportArguments) -> Result<Exit, Failure> {
    let reveals = |kind| arguments.reveal.contains(&kind) || arguments.reveal.contains(&Kind::All);
    let shown = Shown {
        // One key for all, so that a device has one pseudonym in them.
        key: redact::key(arguments.key_file.as_deref())?,
        // A fleet is asked since when.
        reveal: Reveal {
            addresses: reveals(Kind::Addresses),
            names: reveals(Kind::Names),
            times: true,
        },
        paths: reveals(Kind::Paths),
        all: reveals(Kind::All),
    };
    let found = paths::collect(&arguments.paths);
    let mut run = Run::default();
    let captures = run.about(arguments, &found)?;
    if captures.is_empty() {
        complain(&"no captures in these folders");
        return Ok(Exit::Trouble);
    }
    let about: Vec<&About> = captures.iter().map(|(_, about)| about).collect();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.map_or(0, |now| i64::try_from(now.as_micros()).unwrap_or(0));
    let mut export = Export::begin(&arguments.to, &about, &shown, now)?;
    let progress = Progress::of(captures.len());
    let (names, mut written) = (shown.reveal.names, Ok(()));
    in_order(
        &captures,
        |(candidate, _)| Read::new(&candidate.path, &shown),
        |(candidate, about), read| {
            progress.done();
            let done = match read {
                Ok(read) => {
                    if let Some(error) = read.error() {
                        run.failed += 1;
                        progress.suspend(|| complain(&of_capture(error)));
                    }
                    export.capture(about, Ok(&read), names)
                }
                Err(Error::Capture(error))
                    if !candidate.claims_to_be_one() && error.is_no_capture() =>
                {
                    run.skipped += 1;
                    Ok(())
                }
                Err(error) => {
                    run.failed += 1;
                    let (text, why) = match &error {
                        Error::Capture(error) => (of_capture(error), error.reason.to_string()),
                        other => (format!("{}: {other}", clean(&about.path)), other.to_string()),
                    };
                    progress.suspend(|| complain(&text));
                    export.capture(about, Err(&clean(&why)), names)
                }
            };
            match done {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    written = Err(error);
                    ControlFlow::Break(())
                }
            }
        },
    );
    drop(progress);
    written?;
    export.finish()?;
    run.say();
    Ok(if run.failed > 0 { Exit::Trouble } else { Exit::Clean })
}

/// What there is to say at the end.
#[derive(Debug, Default)]
struct Run {
    failed: u64,
    skipped: u64,
    again: u64,
    without_labels: u64,
}

impl Run {
    /// Which captures are meant, each once.
    fn about<'c>(
        &mut self,
        arguments: &ExportArguments,
        found: &'c [Candidate],
    ) -> Result<Vec<(&'c Candidate, About)>, Failure> {
        if let Some(stream) = found.iter().find(|it| super::live::is_stream(&it.path)) {
            let text = format!("{}: a pipe cannot be exported", stream.path.display());
            return Err(Failure::Usage(text));
        }
        let mut seen = BTreeSet::new();
        let mut captures = Vec::new();
        let all: Vec<&'c Candidate> = found.iter().collect();
        in_order(
            &all,
            |candidate| match &candidate.error {
                Some(error) => Err(std::io::Error::new(error.kind(), error.to_string())),
                None => About::new(&candidate.path, labels(arguments, &candidate.path)),
            },
            |candidate, about| {
                match about {
                    Ok(about) if seen.insert(about.hash.clone()) => {
                        let own = about.labels.len() > arguments.label.len();
                        let wants = arguments.label_from.is_some();
                        self.without_labels += u64::from(wants && !own);
                        captures.push((*candidate, about));
                    }
                    Ok(_) => self.again += 1,
                    Err(error) => {
                        self.failed += 1;
                        let path = candidate.path.display().to_string();
                        complain(&format!("{}: {error}", clean(&path)));
                    }
                }
                ControlFlow::Continue(())
            },
        );
        Ok(captures)
    }

    fn say(&self) {
        if self.skipped > 0 {
            let what =
                if self.skipped == 1 { "that is not a capture" } else { "that are not captures" };
            complain(&format!("skipped {} {what}", count(self.skipped, "file")));
        }
        if self.again > 0 {
            complain(&format!("skipped {} with the octets of another", count(self.again, "file")));
        }
        if self.without_labels > 0 {
            let files = count(self.without_labels, "file");
            complain(&format!("--label-from does not match {files}"));
        }
    }
}

fn labels(arguments: &ExportArguments, path: &Path) -> Labels {
    let own = arguments.label_from.as_ref().and_then(|pattern| pattern.labels(path));
    arguments.label.iter().cloned().chain(own.unwrap_or_default()).collect()
}
