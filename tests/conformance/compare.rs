//! Frame by frame, field by field.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    path::Path,
};

use serde::Deserialize;

use crate::{
    ours::{self, Told},
    reasons::Reasons,
    theirs::{self, Kind, Shown, Tshark},
    wording::Wording,
};

/// How two lists of values differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shape {
    /// btlint shows nothing.
    OnlyTshark,
    /// tshark shows nothing.
    OnlyBtlint,
    /// tshark shows what btlint does, and more.
    TsharkMore,
    /// btlint shows what tshark does, and more.
    BtlintMore,
    /// Each shows something that the other does not.
    Differ,
    /// The values are the same, but not the octets that they are read from.
    Place,
    /// The code is the same, but not its name.
    Text,
    /// The number is the same, but not the time that it stands for.
    Time,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnlyTshark => "only tshark",
            Self::OnlyBtlint => "only btlint",
            Self::TsharkMore => "tshark more",
            Self::BtlintMore => "btlint more",
            Self::Differ => "differ",
            Self::Place => "place",
            Self::Text => "text",
            Self::Time => "time",
        })
    }
}

/// A field of a frame that the two show differently.
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

/// How often a field was shown alike, and not.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    /// Frames in which both show the same values.
    pub(crate) agreed: usize,
    /// Values in those frames.
    pub(crate) values: usize,
    /// Values that both read from the same octets.
    pub(crate) places: usize,
    /// Codes that both name the same, or by names that are listed as one another's.
    pub(crate) texts: BTreeSet<String>,
    /// Values that are the same length of time for both.
    pub(crate) times: usize,
    /// Differences whose reason is known.
    pub(crate) explained: usize,
    /// Differences without a reason.
    pub(crate) unexplained: usize,
}

impl Tally {
    /// How often the field was compared.
    pub(crate) fn compared(&self) -> usize {
        self.agreed + self.explained + self.unexplained
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.agreed += other.agreed;
        self.values += other.values;
        self.places += other.places;
        self.texts.extend(other.texts);
        self.times += other.times;
        self.explained += other.explained;
        self.unexplained += other.unexplained;
    }
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
    /// Codes that the two name by different words: field, code, btlint's name, tshark's.
    pub(crate) wordings: BTreeSet<(&'static str, String, &'static str, String)>,
    /// Captures that tshark reads and btlint does not, with btlint's reason.
    pub(crate) refused: Vec<(String, String)>,
}

impl Outcome {
    pub(crate) fn add(&mut self, other: Self) {
        self.captures += other.captures;
        self.frames += other.frames;
        for (name, tally) in other.fields {
            self.fields.entry(name).or_default().add(tally);
        }
        self.unexplained.extend(other.unexplained);
        self.unknown.extend(other.unknown);
        for (reason, count) in other.used {
            *self.used.entry(reason).or_default() += count;
        }
        self.wordings.extend(other.wordings);
        self.refused.extend(other.refused);
    }
}

/// What the comparison goes by.
#[derive(Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) tshark: &'a Tshark,
    pub(crate) names: &'a [&'static str],
    pub(crate) reasons: &'a Reasons,
    pub(crate) wording: &'a Wording,
}

/// What btlint shows of the frames of a capture, by number.
pub(crate) type Ours = BTreeMap<u64, ours::Frame>;

/// Compares one capture with what btlint shows of it after `spoil` had its way with that.
pub(crate) fn capture(rules: &Rules<'_>, path: &Path, spoil: fn(&mut Ours)) -> Outcome {
    let mut ours = match ours::read(path) {
        Ok(frames) => frames,
        Err(reason) => return refused(rules, path, reason),
    };
    spoil(&mut ours);
    // Some fields are declared apart, because they stand within elements of a variable length.
    let apart = ours.values().flat_map(|frame| frame.fields.keys().copied());
    let names: BTreeSet<_> = apart.chain(rules.names.iter().copied()).collect();
    let kind = |&name: &&'static str| Some((name, rules.tshark.kind(name)?));
    let kinds: HashMap<_, _> = names.iter().filter_map(kind).collect();
    let unknown = names.into_iter().filter(|name| !kinds.contains_key(name)).collect();
    let mut theirs = rules.tshark.read(path, &kinds, &rules.reasons.marks());
    let mut outcome = Outcome { captures: 1, frames: ours.len(), unknown, ..Outcome::default() };
    for (&number, own) in &ours {
        let their = theirs.remove(&number).unwrap_or_default();
        Pair { rules, path, number, own, their }.compare(&kinds, &mut outcome);
    }
    let missing: Vec<_> = theirs.into_keys().collect();
    assert!(missing.is_empty(), "{}: btlint lacks the frames {missing:?}", path.display());
    outcome
}

/// A file that btlint does not read is none of ours when tshark finds no Bluetooth in it either.
fn refused(rules: &Rules<'_>, path: &Path, reason: String) -> Outcome {
    let frames = rules.tshark.read(path, &HashMap::new(), &[]);
    let is_ours = |frame: &theirs::Frame| {
        frame.protocols.split(':').any(|name| name.starts_with("bt") || name == "bluetooth")
    };
    let mut outcome = Outcome::default();
    if frames.values().any(is_ours) {
        outcome.refused.push((path.display().to_string(), reason));
    }
    outcome
}

/// A frame as the two have it.
struct Pair<'a> {
    rules: &'a Rules<'a>,
    path: &'a Path,
    number: u64,
    own: &'a ours::Frame,
    their: theirs::Frame,
}

impl Pair<'_> {
    fn compare(&self, kinds: &HashMap<&'static str, Kind>, outcome: &mut Outcome) {
        let own = self.own.fields.keys();
        let names: BTreeSet<_> = own.chain(self.their.fields.keys()).copied().collect();
        for name in names {
            let Some(&kind) = kinds.get(name) else { continue };
            let told = self.own.fields.get(name).map_or(&[][..], Vec::as_slice);
            let shown = self.their.fields.get(name).map_or(&[][..], Vec::as_slice);
            // What tshark computes, or repeats from other frames, takes no octets of this one.
            let shown: Vec<_> = if told.iter().any(|one| one.width == 0 || one.at.is_none()) {
                shown.iter().collect()
            } else {
                let real = |one: &&Shown| kind == Kind::Presence || !one.at.is_empty();
                shown.iter().filter(real).collect()
            };
            if told.is_empty() && shown.is_empty() {
                continue;
            }
            self.field(name, kind, told, &shown, outcome);
        }
    }

    fn field(
        &self,
        name: &'static str,
        kind: Kind,
        told: &[Told],
        shown: &[&Shown],
        outcome: &mut Outcome,
    ) {
        let values: Vec<_> = told.iter().map(|one| one.as_kind(kind)).collect();
        let mut left = shown.to_vec();
        let mut pairs = Vec::new();
        for (one, value) in told.iter().zip(&values) {
            // Their order does not matter: the two walk some trees in another order.
            let same = |other: &&Shown| {
                let set = one.flag && kind == Kind::Number && other.value != "0";
                if set { value == "1" } else { other.value == *value }
            };
            let at_once = |other: &&Shown| same(other) && one.at.as_ref() == Some(&other.at);
            let found = left.iter().position(at_once).or_else(|| left.iter().position(same));
            if let Some(index) = found {
                pairs.push((one, left.remove(index)));
            }
        }
        let shape = match (pairs.len() < told.len(), !left.is_empty()) {
            (false, false) => None,
            _ if told.is_empty() => Some(Shape::OnlyTshark),
            _ if shown.is_empty() => Some(Shape::OnlyBtlint),
            (false, true) => Some(Shape::TsharkMore),
            (true, false) => Some(Shape::BtlintMore),
            (true, true) => Some(Shape::Differ),
        };
        if let Some(shape) = shape {
            let theirs = shown.iter().map(|one| one.value.clone()).collect();
            self.disagree(name, shape, values, theirs, outcome);
        } else {
            let tally = outcome.fields.entry(name).or_default();
            tally.agreed += 1;
            tally.values += told.len();
        }
        for (one, other) in pairs {
            self.value(name, kind, one, other, outcome);
        }
    }

    /// The two have the same value. What else do they say of it?
    fn value(
        &self,
        name: &'static str,
        kind: Kind,
        one: &Told,
        other: &Shown,
        outcome: &mut Outcome,
    ) {
        if let Some(at) = &one.at {
            if *at == other.at {
                outcome.fields.entry(name).or_default().places += 1;
            } else {
                let (ours, theirs) = (format!("{at:?}"), format!("{:?}", other.at));
                self.disagree(name, Shape::Place, vec![ours], vec![theirs], outcome);
            }
        }
        if let (Some(text), Some(theirs)) = (one.text, &other.text) {
            let code = one.as_kind(kind);
            if self.rules.wording.same(name, &code, text, theirs) {
                outcome.fields.entry(name).or_default().texts.insert(code);
            } else {
                self.disagree(name, Shape::Text, vec![text.into()], vec![theirs.clone()], outcome);
                outcome.wordings.insert((name, code, text, theirs.clone()));
            }
        }
        if let (Some(ours), Some(theirs)) = (one.time, other.time) {
            // tshark rounds to six digits at the most.
            if (ours - theirs).abs() <= ours.abs() * 1e-4 + 0.5 {
                outcome.fields.entry(name).or_default().times += 1;
            } else {
                let (ours, theirs) = (format!("{ours} us"), format!("{theirs} us"));
                self.disagree(name, Shape::Time, vec![ours], vec![theirs], outcome);
            }
        }
    }

    fn disagree(
        &self,
        field: &'static str,
        shape: Shape,
        ours: Vec<String>,
        theirs: Vec<String>,
        outcome: &mut Outcome,
    ) {
        let disagreement = Disagreement {
            capture: self.path.display().to_string(),
            frame: self.number,
            field,
            shape,
            ours,
            theirs,
            protocols: self.their.protocols.clone(),
            marks: self.their.marks.clone(),
            states: self.own.states.clone(),
        };
        let tally = outcome.fields.entry(field).or_default();
        match self.rules.reasons.explain(&disagreement) {
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
