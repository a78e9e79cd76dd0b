//! Which formats are written, and where each goes.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};

use super::{Failure, output};
use crate::report::{FORMATS, Format};

/// Whether a format can write what a command has.
pub(super) type Can = fn(&Format) -> bool;

/// A format, and the file it goes to; without one, standard output.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) format: &'static Format,
    pub(super) file: Option<PathBuf>,
}

/// Reads `NAME` and `NAME=FILE`.
#[derive(Debug, Clone)]
pub(super) struct Formats(pub(super) Can);

impl Formats {
    fn all(&self) -> impl Iterator<Item = &'static Format> + use<> {
        let can = self.0;
        FORMATS.iter().copied().filter(move |format| can(format))
    }

    fn values(&self) -> Vec<PossibleValue> {
        self.all().map(|it| PossibleValue::new(it.name).help(it.purpose)).collect()
    }
}

impl TypedValueParser for Formats {
    type Value = Target;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, Error> {
        let text = value.to_string_lossy();
        let (name, file) = match text.split_once('=') {
            Some((name, "")) => {
                let text = format!("no file after {name}=\n");
                return Err(
                    Error::raw(clap::error::ErrorKind::ValueValidation, text).with_cmd(command)
                );
            }
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (&*text, None),
        };
        let known = PossibleValuesParser::new(self.values());
        let name = known.parse_ref(command, argument, OsStr::new(name))?;
        match self.all().find(|format| format.name == name) {
            Some(format) => Ok(Target { format, file }),
            None => Err(Error::new(clap::error::ErrorKind::InvalidValue).with_cmd(command)),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.values().into_iter()))
    }
}

/// What a run writes: the formats of `--format`, one of them perhaps to the file of `--output`. If
/// no format is named, the ending of that file names one.
///
/// # Errors
/// Two formats for one place, or a file whose ending names a format that cannot be written.
pub(super) fn targets(
    named: &[Target],
    output: Option<&Path>,
    can: Can,
) -> Result<Vec<Target>, Failure> {
    let mut targets = named.to_vec();
    if targets.is_empty() {
        targets.push(Target { format: by_ending(output, can)?, file: None });
    }
    let mut plain = targets.iter_mut().filter(|target| target.file.is_none());
    let first = plain.next();
    if plain.next().is_some() {
        return usage("only one format can go to standard output: use --format NAME=FILE");
    }
    match (first, output) {
        (Some(target), Some(file)) => target.file = Some(file.to_owned()),
        (None, Some(_)) => return usage("--output needs a format that has no file yet"),
        (_, None) => {}
    }
    for (index, target) in targets.iter().enumerate() {
        let Some(file) = &target.file else { continue };
        let same = |other: &&Target| {
            other.file.as_ref().is_some_and(|it| it == file || output::is_one(it, file))
        };
        if targets.iter().skip(index + 1).find(same).is_some() {
            let (first, file) = (target.format.name, file.display());
            return usage(&format!("{file}: more than one format, {first} among them"));
        }
    }
    Ok(targets)
}

/// The format that the ending of a file names; the default where there is none. Text goes into a file
/// of any name.
fn by_ending(file: Option<&Path>, can: Can) -> Result<&'static Format, Failure> {
    let all = || FORMATS.iter().copied();
    let Some(default) = all().find(|format| can(format)) else { return usage("no format") };
    let Some(ending) = file.and_then(Path::extension) else { return Ok(default) };
    let ending = ending.to_string_lossy().to_lowercase();
    let mut meant = all().filter(|format| format.endings.contains(&ending.as_str()));
    match meant.clone().find(|format| can(format)) {
        Some(format) => Ok(format),
        None if meant.next().is_none() && default.styled => Ok(default),
        None => {
            let mut text = format!("no format for a file that ends in .{ending}; endings are");
            for ending in all().filter(|it| can(it)).flat_map(|it| it.endings) {
                let _ = write!(text, " .{ending}");
            }
            usage(&text)
        }
    }
}

fn usage<T>(text: &str) -> Result<T, Failure> {
    Err(Failure::Usage(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(format: &Format) -> bool {
        format.findings.is_some()
    }

    fn names(
        named: &[Target],
        output: Option<&str>,
    ) -> Result<Vec<(&'static str, String)>, String> {
        let targets = targets(named, output.map(Path::new), any);
        let targets = targets.map_err(|failure| failure.to_string())?;
        let file = |it: &Target| it.file.clone().map_or(String::new(), |f| f.display().to_string());
        Ok(targets.iter().map(|it| (it.format.name, file(it))).collect())
    }

    #[test]
    fn each_format_has_a_place_of_its_own() {
        let of = |index: usize, file: Option<&str>| Target {
            format: FORMATS[index],
            file: file.map(PathBuf::from),
        };
        let [a, b] = [FORMATS[0].name, FORMATS[1].name];
        assert_eq!(names(&[], None), Ok(vec![(a, String::new())]));
        assert_eq!(names(&[of(1, None)], Some("x")), Ok(vec![(b, "x".to_owned())]));
        let both = [of(1, Some("x")), of(0, None)];
        assert_eq!(names(&both, None), Ok(vec![(b, "x".to_owned()), (a, String::new())]));
        assert!(names(&[of(0, None), of(1, None)], None).is_err());
        assert!(names(&[of(0, Some("x")), of(1, Some("x"))], None).is_err());
        assert!(names(&both, Some("x")).is_err());
        assert!(names(&[of(0, Some("x"))], Some("y")).is_err());
    }

    #[test]
    fn an_ending_names_a_format() {
        for format in FORMATS.iter().filter(|format| any(format)) {
            for ending in format.endings {
                let file = format!("x.{}", ending.to_uppercase());
                assert_eq!(names(&[], Some(&file)), Ok(vec![(format.name, file)]));
            }
        }
        assert_eq!(names(&[], Some("x.out")), Ok(vec![("text", "x.out".to_owned())]));
        assert!(names(&[], Some("x.html")).is_err(), "check has no such format");
    }

    #[test]
    fn no_two_formats_share_a_name_or_an_ending() {
        let mut seen = std::collections::BTreeSet::new();
        for format in FORMATS {
            assert!(seen.insert(format.name), "{}", format.name);
            let mut endings = format.endings.iter();
            assert!(endings.all(|ending| seen.insert(ending) || *ending == format.name));
        }
    }
}
