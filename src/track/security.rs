//! Authentication, pairing on BR/EDR, and encryption on both transports (Core Vol 4 Part E, 7.1.10
//! to 7.1.29 and 7.8.24 to 7.8.26).

use parsers::{
    Address,
    hci::{Command, Event, Handle, LeEvent, Opcode, Status},
};

use super::{
    deadline,
    event::{SecurityStep as Step, What},
    id::{At, Key, LinkId, Transport},
    input::Input,
    layer::Queue,
    state::{Ask, Encryption, Link, Question, State},
};

/// Data of the peer that may still be on its way when encryption is asked for, in nanoseconds.
const IN_FLIGHT: i64 = 100_000_000;

/// Where the link to this peer is that security procedures of BR/EDR are about.
fn to_peer(state: &State, input: &Input<'_>, peer: Address) -> Option<usize> {
    state.links.iter().position(|link| {
        link.adapter == input.adapter
            && link.peer == Some(peer)
            && link.transport != Some(Transport::LowEnergy)
            && link.closed.is_none()
    })
}

fn by_handle(state: &mut State, input: &Input<'_>, handle: Handle) -> Option<usize> {
    state.position(input.adapter, Key::Handle(handle))
}

fn step(link: &mut Link, at: At, step: Step, events: &mut Queue<'_>) -> LinkId {
    let security = &mut link.security;
    match step {
        Step::AuthenticationRequested => {
            security.authenticating = Some(at);
            security.refused = None;
        }
        Step::LinkKeyReply => security.link_key = Some((at, true)),
        Step::LinkKeyNegativeReply => security.link_key = Some((at, false)),
        Step::IoCapabilityRequest | Step::IoCapabilityResponse | Step::PinCodeRequest
            if security.pairing.is_none() =>
        {
            security.pairing = Some(at);
            security.refused = None;
        }
        Step::PinCodeNegativeReply
        | Step::IoCapabilityNegativeReply(_)
        | Step::UserConfirmationNegativeReply
        | Step::UserPasskeyNegativeReply => security.refused = Some(at),
        Step::LinkKeyNotification(key_type) => {
            security.link_key_type = Some(key_type);
            security.pairing = None;
        }
        Step::EncryptionRequested | Step::LongTermKeyRequest => {
            security.encrypting = Some(at);
            security.encryption_asked = Some(at);
        }
        Step::KeyRefresh(_) | Step::LongTermKeyNegativeReply => security.encrypting = None,
        Step::EncryptionChange { status, mode } => {
            if status == Status::SUCCESS {
                security.encryption = mode;
            } else {
                security.encryption_failed = Some(at);
            }
            security.encrypting = None;
        }
        _ => {}
    }
    let id = link.id;
    events.on(link, What::Security(step));
    let security = &mut link.security;
    match step {
        Step::SimplePairingComplete(_) => security.pairing = None,
        Step::AuthenticationComplete(_) => {
            security.authenticating = None;
            security.pairing = None;
        }
        Step::EncryptionChange { status: Status::SUCCESS, mode } if mode != Encryption::Off => {
            encrypted(link, events);
        }
        // A link that is encrypted already gets a new key and no Encryption Change.
        Step::KeyRefresh(Status::SUCCESS) => encrypted(link, events),
        _ => {}
    }
    id
}

/// Keys are distributed, as they are over an encrypted link alone.
pub(super) fn keys_distributed(link: &mut Link, events: &mut Queue<'_>) {
    if link.security.encrypting.is_some() {
        started_unseen(link, events);
    }
}

/// Encryption was switched, and the event that says so is not in the capture.
fn started_unseen(link: &mut Link, events: &mut Queue<'_>) {
    let encrypts = |q: &Question| {
        let starts = [Opcode::SET_CONNECTION_ENCRYPTION, Opcode::LE_ENABLE_ENCRYPTION];
        starts.iter().any(|&opcode| q.ask == Ask::Procedure(opcode))
    };
    if deadline::unseen(link, events, encrypts) > 0 {
        link.security.encrypting = None;
        link.security.encryption = Encryption::Unknown;
    }
}

/// The peer sends data after this host has asked something of it, and that after the host asked for
/// encryption. A host waits for encryption before it goes on, and data waits while it is being switched
/// (Core Vol 2 Part C, 4.2.5; Vol 6 Part B, 5.1.3.1): that is over, whatever came of it.
#[cold]
pub(super) fn encrypted_unseen(link: &mut Link, at: At, events: &mut Queue<'_>) {
    let Some(asked) = link.security.encrypting else { return };
    let sent = link.last_asked.filter(|sent| sent.frame > asked.frame);
    if sent.is_none() || at.time.since(asked.time) < IN_FLIGHT {
        return;
    }
    started_unseen(link, events);
}

fn encrypted(link: &mut Link, events: &Queue<'_>) {
    for encrypted in events.layers.iter().filter_map(|layer| layer.encrypted) {
        encrypted(link);
    }
}

/// What a command means for the security of a link.
pub(super) fn command(
    state: &mut State,
    input: &Input<'_>,
    command: &Command<'_>,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    let (index, what) = match command {
        Command::AuthenticationRequested(c) => {
            (by_handle(state, input, c.handle), Step::AuthenticationRequested)
        }
        Command::SetConnectionEncryption(c) => {
            (by_handle(state, input, c.handle), Step::EncryptionRequested)
        }
        Command::LeEnableEncryption(c) => {
            (by_handle(state, input, c.handle), Step::EncryptionRequested)
        }
        Command::LeLongTermKeyRequestReply(c) => {
            (by_handle(state, input, c.handle), Step::LongTermKeyReply)
        }
        Command::LeLongTermKeyRequestNegativeReply(c) => {
            (by_handle(state, input, c.handle), Step::LongTermKeyNegativeReply)
        }
        Command::LinkKeyRequestReply(c) => (to_peer(state, input, c.address), Step::LinkKeyReply),
        Command::LinkKeyRequestNegativeReply(c) => {
            (to_peer(state, input, c.address), Step::LinkKeyNegativeReply)
        }
        Command::PinCodeRequestReply(c) => (to_peer(state, input, c.address), Step::PinCodeReply),
        Command::PinCodeRequestNegativeReply(c) => {
            (to_peer(state, input, c.address), Step::PinCodeNegativeReply)
        }
        Command::IoCapabilityRequestReply(c) => {
            (to_peer(state, input, c.address), Step::IoCapabilityReply)
        }
        Command::IoCapabilityRequestNegativeReply(c) => {
            (to_peer(state, input, c.address), Step::IoCapabilityNegativeReply(c.reason))
        }
        Command::RemoteOobDataRequestReply(c) => {
            (to_peer(state, input, c.address), Step::OobDataReply)
        }
        Command::RemoteOobExtendedDataRequestReply(c) => {
            (to_peer(state, input, c.address), Step::OobDataReply)
        }
        Command::RemoteOobDataRequestNegativeReply(c) => {
            (to_peer(state, input, c.address), Step::OobDataNegativeReply)
        }
        Command::UserConfirmationRequestReply(c) => {
            (to_peer(state, input, c.address), Step::UserConfirmationReply)
        }
        Command::UserConfirmationRequestNegativeReply(c) => {
            (to_peer(state, input, c.address), Step::UserConfirmationNegativeReply)
        }
        Command::UserPasskeyRequestReply(c) => {
            (to_peer(state, input, c.address), Step::UserPasskeyReply)
        }
        Command::UserPasskeyRequestNegativeReply(c) => {
            (to_peer(state, input, c.address), Step::UserPasskeyNegativeReply)
        }
        _ => return None,
    };
    Some(step(&mut state.links[index?], input.at, what, events))
}

/// What an event means for the security of a link.
pub(super) fn event(
    state: &mut State,
    input: &Input<'_>,
    event: &Event<'_>,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    let (index, what) = match event {
        Event::AuthenticationComplete(e) => {
            (by_handle(state, input, e.handle), Step::AuthenticationComplete(e.status))
        }
        Event::EncryptionChange(e) => {
            let index = by_handle(state, input, e.handle)?;
            let transport = state.links[index].transport;
            (Some(index), encryption_change(e.status, e.encryption.0, transport))
        }
        Event::EncryptionChangeV2(e) => {
            let index = by_handle(state, input, e.handle)?;
            let transport = state.links[index].transport;
            (Some(index), encryption_change(e.status, e.encryption.0, transport))
        }
        Event::EncryptionKeyRefreshComplete(e) => {
            (by_handle(state, input, e.handle), Step::KeyRefresh(e.status))
        }
        Event::LinkKeyRequest(e) => (to_peer(state, input, e.address), Step::LinkKeyRequest),
        Event::LinkKeyNotification(e) => {
            (to_peer(state, input, e.address), Step::LinkKeyNotification(e.key_type.0))
        }
        Event::PinCodeRequest(e) => (to_peer(state, input, e.address), Step::PinCodeRequest),
        Event::IoCapabilityRequest(e) => {
            (to_peer(state, input, e.address), Step::IoCapabilityRequest)
        }
        Event::IoCapabilityResponse(e) => {
            (to_peer(state, input, e.address), Step::IoCapabilityResponse)
        }
        Event::RemoteOobDataRequest(e) => (to_peer(state, input, e.address), Step::OobDataRequest),
        Event::UserConfirmationRequest(e) => {
            (to_peer(state, input, e.address), Step::UserConfirmationRequest)
        }
        Event::UserPasskeyRequest(e) => {
            (to_peer(state, input, e.address), Step::UserPasskeyRequest)
        }
        Event::UserPasskeyNotification(e) => {
            (to_peer(state, input, e.address), Step::UserPasskeyNotification)
        }
        Event::SimplePairingComplete(e) => {
            (to_peer(state, input, e.address), Step::SimplePairingComplete(e.status))
        }
        _ => return None,
    };
    Some(step(&mut state.links[index?], input.at, what, events))
}

/// What an LE event means for the security of a link.
pub(super) fn le_event(
    state: &mut State,
    input: &Input<'_>,
    event: &LeEvent<'_>,
    events: &mut Queue<'_>,
) -> Option<LinkId> {
    let LeEvent::LongTermKeyRequest(e) = event else { return None };
    let index = by_handle(state, input, e.handle)?;
    Some(step(&mut state.links[index], input.at, Step::LongTermKeyRequest, events))
}

fn encryption_change(status: Status, enabled: u8, transport: Option<Transport>) -> Step {
    let mode = match (enabled, transport) {
        (0, _) => Encryption::Off,
        (2, _) | (1, Some(Transport::LowEnergy)) => Encryption::Aes,
        (1, Some(Transport::Classic)) => Encryption::E0,
        _ => Encryption::Unknown,
    };
    Step::EncryptionChange { status, mode }
}

/// The central asks for encryption on the air.
pub(super) fn asked_on_air(link: &mut Link, at: At, events: &mut Queue<'_>) {
    step(link, at, Step::EncryptionRequested, events);
}

/// The air shows that encryption is on, or that the peripheral refused it.
pub(super) fn on_air(link: &mut Link, at: At, status: Status, events: &mut Queue<'_>) {
    let mode = if status == Status::SUCCESS { Encryption::Aes } else { Encryption::Off };
    step(link, at, Step::EncryptionChange { status, mode }, events);
}
