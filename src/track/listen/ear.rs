//! One stream, as its listener hears it.

use arrayvec::ArrayVec;
use parsers::{avdtp::Codec, l2cap::MediaKind, rtp::Rtp};

use super::{
    constants::{ASSUMED_BUFFER, MILLISECOND, SILENT},
    credits::Returned,
    line::{Arrival, Gap, Kind, Line, SlowSource},
    losses::Losses,
    margin::Margin,
    measure::Measure,
    media_clock::{Clock, Content, Play, Tick},
    rhythm::Rhythm,
};

/// Reported delays below this are no buffer: some receivers report 0, or what the codec alone takes.
const LEAST_BUFFER: i64 = 80 * MILLISECOND;
/// What is assumed of a stream whose configuration the capture does not hold.
const COMMON_RATE: u32 = 44_100;

/// Silences of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// How many.
    pub count: u32,
    /// How long together, in nanoseconds.
    pub length: i64,
}

impl Total {
    fn add(&mut self, length: i64) {
        self.count = self.count.saturating_add(1);
        self.length = self.length.saturating_add(length);
    }
}

/// Silences that end together: those that just became certain, and the one before them.
pub type Gaps = ArrayVec<Gap, 5>;

/// What a packet is, before it arrives at the listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Media that goes on.
    Next(Play),
    /// Media that has nothing to do with what came before.
    Anew(Play),
    /// Nothing that will be played: a repetition, one that comes too late, no media at all.
    Nothing,
}

/// One stream since its last start.
#[derive(Debug, Clone)]
pub struct Ear {
    measure: Option<Measure>,
    protected: bool,
    /// What the listener's device holds back, in nanoseconds.
    buffer: i64,
    /// It reported that itself.
    reported: bool,
    line: Line,
    /// The same device, if it keeps the longer delay after a silence; until there is one, they are the
    /// same.
    growing: Option<Line>,
    losses: Losses,
    last: Option<i64>,
    /// Packets and their numbers.
    pub clock: Clock,
    /// How far ahead of their moment the packets came.
    pub margin: Margin,
    /// When media arrived last, as [`Ear::arrive`] counts, and the least margin of what arrived then,
    /// in nanoseconds.
    pub latest: Option<(i64, i64)>,
    /// Stalls of the radio.
    pub rhythm: Rhythm,
    /// The media that came, in nanoseconds, and in how many packets.
    pub media: (i64, u64),
    /// The media that is missing between them, in nanoseconds.
    pub missing: i64,
    /// Of those that arrived, the ones that found nothing in the controller, and all.
    pub idle: (u64, u64),
    /// Packets that are not of the configured codec.
    pub foreign: u64,
    /// Silences in which media came too late.
    pub late: Total,
    /// The same in a device that keeps the longer delay after each.
    pub late_growing: Total,
    /// Silences in which media was lost.
    pub lost: Total,
    /// Longer ones, in which the stream had nothing to play.
    pub silent: Total,
    /// The first packet before which the source threw media away: its frame, and when it crossed HCI.
    pub first_hole: Option<(u64, i64)>,
    /// The last one.
    pub last_hole: Option<(u64, i64)>,
}

impl Ear {
    /// A stream begins, of a codec if that is known. `kind` is what its channel carries.
    pub fn new(codec: Option<&Codec<'_>>, kind: MediaKind, protected: bool) -> Self {
        let measure = match codec {
            Some(codec) => Measure::of(codec),
            None => match kind {
                MediaKind::Sbc => Some(Measure::Sbc),
                MediaKind::Ldac => Some(Measure::Ldac(COMMON_RATE)),
                MediaKind::Rtp => Some(Measure::Stamps(0)),
                MediaKind::Raw => None,
            },
        };
        Self {
            measure,
            protected,
            buffer: ASSUMED_BUFFER,
            reported: false,
            line: Line::new(ASSUMED_BUFFER, false),
            growing: None,
            losses: Losses::default(),
            last: None,
            clock: Clock::default(),
            margin: Margin::default(),
            latest: None,
            rhythm: Rhythm::default(),
            media: (0, 0),
            missing: 0,
            idle: (0, 0),
            foreign: 0,
            late: Total::default(),
            late_growing: Total::default(),
            lost: Total::default(),
            silent: Total::default(),
            first_hole: None,
            last_hole: None,
        }
    }

    /// The receiver reported the delay between reception and sound.
    pub fn delay(&mut self, nanoseconds: i64) {
        if nanoseconds < LEAST_BUFFER {
            return;
        }
        (self.buffer, self.reported) = (nanoseconds, true);
        self.line.set_buffer(nanoseconds);
        if let Some(growing) = &mut self.growing {
            growing.set_buffer(nanoseconds);
        }
    }

    /// What the listener's device holds back, and whether it said so itself.
    pub fn buffer(&self) -> (i64, bool) {
        (self.buffer, self.reported)
    }

    /// The source delivers less than real time; none where its rate is guessed by its pace.
    pub fn slow_source(&self) -> Option<SlowSource> {
        self.line.slow_source.filter(|_| !self.clock.is_guessed())
    }

    /// Silences too short to be heard.
    pub fn short(&self) -> u32 {
        self.line.short
    }

    /// How long a packet plays on average, in nanoseconds; none without packets.
    pub fn packet_length(&self) -> Option<i64> {
        let (media, packets) = self.media;
        i64::try_from(packets).ok().filter(|&packets| packets > 0).map(|packets| media / packets)
    }

    /// A whole packet of the media channel crosses HCI; `header` is its own, where it has one.
    #[inline]
    pub fn packet(&mut self, at: i64, bytes: &[u8], header: Option<&Rtp<'_>>, frame: u64) -> Heard {
        let Some(measure) = self.measure else { return Heard::Nothing };
        let heard = self.read(measure, at, (bytes, header), frame);
        match heard {
            Some(Heard::Next(play) | Heard::Anew(play)) => {
                self.media.0 = self.media.0.saturating_add(play.length);
                self.media.1 += 1;
                self.missing = self.missing.saturating_add(play.missing);
                if play.hole > 0 {
                    self.first_hole.get_or_insert((frame, at));
                    self.last_hole = Some((frame, at));
                }
            }
            Some(Heard::Nothing) => {}
            None => self.foreign += 1,
        }
        heard.unwrap_or(Heard::Nothing)
    }

    /// None for what is not of the codec.
    #[inline]
    fn read(
        &mut self,
        measure: Measure,
        at: i64,
        (bytes, header): (&[u8], Option<&Rtp<'_>>),
        frame: u64,
    ) -> Option<Heard> {
        if let Measure::Aptx(_) | Measure::AptxMono(_) = measure
            && let Some(Content::Samples { samples, rate }) = measure.content(bytes)
        {
            return Some(Heard::Next(self.clock.plain(samples, rate)));
        }
        let header = header?;
        let mut payload = header.payload().ok()?;
        if self.protected {
            payload = payload.get(1..)?;
        }
        let content = measure.content(payload)?;
        let (sequence, stamp) = (header.sequence.0, header.timestamp.0);
        Some(match self.clock.packet(at, sequence, stamp, header.ssrc.0, content) {
            Tick::Repeated => Heard::Nothing,
            Tick::Late => {
                self.losses.late(sequence);
                Heard::Nothing
            }
            _ if !self.clock.is_known() => Heard::Nothing,
            Tick::Began(play) => Heard::Anew(play),
            Tick::Next(play) => {
                if play.lost > 0 {
                    self.losses.missing(frame, sequence, play.lost);
                }
                Heard::Next(play)
            }
        })
    }

    /// Media arrives at the listener. Returns the silences that it ends.
    #[inline]
    pub fn arrive(&mut self, returned: &Returned) -> Gaps {
        let Returned { at, handed, idle, play, frame, .. } = *returned;
        if let Some(before) = self.last.replace(at) {
            self.rhythm.left(before, at, handed, play.length);
        }
        self.idle.0 += u64::from(idle);
        self.idle.1 += 1;
        let arrival = Arrival { at, handed, idle, play, frame };
        if let Some(ahead) = self.line.margin(&arrival) {
            self.margin.add(ahead);
            let least = match self.latest {
                Some((when, least)) if when == at => least.min(ahead),
                _ => ahead,
            };
            self.latest = Some((at, least));
            if ahead < 0 && self.growing.is_none() {
                self.growing = Some(self.line.growing());
            }
        }
        if let Some(growing) = &mut self.growing {
            for gap in &growing.arrive(&arrival) {
                if matches!(gap.kind, Kind::Late { .. }) && gap.length < SILENT {
                    self.late_growing.add(gap.length);
                }
            }
        }
        let mut gaps = Gaps::new();
        gaps.extend(self.losses.arrived());
        for gap in &self.line.arrive(&arrival) {
            gaps.extend(match gap.kind {
                Kind::Lost(_) => self.losses.hold(*gap),
                Kind::Late { .. } => Some(*gap),
            });
        }
        gaps.iter().for_each(|gap| self.count(gap));
        gaps
    }

    fn count(&mut self, gap: &Gap) {
        match gap.kind {
            Kind::Lost(_) => self.lost.add(gap.length),
            Kind::Late { .. } if gap.length >= SILENT => self.silent.add(gap.length),
            Kind::Late { .. } => self.late.add(gap.length),
        }
    }

    /// The media ends here, or what follows has nothing to do with it. Returns the silences that end
    /// with it: those that nothing can mend any more, and the one that was going on with media behind it.
    pub fn stop(&mut self) -> Gaps {
        self.last = None;
        // What was played then says nothing of what is played next.
        self.growing = None;
        let mut gaps = Gaps::new();
        gaps.extend(self.losses.end());
        gaps.extend(self.line.stop());
        gaps.iter().for_each(|gap| self.count(gap));
        gaps
    }
}
