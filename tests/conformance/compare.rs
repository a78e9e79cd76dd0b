//! Frame by frame, field by field.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
};

use serde::Deserialize;

use crate::{ours, reasons::Reasons, theirs::Tshark};

/// How two lists of values differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shape {
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
pub(crate) struct Disagreement {
    pub(crate) capture: String,
    pub(crate) frame: u64,
    pub(crate) field: &'static str,
    pub(crate) shape: Shape,
    pub(crate) ours: Vec<String>,
    pub(crate) theirs: Vec<String>,
    /// What tshark says the frame is made of.
    pub(crate) protocols: String,
    /// The marks that tshark set on the frame.
    pub(crate) marks: Vec<String>,
    /// What btlint knows of the frame.
    pub(crate) states: Vec<&'static str>,
}

/// How often a field was told alike, and not.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    /// Frames in which both tell the same values.
    pub(crate) agreed: usize,
    /// Values in those frames.
    pub(crate) values: usize,
    /// Frames in which they do not, and why is known.
    pub(crate) explained: usize,
    /// Frames in which they do not.
    pub(crate) unexplained: usize,
}

/// What came of the comparison.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) captures: usize,
    pub(crate) frames: usize,
    pub(crate) fields: BTreeMap<&'static str, Tally>,
    pub(crate) unexplained: Vec<Disagreement>,
    /// Names that this tshark does not know; they are not compared.
    pub(crate) unknown: BTreeSet<&'static str>,
    /// How often each reason was needed.
    pub(crate) used: BTreeMap<usize, usize>,
}

impl Outcome {
    pub(crate) fn add(&mut self, other: Self) {
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
        self.unknown.extend(other.unknown);
        for (reason, count) in other.used {
            *self.used.entry(reason).or_default() += count;
        }
    }
}

/// Compares one capture. Nothing when btlint cannot read it.
pub(crate) fn capture(
    tshark: &Tshark,
    names: &[&'static str],
    path: &Path,
    reasons: &Reasons,
) -> Option<Outcome> {
    let ours = ours::read(path)?;
    // Some fields are declared apart, because they stand within elements of a variable length.
    let apart = ours.values().flat_map(|frame| frame.fields.keys().copied());
    let names: BTreeSet<_> = apart.chain(names.iter().copied()).collect();
    let (known, unknown): (BTreeSet<_>, _) =
        names.into_iter().partition(|name| tshark.kind(name).is_some());
    let names: Vec<_> = known.iter().filter_map(|&name| Some((name, tshark.kind(name)?))).collect();
    let marks = reasons.marks();
    let mut theirs = tshark.read(path, &known, &marks);
    let mut outcome = Outcome { captures: 1, frames: ours.len(), unknown, ..Outcome::default() };
    for (number, own) in &ours {
        let frame = theirs.remove(number).unwrap_or_default();
        for (index, &(name, kind)) in names.iter().enumerate() {
            let told = own.fields.get(name).map_or(&[][..], Vec::as_slice);
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
                states: own.states.clone(),
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
    let missing: Vec<_> = theirs.into_keys().collect();
    assert!(missing.is_empty(), "{}: btlint lacks the frames {missing:?}", path.display());
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
