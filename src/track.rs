//! From records to events: the only state there is.
//!
//! [`Tracker::record`] takes the records of one capture in order. It keeps what is needed to
//! understand the next one ([`State`]) and reports to an [`Observer`] what happened, and what did
//! not happen in time. It never prints and never rates.

pub mod event;
pub mod id;
pub mod state;

mod abilities;
mod att;
mod avctp;
mod avdtp;
mod bnep;
mod buffers;
mod clock;
mod controller;
mod data;
mod deadline;
mod form;
mod gatt;
mod health;
mod hearing;
mod hid;
mod input;
mod isochronous;
mod l2cap;
mod layer;
mod layers;
mod link;
pub mod listen;
mod observer;
mod packets;
mod radio;
mod rfcomm;
mod sdp;
mod security;
mod smp;

pub use event::{Event, Topic, What};
pub use id::{AdapterId, At, ChannelId, LinkId, Side, SourceId};
pub use input::Seen;
pub use observer::Observer;
pub use state::State;

use parsers::link::Kind;

use crate::capture::{Record, Timestamp};
use input::Input;
use layer::Queue;
use layers::LAYERS;

/// Reads the records of one capture, one after the other.
#[derive(Debug, Default)]
pub struct Tracker {
    state: State,
    scratch: state::Scratch,
}

/// What a [`Tracker`] knew after some record. Trackers made from it see the records that follow as
/// that one did. What is large and says nothing of how a record is read is left out: the names of
/// devices, and what is known of listeners.
#[derive(Debug, Clone)]
pub struct Snapshot {
    state: State,
}

impl Snapshot {
    /// Octets of memory that it takes, roughly.
    pub fn octets(&self) -> usize {
        self.state.octets()
    }

    /// A tracker that goes on after the record.
    pub fn tracker(&self) -> Tracker {
        Tracker { state: self.state.clone(), ..Tracker::default() }
    }
}

impl Tracker {
    /// A tracker that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The state after the last record.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The state after the last record, to go on from there a second time.
    pub fn snapshot(&mut self) -> Snapshot {
        let names = std::mem::take(&mut self.state.names);
        let links = self.state.links.iter_mut();
        let hearing: Vec<_> = links.map(|link| link.hearing.take()).collect();
        let state = self.state.clone();
        self.state.names = names;
        for (link, hearing) in self.state.links.iter_mut().zip(hearing) {
            link.hearing = hearing;
        }
        Snapshot { state }
    }

    /// The capture's own faults, when there are no more records.
    pub fn into_health(self) -> state::Health {
        self.state.into_health()
    }

    /// There are no more records: reports the requests that have no answer.
    pub fn finish(&mut self, observer: &mut dyn Observer) {
        let Some(last) = self.state.health.last else { return };
        let mut events = Queue::new(last, LAYERS);
        for link in &mut self.state.links {
            hearing::finish(link, &mut events);
        }
        for event in events.iter() {
            observer.event(event, &self.state);
        }
        deadline::capture_ends(&mut self.state, LAYERS, observer);
    }

    /// Takes the next record and reports its events.
    #[inline]
    pub fn record<'t>(&'t mut self, record: &Record<'t>, observer: &mut dyn Observer) -> Seen<'t> {
        let mut seen = Seen::default();
        self.read(record, &mut seen, observer);
        seen
    }

    /// The same; what is known of the record is written where it is wanted.
    fn read<'t>(
        &'t mut self,
        record: &Record<'t>,
        seen: &mut Seen<'t>,
        observer: &mut dyn Observer,
    ) {
        let at = At::of(record);
        let source = at.source;
        let state = &mut self.state;
        state.forget_closed();
        let mut events = Queue::new(at, LAYERS);
        let (before, due) = health::record(state, record, &mut events);
        if due {
            for event in events.iter() {
                observer.event(event, state);
            }
            events = Queue::new(at, LAYERS);
            // Deadlines before this record are reported with the state before it.
            deadline::pass(state, before.unwrap_or(at), at, LAYERS, observer);
        }
        observer.time(At { time: at.time, ..before.unwrap_or(at) }, state);

        let packet = parsers::link::open(record.link, record.meta, record.bytes, None);
        if let Some(packet) = packet {
            let garbled = state.health.garbled;
            let adapter = AdapterId { source, index: packet.adapter };
            let by = match packet.kind {
                Kind::Air(_) => Side::on_air(packet.direction),
                _ => Side::in_log(packet.direction),
            };
            let input = Input {
                at,
                adapter,
                by,
                bytes: packet.part.bytes,
                cut: record.bytes.len() < record.original_len as usize,
            };
            match packet.kind {
                Kind::Acl => data::acl(state, &mut self.scratch, &input, seen, &mut events),
                Kind::Event => seen.link = controller::event(state, &input, &mut events),
                Kind::Command => seen.link = controller::command(state, &input, &mut events),
                Kind::Air(ref radio) => {
                    let scratch = &mut self.scratch;
                    radio::packet(state, scratch, &input, radio, seen, &mut events);
                }
                Kind::Monitor(opcode) => controller::monitor(state, &input, opcode, &mut events),
                Kind::Synchronous => isochronous::voice(state, &input, &mut events),
                Kind::Isochronous => isochronous::packet(state, &input, &mut events),
                Kind::Other(_) => {}
            }
            seen.by = by;
            seen.context.attribute = events.attribute;
            if let Some((address, name, whole)) = events.named {
                state.names.hear(address, name, whole);
            }
            let is_packet = !matches!(packet.kind, Kind::Monitor(_) | Kind::Other(_));
            if is_packet && !input.bytes.is_empty() && state.health.garbled == garbled {
                state.health.decoded += 1;
            }
            if input.cut {
                // What looks too short was cut by the capturing program.
                events.withdraw_malformed(0);
            }
        }
        if events.jumped {
            health::jumped(&mut state.health, at);
        }
        if events.unlogged + events.unsent > 0 {
            health::unlogged(&mut state.health, at, &events);
        }
        clock::advance(state, at, &mut events);
        if events.due < Timestamp(i64::MAX) {
            let next_due = &mut state.health.source(source).next_due;
            *next_due = Some(next_due.map_or(events.due, |due| due.min(events.due)));
        }
        // Most records cause none.
        if events.len() > 0 {
            for event in events.iter() {
                observer.event(event, state);
            }
        }
        seen.state = Some(state);
    }
}
