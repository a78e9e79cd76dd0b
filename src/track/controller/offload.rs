//! Streams that the host hands to its controller: their media does not cross HCI.

use parsers::hci::{Handle, offload::Offload};

use crate::track::{
    event::{Offloaded, What},
    id::{Key, LinkId},
    input::Input,
    layer::Queue,
    state::{Session, State, StreamState},
};

/// The command that hands a stream over, or takes it back.
#[cold]
pub(super) fn command(
    state: &mut State,
    input: &Input<'_>,
    command: &Offload<'_>,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    let (handle, codec, bit_rate) = match command {
        Offload::StartLegacy(c) => (c.handle, Some(c.codec), Some(c.bit_rate)),
        Offload::Start(c) => (c.handle, None, None),
        Offload::Stop(c) => return over(state, input, Some(c.handle)),
        Offload::StopLegacy => return over(state, input, None),
    };
    let index = state.position(input.adapter, Key::Handle(handle))?;
    let link = &mut state.links[index];
    let session = link.memory.get_mut::<Session>()?;
    let ready = |state| matches!(state, StreamState::Open | StreamState::Streaming);
    let stream = session.streams.iter_mut().rev().find(|stream| ready(stream.state))?;
    let stream_id = stream.id;
    let before = stream.offloaded.replace(input.at);
    state.health.offloaded += u64::from(before.is_none());
    state.health.last_offload = Some(input.at);
    let what = Offloaded { stream: stream_id, codec, bit_rate: bit_rate.filter(|&rate| rate > 0) };
    events.on(&state.links[index], What::Offloaded(what));
    Some(state.links[index].id)
}

/// Streams are taken back: those of one link, or of all.
fn over(state: &mut State, input: &Input<'_>, handle: Option<Handle>) -> Option<LinkId> {
    let mut id = None;
    for link in state.links.iter_mut().filter(|link| link.adapter == input.adapter) {
        if handle.is_some_and(|handle| link.key != Key::Handle(handle)) {
            continue;
        }
        let Some(session) = link.memory.get_mut::<Session>() else { continue };
        for stream in session.streams.iter_mut() {
            // What was not seen while it played says nothing of how it ends.
            if stream.state != StreamState::Streaming && stream.offloaded.take().is_some() {
                id = Some(link.id);
            }
        }
    }
    id
}
