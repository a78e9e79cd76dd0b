//! Logs that were rotated: their parts have the name of the log and an ending of their own.

use std::path::{Path, PathBuf};

use super::{Candidate, PACKED};

/// Puts the parts of each rotated log together, at the place of the first of them.
pub(in crate::cli) fn join(found: Vec<Candidate>) -> Vec<Candidate> {
    let mut joined: Vec<Candidate> = Vec::with_capacity(found.len());
    for candidate in found {
        let log = log(&candidate.path);
        let other = joined.iter_mut().find(|other| candidate.error.is_none() && other.log == log);
        match other.filter(|_| log.is_some()) {
            Some(other) => {
                if other.parts.is_empty() {
                    other.parts.push(other.path.clone());
                }
                other.named |= candidate.named;
                other.parts.push(candidate.path);
            }
            None => joined.push(Candidate { log, ..candidate }),
        }
    }
    for candidate in &mut joined {
        // A log is known by the name that it has while it is written.
        if let Some(log) = candidate.log.take().filter(|_| !candidate.parts.is_empty()) {
            candidate.path = log;
        }
    }
    joined
}

/// The log that a file is a part of, or the log itself: `btsnoop_hci.log` for `btsnoop_hci.log.last`,
/// `btsnoop_hci.log.3` and `btsnoop_hci.log.1.gz`. None for a name without an ending.
fn log(path: &Path) -> Option<PathBuf> {
    let mut name = path.file_name()?.to_str()?;
    while let Some((before, ending)) = name.rsplit_once('.')
        && PACKED.contains(&ending.to_lowercase().as_str())
    {
        name = before;
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    if let Some((before, ending)) = name.rsplit_once('.')
        && (matches!(ending, "last" | "old") || is_number(ending))
    {
        name = before;
    }
    name.contains('.').then(|| path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_log_are_put_together() {
        let found = |names: &[&str]| {
            names.iter().map(|name| Candidate::new(PathBuf::from(name), false)).collect::<Vec<_>>()
        };
        let names = [
            "a/btsnoop_hci.log.last",
            "a/btsnoop_hci.log",
            "b/btsnoop_hci.log",
            "a/x.pcap",
            "a/btsnoop_hci.log.2.gz",
            "z.zip!logs/btsnoop_hci.log",
            "z.zip!logs/btsnoop_hci.log.last",
            "README",
            "README.1",
        ];
        let joined = join(found(&names));
        let text = |it: &Candidate| (it.path.display().to_string(), it.parts.len());
        assert_eq!(
            joined.iter().map(text).collect::<Vec<_>>(),
            [
                ("a/btsnoop_hci.log".to_owned(), 3),
                ("b/btsnoop_hci.log".to_owned(), 0),
                ("a/x.pcap".to_owned(), 0),
                ("z.zip!logs/btsnoop_hci.log".to_owned(), 2),
                ("README".to_owned(), 0),
                ("README.1".to_owned(), 0),
            ]
        );
    }
}
