//! Frame by frame, field by field.

use std::{collections::BTreeMap, fmt, path::Path};

use serde::Deserialize;

use crate::{ours, reasons::Reasons, theirs::Tshark};

/// How two lists of values differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// btlint tells nothing.
    OnlyTshark,
    /// tshark tells nothing.
    OnlyBtlint,
    /// tshark tells what btlint does, and more.
    TsharkMore,
    /// btlint tells what tshark does, and more.
    BtlintMore,
    /// Each tells something that the other does not.
    Differ,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnlyTshark => "only tshark",
            Self::OnlyBtlint => "only btlint",
            Self::TsharkMore => "tshark more",
            Self::BtlintMore => "btlint more",
            Self::Differ => "differ",
        })
    }
}

/// A field of a frame that the two tell differently.
#[derive(Debug)]
pub struct Disagreement {
    pub capture: String,
    pub frame: u64,
    pub field: &'static str,
    pub shape: Shape,
    pub ours: Vec<String>,
    pub theirs: Vec<String>,
    /// What tshark says the frame is made of.
    pub protocols: String,
    /// The marks that tshark set on the frame.
    pub marks: Vec<String>,
}

/// How often a field was told alike, and not.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    /// Frames in which both tell the same values.
    pub agreed: usize,
    /// Values in those frames.
    pub values: usize,
    /// Frames in which they do not, and why is known.
    pub explained: usize,
    /// Frames in which they do not.
    pub unexplained: usize,
}

/// What came of the comparison.
#[derive(Debug, Default)]
pub struct Outcome {
    pub captures: usize,
    pub frames: usize,
    pub fields: BTreeMap<&'static str, Tally>,
    pub unexplained: Vec<Disagreement>,
    /// How often each reason was needed.
    pub used: BTreeMap<usize, usize>,
}

impl Outcome {
    pub fn add(&mut self, other: Self) {
        self.captures += other.captures;
        self.frames += other.frames;
        for (name, tally) in other.fields {
            let sum = self.fields.entry(name).or_default();
            sum.agreed += tally.agreed;
            sum.values += tally.values;
            sum.explained += tally.explained;
            sum.unexplained += tally.unexplained;
        }
        self.unexplained.extend(other.unexplained);
        for (reason, count) in other.used {
            *self.used.entry(reason).or_default() += count;
        }
    }
}

/// Compares one capture. Nothing when btlint cannot read it.
pub fn capture(
    tshark: &Tshark,
    names: &[&'static str],
    path: &Path,
    reasons: &Reasons,
) -> Option<Outcome> {
    let ours = ours::read(path)?;
    // Some fields are declared apart, because they stand within elements of a variable length.
    let apart = ours.values().flat_map(|fields| fields.keys().copied());
    let mut names: Vec<_> = apart.chain(names.iter().copied()).collect();
    names.sort_unstable();
    names.dedup();
    let marks = reasons.marks();
    let mut theirs = tshark.read(path, &names, &marks);
    let mut outcome = Outcome { captures: 1, frames: ours.len(), ..Outcome::default() };
    for (number, fields) in &ours {
        let frame = theirs.remove(number).unwrap_or_default();
        for (index, &name) in names.iter().enumerate() {
            let kind = tshark.kind(name).unwrap_or_else(|| panic!("{name} is not a name of Wireshark's"));
            let told = fields.get(name).map_or(&[][..], Vec::as_slice);
            let their = frame.fields.get(&index).map_or(&[][..], Vec::as_slice);
            if told.is_empty() && their.is_empty() {
                continue;
            }
            let told: Vec<_> = told.iter().map(|value| value.as_kind(kind)).collect();
            let their: Vec<_> = their.iter().map(|value| kind.normalize(value)).collect();
            let tally = outcome.fields.entry(name).or_default();
            let Some(shape) = shape(&told, &their) else {
                tally.agreed += 1;
                tally.values += told.len();
                continue;
            };
            let disagreement = Disagreement {
                capture: path.display().to_string(),
                frame: *number,
                field: name,
                shape,
                ours: told,
                theirs: their,
                protocols: frame.protocols.clone(),
                marks: frame.marks.clone(),
            };
            match reasons.explain(&disagreement) {
                Some(reason) => {
                    tally.explained += 1;
                    *outcome.used.entry(reason).or_default() += 1;
                }
                None => {
                    tally.unexplained += 1;
                    outcome.unexplained.push(disagreement);
                }
            }
        }
    }
    for number in theirs.into_keys() {
        panic!("{}: btlint has no frame {number}", path.display());
    }
    Some(outcome)
}

/// How the values differ. Their order does not matter: the two walk some trees in another order.
fn shape(ours: &[String], theirs: &[String]) -> Option<Shape> {
    let mut left = theirs.to_vec();
    let mut missing = 0;
    for value in ours {
        match left.iter().position(|other| other == value) {
            Some(index) => drop(left.swap_remove(index)),
            None => missing += 1,
        }
    }
    match (missing > 0, !left.is_empty()) {
        (false, false) => None,
        _ if ours.is_empty() => Some(Shape::OnlyTshark),
        _ if theirs.is_empty() => Some(Shape::OnlyBtlint),
        (false, true) => Some(Shape::TsharkMore),
        (true, false) => Some(Shape::BtlintMore),
        (true, true) => Some(Shape::Differ),
    }
}
