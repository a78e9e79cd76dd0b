//! Commands are answered, or not (Core Vol 4 Part E, 4.4), and what the answers reveal.

use parsers::hci::{Opcode, Returns, Status};

use super::{airtime, connect, malformed::malformed, procedure};
use crate::track::{
    abilities, deadline,
    event::{CommandAnswer, What},
    id::Side,
    input::Input,
    isochronous,
    layer::Queue,
    link,
    state::{Ask, Buffers, State},
};

/// Command Complete or Command Status.
pub(super) fn answer<'a>(
    state: &mut State,
    input: &Input<'a>,
    opcode: Opcode,
    status: Status,
    returns: Option<&'a [u8]>,
    events: &mut Queue<'a>,
) {
    let adapter = state.adapter_mut(input.adapter);
    let asked = Ask::Command(opcode);
    let command = deadline::answer_adapter(adapter, events, |q| q.ask == asked);
    let sent = command.map(|command| command.asked);
    let late = sent.is_none() && adapter.has_taken(opcode);
    if sent.is_none() && !late && adapter.last_command.is_some() && opcode != Opcode(0) {
        // An answer without its command.
        events.unlogged += 1;
    }
    let answer = CommandAnswer {
        opcode,
        status,
        complete: returns.is_some(),
        sent,
        parameters: returns.unwrap_or_default(),
    };
    events.push(input.adapter, What::Answer(answer));
    if status != Status::SUCCESS {
        airtime::refused(adapter, input.at, opcode);
        if opcode == Opcode::INQUIRY {
            adapter.inquiry = None;
        } else if opcode == Opcode::REMOTE_NAME_REQUEST {
            adapter.name_request = None;
        } else if opcode == Opcode::DISCONNECT
            && let Some(link) = state.links.iter_mut().find(|link| link.disconnecting == sent)
        {
            link.disconnecting = None;
        }
        connect::refused(state, input, opcode, status, sent, events);
        return;
    }
    if let (Some(command), None) = (&command, returns) {
        procedure::begins(state, input, opcode, command, events);
    }
    if opcode == Opcode::HOST_BUFFER_SIZE
        && let Some(says) = state.adapter_mut(input.adapter).host_says.take()
    {
        state.adapter_mut(input.adapter).host = says;
        state.learn_buffers();
    }
    if returns.is_some() {
        returned(state, input, opcode, returns.unwrap_or_default(), events);
    }
}

/// What return parameters reveal about the adapter.
fn returned<'a>(
    state: &mut State,
    input: &Input<'a>,
    opcode: Opcode,
    parameters: &'a [u8],
    events: &mut Queue<'a>,
) {
    if opcode == Opcode::RESET {
        reset(state, input, events);
        return;
    }
    let returns = match Returns::parse(opcode, parameters) {
        Ok(returns) => returns,
        Err(error) => {
            malformed(input, Side::Controller, error, events);
            return;
        }
    };
    abilities::returned(state, input, &returns);
    let adapter = state.adapter_mut(input.adapter);
    isochronous::returned(adapter, &returns);
    match returns {
        Returns::ReadBdAddr(r) => adapter.address = r.success().map(|r| r.address),
        Returns::ReadBufferSize(r) => {
            if let Some(r) = r.success() {
                adapter.acl = Buffers::said(r.acl_length.0, r.acl_packets, input.at);
                let octets = r.synchronous_length.0.into();
                adapter.voice = Buffers::said(octets, r.synchronous_packets, input.at);
            }
        }
        Returns::LeReadBufferSize(r) => {
            if let Some(r) = r.success() {
                adapter.le = Buffers::said(r.acl_length.0, r.acl_packets.into(), input.at);
            }
        }
        Returns::LeReadBufferSizeV2(r) => {
            if let Some(r) = r.success() {
                adapter.le = Buffers::said(r.acl_length.0, r.acl_packets.into(), input.at);
                adapter.iso = Buffers::said(r.iso_length.0, r.iso_packets.into(), input.at);
            }
        }
        _ => return,
    }
    state.learn_buffers();
}

/// All links of the adapter are gone.
pub(super) fn reset(state: &mut State, input: &Input<'_>, events: &mut Queue<'_>) {
    let adapter = state.adapter_mut(input.adapter);
    adapter.reset = Some(input.at);
    (adapter.host, adapter.host_says) = (Buffers::default(), None);
    adapter.inquiry = None;
    adapter.airtime.clear();
    adapter.scanning = None;
    adapter.name_request = None;
    adapter.questions.open.clear();
    adapter.connects.clear();
    adapter.synchronous.clear();
    adapter.isochronous = Default::default();
    adapter.ended.clear();
    events.push(input.adapter, What::Reset);
    for index in 0..state.links.len() {
        let link = &state.links[index];
        if link.adapter == input.adapter && link.closed.is_none() {
            link::down(state, index, None, Side::Host, events);
        }
    }
}
