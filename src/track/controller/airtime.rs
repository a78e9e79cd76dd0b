//! Commands and events that take the air, so that the data of links waits.

use parsers::hci::{Event, Mode, Opcode, Status, command::Command};

use crate::track::{
    id::{At, Key, LinkId},
    input::Input,
    state::{Adapter, State, Use},
};

/// A command that begins something.
pub(super) fn command(adapter: &mut Adapter, at: At, command: &Command<'_>) {
    let airtime = &mut adapter.airtime;
    match command {
        Command::Inquiry(_) | Command::PeriodicInquiryMode(_) => {
            airtime.begin(Use::Inquiry, None, at);
        }
        Command::CreateConnection(_) => airtime.begin(Use::Page, None, at),
        Command::AcceptConnectionRequest(_) => airtime.begin(Use::Connecting, None, at),
        Command::RemoteNameRequest(_) => airtime.begin(Use::NameRequest, None, at),
        Command::SwitchRole(_) => airtime.begin(Use::RoleSwitch, None, at),
        _ => {}
    }
}

/// The host ends an inquiry.
pub(super) fn cancelled(adapter: &mut Adapter, at: At) {
    adapter.airtime.end(Use::Inquiry, None, at);
}

/// A command that was refused begins nothing.
pub(super) fn refused(adapter: &mut Adapter, at: At, opcode: Opcode) {
    let with = match opcode {
        Opcode::INQUIRY | Opcode::PERIODIC_INQUIRY_MODE => Use::Inquiry,
        Opcode::CREATE_CONNECTION => Use::Page,
        Opcode::ACCEPT_CONNECTION_REQUEST => Use::Connecting,
        Opcode::REMOTE_NAME_REQUEST => Use::NameRequest,
        Opcode::SWITCH_ROLE => Use::RoleSwitch,
        _ => return,
    };
    adapter.airtime.end(with, None, at);
}

/// An event that ends something, or begins what needs no command.
pub(super) fn event(state: &mut State, input: &Input<'_>, event: &Event<'_>) {
    let at = input.at;
    if let Event::ModeChange(e) = event {
        let index = state.position(input.adapter, Key::Handle(e.handle));
        let Some(link) = index.map(|index| state.links[index].id) else { return };
        return mode(state.adapter_mut(input.adapter), at, link, e.status, e.mode);
    }
    let airtime = &mut state.adapter_mut(input.adapter).airtime;
    match event {
        Event::InquiryComplete(_) => airtime.end(Use::Inquiry, None, at),
        Event::ConnectionRequest(_) => airtime.begin(Use::Connecting, None, at),
        Event::ConnectionComplete(_) => {
            airtime.end(Use::Page, None, at);
            airtime.end(Use::Connecting, None, at);
        }
        Event::RemoteNameRequestComplete(_) => airtime.end(Use::NameRequest, None, at),
        Event::RoleChange(_) => {
            // By the peer's wish it comes without a command.
            airtime.begin(Use::RoleSwitch, None, at);
            airtime.end(Use::RoleSwitch, None, at);
        }
        Event::SynchronousConnectionComplete(e) if e.status == Status::SUCCESS => {
            airtime.begin(Use::Voice, None, at);
        }
        _ => {}
    }
}

fn mode(adapter: &mut Adapter, at: At, link: LinkId, status: Status, mode: Mode) {
    if status != Status::SUCCESS {
        return;
    }
    if mode == Mode::SNIFF {
        adapter.airtime.begin(Use::Sniff, Some(link), at);
    } else {
        adapter.airtime.end(Use::Sniff, Some(link), at);
    }
}

/// The last synchronous link of the adapter ended.
pub(super) fn silent(adapter: &mut Adapter, at: At) {
    adapter.airtime.end(Use::Voice, None, at);
}
