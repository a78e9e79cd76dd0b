//! Synchronous and isochronous data of this host against what its controller takes (Core Vol 4 Part E, 4.1
//! and 5.4.5).

use parsers::{
    View,
    hci::{
        Command, Handle, LeEvent, Returns, Status,
        acl::{
            IsochronousBoundary, IsochronousHeader, IsochronousSdu, SynchronousHeader,
            TimedIsochronousSdu,
        },
    },
};

use super::{
    event::{Bound, TooLarge, What},
    input::Input,
    layer::Queue,
    state::{Adapter, State},
};

/// The host asks for streams, with the largest SDU of each.
pub(super) fn command(adapter: &mut Adapter, input: &Input<'_>, command: &Command<'_>) {
    let streams = &mut adapter.isochronous;
    match command {
        Command::LeSetCigParameters(c) => {
            let sdus = c.streams.items.iter().filter_map(Result::ok);
            streams.ask(c.cig.0, input.at, sdus.map(|cis| cis.max_sdu_central.0));
        }
        Command::LeCreateBig(c) => {
            let sdus = std::iter::repeat_n(c.max_sdu.0, c.bis_count.into());
            streams.ask(c.big.0, input.at, sdus);
        }
        _ => {}
    }
}

/// The controller has made streams, or has buffers for them.
pub(super) fn returned(adapter: &mut Adapter, returns: &Returns<'_>) {
    if let Returns::LeSetCigParameters(r) = returns
        && let Some(r) = r.success()
    {
        adapter.isochronous.made(r.cig.0, r.streams.items.iter().filter_map(Result::ok));
    }
}

/// The same of a group that broadcasts.
pub(super) fn event(adapter: &mut Adapter, event: &LeEvent<'_>) {
    if let LeEvent::CreateBigComplete(e) = event
        && e.status == Status::SUCCESS
    {
        adapter.isochronous.made(e.big.0, e.streams.items.iter().filter_map(Result::ok));
    }
}

/// A packet of voice.
pub(super) fn voice(state: &mut State, input: &Input<'_>, events: &mut Queue<'_>) {
    if !input.by.is_local() {
        return;
    }
    let Ok(packet) = SynchronousHeader::parse(input.bytes) else { return };
    let adapter = state.adapter_mut(input.adapter);
    let Some(limit) = adapter.voice.limit() else { return };
    let octets = usize::from(packet.length);
    if limit.is_exceeded(octets) && !std::mem::replace(&mut adapter.voice_told, true) {
        let what = TooLarge::over(limit, octets, input.by, Bound::Voice, None);
        events.push(input.adapter, What::TooLarge(what));
    }
}

/// A packet of isochronous data.
pub(super) fn packet(state: &mut State, input: &Input<'_>, events: &mut Queue<'_>) {
    if !input.by.is_local() {
        return;
    }
    let Ok(packet) = IsochronousHeader::parse(input.bytes) else { return };
    let adapter = state.adapter_mut(input.adapter);
    let octets = usize::from(packet.length);
    if let Some(limit) = adapter.iso.limit().filter(|limit| limit.is_exceeded(octets))
        && !std::mem::replace(&mut adapter.isochronous.told, true)
    {
        let what = TooLarge::over(limit, octets, input.by, Bound::Isochronous, None);
        events.push(input.adapter, What::TooLarge(what));
    }
    if let Some(what) = sdu(adapter, &packet, input) {
        events.push(input.adapter, What::TooLarge(what));
    }
}

/// The SDU that starts in a packet, where it is larger than agreed for the first time.
fn sdu(
    adapter: &mut Adapter,
    packet: &IsochronousHeader<'_>,
    input: &Input<'_>,
) -> Option<TooLarge> {
    let handle: Handle = packet.handle;
    let starts = [IsochronousBoundary::FIRST, IsochronousBoundary::COMPLETE];
    if !starts.contains(&packet.boundary) {
        return None;
    }
    let octets = if packet.has_timestamp {
        TimedIsochronousSdu::parse(packet.payload).ok()?.length
    } else {
        IsochronousSdu::parse(packet.payload).ok()?.length
    };
    let mut streams = adapter.isochronous.streams.iter_mut();
    let stream = streams.find(|stream| stream.handle == handle)?;
    let octets = usize::from(octets);
    if !stream.sdu.is_exceeded(octets) || std::mem::replace(&mut stream.told, true) {
        return None;
    }
    Some(TooLarge::over(stream.sdu, octets, input.by, Bound::IsochronousSdu, None))
}
