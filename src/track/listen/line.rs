//! The listener's buffer along one line of time.

use arrayvec::ArrayVec;

use super::{
    constants::{AUDIBLE, MILLISECOND, SECOND},
    media_clock::Play,
};

/// The clocks of the two sides may differ by 500 ppm: 2.5 ms in a block of 5 s.
const BLOCK: i64 = 5 * SECOND;
const DRIFT: i64 = 2_500_000;
/// More than clocks and a busy host make of a block.
const MOVED_AT_ONCE: i64 = 4 * DRIFT;

/// After so much media that came early enough, a receiver has returned to the delay it had.
const RETURNED: i64 = SECOND / 2;
/// After so much media without that, the source's time has moved for good.
const MOVED: i64 = 10 * SECOND;

/// Silences in a row of which a slow source is known.
const SLOW: u32 = 3;
/// Silences closer than this are one.
const APART: i64 = 250 * MILLISECOND;

/// A packet of media as it arrives at the listener's buffer.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// When it arrives.
    pub at: i64,
    /// When the host handed it over; on the receiving side, when it arrives.
    pub handed: i64,
    /// Nothing waited in the controller at that moment.
    pub idle: bool,
    /// The media.
    pub play: Play,
    /// The frame of its last fragment.
    pub frame: u64,
}

/// How a silence came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Packets are missing.
    Lost(u16),
    /// A packet came after its moment.
    Late {
        /// The host handed media over too late, for so long in all; none on the receiving side.
        host: i64,
        /// That explains it.
        host_late: bool,
    },
}

/// A silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// When it begins for the listener.
    pub at: i64,
    /// How long it lasts, at least.
    pub length: i64,
    /// How much longer, if the receiver fills its buffer again before it goes on.
    pub refill: i64,
    /// The last packet that came in good time; of a loss, the one before it.
    pub since: Packet,
    /// The packet that ended it.
    pub until: Packet,
    /// How it came about.
    pub kind: Kind,
}

/// A packet beside a silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Packet {
    /// When it arrived.
    pub at: i64,
    /// When it crossed HCI.
    pub handed: i64,
    /// Its frame.
    pub frame: u64,
}

/// A source that delivers less than real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlowSource {
    /// Media for a second of time, in thousandths.
    pub permille: i64,
    /// How often the buffer runs dry.
    pub every: i64,
}

#[derive(Debug, Clone, Copy)]
struct Old {
    base: i64,
    offset: Option<i64>,
    since: i64,
    ahead: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    at: i64,
    length: i64,
    since: Packet,
    until: Packet,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Waits for the first packet.
    Empty,
    /// Fills up: the first packet's media and arrival.
    Filling { media: i64, at: i64 },
    /// Plays.
    Playing,
}

/// The buffer of one receiver.
#[derive(Debug, Clone)]
pub struct Line {
    /// What the receiver holds back.
    buffer: i64,
    /// It keeps the longer delay after a silence; otherwise it returns to the old one.
    grows: bool,
    state: State,
    base: i64,
    offset: Option<i64>,
    least: i64,
    block: i64,
    old: Option<Old>,
    open: Option<Open>,
    host: i64,
    /// The last packet that came in good time.
    good: Packet,
    /// The last packet, and how long it plays.
    last: Option<(Packet, i64)>,
    dry: Option<(i64, i64)>,
    longest: i64,
    slow: u32,
    slowness: (i64, i64),
    /// Silences too short to be heard.
    pub short: u32,
    /// The source delivers less than real time.
    pub slow_source: Option<SlowSource>,
}

impl Line {
    /// A receiver that holds back `buffer` nanoseconds; `grows` when it keeps a longer delay after a
    /// silence.
    pub fn new(buffer: i64, grows: bool) -> Self {
        Self {
            buffer,
            grows,
            state: State::Empty,
            base: 0,
            offset: None,
            least: i64::MAX,
            block: 0,
            old: None,
            open: None,
            host: 0,
            good: Packet::default(),
            last: None,
            dry: None,
            longest: 0,
            slow: 0,
            slowness: (0, 0),
            short: 0,
            slow_source: None,
        }
    }

    /// The same receiver, if it keeps the longer delay after the next silence.
    pub fn growing(&self) -> Self {
        Self { grows: true, ..self.clone() }
    }

    /// What the receiver holds back, from the next time it fills its buffer.
    pub fn set_buffer(&mut self, buffer: i64) {
        self.buffer = buffer;
    }

    /// The media ends here: stopped, paused, or begun anew. Returns the silence that was going on
    /// with media behind it. What did not come any more was not to come.
    pub fn stop(&mut self) -> Option<Gap> {
        let gap = self.open.take().map(|open| self.close(open, 0));
        (self.state, self.old, self.dry, self.last) = (State::Empty, None, None, None);
        (self.host, self.slow, self.longest) = (0, 0, 0);
        gap
    }

    /// How far ahead of its moment this packet comes; none while the buffer fills.
    #[inline]
    pub fn margin(&self, arrival: &Arrival) -> Option<i64> {
        matches!(self.state, State::Playing).then(|| self.base + arrival.play.start - arrival.at)
    }

    /// The next packet. Returns the silences that it ends.
    #[inline]
    pub fn arrive(&mut self, arrival: &Arrival) -> ArrayVec<Gap, 2> {
        let mut gaps = ArrayVec::new();
        let Arrival { at, handed, idle, play, frame } = *arrival;
        let packet = Packet { at, handed, frame };
        let before = self.last.replace((packet, play.length));
        if let Some((before, length)) = before {
            let interval = handed - before.handed;
            self.longest = self.longest.max(interval);
            if idle {
                self.host = (self.host + interval - length).max(0);
            }
        }
        match self.state {
            State::Empty => {
                self.good = packet;
                self.fill(play.start, at);
                gaps.extend(self.filled(at, &play));
            }
            State::Filling { .. } => gaps.extend(self.filled(at, &play)),
            State::Playing => {
                let before = before.map_or(packet, |(before, _)| before);
                self.playing(packet, before, &play, &mut gaps);
            }
        }
        gaps
    }

    fn fill(&mut self, media: i64, at: i64) {
        self.state = State::Filling { media, at };
    }

    /// Looks whether the buffer is full, so that it begins to play.
    fn filled(&mut self, at: i64, play: &Play) -> Option<Gap> {
        let State::Filling { media, at: first } = self.state else { return None };
        if play.start + play.length - media < self.buffer - play.length / 2 {
            return None;
        }
        self.base = at - media;
        self.state = State::Playing;
        (self.least, self.block, self.offset) = (i64::MAX, play.start + BLOCK, None);
        let gap = self.open.take().map(|open| self.close(open, at - first));
        self.host = 0;
        gap
    }

    fn close(&self, open: Open, refill: i64) -> Gap {
        let host_late = self.host * 2 >= open.length + self.buffer / 4 * 3;
        let kind = Kind::Late { host: self.host, host_late };
        let Open { at, length, since, until } = open;
        Gap { at, length, refill, since, until, kind }
    }

    fn playing(
        &mut self,
        packet: Packet,
        before: Packet,
        play: &Play,
        gaps: &mut ArrayVec<Gap, 2>,
    ) {
        let at = packet.at;
        let margin = self.base + play.start - at;
        if play.missing >= AUDIBLE {
            gaps.push(Gap {
                at: self.base + play.start - play.missing,
                length: play.missing,
                refill: 0,
                since: before,
                until: packet,
                kind: Kind::Lost(play.lost),
            });
        }
        if margin >= self.buffer / 4 * 3 {
            (self.host, self.good) = (0, packet);
        }
        if margin < 0 {
            self.run_dry(packet, margin, play);
            gaps.extend(self.filled(at, play));
            return;
        }
        if !self.grows {
            self.come_back(at, play);
        }
        self.follow_drift(at, play);
    }

    fn run_dry(&mut self, packet: Packet, margin: i64, play: &Play) {
        let at = packet.at;
        self.look_for_slowness(at, play);
        if -margin >= AUDIBLE {
            self.open = Some(Open {
                at: self.base + play.start,
                length: -margin,
                since: self.good,
                until: packet,
            });
        } else {
            self.short += 1;
        }
        if !self.grows {
            let old = Old { base: self.base, offset: self.offset, since: play.start, ahead: None };
            self.old.get_or_insert(old);
        }
        self.fill(play.start, at);
    }

    /// A receiver that trims takes its old delay back once the stream has caught up.
    fn come_back(&mut self, at: i64, play: &Play) {
        let Some(old) = &mut self.old else { return };
        if old.base + play.start - at < self.buffer / 2 {
            old.ahead = None;
        } else if play.start - *old.ahead.get_or_insert(play.start) >= RETURNED {
            (self.base, self.offset) = (old.base, old.offset);
            self.old = None;
            (self.least, self.block) = (i64::MAX, play.start + BLOCK);
            return;
        }
        if play.start - old.since > MOVED {
            self.old = None;
        }
    }

    /// The two sides' clocks differ a little; the earliest packets of a block show by how much.
    fn follow_drift(&mut self, at: i64, play: &Play) {
        self.least = self.least.min(at - play.start);
        if play.start < self.block {
            return;
        }
        let anchored = self.base - self.least;
        let offset = *self.offset.get_or_insert(anchored);
        let step = self.least + offset - self.base;
        if step.abs() > MOVED_AT_ONCE {
            // No clock drifts like that: the source stopped for a while, and the buffer bore it.
            self.offset = Some(anchored);
        } else {
            self.base += step.clamp(-DRIFT, DRIFT);
        }
        (self.least, self.block) = (i64::MAX, play.start + BLOCK);
    }

    /// A source slower than real time drains the buffer evenly, without a stall that would do.
    fn look_for_slowness(&mut self, at: i64, play: &Play) {
        let Some((then, media)) = self.dry else {
            (self.dry, self.longest) = (Some((at, play.start)), 0);
            return;
        };
        let (wall, played) = (at - then, play.start - media);
        if wall < APART {
            return;
        }
        let stalled = self.longest > (3 * play.length).max(self.buffer / 5 * 3);
        let permille = played.saturating_mul(1000) / wall;
        // 0.998 less 3 ms for what the cadence is uncertain by.
        let bar = 998 - 3 * MILLISECOND * 1000 / wall;
        if stalled || permille >= bar {
            (self.slow, self.slowness) = (0, (0, 0));
        } else {
            self.slow += 1;
            self.slowness = (self.slowness.0 + played, self.slowness.1 + wall);
        }
        if self.slow >= SLOW {
            let (played, wall) = self.slowness;
            self.slow_source = Some(SlowSource {
                permille: played.saturating_mul(1000) / wall.max(1),
                every: wall / i64::from(self.slow),
            });
        }
        (self.dry, self.longest) = (Some((at, play.start)), 0);
    }
}
