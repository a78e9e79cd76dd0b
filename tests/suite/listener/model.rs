//! The model, fed with a log, and what it heard beside what there was to hear.

use btlint::track::listen::{
    ASSUMED_BUFFER, Arrival, Clock, Credits, Gap, Kind, Line, MILLISECOND, Margin, Returned, Tick,
};

use super::{
    receiver::Silence,
    sender::{Codec, Packet},
};

/// Silences between these lengths may be counted or not.
pub(super) const GREY: std::ops::Range<i64> = 10 * MILLISECOND..30 * MILLISECOND;

/// Which side's log it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Source,
    Sink,
}

/// How a controller returns packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returns {
    /// So many at a time.
    By(usize),
    /// All that left, every so many nanoseconds.
    Every(i64),
}

impl Returns {
    /// When the controller returns how many.
    pub(super) fn of(self, packets: &[Packet]) -> Vec<(i64, u16)> {
        match self {
            Self::By(batch) => packets
                .chunks(batch)
                .map(|group| (group.last().unwrap().arrived, group.len() as u16))
                .collect(),
            Self::Every(tick) => packets
                .chunk_by(|one, next| one.arrived / tick == next.arrived / tick)
                .map(|group| ((group[0].arrived / tick + 1) * tick, group.len() as u16))
                .collect(),
        }
    }
}

/// What a log holds.
#[derive(Debug, Clone)]
pub(super) struct Log {
    pub(super) packets: Vec<Packet>,
    pub(super) returns: Vec<(i64, u16)>,
}

impl Log {
    pub(super) fn of(packets: &[Packet], returns: Returns) -> Self {
        let left: Vec<Packet> = packets.iter().filter(|packet| !packet.lost).copied().collect();
        Self { returns: returns.of(&left), packets: left }
    }
}

/// What the model makes of a log.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    /// Silences in a receiver that returns to its delay, and in one that keeps the longer one.
    pub(super) gaps: Vec<Gap>,
    pub(super) growing: Vec<Gap>,
    pub(super) line: Line,
    grown: Line,
    pub(super) margin: Margin,
    pub(super) clock: Clock,
    pub(super) credits: Credits,
}

impl Heard {
    fn arrive(&mut self, returned: &Returned) {
        let Returned { at, handed, idle, play, frame, .. } = *returned;
        let arrival = Arrival { at, handed, idle, play, frame };
        if let Some(ahead) = self.line.margin(&arrival) {
            self.margin.add(ahead);
        }
        self.gaps.extend(self.line.arrive(&arrival));
        self.growing.extend(self.grown.arrive(&arrival));
    }

    fn completed(&mut self, at: i64, count: u16) {
        let mut left = Vec::new();
        self.credits.completed(at, count, |returned| left.push(returned));
        left.iter().for_each(|returned| self.arrive(returned));
    }

    fn packet(&mut self, side: Side, codec: Codec, packet: &Packet) {
        let at = if side == Side::Source { packet.handed } else { packet.arrived };
        if side == Side::Source {
            self.credits.sent(at, 0);
        }
        let Packet { sequence, stamp, source, .. } = *packet;
        let play = match self.clock.packet(at, sequence, stamp, source, codec.content()) {
            Tick::Began(play) => {
                self.credits.silence(1);
                self.line.stop();
                self.grown.stop();
                play
            }
            Tick::Next(play) => play,
            Tick::Repeated | Tick::Late => return,
        };
        let (handed, idle, stream, frame) = (at, true, 1, 0);
        let arrival = match side {
            Side::Source => self.credits.holds(at, 0, 1, play),
            Side::Sink => Some(Returned { at, handed, idle, stream, play, frame }),
        };
        if let Some(arrival) = arrival {
            self.arrive(&arrival);
        }
    }
}

/// Plays a stream to the model.
pub(super) fn hear(packets: &[Packet], side: Side, codec: Codec, returns: Returns) -> Heard {
    hear_log(&Log::of(packets, returns), side, codec)
}

/// Plays a log to the model.
pub(super) fn hear_log(log: &Log, side: Side, codec: Codec) -> Heard {
    let mut heard = Heard {
        gaps: Vec::new(),
        growing: Vec::new(),
        line: Line::new(ASSUMED_BUFFER, false),
        grown: Line::new(ASSUMED_BUFFER, true),
        margin: Margin::default(),
        clock: Clock::default(),
        credits: Credits::default(),
    };
    let mut returns = log.returns.iter().filter(|_| side == Side::Source).peekable();
    for packet in &log.packets {
        while let Some(&(at, count)) = returns.next_if(|&&(at, _)| at <= packet.handed) {
            heard.completed(at, count);
        }
        heard.packet(side, codec, packet);
    }
    for &(at, count) in returns {
        heard.completed(at, count);
    }
    heard
}

/// What became of a comparison.
#[derive(Debug, Default)]
pub(super) struct Score {
    pub(super) truth: usize,
    pub(super) found: usize,
    pub(super) invented: usize,
    pub(super) worst: i64,
    pub(super) causes: usize,
    pub(super) right: usize,
}

impl Score {
    pub(super) fn add(&mut self, truth: &[Silence], heard: &[Gap]) {
        let near = |a: i64, b: i64| (a - b).abs() < 150 * MILLISECOND;
        for silence in truth.iter().filter(|silence| silence.length >= GREY.end) {
            self.truth += 1;
            let nearest = heard
                .iter()
                .filter(|gap| near(gap.at, silence.at))
                .min_by_key(|gap| (gap.at - silence.at).abs());
            let Some(gap) = nearest else { continue };
            self.found += 1;
            let error = (gap.at - silence.at).abs().max((gap.length - silence.length).abs());
            self.worst = self.worst.max(error);
        }
        self.invented += heard
            .iter()
            .filter(|gap| gap.length >= GREY.end)
            .filter(|gap| !truth.iter().any(|s| s.length >= GREY.start && near(gap.at, s.at)))
            .count();
    }

    /// Counts the causes that are right on the side of a source.
    pub(super) fn causes(&mut self, heard: &[Gap], host: bool) {
        for gap in heard.iter().filter(|gap| gap.length >= GREY.end) {
            self.causes += 1;
            self.right +=
                usize::from(matches!(gap.kind, Kind::Late { host_late, .. } if host_late == host));
        }
    }
}
