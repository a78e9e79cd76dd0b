//! Captures in zip archives, such as Android's bug reports, also in archives within them.
//!
//! A member is named `report.zip!FS/data/misc/bluetooth/logs/btsnoop_hci.log`.

use std::{
    fs::File,
    io::{self, Read, Seek},
    path::{Path, PathBuf},
};

use zip::{ZipArchive, result::ZipError};

use super::{
    btsnooz,
    compression::Compression,
    detect,
    error::{Fault, Reason},
    source::Source,
    spool::Spool,
};

/// Between the name of an archive and of what is in it.
const SEPARATOR: char = '!';

/// Archives within each other that are looked into.
const DEPTH: usize = 3;

/// Most octets that a member is unpacked to, on the disk.
const MAX_MEMBER: u64 = 8 << 30;

/// Most octets of all archives within an archive, which have to be unpacked to be looked into.
const MAX_INNER: u64 = 4 << 30;

/// Most members that are looked at.
const MAX_MEMBERS: usize = 100_000;

/// Octets of a member that show its format.
const LOOK: usize = 16;

/// The captures in an archive, by name and in the archive's order; nothing if the file is none.
///
/// The text of a bug report is one if it has a btsnooz log, and the archive no other capture.
///
/// # Errors
/// The archive cannot be read.
pub fn members(path: &Path) -> io::Result<Option<Vec<PathBuf>>> {
    // A pipe would be read once, and here.
    if !path.metadata()?.is_file() {
        return Ok(None);
    }
    let mut file = File::open(path)?;
    if !is_archive(&mut file)? {
        return Ok(None);
    }
    let mut found = Found { captures: Vec::new(), reports: Vec::new(), left: MAX_INNER };
    look(file, &path.display().to_string(), 1, &mut found)?;
    let Found { mut captures, reports, .. } = found;
    if captures.is_empty() {
        captures = reports;
    }
    Ok(Some(captures.into_iter().map(PathBuf::from).collect()))
}

struct Found {
    captures: Vec<String>,
    reports: Vec<String>,
    left: u64,
}

fn is_archive(file: &mut File) -> io::Result<bool> {
    let mut start = [0; 4];
    let mut read = 0;
    while let Some(rest) = start.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            more => read += more,
        }
    }
    file.rewind()?;
    Ok(start == *detect::ZIP)
}

fn look(file: File, name: &str, depth: usize, found: &mut Found) -> io::Result<()> {
    let mut archive = ZipArchive::new(file).map_err(error)?;
    for index in 0..archive.len().min(MAX_MEMBERS) {
        // What is encrypted, or packed in ways that are not known, is passed over.
        let Ok(mut member) = archive.by_index(index) else { continue };
        let Ok(inner) = member.name().map(|inner| format!("{name}{SEPARATOR}{inner}")) else {
            continue;
        };
        let mut start = Vec::with_capacity(LOOK);
        if member.by_ref().take(LOOK as u64).read_to_end(&mut start).is_err() {
            continue;
        }
        let is_text = inner.ends_with(".txt");
        if start.starts_with(detect::ZIP) && depth < DEPTH {
            let rest = io::Cursor::new(start).chain(member);
            let unpacked = unpack(rest, found.left)?;
            found.left -= unpacked.metadata()?.len();
            look(unpacked, &inner, depth + 1, found)?;
        } else if detect::is_capture(&start) {
            found.captures.push(inner);
        } else if let Some(compression) = Compression::of(&start) {
            let rest = io::Cursor::new(start).chain(member);
            if compression.shows(rest, detect::is_capture) {
                found.captures.push(inner);
            }
        } else if is_text && btsnooz::is_in(io::Cursor::new(start).chain(member)) {
            found.reports.push(inner);
        }
    }
    Ok(())
}

/// A member by its name, unpacked; nothing if the path names none.
pub(super) fn open(path: &Path) -> Result<Option<Source>, Fault> {
    let name = path.display().to_string();
    let fault = |error: io::Error| Fault::new(0, error);
    let mut places = name.match_indices(SEPARATOR).map(|(place, _)| place);
    let Some((archive, inner)) = places.find_map(|place| {
        let (archive, inner) = (name.get(..place)?, name.get(place + SEPARATOR.len_utf8()..)?);
        Path::new(archive).is_file().then_some((archive, inner))
    }) else {
        return Ok(None);
    };
    let mut file = File::open(archive).map_err(fault)?;
    if !is_archive(&mut file).map_err(fault)? {
        return Ok(None);
    }
    descend(file, inner, DEPTH).map(Some).map_err(fault)
}

/// Finds a member, in an archive within it if the name says so.
fn descend(file: File, name: &str, depth: usize) -> io::Result<Source> {
    let mut archive = ZipArchive::new(file).map_err(error)?;
    if let Some(index) = archive.index_for_name(name) {
        let member = archive.by_index(index).map_err(error)?;
        return Ok(Source::Spool(Spool::whole(unpack(member, MAX_MEMBER)?)));
    }
    for (place, _) in name.match_indices(SEPARATOR) {
        let (outer, inner) = (name.get(..place), name.get(place + SEPARATOR.len_utf8()..));
        if let (Some(outer), Some(inner)) = (outer, inner)
            && depth > 1
            && let Some(index) = archive.index_for_name(outer)
        {
            let member = archive.by_index(index).map_err(error)?;
            return descend(unpack(member, MAX_INNER)?, inner, depth - 1);
        }
    }
    Err(io::Error::new(io::ErrorKind::NotFound, "the archive has no such member"))
}

/// The one capture of an archive, and its name; nothing if the file is no archive.
pub(super) fn only(path: &Path) -> Result<Option<(PathBuf, Source)>, Fault> {
    let found = match members(path) {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Err(Fault::new(0, damaged(path)));
        }
        Err(error) => return Err(Fault::new(0, error)),
    };
    match found.as_slice() {
        [] => Err(Fault::new(0, NO_CAPTURE)),
        [one] => Ok(open(one)?.map(|source| (one.clone(), source))),
        [first, ..] => {
            let (count, first) = (found.len(), first.display().to_string());
            Err(Fault::new(0, Reason::Archive { count, first }))
        }
    }
}

const NO_CAPTURE: Reason = Reason::NotCapture {
    what: "a zip archive without a capture",
    advice: "pass the capture itself",
    holds_one: false,
};

/// Octets of a damaged archive in which names are looked for, and parts of the names of captures.
const LISTED: u64 = 256 * 1024;
const NAMES: &[&[u8]] = &[b"btsnoop", b".pcap", b".pklg", b".cfa", b"bugreport"];

/// Of an archive that cannot be read it matters whether there was a capture in it.
fn damaged(path: &Path) -> Reason {
    let mut start = Vec::new();
    if let Ok(file) = File::open(path) {
        // What cannot be read of it lists nothing.
        let _ = file.take(LISTED).read_to_end(&mut start);
    }
    let lists = |name: &&[u8]| start.windows(name.len()).any(|text| text == *name);
    Reason::NotCapture {
        what: "a damaged zip archive",
        advice: "pack or copy it again, or pass the capture itself",
        holds_one: NAMES.iter().any(lists),
    }
}

/// Unpacks into a file that has no name.
fn unpack(member: impl Read, most: u64) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    if io::copy(&mut member.take(most + 1), &mut file)? > most {
        return Err(io::Error::other(Reason::Expansion(most)));
    }
    file.rewind()?;
    Ok(file)
}

fn error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, format!("the archive: {other}")),
    }
}
