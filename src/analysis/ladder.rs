//! A link as a ladder: who sent what to whom, what answered it, and where nothing happened.
//!
//! Packets that say nothing one by one, such as media and notifications, are one rung together.
//! Memory is bounded by the number of rungs; what a rung says is read from its frame.

use parsers::{
    View,
    hci::event::{EventCode, Header},
    l2cap::Protocol,
    link::Kind,
};

use crate::{
    capture::Record,
    track::{At, Event, LinkId, Observer, Seen, State, Tracker, What},
};

/// Rungs of one ladder.
const MAX_RUNGS: usize = 20_000;

/// A pause of so many nanoseconds within a flow of packets ends the rung.
const PAUSE: i64 = 1_000_000_000;

/// A pause of so many nanoseconds between two rungs is worth a line of its own.
pub const GAP: i64 = 2_000_000_000;

/// Flows that go on side by side.
const FLOWS: usize = 4;

/// Where an arrow begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// The host whose log this is; on the air the central.
    Near,
    /// The host's controller.
    Controller,
    /// The device at the other end of the link; on the air the peripheral.
    Far,
}

/// What flows, packet after packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flow {
    /// Packets of a stream.
    Media,
    /// Attribute values that nobody asked for.
    Notification,
    /// Data of a protocol that is not read here.
    Data(Protocol),
    /// Packets that are encrypted, or empty, on the air.
    Opaque,
}

/// Packets that are one rung together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// What they are.
    pub flow: Flow,
    /// How many.
    pub packets: u64,
    /// The last one.
    pub last: At,
    /// The longest time from one to the next, in nanoseconds.
    pub pause: i64,
}

/// One arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// How many records come before it in the capture.
    pub row: u64,
    /// The frame; of several the first.
    pub at: At,
    /// Where it came from.
    pub from: End,
    /// Where it went.
    pub to: End,
    /// The request that it answers.
    pub answers: Option<At>,
    /// Several packets.
    pub run: Option<Run>,
}

impl Rung {
    /// Its last frame.
    pub fn last(&self) -> At {
        self.run.map_or(self.at, |run| run.last)
    }

    /// Nanoseconds from the request to this answer.
    pub fn took(&self) -> Option<i64> {
        Some(self.at.time.since(self.answers?.time))
    }
}

/// The ladder of one link.
#[derive(Debug)]
pub struct Ladder {
    link: LinkId,
    /// The link was heard on the air: there are its two ends, and no controller.
    pub on_air: bool,
    /// In the order of their first frames.
    pub rungs: Vec<Rung>,
    /// Rungs that are not kept.
    pub more: u64,
    /// Records so far.
    records: u64,
    /// What the events of the record under way say.
    now: Now,
}

#[derive(Debug, Default)]
struct Now {
    answers: Option<At>,
    /// It is a message by itself.
    message: bool,
}

/// The tracker's observer: of this link alone.
struct Listener<'l> {
    link: LinkId,
    now: &'l mut Now,
}

impl Observer for Listener<'_> {
    fn event(&mut self, event: &Event<'_>, state: &State) {
        if event.link != Some(self.link) {
            return;
        }
        let (message, answers) = match event.what {
            What::Answer(answer) => (true, answer.sent),
            What::Signal(signal) => (true, signal.request),
            What::Avdtp(message) => (true, message.command),
            What::Att(message) => (true, message.request.map(|(_, at)| at)),
            What::LinkUp => (true, state.link(self.link).and_then(|link| link.requested)),
            What::LinkDown(end) => (true, end.requested),
            What::Control(_) | What::RadioConnect(_) => (true, None),
            _ => return,
        };
        self.now.message |= message;
        self.now.answers = self.now.answers.or(answers);
    }
}

impl Ladder {
    /// Of a link, before any record.
    pub fn new(link: LinkId) -> Self {
        Self { link, on_air: false, rungs: Vec::new(), more: 0, records: 0, now: Now::default() }
    }

    /// The next record of the capture, of whatever link. Returns what the tracker says of it, and
    /// whether it has a rung of its own, the last one.
    pub fn record<'t>(
        &mut self,
        tracker: &'t mut Tracker,
        record: &Record<'t>,
    ) -> (Seen<'t>, bool) {
        self.now = Now::default();
        let mut listener = Listener { link: self.link, now: &mut self.now };
        let seen = tracker.record(record, &mut listener);
        let own = seen.link == Some(self.link) && !seen.context.incomplete;
        let added = own && self.add(record, &seen);
        self.records += 1;
        (seen, added)
    }

    fn add(&mut self, record: &Record<'_>, seen: &Seen<'_>) -> bool {
        let packet = parsers::link::open(record.link, record.meta, record.bytes, None);
        let Some(packet) = packet else { return false };
        let air = matches!(packet.kind, Kind::Air(_));
        self.on_air |= air;
        let (from, to) = match (packet.kind, seen.by) {
            (Kind::Command, _) => (End::Near, End::Controller),
            (Kind::Event, _) if returns_buffers(packet.part.bytes) => return false,
            (Kind::Event, _) => (End::Controller, End::Near),
            (Kind::Monitor(_) | Kind::Other(_), _) => return false,
            (_, by) if by.is_remote() => (End::Far, End::Near),
            (_, _) => (End::Near, End::Far),
        };
        let at = At::of(record);
        let flow = if self.now.message { None } else { flow(packet.kind, seen) };
        if let Some(run) = flow.and_then(|flow| self.run(from, flow, at)) {
            (run.pause, run.last) = (run.pause.max(at.time.since(run.last.time)), at);
            run.packets += 1;
            return false;
        }
        let run = flow.map(|flow| Run { flow, packets: 1, last: at, pause: 0 });
        self.push(Rung { row: self.records, at, from, to, answers: self.now.answers, run })
    }

    /// The run that this packet goes on with: near the end, with no message and no pause between.
    fn run(&mut self, from: End, flow: Flow, at: At) -> Option<&mut Run> {
        let flows = self.rungs.iter_mut().rev().take(FLOWS);
        let mut runs = flows.map_while(|rung| Some((rung.from, rung.run.as_mut()?)));
        let (_, run) = runs.find(|(own, run)| *own == from && run.flow == flow)?;
        (at.time.since(run.last.time) < PAUSE).then_some(run)
    }

    fn push(&mut self, rung: Rung) -> bool {
        let room = self.rungs.len() < MAX_RUNGS;
        if room {
            self.rungs.push(rung);
        } else {
            self.more += 1;
        }
        room
    }
}

fn returns_buffers(bytes: &[u8]) -> bool {
    let returns =
        [EventCode::NUMBER_OF_COMPLETED_PACKETS, EventCode::NUMBER_OF_COMPLETED_DATA_BLOCKS];
    Header::parse(bytes).is_ok_and(|event| returns.contains(&event.code))
}

/// What a packet flows in, when it says nothing by itself.
fn flow(kind: Kind, seen: &Seen<'_>) -> Option<Flow> {
    match (kind, seen.context.protocol) {
        (Kind::Air(_), _) if seen.context.encrypted => Some(Flow::Opaque),
        (Kind::Air(_), Protocol::Unknown) if seen.channel.is_none() => Some(Flow::Opaque),
        (_, Protocol::Media(_) | Protocol::ProtectedMedia(_)) => Some(Flow::Media),
        (_, Protocol::Att) => Some(Flow::Notification),
        (
            Kind::Acl | Kind::Air(_),
            protocol @ (Protocol::Unknown
            | Protocol::Connectionless
            | Protocol::Hid
            | Protocol::Bnep),
        ) => Some(Flow::Data(protocol)),
        _ => None,
    }
}
