//! Streams that bring less than a second of media in each second.

use crate::{
    text,
    track::{At, Side, State, listen::SlowSource, state::StreamId},
};

/// A stream that is slow.
#[derive(Debug)]
pub(super) struct Slow {
    source: SlowSource,
    /// Who sends it.
    pub(super) by: Side,
    /// Most packets had to wait in the controller.
    pub(super) waits: bool,
    /// Its first and its last packet.
    pub(super) first: At,
    pub(super) last: At,
}

/// What is slow about a stream that ends; none if nothing is.
pub(super) fn slow(stream: StreamId, state: &State) -> Option<Slow> {
    let link = state.link(stream.link)?;
    let listener = link.listener(stream)?;
    let ear = &listener.ear;
    let source = ear.slow_source()?;
    // Over the whole of it the rate must be low too, and the stamps must not say otherwise.
    let wall = listener.last.time.since(listener.first.time).max(1);
    let total = ear.media.0.saturating_add(ear.missing).saturating_mul(1000) / wall;
    if total > (source.permille + 1000) / 2 || ear.clock.stamps_contradict() {
        return None;
    }
    let by = link.avdtp()?.stream(stream)?.source()?;
    let (idle, all) = ear.idle;
    let waits = by == Side::Host && idle * 2 < all;
    Some(Slow { source, by, waits, first: listener.first, last: listener.last })
}

impl Slow {
    /// Its rate, and how often the buffer runs dry.
    pub(super) fn words(&self, verb: &str) -> String {
        let every = text::duration(self.source.every);
        let SlowSource { permille, .. } = self.source;
        format!("{verb} 0.{permille:03} of real time: the receiver's buffer runs dry every {every}")
    }
}
