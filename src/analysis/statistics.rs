//! Numbers of a capture: how long answers took, and what flowed on each link.

use std::collections::BTreeMap;

use parsers::{
    att::Opcode,
    avdtp::MessageType,
    hci::Status,
    l2cap::{
        ConfigurationResult, ConnectionResult, CreditBasedResult, InformationResult,
        ParameterUpdateResult, signalling::Command,
    },
    link::Kind,
};

use crate::{
    capture::Record,
    track::{At, Event, LinkId, Observer, State, Tracker, What},
};

/// Rows of each table that are kept.
const MAX_ROWS: usize = 4096;

/// Steps of the times from one microsecond up: four for each doubling.
const STEPS: usize = 160;

/// How long answers of one kind took.
#[derive(Debug, Clone)]
pub struct Answers {
    /// How many.
    pub count: u64,
    /// The fastest, in nanoseconds.
    pub fastest: i64,
    /// The slowest, in nanoseconds.
    pub slowest: i64,
    /// The frame of the slowest.
    pub slowest_at: At,
    /// How many said no.
    pub refused: u64,
    /// The frame of the first that did.
    pub refused_at: Option<At>,
    steps: Box<[u32; STEPS]>,
}

impl Answers {
    fn new(at: At) -> Self {
        let steps = Box::new([0; STEPS]);
        let (refused, refused_at) = (0, None);
        let (fastest, slowest) = (i64::MAX, -1);
        Self { count: 0, fastest, slowest, slowest_at: at, refused, refused_at, steps }
    }

    fn add(&mut self, took: i64, refused: bool, at: At) {
        self.count += 1;
        self.refused += u64::from(refused);
        self.refused_at = self.refused_at.or(refused.then_some(at));
        self.fastest = self.fastest.min(took);
        if took > self.slowest {
            (self.slowest, self.slowest_at) = (took, at);
        }
        if let Some(step) = self.steps.get_mut(step(took)) {
            *step = step.saturating_add(1);
        }
    }

    /// The time that half of the answers did not take longer than, in nanoseconds; right to a fifth.
    pub fn median(&self) -> i64 {
        let mut left = self.count.div_ceil(2);
        let place = self.steps.iter().position(|&count| {
            left = left.saturating_sub(u64::from(count));
            left == 0
        });
        let upper = place.map_or(self.slowest, upper);
        upper.clamp(self.fastest, self.slowest)
    }
}

fn step(nanoseconds: i64) -> usize {
    let micros = (nanoseconds.max(0) / 1000).unsigned_abs();
    if micros < 4 {
        return usize::try_from(micros).unwrap_or(0);
    }
    let power = micros.ilog2();
    let quarter = micros >> (power - 2) & 3;
    (power as usize * 4 + usize::try_from(quarter).unwrap_or(0) - 4).min(STEPS - 1)
}

/// The longest time of a step, in nanoseconds.
fn upper(step: usize) -> i64 {
    let step = step as u64;
    let micros = if step < 4 {
        step + 1
    } else {
        let (power, quarter) = (step / 4 + 1, step % 4);
        (5 + quarter) << (power - 2)
    };
    i64::try_from(micros.saturating_mul(1000) - 1).unwrap_or(i64::MAX)
}

/// Packets of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Traffic {
    /// The first frame.
    pub first: At,
    /// The last frame.
    pub last: At,
    /// Packets that this host (on the air: the central) sent, and their octets.
    pub sent: (u64, u64),
    /// Packets that came from the other side, and their octets.
    pub received: (u64, u64),
}

/// What answers are of: a link, if any, a protocol, a request.
pub type Asked = (Option<LinkId>, &'static str, String);

/// The tables.
#[derive(Debug, Default)]
pub struct Statistics {
    /// Answers, by what they answer.
    pub answers: BTreeMap<Asked, Answers>,
    /// Packets, by link and protocol.
    pub traffic: BTreeMap<(Option<LinkId>, &'static str), Traffic>,
    /// Answers and packets that are of a row that is not kept.
    pub more: u64,
}

/// For an answer, its protocol and the request.
pub fn asked(what: &What<'_>) -> Option<(&'static str, At)> {
    match what {
        What::Answer(answer) => Some(("HCI", answer.sent?)),
        What::Signal(signal) => Some(("L2CAP", signal.request?)),
        What::Avdtp(message) => Some(("AVDTP", message.command?)),
        What::Att(message) => Some(("ATT", message.request?.1)),
        _ => None,
    }
}

/// The first opcode of vendors (Core Vol 4 Part E, 5.4.1).
const VENDOR: u16 = 0xfc00;

fn named(name: Option<&str>, unknown: impl FnOnce() -> String) -> String {
    name.map_or_else(unknown, str::to_owned)
}

/// Whether an answer says no.
fn refuses(what: &What<'_>) -> bool {
    match what {
        What::Answer(answer) => answer.status != Status::SUCCESS,
        What::Avdtp(message) => message.kind == MessageType::REJECT,
        What::Att(message) => message.opcode == Opcode::ERROR_RESPONSE,
        What::Signal(signal) => match Command::parse(signal.code, signal.payload) {
            Ok(Command::CommandReject(_)) => true,
            Ok(Command::ConnectionResponse(response)) => {
                ![ConnectionResult::SUCCESS, ConnectionResult::PENDING].contains(&response.result)
            }
            Ok(Command::ConfigurationResponse(response)) => {
                ![ConfigurationResult::SUCCESS, ConfigurationResult::PENDING]
                    .contains(&response.result)
            }
            Ok(Command::LeCreditBasedConnectionResponse(response)) => {
                response.result != CreditBasedResult::SUCCESS
            }
            Ok(Command::ConnectionParameterUpdateResponse(response)) => {
                response.result != ParameterUpdateResult::ACCEPTED
            }
            Ok(Command::InformationResponse(response)) => {
                response.result != InformationResult::SUCCESS
            }
            _ => false,
        },
        _ => false,
    }
}

struct Listener<'s>(&'s mut Statistics);

impl Observer for Listener<'_> {
    fn event(&mut self, event: &Event<'_>, _: &State) {
        let Some((protocol, asked)) = asked(&event.what) else { return };
        let name = match event.what {
            What::Answer(answer) => {
                let code = answer.opcode;
                let kind = if code.0 >= VENDOR { "vendor command" } else { "command" };
                named(code.name(), || format!("{kind} {:#06x}", code.0))
            }
            What::Signal(signal) => named(signal.code.name(), || signal.code.to_string()),
            What::Avdtp(message) => named(message.signal.name(), || message.signal.to_string()),
            What::Att(message) => {
                let request = message.request.map(|(code, _)| code);
                request.map_or_else(String::new, |code| named(code.name(), || code.to_string()))
            }
            _ => return,
        };
        let statistics = &mut *self.0;
        let key = (event.link, protocol, name);
        if statistics.answers.len() >= MAX_ROWS && !statistics.answers.contains_key(&key) {
            statistics.more += 1;
            return;
        }
        let answers = statistics.answers.entry(key).or_insert_with(|| Answers::new(event.at));
        answers.add(event.at.time.since(asked.time), refuses(&event.what), event.at);
    }
}

impl Statistics {
    /// The next record of the capture.
    pub fn record(&mut self, tracker: &mut Tracker, record: &Record<'_>) {
        let seen = tracker.record(record, &mut Listener(self));
        let packet = parsers::link::open(record.link, record.meta, record.bytes, None);
        let Some(packet) = packet else { return };
        let name = match packet.kind {
            Kind::Command => "HCI commands",
            Kind::Event => "HCI events",
            Kind::Synchronous => "synchronous data",
            Kind::Isochronous => "isochronous data",
            Kind::Monitor(_) | Kind::Other(_) => "other records",
            Kind::Acl | Kind::Air(_) if seen.context.incomplete => "fragments",
            Kind::Air(_) if seen.link.is_none() => "advertising",
            Kind::Air(_) if seen.context.encrypted => "encrypted",
            Kind::Air(_) if seen.channel.is_none() => "link layer",
            Kind::Acl | Kind::Air(_) => seen.context.protocol.name(),
        };
        let at = At::of(record);
        let key = (seen.link, name);
        if self.traffic.len() >= MAX_ROWS && !self.traffic.contains_key(&key) {
            self.more += 1;
            return;
        }
        let none = Traffic { first: at, last: at, sent: (0, 0), received: (0, 0) };
        let traffic = self.traffic.entry(key).or_insert(none);
        traffic.last = at;
        let way = if seen.by.is_remote() { &mut traffic.received } else { &mut traffic.sent };
        way.0 += 1;
        way.1 += u64::from(record.original_len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Timestamp;

    #[test]
    fn the_median_is_right_to_a_fifth() {
        let at = At { frame: 1, time: Timestamp(0), ..At::default() };
        for middle in [1_000, 7_000, 44_000_000, 999_000_000, 30_000_000_000] {
            let mut answers = Answers::new(at);
            for took in [middle / 3, middle, middle, middle, middle * 5] {
                answers.add(took, false, at);
            }
            let median = answers.median();
            assert!((middle..=middle + middle / 4 + 1000).contains(&median), "{middle}: {median}");
        }
    }

    #[test]
    fn a_step_ends_where_the_next_begins() {
        let mut before = 0;
        for micros in 0..200_000_i64 {
            let now = step(micros * 1000);
            assert!(now == before || now == before + 1, "{micros}");
            assert!(upper(now) >= micros * 1000);
            before = now;
        }
    }
}
