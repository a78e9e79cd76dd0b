//! The media clock: which moment of the media a packet holds, and for how long it plays.
//!
//! The length of a packet comes from its frames, not from its time stamp: receivers mostly play
//! what arrives, and stamps jump. Only codecs whose packets do not say how many samples they hold
//! are measured by the steps of the stamp.

use super::{
    constants::{MILLISECOND, SECOND},
    pace::{Pace, UNITS},
};

/// A step of the sequence number above this is not a gap but a new beginning (RFC 3550, A.1).
const MAX_DROPOUT: u16 = 3000;
/// A packet this far back is late; further back begins anew (RFC 3550, A.1: MAX_MISORDER).
const MAX_LATE: u16 = 63;
/// A stamp that is off by more than this has left media out.
const HOLE: i64 = 2 * MILLISECOND;
/// Contiguous packets are measured for this long before the unit of their stamps is decided.
const CALIBRATION: i64 = 2 * SECOND;
/// A pause of this length is no cadence.
const PAUSE: i64 = 250 * MILLISECOND;
/// A packet of a codec that says nothing of its length, before a step is known.
const UNKNOWN: i64 = 20 * MILLISECOND;
/// No packet plays longer than this, whatever its stamp says.
const LONGEST: i64 = SECOND;
/// After so much media it begins anew, long before numbers overflow.
const FOR_EVER: i64 = 1 << 56;

/// What a packet says of its own length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// It holds so many samples of each channel.
    Samples {
        /// Samples.
        samples: u32,
        /// Samples a second; not zero.
        rate: u32,
    },
    /// Nothing: its stamps have to say it.
    Stamps {
        /// Samples a second, as configured; 0 when that is not known.
        rate: u32,
        /// Samples of one frame, of which a packet holds a whole number; 0 when that is not known.
        frame: u32,
    },
}

/// The media of one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Play {
    /// When its first sample is due, counted from the beginning of the media.
    pub start: i64,
    /// How long it plays.
    pub length: i64,
    /// How long the packets play that are missing before it.
    pub missing: i64,
    /// How many these are.
    pub lost: u16,
    /// Media that the source left out before it, by its own stamp.
    pub hole: i64,
    /// How far its stamp went on before it, where that is too long for a hole.
    pub pause: i64,
}

/// What a packet is to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// The first, or the first after a jump of the counters: what was owed before is void.
    Began(Play),
    /// The next one.
    Next(Play),
    /// One that was there already.
    Repeated,
    /// One whose successor was there before.
    Late,
}

/// An exact position in the media.
#[derive(Debug, Clone, Copy, Default)]
struct Position {
    nanoseconds: i64,
    /// What is left over of a division by `rate`.
    rest: u64,
    rate: u32,
}

impl Position {
    /// Moves on by some samples. Returns by how many nanoseconds.
    #[inline]
    fn advance(&mut self, samples: u64, rate: u32) -> i64 {
        let rate = rate.max(1);
        if rate != self.rate {
            (self.rate, self.rest) = (rate, 0);
        }
        let total = samples.saturating_mul(1_000_000_000).saturating_add(self.rest);
        let step = i64::try_from(total / u64::from(rate)).unwrap_or(i64::MAX);
        self.rest = total % u64::from(rate);
        self.nanoseconds = self.nanoseconds.saturating_add(step);
        step
    }
}

/// How stamps are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Ticks a second.
    Ticks(u32),
    /// They say nothing: every packet has this length.
    None(i64),
}

#[derive(Debug, Clone, Copy)]
struct Last {
    sequence: u16,
    stamp: u32,
    source: u32,
    at: i64,
    length: i64,
}

/// What did not come before a packet, in nanoseconds: see [`Play`].
#[derive(Debug, Clone, Copy, Default)]
struct Skipped {
    missing: i64,
    hole: i64,
    pause: i64,
}

/// The clock of one stream.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    position: Position,
    last: Option<Last>,
    unit: Option<Unit>,
    calibrated: bool,
    pace: Pace,
    /// Ticks, time and packets that were measured.
    measured: (i64, i64, i64),
    /// The step of the stamp between two packets, in ticks.
    step: Option<u32>,
    candidate: Option<u32>,
    /// Packets whose stamp agrees with their length, and all.
    consistent: (u32, u32),
    /// Packets that are missing by their sequence numbers.
    pub lost: u64,
    /// Packets that came twice.
    pub repeated: u64,
    /// Packets that came after their successor.
    pub late: u64,
    /// Media that the source left out, and how often.
    pub holes: (i64, u64),
}

impl Clock {
    /// A packet without counters (aptX): only its length is known.
    pub fn plain(&mut self, samples: u32, rate: u32) -> Play {
        if self.position.nanoseconds > FOR_EVER {
            self.restart();
        }
        let start = self.position.nanoseconds;
        let length = self.position.advance(u64::from(samples), rate);
        Play { start, length, ..Play::default() }
    }

    /// Media that follows has nothing to do with what was.
    pub fn restart(&mut self) {
        (self.position, self.last, self.step, self.candidate) = Default::default();
        (self.consistent, self.measured) = Default::default();
    }

    /// A packet with its RTP counters, which crossed HCI at `at`.
    #[inline]
    pub fn packet(
        &mut self,
        at: i64,
        sequence: u16,
        stamp: u32,
        source: u32,
        content: Content,
    ) -> Tick {
        let Some(last) = self.last.filter(|last| last.source == source) else {
            return self.begin(at, sequence, stamp, source, content);
        };
        let ahead = sequence.wrapping_sub(last.sequence);
        if ahead == 0 {
            self.repeated += 1;
            return Tick::Repeated;
        }
        if ahead >= 0_u16.wrapping_sub(MAX_LATE) {
            self.late += 1;
            return Tick::Late;
        }
        if ahead > MAX_DROPOUT || self.position.nanoseconds > FOR_EVER {
            return self.begin(at, sequence, stamp, source, content);
        }
        let step = stamp.wrapping_sub(last.stamp);
        let fits = match ahead {
            1 => self.measure(at, &last, step, content),
            _ => !self.is_known() && self.guess(at, &last, step),
        };
        if fits {
            return self.begin(at, sequence, stamp, source, content);
        }
        let lost = ahead - 1;
        let Skipped { missing, hole, pause } = self.skipped(&last, step, lost, content);
        self.lost += u64::from(lost);
        self.position.nanoseconds = self.position.nanoseconds.saturating_add(missing);
        let play = Play { missing, lost, hole, pause, ..self.play(content) };
        if hole > 0 {
            self.holes = (self.holes.0.saturating_add(hole), self.holes.1 + 1);
        }
        self.last = Some(Last { sequence, stamp, source, at, length: play.length });
        Tick::Next(play)
    }

    fn begin(&mut self, at: i64, sequence: u16, stamp: u32, source: u32, content: Content) -> Tick {
        self.restart();
        if let Content::Stamps { rate: 0, .. } = content
            && !self.calibrated
        {
            self.pace = Pace::of(at);
        }
        let play = self.play(content);
        self.last = Some(Last { sequence, stamp, source, at, length: play.length });
        Tick::Began(play)
    }

    /// Ticks a second of the stamps, where they are believed.
    fn ticks(&self, content: Content) -> Option<u32> {
        match (self.unit, content) {
            (_, Content::Samples { rate, .. }) => Some(rate),
            (None, Content::Stamps { rate: 0, .. }) => None,
            (None, Content::Stamps { rate, .. }) => Some(rate),
            (Some(Unit::Ticks(ticks)), _) => Some(ticks),
            (Some(Unit::None(_)), _) => None,
        }
    }

    fn play(&mut self, content: Content) -> Play {
        let start = self.position.nanoseconds;
        let length = match content {
            Content::Samples { samples, rate } => self.position.advance(samples.into(), rate),
            Content::Stamps { rate, frame } => self.by_stamps(rate, frame),
        };
        Play { start, length, ..Play::default() }
    }

    fn by_stamps(&mut self, rate: u32, frame: u32) -> i64 {
        let step = match (self.ticks(Content::Stamps { rate, frame }), self.step, self.unit) {
            (Some(ticks), Some(step), _) => i64::from(step) * SECOND / i64::from(ticks.max(1)),
            (None, _, Some(Unit::None(length))) => length,
            _ if frame > 0 => 0,
            _ => UNKNOWN,
        };
        let step = step.min(LONGEST);
        if frame == 0 {
            self.position.nanoseconds = self.position.nanoseconds.saturating_add(step);
            return step;
        }
        // Frames of AAC-ELD hold 480 or 512 samples, and those of some broadcasts 960.
        let exact = self.step.filter(|step| {
            self.unit.is_none_or(|unit| unit == Unit::Ticks(rate))
                && (step.is_multiple_of(480) || step.is_multiple_of(512))
                && step < &rate
        });
        if let Some(samples) = exact {
            return self.position.advance(samples.into(), rate);
        }
        // A packet holds whole frames, whatever its stamp was rounded to.
        let one = i64::from(frame) * SECOND / i64::from(rate.max(1));
        let frames = ((step + one / 2) / one.max(1)).max(1);
        self.position.advance(frames.unsigned_abs() * u64::from(frame), rate)
    }

    /// The media that did not come before this packet.
    fn skipped(&mut self, last: &Last, step: u32, lost: u16, content: Content) -> Skipped {
        let length = match content {
            Content::Samples { samples, rate } => {
                i64::from(samples) * SECOND / i64::from(rate.max(1))
            }
            Content::Stamps { .. } => last.length,
        };
        let by_count = i64::from(lost) * length;
        let ticks = self.ticks(content).filter(|&ticks| ticks > 0);
        let stepped = ticks.map(|ticks| i64::from(step) * SECOND / i64::from(ticks));
        let Some(stepped) = stepped.filter(|&stepped| stepped > 0) else {
            return Skipped { missing: by_count, ..Skipped::default() };
        };
        if lost > 0 {
            let by_stamp = stepped - last.length;
            let fits = (1..=2 * by_count + 50 * MILLISECOND).contains(&by_stamp);
            let believed = fits && self.stamps_agree();
            let missing = if believed { by_stamp } else { by_count };
            return Skipped { missing, ..Skipped::default() };
        }
        // Some stamps are of a packet's end, so that the step is this packet's length.
        let near = |length: i64| (stepped - length).abs() <= HOLE;
        let agrees = near(last.length) || near(length);
        let (good, all) = &mut self.consistent;
        *good += u32::from(agrees);
        *all += 1;
        if *all >= 256 {
            (*good, *all) = (*good / 2, *all / 2);
        }
        let hole = stepped - last.length;
        let jumps = !agrees && hole > HOLE && self.stamps_agree();
        if !jumps {
            return Skipped::default();
        }
        let (hole, pause) = if hole <= SECOND { (hole, 0) } else { (0, hole) };
        Skipped { missing: 0, hole, pause }
    }

    /// At least three stamps in four agree with the lengths of the packets.
    pub fn stamps_agree(&self) -> bool {
        let (good, all) = self.consistent;
        all >= 4 && u64::from(good) * 4 >= u64::from(all) * 3
    }

    /// There are stamps, and most of them disagree with the lengths of the packets.
    pub fn stamps_contradict(&self) -> bool {
        let (_, all) = self.consistent;
        all >= 4 && !self.stamps_agree()
    }

    /// Learns the step and the unit of stamps. Returns whether the unit turned out to be another
    /// one, so that what was measured by it is void.
    fn measure(&mut self, at: i64, last: &Last, step: u32, content: Content) -> bool {
        let Content::Stamps { rate, frame } = content else { return false };
        self.learn(step);
        if self.calibrated {
            return false;
        }
        if rate == 0 {
            return self.guess(at, last, step);
        }
        let interval = at - last.at;
        let (ticks, time, packets) = &mut self.measured;
        if (0..PAUSE).contains(&interval) {
            *ticks = ticks.saturating_add(i64::from(step));
            *time += interval;
            *packets += 1;
        }
        if *time < CALIBRATION {
            return false;
        }
        let (ticks, time, packets) = (i128::from(*ticks), *time, *packets);
        let measured = i64::try_from(ticks * i128::from(SECOND) / i128::from(time)).unwrap_or(0);
        let within = |ticks: u32, percent: i64| {
            let ticks = i64::from(ticks);
            (ticks * (100 - percent)..=ticks * (100 + percent)).contains(&(measured * 100))
        };
        let mean = time / packets.max(1);
        let one = i64::from(frame) * SECOND / i64::from(rate.max(1));
        let unit = if within(rate, 35) {
            Unit::Ticks(rate)
        } else if let Some(&unit) =
            UNITS.iter().chain(&[rate.saturating_mul(2), rate / 2]).find(|&&unit| within(unit, 3))
        {
            Unit::Ticks(unit)
        } else if one > 0 && (mean * 100 >= one * 65 && mean * 100 <= one * 135) {
            Unit::None(one)
        } else {
            Unit::None(mean)
        };
        let other = self.unit.unwrap_or(Unit::Ticks(rate)) != unit;
        (self.unit, self.calibrated) = (Some(unit), true);
        other
    }

    /// Looks for the unit of stamps where no rate is configured.
    fn guess(&mut self, at: i64, last: &Last, step: u32) -> bool {
        let unit = self.pace.step(last.at, at, step);
        self.unit = unit.map(Unit::Ticks);
        self.calibrated = unit.is_some();
        self.calibrated
    }

    /// Whether it is known how long packets play.
    pub fn is_known(&self) -> bool {
        self.calibrated || !self.is_guessed()
    }

    /// No rate is configured: what is known of it comes from the pace of the packets.
    pub fn is_guessed(&self) -> bool {
        self.pace.is_used()
    }

    /// A step counts when it is the first, or is seen twice in a row.
    fn learn(&mut self, step: u32) {
        let wild = |known: u32| step > known.saturating_mul(4);
        if step == 0 || step > u32::MAX / 2 || self.step.is_some_and(wild) {
            return;
        }
        if self.step.is_none() || self.candidate == Some(step) {
            self.step = Some(step);
        }
        self.candidate = Some(step);
    }
}
