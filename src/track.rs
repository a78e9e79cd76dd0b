//! From records to events: the only state there is.
//!
//! [`Tracker::record`] takes the records of one capture in order. It keeps what is needed to
//! understand the next one ([`State`]) and tells an [`Observer`] what happened, and what did not
//! happen in time. It never prints and never judges.

pub mod event;
pub mod state;

mod att;
mod avctp;
mod avdtp;
mod clock;
mod controller;
mod data;
mod health;
mod l2cap;
mod link;
mod media;
mod radio;
mod reassembly;
mod rfcomm;
mod security;
mod smp;

pub use event::{At, Event, Topic, What};
pub use state::{AdapterId, LinkId, State};

use arrayvec::ArrayVec;
use parsers::{
    frame::Context,
    link::{Direction, Kind},
};

use crate::capture::Record;

/// Is told of the events, in order, with the state after the record that caused them.
pub trait Observer {
    /// One event.
    fn event(&mut self, event: &Event<'_>, state: &State);
}

/// What the tracker knows of a record that the record does not say itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'t> {
    /// The link it belongs to.
    pub link: Option<LinkId>,
    /// What is needed to show the record's layers.
    pub context: Context<'t>,
    /// The frame in which the L2CAP PDU began that this record completes.
    pub began: Option<u64>,
}

/// Reads the records of one capture, one after the other.
#[derive(Debug, Default)]
pub struct Tracker {
    state: State,
    scratch: reassembly::Scratch,
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

    /// The capture's own faults, when there are no more records.
    pub fn into_health(self) -> state::Health {
        self.state.health
    }

    /// Takes the next record and tells of what it means.
    pub fn record<'t>(&'t mut self, record: &Record<'t>, observer: &mut dyn Observer) -> Seen<'t> {
        let at = At { frame: record.number, time: record.time };
        let state = &mut self.state;
        state.forget_closed();
        let mut events = Queue { at, first: ArrayVec::new(), more: Vec::new() };
        health::record(state, record, &mut events);

        let packet = parsers::link::open(record.link, record.meta, record.bytes, None);
        let mut seen = Seen::default();
        if let Some(packet) = packet {
            let adapter = AdapterId { interface: record.interface, index: packet.adapter };
            let input = Input {
                at,
                adapter,
                direction: packet.direction,
                bytes: packet.part.bytes,
                cut: record.bytes.len() < record.original_len as usize,
            };
            match packet.kind {
                Kind::Acl => seen = data::acl(state, &mut self.scratch, &input, &mut events),
                Kind::Event => seen.link = controller::event(state, &input, &mut events),
                Kind::Command => seen.link = controller::command(state, &input, &mut events),
                Kind::Air(radio) => {
                    seen = radio::packet(state, &mut self.scratch, &input, radio, &mut events);
                }
                Kind::Monitor(opcode) => controller::monitor(state, &input, opcode, &mut events),
                Kind::Synchronous | Kind::Isochronous | Kind::Other(_) => {}
            }
        }
        clock::advance(state, at, &mut events);
        for event in events.first.iter().chain(&events.more) {
            observer.event(event, state);
        }
        seen
    }
}

/// One packet and where it came from, for the modules of the tracker.
#[derive(Debug, Clone, Copy)]
struct Input<'a> {
    at: At,
    adapter: AdapterId,
    direction: Direction,
    /// From the HCI header or the access address on.
    bytes: &'a [u8],
    /// The record holds fewer octets than the packet had: a length that does not fit is no fault of
    /// the sender.
    cut: bool,
}

/// The events of the record at hand: few, so that they need no heap but for the odd one.
#[derive(Debug)]
struct Queue<'a> {
    at: At,
    first: ArrayVec<Event<'a>, 6>,
    more: Vec<Event<'a>>,
}

impl<'a> Queue<'a> {
    /// Something happened that belongs to no link.
    fn push(&mut self, adapter: AdapterId, what: What<'a>) {
        self.add(Event { at: self.at, adapter, link: None, what });
    }

    /// Something happened on a link.
    fn on(&mut self, link: &state::Link, what: What<'a>) {
        self.add(Event { at: self.at, adapter: link.adapter, link: Some(link.id), what });
    }

    fn add(&mut self, event: Event<'a>) {
        if let Err(full) = self.first.try_push(event) {
            self.more.push(full.element());
        }
    }
}
