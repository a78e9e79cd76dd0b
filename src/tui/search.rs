//! A search through the frames: what for, and the way through its hits.

use super::job::Job;
use crate::{
    capture::{Record, Timestamp},
    show::{self, Filter, Shown},
    track::Seen,
};

/// What a search is for.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    /// As it was typed.
    pub(super) text: String,
    lower: String,
    /// The octets that it may stand for: `80 60`.
    octets: Option<Vec<u8>>,
    filter: Option<Filter>,
    /// It can be nothing but an expression.
    compares: bool,
}

impl Pattern {
    /// A text, octets in hexadecimal, or an expression that picks frames.
    ///
    /// # Errors
    /// What is wrong with an expression that can be nothing else.
    pub(super) fn new(text: String) -> Result<Self, String> {
        let filter = Filter::parse(&text);
        let compares = ["==", "!=", "&&", "||", "<=", ">="].iter().any(|sign| text.contains(sign));
        if let (Err(error), true) = (&filter, compares) {
            return Err(error.to_string());
        }
        let lower = text.to_lowercase();
        Ok(Self { octets: octets(&text), text, lower, filter: filter.ok(), compares })
    }

    /// Whether the expression picks a frame, or its line has the text, in whatever case, or its
    /// octets are among the frame's.
    pub(super) fn matches(&self, record: &Record<'_>, seen: &Seen<'_>, start: Timestamp) -> bool {
        let shown = Shown::new(record, start, seen);
        if self.filter.as_ref().is_some_and(|filter| filter.picks(&shown)) {
            return true;
        }
        if self.compares {
            return false;
        }
        let has = |octets: &Vec<u8>| record.bytes.windows(octets.len()).any(|part| part == octets);
        // Where a key may be, what it is must not be found out by searching.
        if self.octets.as_ref().is_some_and(has) && !shown.is_secret() && !has_key(&shown) {
            return true;
        }
        let (titles, fields) = show::describe(&shown);
        let mut line = titles;
        line.push_str("  ");
        line.push_str(&fields);
        if line.is_ascii() {
            line.make_ascii_lowercase();
            line.contains(&self.lower)
        } else {
            line.to_lowercase().contains(&self.lower)
        }
    }
}

fn has_key(shown: &Shown<'_>) -> bool {
    shown.frame.layers.iter().any(|layer| layer.pdu.is_secret())
}

/// Two octets or more, in hexadecimal.
fn octets(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<char> = text.chars().filter(|c| !matches!(c, ' ' | ':')).collect();
    if digits.len() < 4 || !digits.len().is_multiple_of(2) {
        return None;
    }
    let octet = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok();
    digits.chunks(2).map(octet).collect()
}

/// A search, and whether its first hit is still to be gone to.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) pattern: Pattern,
    pub(super) job: Job,
    /// The row from which on the next hit is wanted, or, when false, the one before.
    pub(super) wanted: Option<(u64, bool)>,
}

/// What came of looking for a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// There may be one yet.
    NotYet,
    /// In this row; the end of the capture may lie in between.
    Row { row: u64, round: bool },
    /// There is none.
    Nowhere,
}

impl Search {
    /// The hit after a row, or the first of all; the row itself is the last one to be looked at.
    pub(super) fn after(&self, row: u64, within: impl Fn(u64) -> bool) -> Found {
        let rows = &self.job.rows;
        let from = rows.rank(row.saturating_add(1));
        let next = (from..rows.len()).filter_map(|place| rows.nth(place)).find(|row| within(*row));
        match next {
            Some(row) => Found::Row { row, round: false },
            None if !self.job.done => Found::NotYet,
            None => {
                let first = (0..from).filter_map(|place| rows.nth(place)).find(|row| within(*row));
                first.map_or(Found::Nowhere, |row| Found::Row { row, round: true })
            }
        }
    }

    /// The hit before a row, or the last of all.
    pub(super) fn before(&self, row: u64, within: impl Fn(u64) -> bool) -> Found {
        let rows = &self.job.rows;
        let until = rows.rank(row);
        let mut before = (0..until).rev().filter_map(|place| rows.nth(place));
        if let Some(row) = before.find(|row| within(*row)) {
            return Found::Row { row, round: false };
        }
        if !self.job.done {
            return Found::NotYet;
        }
        let mut after = (until..rows.len()).rev().filter_map(|place| rows.nth(place));
        after.find(|row| within(*row)).map_or(Found::Nowhere, |row| Found::Row { row, round: true })
    }

    /// How it stands, for the user.
    pub(super) fn line(&self, rows: u64, at: u64) -> String {
        let hits = self.job.rows.len();
        let text = &self.pattern.text;
        if self.job.done {
            return format!("{text}: match {} of {hits}", self.job.rows.rank(at) + 1);
        }
        let percent = self.job.looked.saturating_mul(100) / rows.max(1);
        format!("Searching for {text}: {percent} %, {hits} so far, Esc stops")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_are_pairs_of_digits() {
        assert_eq!(octets("80 60"), Some(vec![0x80, 0x60]));
        assert_eq!(octets("DA:4c:10"), Some(vec![0xda, 0x4c, 0x10]));
        for wrong in ["80", "8060a", "pairing", "", "80 6g"] {
            assert_eq!(octets(wrong), None, "{wrong}");
        }
    }
}
