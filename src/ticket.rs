//! What a report for a ticket is made of: an analysis, and what its frames say, decoded; who took part;
//! how it can be found again.

mod air;
mod evidence;
mod scope;
mod timeline;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Read},
    path::Path,
};

pub use self::{
    air::{CHANNELS, Heard},
    evidence::Exhibit,
    scope::Scope,
    timeline::{Mark, Row, Stretch, Timeline},
};
use crate::{
    analysis::{Analysis, channels::Channels, series::Series},
    capture::{Capture, CaptureError},
    show::Shown,
    track::{Event, LinkId, Observer, State, Tracker},
};

/// Most frames of one capture that are shown decoded.
const MAX_EXHIBITS: usize = 2_000;

/// One capture of a report.
#[derive(Debug)]
pub enum Case {
    /// It was read, to its end or to a fault.
    Read(Box<Ticket>),
    /// It could not be read at all.
    Unreadable {
        /// What stands for it.
        name: String,
        /// Why, unless that would say where it was.
        reason: Option<String>,
    },
}

/// Where the frames are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Octets of the file, and its BLAKE3 hash in hexadecimal; none of a pipe.
    pub file: Option<(u64, String)>,
    /// It is the redacted capture.
    pub redacted: bool,
    /// The time of day may be shown.
    pub times: bool,
}

impl Origin {
    /// Of a file, which is read once for its hash.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(file: &Path, redacted: bool, times: bool) -> io::Result<Self> {
        let mut file = fs::File::open(file)?;
        let (mut hasher, mut block, mut octets) = (blake3::Hasher::new(), vec![0; 1 << 16], 0);
        while let read @ 1.. = file.read(&mut block)? {
            hasher.update(block.get(..read).unwrap_or_default());
            octets += read as u64;
        }
        let hash = hasher.finalize().to_hex().to_string();
        Ok(Self { file: Some((octets, hash)), redacted, times })
    }
}

/// One capture that was read, with all that is reported of it.
#[derive(Debug)]
pub struct Ticket {
    /// What was found.
    pub analysis: Analysis,
    /// Where the frames are from.
    pub origin: Origin,
    /// The frames that findings cite, decoded.
    pub exhibits: BTreeMap<u64, Exhibit>,
    /// What a sniffer heard of each link, by channel.
    pub air: BTreeMap<LinkId, Heard>,
    /// Streams over time.
    pub series: Series,
    /// Radio channels; nothing where only a part is reported.
    pub channels: Channels,
    /// What was left out, if it is not all.
    pub scope: Scope,
}

impl Ticket {
    /// Reads a capture once more, for an analysis of it from which nothing has been left out.
    ///
    /// # Errors
    /// The capture cannot be read again. That it stops before its end is in the analysis.
    pub fn read(
        mut capture: Capture,
        analysis: Analysis,
        origin: Origin,
        scope: Scope,
    ) -> Result<Self, CaptureError> {
        let analysis = scope.narrow(analysis);
        let cited: BTreeSet<u64> = cited(&analysis);
        let mut tracker = Tracker::new();
        let (mut exhibits, mut air, mut start) = (BTreeMap::new(), BTreeMap::default(), None);
        let (mut series, mut channels) = (Series::default(), Channels::default());
        while let Ok(Some(record)) = capture.next_record() {
            let start = *start.get_or_insert(record.time);
            series.begin(&record);
            channels.begin(&record);
            let mut listeners = Listeners([&mut series, &mut channels]);
            let seen = tracker.record(&record, &mut listeners);
            air::hear(&mut air, &record, seen.link);
            if cited.contains(&record.number) {
                let shown = Shown::new(&record, start, &seen);
                exhibits.insert(record.number, Exhibit::of(&shown, seen.by));
            }
            let by = seen.by;
            series.end(&record, tracker.state());
            channels.end(&record, by, tracker.state());
        }
        air.retain(|id, _| analysis.links.iter().any(|link| link.id == *id));
        if !scope.is_all() {
            channels = Channels::default();
        }
        Ok(Self { analysis, origin, exhibits, air, series, channels, scope })
    }
}

/// Several who hear the same events.
struct Listeners<'l>([&'l mut dyn Observer; 2]);

impl Observer for Listeners<'_> {
    fn event(&mut self, event: &Event<'_>, state: &State) {
        self.0.iter_mut().for_each(|listener| listener.event(event, state));
    }
}

/// The frames that the listed findings rest on.
fn cited(analysis: &Analysis) -> BTreeSet<u64> {
    let worst = analysis.incidents.iter();
    let all = worst.flat_map(|incident| std::iter::once(incident).chain(&incident.consequences));
    let frames = all.flat_map(|incident| incident.finding(&analysis.findings).frames());
    frames.map(|at| at.frame).take(MAX_EXHIBITS).collect()
}
