//! Isochronous streams of an adapter, and what was agreed on for their SDUs.

use arrayvec::ArrayVec;
use parsers::hci::Handle;

use super::limit::Limit;
use crate::{bounded::Ring, track::id::At};

/// Streams of an adapter that are remembered.
const MAX_STREAMS: usize = 32;
/// Streams of one group (Core Vol 4 Part E, 7.8.97).
const MAX_GROUP: usize = 31;

/// A stream to which this host sends SDUs.
#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Stream {
    pub(in crate::track) handle: Handle,
    pub(in crate::track) sdu: Limit,
    /// One that is too large was reported.
    pub(in crate::track) told: bool,
}

/// A group that the host asks for, before its streams have handles.
#[derive(Debug, Clone)]
pub(in crate::track) struct Asked {
    pub(in crate::track) group: u8,
    pub(in crate::track) at: At,
    /// The largest SDU of each stream.
    pub(in crate::track) sdus: ArrayVec<u16, MAX_GROUP>,
}

/// What is known of them.
#[derive(Debug, Clone, Default)]
pub(in crate::track) struct Isochronous {
    pub(in crate::track) asked: Option<Box<Asked>>,
    pub(in crate::track) streams: Ring<Stream, MAX_STREAMS>,
    /// A packet that is too large for the controller's buffers was reported.
    pub(in crate::track) told: bool,
}

impl Isochronous {
    /// The host asks for streams with SDUs of so many octets.
    pub(in crate::track) fn ask(&mut self, group: u8, at: At, sdus: impl Iterator<Item = u16>) {
        let sdus = sdus.take(MAX_GROUP).collect();
        self.asked = Some(Box::new(Asked { group, at, sdus }));
    }

    /// The streams that were asked for have handles, in the same order.
    pub(in crate::track) fn made(&mut self, group: u8, handles: impl Iterator<Item = Handle>) {
        let Some(asked) = self.asked.take().filter(|asked| asked.group == group) else { return };
        for (handle, &octets) in handles.zip(&asked.sdus) {
            self.streams.take(|stream| stream.handle == handle);
            let sdu = Limit::said(octets, asked.at);
            self.streams.push(Stream { handle, sdu, told: false });
        }
    }
}
