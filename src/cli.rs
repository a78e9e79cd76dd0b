//! The command line: arguments in, an exit code out.

mod arguments;
mod check;
mod compare;
#[cfg(feature = "export")]
mod export;
mod formats;
mod live;
mod output;
mod paths;
mod progress;
mod redact;
mod settings;
mod slice;
mod ticket;

use std::{
    fmt,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::CommandFactory;

use crate::{
    capture::{Capture, CaptureError, Reason},
    config::{self, Layer},
    report, rules,
    show::{self, Filter},
    text::{clean, nearest},
    track::LinkId,
    tui,
};

pub use arguments::Arguments;
use arguments::{Command, RulesArguments, ShowArguments, ViewArguments};
use output::{Many, Output};
use settings::Configured;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing was found that counts.
    Clean,
    /// Something was found at or above `--fail-on`.
    Findings,
    /// Invalid arguments, or a capture that could not be read to its end.
    Trouble,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Trouble => 2,
        })
    }
}

/// Why nothing more could be done. Printed after `btlint: `.
#[derive(Debug)]
pub enum Failure {
    /// Invalid arguments.
    Usage(String),
    /// A capture cannot be read.
    Capture(CaptureError),
    /// The output cannot be written.
    Output(io::Error),
    /// The viewer cannot go on.
    Viewer(tui::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<CaptureError> for Failure {
    fn from(error: CaptureError) -> Self {
        Self::Capture(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) => f.write_str(&clean(text)),
            Self::Capture(error) => f.write_str(&of_capture(error)),
            Self::Viewer(error) => f.write_str(&clean(&error.to_string())),
            Self::Output(error) => write!(f, "cannot write the output: {error}"),
        }
    }
}

/// `FILE: offset N: reason; what to do`.
fn of_capture(error: &CaptureError) -> String {
    let file = clean(&error.file);
    let reason = error.reason.to_string();
    let reason = clean(&reason);
    match error.reason {
        // The system could not open it: no octet is to blame.
        Reason::Io(_) if error.offset == 0 => format!("{file}: {reason}"),
        Reason::NothingToCheck(_) | Reason::TooLittle(_) => format!("{file}: {reason}"),
        _ => format!("{file}: offset {}: {reason}", error.offset),
    }
}

/// Does what the arguments ask for.
///
/// # Errors
/// Usage errors, a capture that cannot be read at all, and output that cannot be written. A reader
/// that goes away (`btlint show … | head`) is no error; of a check the exit code is what it is without one.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    output::set_color(arguments.color);
    let done = match (&arguments.command, arguments.files.as_slice()) {
        (Some(_), [file, ..]) => {
            let file = file.display();
            Err(Failure::Usage(format!("{file} stands before the command; see btlint --help")))
        }
        (Some(Command::View(arguments)), []) => view(arguments),
        (Some(Command::Check(check)), []) => check::run(check),
        (Some(Command::Show(show)), []) => run_show(show),
        (Some(Command::Report(arguments)), []) => ticket::run(arguments),
        (Some(Command::Compare(arguments)), []) => compare::run(arguments),
        #[cfg(feature = "export")]
        (Some(Command::Export(arguments)), []) => export::run(arguments),
        (Some(Command::Redact(arguments)), []) => redact::run(arguments),
        (Some(Command::Slice(arguments)), []) => slice::run(arguments),
        (Some(Command::Annotate { file, output }), []) => slice::annotate(file, output),
        (Some(Command::Completions { shell }), []) => completions(*shell),
        (Some(Command::Manual { folder }), []) => Ok(manual(folder)?),
        (Some(Command::Explain { rule }), []) => explain(rule),
        (Some(Command::Rules(rules)), []) => rule_table(rules),
        (None, files) => run_files(files),
    };
    match done {
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Clean),
        done => done,
    }
}

/// Opens a file, a pipe, or standard input for `-`.
fn open(path: &Path) -> Result<Capture, CaptureError> {
    if !live::is_stream(path) {
        return Capture::open(path);
    }
    let name = path.display().to_string();
    match live::open(path) {
        Ok(stream) => Capture::from_reader(name, stream),
        Err(error) => Err(CaptureError { file: name, offset: 0, reason: Reason::Io(error) }),
    }
}

/// Files without a command: one for the viewer, several to check.
fn run_files(files: &[PathBuf]) -> Result<Exit, Failure> {
    let Some(first) = files.first() else {
        return Err(Failure::Usage("no capture given; see btlint --help".to_owned()));
    };
    if !first.exists() && first.as_os_str() != "-" {
        let (name, commands) = (first.to_string_lossy(), Arguments::commands());
        if let Some(command) = nearest(&name, commands.iter().map(String::as_str)) {
            let text = format!("no command or file named {name}; did you mean {command}?");
            return Err(Failure::Usage(text));
        }
    }
    match files {
        // The viewer wants a file: it reads again what comes onto the screen.
        [file] if file.as_os_str() != "-" => view(&arguments::ViewArguments::of(file)),
        files => check::run(&arguments::CheckArguments::of(files)),
    }
}

fn view(arguments: &ViewArguments) -> Result<Exit, Failure> {
    if let Some(files) = listed(&arguments.paths) {
        return view_list(arguments, files);
    }
    let Some(file) = arguments.paths.first() else {
        return Err(Failure::Usage("no capture given; see btlint --help".to_owned()));
    };
    let (file, frame) = arguments.place(file);
    let filter = match arguments.filter.as_deref() {
        Some(text) => {
            let filter = Filter::parse(text).map_err(|error| Failure::Usage(error.to_string()))?;
            Some((text.to_owned(), filter))
        }
        None => None,
    };
    if !tui::has_terminal() {
        return check::run(&arguments.to_check(&[file]));
    }
    let configured = configured(arguments, &[&file])?;
    let link = arguments.link.map(LinkId);
    let start = tui::Start { frame, filter, link, follow: arguments.follow };
    let terms = configured.usual().terms.clone();
    match tui::run(&file, terms, configured.keys(&arguments.configuration)?, start) {
        Ok(()) => Ok(Exit::Clean),
        Err(tui::Error::Capture(error)) => Err(error.into()),
        Err(error) => Err(Failure::Viewer(error)),
    }
}

/// What a list of captures is made of; none where there is one capture alone.
fn listed(paths: &[PathBuf]) -> Option<Vec<paths::Candidate>> {
    let several = paths.len() > 1 || paths.iter().any(|path| path.is_dir());
    several.then(|| paths::collect(paths))
}

fn view_list(arguments: &ViewArguments, files: Vec<paths::Candidate>) -> Result<Exit, Failure> {
    let ViewArguments { frame, filter, link, follow, .. } = arguments;
    if frame.is_some() || filter.is_some() || link.is_some() || *follow {
        let text = "--frame, --filter, --link and --follow need one capture, not a list";
        return Err(Failure::Usage(text.to_owned()));
    }
    if !tui::has_terminal() {
        return check::run(&arguments.to_check(&arguments.paths));
    }
    let paths: Vec<&Path> = files.iter().map(|file| file.path.as_path()).collect();
    let configured = configured(arguments, &paths)?;
    let terms = configured.each().iter().map(|settings| settings.terms.clone());
    let terms: Vec<_> = terms.collect();
    let name: Vec<String> = arguments.paths.iter().map(|path| path.display().to_string()).collect();
    let files = files.into_iter().zip(terms).map(|(file, terms)| tui::File {
        meant: file.claims_to_be_one(),
        path: file.path,
        terms,
    });
    let keys = configured.keys(&arguments.configuration)?;
    tui::run_list(name.join(" "), files.collect(), keys).map_err(Failure::Viewer)?;
    Ok(Exit::Clean)
}

/// What holds for captures in the viewer, by their configuration files.
fn configured(arguments: &ViewArguments, captures: &[&Path]) -> Result<Configured, Failure> {
    Configured::read(&arguments.configuration, &Layer::default(), captures)
}

fn show_model(arguments: &ShowArguments, which: show::Which) -> Result<Exit, Failure> {
    let output = arguments.output.as_deref();
    let targets = formats::targets(&arguments.format, output, |it| it.model.is_some())?;
    output::spare(&targets, &[arguments.file.as_path()])?;
    let mut capture = open(&arguments.file)?;
    let (model, fault) = show::Model::read(&mut capture, which);
    if let (show::Which::Ladder(LinkId(link)), None, true) = (which, &fault, model.is_empty()) {
        let text = format!("{}: there is no link {link}", arguments.file.display());
        return Err(Failure::Usage(text));
    }
    let mut outputs = Many::open(&targets, |it| it.model)?;
    outputs.each(|write, out| write(&model, out))?;
    outputs.finish()?;
    fault.map_or(Ok(Exit::Clean), |fault| Err(fault.into()))
}

fn run_show(arguments: &ShowArguments) -> Result<Exit, Failure> {
    let ladder = arguments.ladder.map(|link| show::Which::Ladder(LinkId(link)));
    let streams = arguments.streams.then_some(show::Which::Streams);
    let channels = arguments.channels.then_some(show::Which::Channels);
    if let Some(which) = ladder.or(streams).or(channels) {
        return show_model(arguments, which);
    }
    let filter = arguments.filter.as_deref().map(Filter::parse).transpose();
    let filter = filter.map_err(|error| Failure::Usage(error.to_string()))?;
    let picky = filter.is_some();
    let frames = arguments.frame.map(|frames| (frames.first, frames.last));
    let output = arguments.output.as_deref();
    let targets = formats::targets(&arguments.format, output, |it| it.frames.is_some())?;
    output::spare(&targets, &[arguments.file.as_path()])?;
    let mut capture = open(&arguments.file)?;
    let options = report::Options { details: frames.is_some(), ..options() };
    let mut outputs = Many::open(&targets, |it| it.frames.map(|make| make(&options)))?;
    outputs.each(|writer, out| writer.begin(out))?;
    let shown = show::run(&mut capture, &show::Options { filter, frames }, |shown| {
        outputs.each(|writer, out| writer.frame(shown, out))
    });
    outputs.each(|writer, out| writer.end(out))?;
    outputs.finish()?;
    match (shown, arguments.frame) {
        (Err(show::Stopped::Output(error)), _) => Err(error.into()),
        (Err(show::Stopped::Capture(error)), _) => Err(error.into()),
        (Ok(0), Some(frames)) if !picky => {
            let file = arguments.file.display();
            Err(Failure::Usage(format!("{file}: there is no frame {}", frames.first.max(1))))
        }
        (Ok(_), _) => Ok(Exit::Clean),
    }
}

fn explain(name: &str) -> Result<Exit, Failure> {
    let mut output = Output::standard(true);
    let Some(rule) = rules::find(name) else {
        let Some(retired) = rules::retired(name) else { return Err(no_such_rule(name)) };
        report::explain_retired(retired, &options(), &mut output)?;
        output.finish()?;
        return Ok(Exit::Clean);
    };
    if let Some(former) = rule.former.iter().find(|former| former.eq_ignore_ascii_case(name)) {
        writeln!(output, "{former} is now {} {}.\n", rule.code, rule.name)?;
    }
    report::explain(rule, &options(), &mut output)?;
    output.finish()?;
    Ok(Exit::Clean)
}

fn rule_table(arguments: &RulesArguments) -> Result<Exit, Failure> {
    let output = arguments.output.as_deref();
    let targets = formats::targets(&arguments.format, output, |it| it.rules.is_some())?;
    let mut outputs = Many::open(&targets, |it| it.rules)?;
    outputs.each(|write, out| write(&options(), out))?;
    outputs.finish()?;
    Ok(Exit::Clean)
}

/// What formats are given when nothing else was said.
fn options() -> report::Options {
    report::Options {
        width: output::width(),
        base: std::env::current_dir().ok(),
        ..report::Options::default()
    }
}

fn completions(shell: clap_complete::Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "btlint", &mut script);
    let mut output = Output::standard(false);
    output.write_all(&script)?;
    output.finish()?;
    Ok(Exit::Clean)
}

/// A page for the program and one for each command, made from the arguments.
fn manual(folder: &Path) -> io::Result<Exit> {
    clap_mangen::generate_to(Arguments::command(), folder)?;
    Ok(Exit::Clean)
}

/// Reads `RULE` and `RULE:FRAME`.
fn finding(text: &str) -> Result<(&str, Option<u64>), Failure> {
    let (rule, frame) = match text.split_once(':') {
        Some((rule, frame)) => (rule, Some(frame)),
        None => (text, None),
    };
    if rules::find(rule).is_none() {
        return Err(no_such_rule(rule));
    }
    let frame = frame.map(str::parse).transpose();
    let frame = frame.map_err(|_| Failure::Usage(format!("invalid frame number in {text}")))?;
    Ok((rule, frame))
}

fn no_such_rule(name: &str) -> Failure {
    Failure::Usage(config::unknown_hint(name))
}

/// Reports something on standard error. If that fails, the program goes on.
pub fn complain(what: &dyn fmt::Display) {
    let _ = writeln!(anstream::stderr(), "btlint: {what}");
}
