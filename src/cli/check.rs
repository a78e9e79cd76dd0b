//! `btlint check`: many captures at once, and their reports in order.

mod order;
mod work;

use std::{
    io::{self, IsTerminal},
    ops::ControlFlow,
    path::Path,
};

#[cfg_attr(not(feature = "export"), allow(unused_imports))]
pub(super) use order::in_order;
use work::Work;

use super::{
    Exit, Failure,
    arguments::{CheckArguments, Threshold},
    formats::{self, Target},
    live, open, output,
    paths::{self, Candidate},
    progress::Progress,
    settings::{self, Configured},
};
use crate::{
    analysis,
    capture::{Capture, CaptureError, Reason},
    config::{self, Layer, Settings},
    report::{FORMATS, Options},
};

pub(super) fn run(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let above = of_arguments(arguments)?;
    let mut found = paths::collect(&arguments.paths);
    found.retain(|it| it.named || !is_own(&it.path, arguments));
    if arguments.join {
        found = paths::join(found);
    }
    let output = arguments.output.as_deref();
    let statistics = arguments.statistics.then_some("statistics");
    let named = match FORMATS.iter().find(|format| Some(format.name) == statistics) {
        Some(format) => &vec![Target { format, file: None }],
        None => &arguments.format,
    };
    let targets = formats::targets(named, output, |it| it.findings.is_some())?;
    spare_inputs(&targets, &mut found)?;
    let inputs: Vec<_> = found.iter().map(|it| it.path.as_path()).collect();
    if let Some(baseline) = arguments.baseline.as_deref().filter(|_| arguments.update_baseline) {
        output::spare_from(baseline, &inputs)?;
    }
    let configured = Configured::read(&arguments.configuration, &above, &inputs)?;
    let usual = configured.usual();
    let options = Options {
        least: usual.terms.least,
        selection: configured.selection(),
        quiet: arguments.quiet,
        verbose: arguments.verbose,
        ..super::options()
    };
    let mut work = Work::new(&targets, &options, arguments)?;
    if let [only] = found.as_slice()
        && live::is_stream(&only.path)
    {
        work.watch(only, usual)?;
        return work.finish();
    }
    work.alone = found.len() == 1;
    work.progress = progress(&targets, arguments, found.len());
    let mut written = Ok(());
    let with_places = targets.iter().any(|target| target.format.places);
    let all: Vec<(&Candidate, &Settings)> = found.iter().zip(configured.each()).collect();
    in_order(
        &all,
        |(candidate, settings)| {
            let name = candidate.path.display().to_string();
            if let Some(error) = &candidate.error {
                let reason = Reason::Io(io::Error::new(error.kind(), error.to_string()));
                return Err(CaptureError { file: name, offset: 0, reason });
            }
            let capture = match candidate.parts.as_slice() {
                [] => open(&candidate.path)?,
                parts => Capture::join(name.as_str(), parts)?,
            };
            let mut analysis = analysis::capture(name, capture, &settings.terms.selection);
            analysis.weigh(&settings.terms);
            if with_places && candidate.parts.is_empty() {
                analysis.find_places(&candidate.path);
            }
            Ok(analysis)
        },
        |(candidate, settings), outcome| match work.take(candidate, settings, outcome) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                written = Err(error);
                ControlFlow::Break(())
            }
        },
    );
    written?;
    work.finish()
}

/// What the arguments say.
fn of_arguments(arguments: &CheckArguments) -> Result<Layer, Failure> {
    Ok(Layer {
        fail_on: arguments.fail_on.map(|Threshold(severity)| severity),
        level: arguments.level,
        require_links: arguments.require_links,
        ..settings::of_rules(&arguments.select, &arguments.ignore)?
    })
}

/// What is written to a terminal while captures are read shows well enough how far it is; text comes at
/// the end.
fn progress(targets: &[Target], arguments: &CheckArguments, captures: usize) -> Progress {
    let to_terminal = |it: &Target| it.file.is_none() && !it.format.styled;
    if arguments.quiet || io::stdout().is_terminal() && targets.iter().any(to_terminal) {
        return Progress::none();
    }
    Progress::of(captures)
}

/// A file in a folder that is there for btlint: its configuration, the baseline.
fn is_own(path: &Path, arguments: &CheckArguments) -> bool {
    let own = [arguments.baseline.as_deref(), arguments.configuration.config.as_deref()];
    path.file_name().is_some_and(|name| name == config::NAME)
        || own.into_iter().flatten().any(|own| paths::is_same(own, path))
}

/// Refuses an output that is one of the captures. In a folder, the output of the last run is none.
fn spare_inputs(targets: &[Target], found: &mut Vec<Candidate>) -> Result<(), Failure> {
    for output in targets.iter().filter_map(|target| target.file.as_deref()) {
        if output.is_file() {
            found.retain(|it| {
                it.named
                    || !paths::is_same(output, &it.path)
                    || !matches!(open(&it.path), Err(error) if error.is_no_capture())
            });
        }
    }
    output::spare(targets, &found.iter().map(|it| it.path.as_path()).collect::<Vec<_>>())
}
