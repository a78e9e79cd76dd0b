//! The reporting side of a check.

use std::{
    fmt, io,
    ops::ControlFlow,
    path::PathBuf,
    time::{Duration, Instant},
};

use super::{Candidate, CheckArguments, Exit, Failure, Target};
use crate::{
    analysis::{self, Analysis},
    baseline::{Baseline, Unusable},
    capture::{CaptureError, Reason},
    cli::{
        complain, of_capture, open,
        output::{Many, Output},
        progress::Progress,
    },
    config::Settings,
    expect::{self, Expectations},
    report::{Options, Reporter, Tally},
    stability::Stability,
    text::{clean, count},
};

/// A stream that ends within this time is reported at its end only.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Skipped files that are named.
const MAX_NAMED: usize = 5;

pub(super) type Outcome = Result<Analysis, CaptureError>;

/// The reporting side: takes the outcomes in the order of the files.
pub(super) struct Work {
    pub(super) progress: Progress,
    outputs: Many<Box<dyn Reporter>>,
    tally: Tally,
    /// What the captures say together.
    together: Stability,
    /// Captures are compared with the tables beside them.
    expect: bool,
    /// What is known, the file, and how many of it were not found again.
    baseline: Option<(Baseline, PathBuf)>,
    gone: u64,
    /// The baseline is written anew.
    update: bool,
    /// Something was found that fails the run.
    fails: bool,
    /// Differences from what was expected.
    unmet: u64,
    strict: bool,
    quiet: bool,
    verbose: bool,
    /// What was to be checked.
    paths: Vec<PathBuf>,
    /// Files in folders that are no captures, and the first of them.
    skipped: u64,
    first_skipped: Vec<String>,
}

impl Work {
    pub(super) fn new(
        targets: &[Target],
        options: &Options,
        arguments: &CheckArguments,
    ) -> Result<Self, Failure> {
        let mut work = Self {
            progress: Progress::none(),
            outputs: Many::open(targets, |it| it.findings.map(|make| make(options)))?
                .without_readers(),
            tally: Tally::default(),
            together: Stability::default(),
            expect: arguments.expect,
            baseline: baseline(arguments)?,
            gone: 0,
            update: arguments.update_baseline,
            fails: false,
            unmet: 0,
            strict: arguments.strict,
            quiet: arguments.quiet,
            verbose: arguments.verbose,
            paths: arguments.paths.clone(),
            skipped: 0,
            first_skipped: Vec::new(),
        };
        work.outputs.each(|reporter, out| reporter.begin(out))?;
        Ok(work)
    }

    fn say(&self, what: &dyn fmt::Display) {
        self.progress.suspend(|| complain(what));
    }

    /// Checks a stream, and reports findings while it is read.
    pub(super) fn watch(&mut self, candidate: &Candidate, settings: &Settings) -> io::Result<()> {
        let name = candidate.path.display().to_string();
        let capture = match open(&candidate.path) {
            Ok(capture) => capture,
            Err(error) => return self.take(candidate, settings, Err(error)),
        };
        let (began, has_baseline) = (Instant::now(), self.baseline.is_some());
        let (mut written, mut waiting) = (Ok(()), Vec::new());
        let path = name.clone();
        let selection = &settings.terms.selection;
        let mut analysis = analysis::watch(name, capture, selection, |start, new| {
            waiting.extend(new.iter().map(|finding| settings.terms.weighed(finding.clone())));
            // What ends at once is reported once, at its end; what is known is known there.
            if waiting.is_empty() || has_baseline || began.elapsed() < AT_ONCE {
                return ControlFlow::Continue(());
            }
            for finding in waiting.drain(..) {
                if written.is_ok() {
                    written = self
                        .outputs
                        .each(|reporter, out| reporter.found(&path, start, &finding, out));
                }
            }
            written = std::mem::replace(&mut written, Ok(())).and_then(|()| self.outputs.flush());
            // Of a stream nobody waits for the end that nobody reads.
            match written.is_ok() && !self.outputs.is_unread() {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        written?;
        analysis.weigh(&settings.terms);
        self.take(candidate, settings, Ok(analysis))
    }

    /// Ends the reports, and says how the run ended.
    pub(super) fn finish(mut self) -> Result<Exit, Failure> {
        self.progress = Progress::none();
        let together = &self.together;
        self.outputs.each(|reporter, out| match together.captures {
            0 | 1 => Ok(()),
            _ => reporter.together(together, out),
        })?;
        if self.tally.captures == 0 && self.tally.failed == 0 {
            self.nothing()?;
        }
        let tally = self.tally;
        self.outputs.each(|reporter, out| reporter.end(&tally, out))?;
        self.say_skipped();
        self.update_baseline()?;
        self.outputs.finish()?;
        if tally.failed > 0 {
            return Ok(Exit::Trouble);
        }
        Ok(if self.fails || self.unmet > 0 { Exit::Findings } else { Exit::Clean })
    }

    pub(super) fn take(
        &mut self,
        candidate: &Candidate,
        settings: &Settings,
        mut outcome: Outcome,
    ) -> io::Result<()> {
        self.progress.done();
        if let Ok(analysis) = &mut outcome {
            require(settings.require_links, analysis);
        }
        match &mut outcome {
            Ok(Analysis { error: Some(error), .. }) if is_nothing(error) => {
                self.unreadable(error)?
            }
            Ok(analysis) => {
                self.compare(candidate, analysis);
                self.tally.add(analysis);
                self.together.add(analysis);
                self.outputs.each(|reporter, out| reporter.capture(analysis, out))?;
                if let Some(error) = &analysis.error {
                    self.say(&of_capture(error));
                }
            }
            Err(error)
                if !self.strict && !candidate.claims_to_be_one() && error.is_no_capture() =>
            {
                if self.verbose {
                    self.say(&format!("skipped {}", of_capture(error)));
                }
                self.skipped += 1;
                if self.first_skipped.len() < MAX_NAMED {
                    self.first_skipped.push(clean(&error.file).into_owned());
                }
                self.outputs.each(|reporter, out| reporter.skipped(error, out))?;
            }
            Err(error) => self.unreadable(error)?,
        }
        Ok(())
    }

    /// Compares a capture with the table beside it, if that is wanted. Without a table, what was found
    /// counts by its severity.
    fn compare(&mut self, candidate: &Candidate, analysis: &mut Analysis) {
        let table = self.expect.then(|| expect::beside(&candidate.path)).flatten();
        let Some(table) = table else {
            self.remember(analysis);
            self.fails |= analysis.fails();
            return;
        };
        match Expectations::read(&table) {
            Ok(expectations) => {
                for difference in expectations.differences(analysis) {
                    self.unmet += 1;
                    self.say(&format!("{}: {difference}", clean(&analysis.path)));
                }
            }
            Err(error) => {
                self.tally.failed += 1;
                self.say(&error);
            }
        }
    }

    /// Marks what is known of a capture, or takes it into the baseline.
    fn remember(&mut self, analysis: &mut Analysis) {
        let Some((baseline, _)) = &mut self.baseline else { return };
        if self.update {
            baseline.take(analysis);
        }
        self.gone += baseline.compare(analysis);
    }

    /// Writes the baseline, or says that it has more than there is.
    fn update_baseline(&mut self) -> io::Result<()> {
        let Some((baseline, file)) = &mut self.baseline else { return Ok(()) };
        if self.update {
            baseline.prune();
            let mut output = Output::to(Some(file), false)?;
            baseline.write(&mut output)?;
            output.finish()?;
        }
        if self.gone > 0 && !self.quiet {
            let gone = count(self.gone, "finding");
            let file = file.display();
            complain(&format!("{gone} of the baseline {file} not found; see --update-baseline"));
        }
        Ok(())
    }

    /// Names the skipped files, in one line.
    fn say_skipped(&self) {
        if self.skipped == 0 || self.verbose || self.quiet {
            return;
        }
        let mut names = self.first_skipped.join(", ");
        if let Some(more @ 1..) = self.skipped.checked_sub(self.first_skipped.len() as u64) {
            names = format!("{names} and {more} more");
        }
        let what =
            if self.skipped == 1 { "that is not a capture" } else { "that are not captures" };
        self.say(&format!("skipped {} {what}: {names}", count(self.skipped, "file")));
    }

    /// There was no capture at all, which every format says.
    fn nothing(&mut self) -> io::Result<()> {
        for path in std::mem::take(&mut self.paths) {
            let file = path.display().to_string();
            let reason = Reason::NothingToCheck("no captures in this folder".to_owned());
            self.unreadable(&CaptureError { file, offset: 0, reason })?;
        }
        Ok(())
    }

    fn unreadable(&mut self, error: &CaptureError) -> std::io::Result<()> {
        self.tally.failed += 1;
        self.say(&of_capture(error));
        self.outputs.each(|reporter, out| reporter.unreadable(error, out))
    }
}

/// What is known. A baseline that is to be written need not be there.
fn baseline(arguments: &CheckArguments) -> Result<Option<(Baseline, PathBuf)>, Failure> {
    let Some(file) = &arguments.baseline else { return Ok(None) };
    let baseline = match Baseline::read(file) {
        Err(Unusable::Io(_, error))
            if arguments.update_baseline && error.kind() == io::ErrorKind::NotFound =>
        {
            Baseline::new(file)
        }
        Err(error) => {
            let hint = if file.exists() { "" } else { "; write it with --update-baseline" };
            return Err(Failure::Usage(format!("{error}{hint}")));
        }
        Ok(baseline) => baseline,
    };
    Ok(Some((baseline, file.clone())))
}

/// A capture with fewer links than required was recorded in vain.
fn require(required: u64, analysis: &mut Analysis) {
    let links = analysis.links.len() as u64 + analysis.more_links;
    if links < required && analysis.error.is_none() {
        let reason = Reason::TooLittle(format!("{}, not {required}", count(links, "link")));
        analysis.error = Some(CaptureError { file: analysis.path.clone(), offset: 0, reason });
    }
}

/// A capture that was read, and in which there was nothing to check.
fn is_nothing(error: &CaptureError) -> bool {
    matches!(error.reason, Reason::NothingToCheck(_))
}
