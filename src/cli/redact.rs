//! `btlint redact`.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use super::{
    Exit, Failure,
    arguments::{RedactArguments, Reveal},
    open, output,
};
use crate::{
    redact::{self, Error, Key},
    text::count,
};

/// What is said of every redacted capture: what it hides, and what it does not.
const PROMISE: &str = "\
Every octet is one that a declaration calls public, or zero, or made from a
random key. Addresses, names, keys, PINs, values and payload of the input are
in none of it. The findings are the same; this was checked on the written file.
Not hidden: how long packets are and when they came (--shift-time hides the day
and the hour), which services and codecs were used, makers, versions and
features, signal strength, channels.";

pub(super) fn run(arguments: &RedactArguments) -> Result<Exit, Failure> {
    output::spare_from(&arguments.output, &[arguments.file.as_path()])?;
    let key = key(arguments.key_file.as_deref())?;
    let reveal = redact::Reveal {
        addresses: arguments.reveal.contains(&Reveal::Addresses),
        names: arguments.reveal.contains(&Reveal::Names),
        times: !arguments.shift_time,
    };
    let mut capture = open(&arguments.file)?;
    let written = tempfile::NamedTempFile::new()?;
    let done = redact::redact(&mut capture, &key, reveal, written.path());
    let summary = done.map_err(failure)?;
    let mut output = output::Output::to(Some(&arguments.output), false)?;
    io::copy(&mut fs::File::open(written.path())?, &mut output)?;
    output.finish()?;
    let mut said = output::Output::standard(true);
    let (records, octets) = (count(summary.records, "record"), count(summary.octets, "octet"));
    let zero = summary.octets.saturating_sub(summary.written);
    writeln!(said, "{records}, {octets}, of which {zero} are zero now\n\n{PROMISE}")?;
    if arguments.key_file.is_some() {
        writeln!(said, "It can be linked with other files of this key.")?;
    }
    said.finish()?;
    match summary.error {
        Some(error) => Err(error.into()),
        None => Ok(Exit::Clean),
    }
}

pub(super) fn failure(error: Error) -> Failure {
    match error {
        Error::Capture(error) => Failure::Capture(error),
        Error::Output(error) => Failure::Output(error),
        Error::Proof(_) => Failure::Usage(error.to_string()),
    }
}

/// The key of a file, or a new one.
pub(super) fn key(file: Option<&Path>) -> Result<Key, Failure> {
    file.map_or_else(|| Ok(Key::random()?), read_key)
}

/// A key is 32 random octets that nobody else can read.
fn read_key(path: &Path) -> Result<Key, Failure> {
    let refuse = |why: &str| Failure::Usage(format!("{}: {why}", path.display()));
    let octets = fs::read(path).map_err(|error| refuse(&error.to_string()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_err(|error| refuse(&error.to_string()))?;
        if mode.permissions().mode() & 0o077 != 0 {
            return Err(refuse("others can read this key: chmod 600 it"));
        }
    }
    let octets = <[u8; 32]>::try_from(octets);
    let octets = octets.map_err(|_| refuse("a key has 32 random octets"))?;
    if octets.is_ascii() {
        return Err(refuse("a key has random octets, and this is text"));
    }
    Ok(Key::from_octets(octets))
}
