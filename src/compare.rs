//! Devices side by side: the figures of each, from its own captures, and where two links part.

mod align;

use std::cmp::Reverse;

use crate::{
    analysis::{Analysis, LinkStory, Verdict},
    finding::Severity,
    stability::{Device, Stability},
};

pub use align::{Alignment, Difference, Done, End, Step, align};

/// Devices of one side that have a row.
const MAX_ROWS: usize = 8;

/// Devices side by side.
#[derive(Debug, Default)]
pub struct Comparison {
    /// One row a device, in the order of the sides.
    pub rows: Vec<Row>,
    /// Where the links of two sides part, if that was asked for.
    pub alignment: Option<Alignment>,
}

/// One device.
#[derive(Debug)]
pub struct Row {
    /// The name of its side: of a capture, or of a folder of captures.
    pub side: String,
    /// Its figures; none when the captures show no device.
    pub device: Option<Device>,
    /// What keeps the figures from being whole, in a few words each.
    pub doubts: Vec<String>,
}

/// The captures of one side, one after the other.
#[derive(Debug)]
pub struct Side {
    name: String,
    stability: Stability,
    doubts: Vec<String>,
}

impl Side {
    /// No capture yet.
    pub fn new(name: String) -> Self {
        Self { name, stability: Stability::default(), doubts: Vec::new() }
    }

    /// One more capture.
    pub fn add(&mut self, analysis: &Analysis) {
        self.stability.add(analysis);
        if let Some(error) = &analysis.error {
            self.doubt_of(analysis, &error.reason.to_string());
        }
        let lost = analysis.health.drops + analysis.health.unlogged;
        if lost > 0 {
            self.doubt_of(analysis, &crate::text::count(lost, "lost packet"));
        }
    }

    /// Says of which capture it is, where the side has several.
    fn doubt_of(&mut self, analysis: &Analysis, doubt: &str) {
        self.doubt(match analysis.path.ends_with(&self.name) {
            true => doubt.to_owned(),
            false => format!("{}: {doubt}", analysis.path),
        });
    }

    /// A capture that could not be read, or anything else that casts doubt on the figures.
    pub fn doubt(&mut self, doubt: String) {
        if self.doubts.len() < MAX_ROWS {
            self.doubts.push(doubt);
        }
    }

    /// Its rows: the devices that streams went to or came from, or the one that was connected for the
    /// longest time.
    pub fn rows(self) -> Vec<Row> {
        let Self { name, stability, doubts } = self;
        let mut devices = stability.devices();
        let streamed = devices.iter().filter(|device| device.streamed > 0).count();
        devices.truncate(streamed.clamp(1, MAX_ROWS));
        let row = |device| Row { side: name.clone(), device, doubts: doubts.clone() };
        match devices.is_empty() {
            true => vec![row(None)],
            false => devices.into_iter().map(|device| row(Some(device))).collect(),
        }
    }
}

impl Row {
    /// The worst that was found about the device, from a notice on.
    pub fn limitation(&self) -> Option<&crate::stability::Worst> {
        let worst = self.device.as_ref()?.worst.as_ref()?;
        (worst.severity > Severity::Info).then_some(worst)
    }
}

/// The link that stands for a capture: of the good one the best, of the bad one the worst; of several
/// the one with the most to say.
fn link(analysis: &Analysis, good: bool) -> Option<&LinkStory> {
    let known = analysis.links.iter().filter(|link| !link.phases.is_empty());
    let rank = |link: &&LinkStory| {
        let verdict = match link.verdict {
            Verdict::Unknown => 1,
            Verdict::Ok => 2 * u8::from(good),
            Verdict::Degraded => 2 * u8::from(!good),
            Verdict::Failed => 3 * u8::from(!good),
        };
        (verdict, link.phases.len(), Reverse(link.first.frame))
    };
    known.max_by_key(rank)
}
