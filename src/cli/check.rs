//! `btlint check`: many captures at once, and their reports in order.

use std::{
    collections::BTreeMap,
    io,
    ops::ControlFlow,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use super::{
    Exit, Failure,
    arguments::{CheckArguments, Threshold},
    complain,
    formats::{self, Target},
    live, no_such_rule, of_capture, open,
    output::{self, Many},
    paths::{self, Candidate},
};
use crate::{
    analysis::{self, Analysis, Selection},
    capture::{CaptureError, Reason},
    expect::{self, Expectations},
    finding::Severity,
    report::{FORMATS, Options, Reporter, Tally},
    rules,
    text::{clean, count},
};

/// A stream that ends within this time is reported at its end only.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Skipped files that are named.
const MAX_NAMED: usize = 5;

type Outcome = Result<Analysis, CaptureError>;

pub(super) fn run(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let selection = selection(arguments)?;
    let mut found = paths::collect(&arguments.paths);
    let output = arguments.output.as_deref();
    let statistics = arguments.statistics.then_some("statistics");
    let named = match FORMATS.iter().find(|format| Some(format.name) == statistics) {
        Some(format) => &vec![Target { format, file: None }],
        None => &arguments.format,
    };
    let targets = formats::targets(named, output, |it| it.findings.is_some())?;
    spare_inputs(&targets, &mut found)?;
    let Threshold(fail_on) = arguments.fail_on;
    let options = Options {
        least: arguments.level,
        fail_on,
        selection,
        quiet: arguments.quiet,
        ..super::options()
    };
    let mut work = Work::new(&targets, &options, arguments)?;
    work.outputs.each(|reporter, out| reporter.begin(out))?;
    if let [only] = found.as_slice()
        && live::is_stream(&only.path)
    {
        work.watch(only, &options)?;
        return work.finish(&options);
    }
    let mut written = Ok(());
    in_order(
        &found,
        |candidate| {
            let name = candidate.path.display().to_string();
            if let Some(error) = &candidate.error {
                let reason = Reason::Io(io::Error::new(error.kind(), error.to_string()));
                return Err(CaptureError { file: name, offset: 0, reason });
            }
            open(&candidate.path)
                .map(|capture| analysis::capture(name, capture, &options.selection))
        },
        |candidate, outcome| match work.take(candidate, outcome) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                written = Err(error);
                ControlFlow::Break(())
            }
        },
    );
    written?;
    work.finish(&options)
}

/// Refuses an output that is one of the captures. In a folder, the output of the last run is none.
fn spare_inputs(targets: &[Target], found: &mut Vec<Candidate>) -> Result<(), Failure> {
    for output in targets.iter().filter_map(|target| target.file.as_deref()) {
        if output.is_file() {
            found.retain(|it| {
                it.named
                    || !output::is_same(output, &it.path)
                    || !matches!(open(&it.path), Err(error) if error.is_no_capture())
            });
        }
    }
    output::spare(targets, &found.iter().map(|it| it.path.as_path()).collect::<Vec<_>>())
}

/// The rules that are meant. Each name must mean one at least.
fn selection(arguments: &CheckArguments) -> Result<Selection, Failure> {
    for name in arguments.select.iter().chain(&arguments.ignore) {
        let only = Selection { select: vec![name.clone()], ignore: Vec::new() };
        if name.is_empty() || !rules::all().any(|rule| only.has(rule)) {
            let Some(retired) = rules::retired(name) else { return Err(no_such_rule(name)) };
            complain(&format_args!("{} is retired; see btlint explain {name}", retired.code));
        }
    }
    Ok(Selection { select: arguments.select.clone(), ignore: arguments.ignore.clone() })
}

/// The reporting side: takes the outcomes in the order of the files.
struct Work {
    outputs: Many<Box<dyn Reporter>>,
    tally: Tally,
    /// Captures are compared with the tables beside them.
    expect: bool,
    /// The worst finding that counts for the exit code.
    worst: Option<Severity>,
    /// Differences from what was expected.
    unmet: u64,
    strict: bool,
    require_links: u64,
    verbose: bool,
    /// Files in folders that are no captures, and the first of them.
    skipped: u64,
    first_skipped: Vec<String>,
}

impl Work {
    fn new(
        targets: &[Target],
        options: &Options,
        arguments: &CheckArguments,
    ) -> Result<Self, Failure> {
        Ok(Self {
            outputs: Many::open(targets, |it| it.findings.map(|make| make(options)))?,
            tally: Tally::default(),
            expect: arguments.expect,
            worst: None,
            unmet: 0,
            strict: arguments.strict,
            require_links: arguments.require_links,
            verbose: arguments.verbose,
            skipped: 0,
            first_skipped: Vec::new(),
        })
    }

    /// Checks a stream, and reports findings while it is read.
    fn watch(&mut self, candidate: &Candidate, options: &Options) -> io::Result<()> {
        let name = candidate.path.display().to_string();
        let capture = match open(&candidate.path) {
            Ok(capture) => capture,
            Err(error) => return self.take(candidate, Err(error)),
        };
        let began = Instant::now();
        let (mut written, mut waiting) = (Ok(()), Vec::new());
        let path = name.clone();
        let analysis = analysis::watch(name, capture, &options.selection, |start, new| {
            waiting.extend_from_slice(new);
            // What ends at once is reported once, at its end.
            if waiting.is_empty() || began.elapsed() < AT_ONCE {
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
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        written?;
        self.take(candidate, Ok(analysis))
    }

    /// Ends the reports, and says how the run ended.
    fn finish(mut self, options: &Options) -> Result<Exit, Failure> {
        let tally = self.tally;
        self.outputs.each(|reporter, out| reporter.end(&tally, out))?;
        self.say_skipped(options);
        self.outputs.finish()?;
        if tally.captures == 0 && tally.failed == 0 {
            complain(&"no captures in these folders");
            return Ok(Exit::Trouble);
        }
        if tally.failed > 0 {
            return Ok(Exit::Trouble);
        }
        let fails =
            options.fail_on.is_some_and(|least| self.worst.is_some_and(|worst| worst >= least));
        Ok(if fails || self.unmet > 0 { Exit::Findings } else { Exit::Clean })
    }

    fn take(&mut self, candidate: &Candidate, mut outcome: Outcome) -> io::Result<()> {
        if let Ok(analysis) = &mut outcome {
            self.require(analysis);
        }
        match &outcome {
            Ok(Analysis { error: Some(error), .. }) if is_nothing(error) => {
                self.unreadable(error)?
            }
            Ok(analysis) => {
                self.tally.add(analysis);
                self.compare(candidate, analysis);
                self.outputs.each(|reporter, out| reporter.capture(analysis, out))?;
                if let Some(error) = &analysis.error {
                    complain(&of_capture(error));
                }
            }
            Err(error)
                if !self.strict && !candidate.claims_to_be_one() && error.is_no_capture() =>
            {
                if self.verbose {
                    complain(&format!("skipped {}", of_capture(error)));
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
    fn compare(&mut self, candidate: &Candidate, analysis: &Analysis) {
        let table = self.expect.then(|| expect::beside(&candidate.path)).flatten();
        let Some(table) = table else {
            let found = Severity::ALL.into_iter().filter(|&it| analysis.counts[it as usize] > 0);
            self.worst = self.worst.max(found.max());
            return;
        };
        match Expectations::read(&table) {
            Ok(expectations) => {
                for difference in expectations.differences(analysis) {
                    self.unmet += 1;
                    complain(&format!("{}: {difference}", clean(&analysis.path)));
                }
            }
            Err(error) => {
                self.tally.failed += 1;
                complain(&error);
            }
        }
    }

    /// A capture with fewer links than required was recorded in vain.
    fn require(&self, analysis: &mut Analysis) {
        let links = analysis.links.len() as u64 + analysis.more_links;
        if links < self.require_links && analysis.error.is_none() {
            let (links, required) = (count(links, "link"), self.require_links);
            let reason = Reason::TooLittle(format!("{links}, not {required}"));
            analysis.error = Some(CaptureError { file: analysis.path.clone(), offset: 0, reason });
        }
    }

    /// Names the skipped files, in one line.
    fn say_skipped(&self, options: &Options) {
        if self.skipped == 0 || self.verbose || options.quiet {
            return;
        }
        let mut names = self.first_skipped.join(", ");
        if let Some(more @ 1..) = self.skipped.checked_sub(self.first_skipped.len() as u64) {
            names = format!("{names} and {more} more");
        }
        let what =
            if self.skipped == 1 { "that is not a capture" } else { "that are not captures" };
        complain(&format!("skipped {} {what}: {names}", count(self.skipped, "file")));
    }

    fn unreadable(&mut self, error: &CaptureError) -> std::io::Result<()> {
        self.tally.failed += 1;
        complain(&of_capture(error));
        self.outputs.each(|reporter, out| reporter.unreadable(error, out))
    }
}

/// A capture that was read, and in which there was nothing to check.
fn is_nothing(error: &CaptureError) -> bool {
    matches!(error.reason, Reason::NothingToCheck(_))
}

/// Does the work on all processors and hands the results over in the order of the items, until
/// `take` breaks. What waits for its turn is what finished before a slower one that was begun
/// earlier.
fn in_order<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&T, R) -> ControlFlow<()>,
) {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel(rayon::current_num_threads());
    let worker = |sender: mpsc::SyncSender<(usize, R)>| {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return };
            // Nobody listens any more.
            if sender.send((index, work(item))).is_err() {
                return;
            }
        }
    };
    rayon::in_place_scope(|scope| {
        for _ in 0..rayon::current_num_threads().min(items.len()) {
            let (sender, worker) = (sender.clone(), &worker);
            scope.spawn(move |_| worker(sender));
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut turn = 0;
        for (index, result) in receiver {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&turn) {
                let Some(item) = items.get(turn) else { return };
                if take(item, result).is_break() {
                    return;
                }
                turn += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..50).collect();
        let mut taken = Vec::new();
        let slow = |item: &u64| {
            std::thread::sleep(Duration::from_millis(if item.is_multiple_of(7) { 5 } else { 0 }));
            item * 2
        };
        in_order(&items, slow, |item, result| {
            assert_eq!(result, item * 2);
            taken.push(*item);
            ControlFlow::Continue(())
        });
        assert_eq!(taken, items);
    }

    #[test]
    fn it_stops_when_told() {
        let items: Vec<u64> = (0..1000).collect();
        let mut taken = 0;
        in_order(
            &items,
            |item| *item,
            |_, _| {
                taken += 1;
                if taken == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(taken, 3);
    }
}
