//! Commands, their answers, and the events that make and end links (Core Vol 4 Part E).

mod airtime;
mod answer;
mod connect;
mod malformed;
mod offload;
mod procedure;

use parsers::{
    View,
    hci::{
        Event, LeEvent, Opcode, Status,
        command::{self, Command},
        event::{self, EventCode},
        offload::Offload,
        vendor,
    },
    link::MonitorOpcode,
};

use super::{
    abilities, deadline,
    event::{CommandSent, What},
    form, hearing,
    id::{At, Key, LinkId, Side, Transport},
    input::Input,
    layer::Queue,
    link, security,
    state::{Adapter, Ask, Buffers, COMMAND_DEADLINE, Quality, Question, State},
};
use answer::{answer, reset};
use malformed::malformed;
use procedure::Told;

/// A command of the host.
pub(super) fn command<'a>(
    state: &mut State,
    input: &Input<'a>,
    events: &mut Queue<'a>,
) -> Option<LinkId> {
    let header = match command::Header::parse(input.bytes) {
        Ok(header) => header,
        Err(error) => return malformed(input, Side::Host, error, events),
    };
    let length = usize::from(header.length);
    let available = header.parameters.len();
    if length != available {
        let error = form::announced(command::Header::PDU, length, available);
        malformed(input, Side::Host, error, events);
    }
    let parameters = header.parameters.get(..length).unwrap_or(header.parameters);
    let opcode = header.opcode;
    let adapter = state.adapter_mut(input.adapter);
    adapter.first.get_or_insert(input.at);
    // The one command that has no answer (7.3.40).
    if opcode != Opcode::HOST_NUMBER_OF_COMPLETED_PACKETS {
        if adapter.commands_allowed == Some(0) && opcode != Opcode::RESET {
            allowed_unseen(adapter, input.at, events);
        }
        adapter.commands_allowed = adapter.commands_allowed.map(|n| n.saturating_sub(1));
        let seconds = COMMAND_DEADLINE / 1_000_000_000;
        let question = Question::new(Ask::Command(opcode), Side::Host, input.at, seconds);
        let question = question.key(procedure::key(opcode, parameters));
        deadline::ask_adapter(adapter, question, events);
    }
    adapter.last_command = Some(input.at);
    procedure::command(state, input, opcode, parameters, events);
    let adapter = state.adapter_mut(input.adapter);
    events.push(input.adapter, What::Command(CommandSent { opcode, parameters }));
    match opcode {
        Opcode::INQUIRY_CANCEL => {
            adapter.inquiry = None;
            airtime::cancelled(adapter, input.at);
        }
        Opcode::EXIT_PERIODIC_INQUIRY_MODE => airtime::cancelled(adapter, input.at),
        Opcode::LE_CREATE_CONNECTION_CANCEL => {
            connect::cancel(adapter, Transport::LowEnergy, None);
        }
        _ => {}
    }
    if available >= length
        && let Some(error) = Command::pdu(opcode).and_then(|pdu| form::fault(pdu, parameters))
    {
        malformed(input, Side::Host, error, events);
    }
    if let Some(command) = Offload::of(opcode, parameters) {
        return offload::command(state, input, &command, events);
    }
    let Ok(command) = Command::parse(opcode, parameters) else { return None };
    state.names.command(&command);
    connect::command(state, input, &command, events);
    let adapter = state.adapter_mut(input.adapter);
    airtime::command(adapter, input.at, &command);
    match command {
        Command::Inquiry(_) => adapter.inquiry = Some(input.at),
        Command::RemoteNameRequest(c) => adapter.name_request = Some((c.address, input.at)),
        Command::HostBufferSize(c) => {
            adapter.host_says = Some(Buffers::said(c.acl_length.0, c.acl_packets, input.at));
        }
        Command::LeSetScanEnable(c) => adapter.scanning = c.enable.then_some(input.at),
        Command::LeSetExtendedScanEnable(c) => adapter.scanning = c.enable.then_some(input.at),
        Command::WriteLinkSupervisionTimeout(c) => {
            return connect::supervised(state, input, c.handle, c.timeout);
        }
        Command::Disconnect(c) => {
            let index = state.position(input.adapter, Key::Handle(c.handle));
            if let Some(index) = index {
                let link = &mut state.links[index];
                link.disconnecting.get_or_insert(input.at);
                events.on(link, What::DisconnectRequested(c.reason));
                return Some(link.id);
            }
            link::use_after_down(state, input, c.handle, Side::Host, true, events);
        }
        _ => {}
    }
    security::command(state, input, &command, events)
}

/// The host sends a command that the controller has not allowed: it has seen the answer to the one
/// before, unless it has waited for so long that it gave up.
fn allowed_unseen(adapter: &mut Adapter, at: At, events: &mut Queue<'_>) {
    let unseen = |q: &Question| {
        matches!(q.ask, Ask::Command(_)) && at.time.since(q.asked.time) < COMMAND_DEADLINE
    };
    deadline::unseen_of(&mut adapter.questions, events, unseen);
    adapter.commands_allowed = None;
}

/// An event of the controller.
#[inline]
pub(super) fn event<'a>(
    state: &mut State,
    input: &Input<'a>,
    events: &mut Queue<'a>,
) -> Option<LinkId> {
    let header = match event::Header::parse(input.bytes) {
        Ok(header) => header,
        Err(error) => return malformed(input, Side::Controller, error, events),
    };
    let length = usize::from(header.length);
    let available = header.parameters.len();
    if length != available {
        let error = form::announced(event::Header::PDU, length, available);
        malformed(input, Side::Controller, error, events);
    }
    // Of a record that was cut short, what is there is read as far as it goes.
    let parameters = match header.parameters.get(..length) {
        None if input.cut => header.parameters,
        parameters => parameters?,
    };
    if header.code == EventCode::NUMBER_OF_COMPLETED_PACKETS {
        let completed = event::NumberOfCompletedPackets::parse(parameters).ok()?;
        return completed_packets(state, input, &completed, events);
    }
    match Event::parse(header.code, parameters) {
        Ok(event) => other_event(state, input, &header, event, events),
        Err(error) => malformed(input, Side::Controller, error, events),
    }
}

#[inline]
fn completed_packets<'a>(
    state: &mut State,
    input: &Input<'a>,
    completed: &event::NumberOfCompletedPackets<'a>,
    events: &mut Queue<'a>,
) -> Option<LinkId> {
    let mut id = None;
    for entry in completed.connections.items.iter().flatten() {
        if let Some(index) = state.position(input.adapter, Key::Handle(entry.handle)) {
            let link = &mut state.links[index];
            id = Some(link.id);
            events.unsent += u64::from(link.flow.excess(entry.count));
            if let Some(stall) = link.flow.completed(input.at, entry.count) {
                events.on(link, What::StallEnded(stall));
            }
            hearing::completed(link, input.at, entry.count, events);
        }
    }
    id
}

fn other_event<'a>(
    state: &mut State,
    input: &Input<'a>,
    header: &event::Header<'a>,
    event: Event<'a>,
    events: &mut Queue<'a>,
) -> Option<LinkId> {
    let adapter = state.adapter_mut(input.adapter);
    adapter.first.get_or_insert(input.at);
    if header.code == EventCode::LE_META {
        let Event::LeMeta(meta) = event else { return None };
        let event = match LeEvent::parse(meta.subevent, meta.parameters) {
            Ok(event) => event,
            Err(error) => return malformed(input, Side::Controller, error, events),
        };
        state.names.le_event(&event);
        abilities::le_event(state, input, &event);
        events.push(input.adapter, What::LowEnergy(event));
        let told = Told::Le(meta.subevent);
        procedure::event(state, input, told, meta.parameters, events);
        let link = connect::le_event(state, input, &event, events);
        return security::le_event(state, input, &event, events).or(link);
    }
    if header.code == EventCode::VENDOR_SPECIFIC {
        events.push(input.adapter, What::Controller(event));
        return quality(state, input, header.parameters, events);
    }
    events.push(input.adapter, What::Controller(event));
    procedure::event(state, input, Told::Event(header.code), header.parameters, events);
    let adapter = state.adapter_mut(input.adapter);
    match event {
        Event::CommandComplete(e) => {
            let status = Status(e.return_parameters.first().copied().unwrap_or_default());
            adapter.commands_allowed = Some(e.commands);
            answer(state, input, e.opcode, status, Some(e.return_parameters), events);
        }
        Event::CommandStatus(e) => {
            adapter.commands_allowed = Some(e.commands);
            answer(state, input, e.opcode, e.status, None, events);
        }
        Event::InquiryComplete(_) => adapter.inquiry = None,
        Event::RemoteNameRequestComplete(_) => adapter.name_request = None,
        Event::HardwareError(_) => adapter.inquiry = None,
        _ => {}
    }
    airtime::event(state, input, &event);
    state.names.event(&event);
    abilities::event(state, input, &event);
    let link = connect::event(state, input, &event, events);
    security::event(state, input, &event, events).or(link)
}

/// A quality report, if the vendor's event is one.
fn quality(
    state: &mut State,
    input: &Input<'_>,
    parameters: &[u8],
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    let report = vendor::QualityReport::of(parameters)?;
    let index = state.position(input.adapter, Key::Handle(report.handle))?;
    let link = &mut state.links[index];
    let quality = Quality::of(&report, input.at);
    link.quality = Some(quality);
    events.on(link, What::Quality(quality));
    Some(link.id)
}

/// A record of the Linux monitor that is not a packet.
pub(super) fn monitor(
    state: &mut State,
    input: &Input<'_>,
    opcode: MonitorOpcode,
    events: &mut Queue<'_>,
) {
    match opcode {
        MonitorOpcode::NEW_INDEX | MonitorOpcode::INDEX_INFO => {
            let address = parsers::monitor::address(opcode, input.bytes);
            state.adapter_mut(input.adapter).address = address;
        }
        MonitorOpcode::DELETE_INDEX | MonitorOpcode::CLOSE_INDEX | MonitorOpcode::OPEN_INDEX => {
            reset(state, input, events);
        }
        _ => {}
    }
}
