//! Signalling commands (Core Vol 3 Part A, 4).

use parsers::{
    ParseError, View,
    l2cap::{
        Cid, Code, ConfigurationResult, Mode, ReconfigureResult,
        option::{ConfigurationOption, OptionValue},
        signalling::{Command, CommandHeader, Commands, ConnectionResponse},
    },
};

use super::{
    channel::{closed, grant, opened, request},
    credit_based,
};
use crate::track::{
    deadline,
    event::{Malformed, Refusal, Refused, Signal, What},
    form,
    id::Side,
    layer::{Pdu, Queue},
    state::{Ask, Channel, ChannelState, Limit, Link, Question},
};

/// Seconds that a response may take. The timer is the sender's, from 1 s to 60 s (RTX, 6.2.1); hosts
/// wait for 30 s at most.
const RESPONSE: i64 = 30;
/// The same once the other side has said that the result is pending (ERTX, 6.2.2).
const PENDING: i64 = 300;

/// Octets of the largest SDU where a side does not say what it takes (5.1).
const DEFAULT_MTU: u16 = 672;

/// A PDU of the signalling channel; on BR/EDR it may hold several commands.
pub(super) fn signalling<'a>(link: &mut Link, pdu: &Pdu<'a>, events: &mut Queue<'a>) {
    for command in Commands::new(pdu.payload).iter() {
        match command {
            Ok(command) => one(link, pdu, command.head, command.content, events),
            Err(fault) => {
                let error = ParseError { layer: CommandHeader::PDU.title, fault, offset: 0 };
                let what = Malformed { by: pdu.by, error };
                events.on(link, What::Malformed(what));
                return;
            }
        }
    }
}

fn one<'a>(
    link: &mut Link,
    pdu: &Pdu<'a>,
    header: CommandHeader,
    payload: &'a [u8],
    events: &mut Queue<'a>,
) {
    let at = pdu.at;
    let by = pdu.by;
    let answered = if header.code.is_response() {
        answered(link, by.opposite(), header.identifier, header.code, events)
    } else {
        None
    };
    let signal = Signal {
        by,
        code: header.code,
        identifier: header.identifier,
        payload,
        request: answered.map(|question| question.asked),
    };
    events.on(link, What::Signal(signal));
    if let Some(error) = Command::pdu(header.code).and_then(|pdu| form::fault(pdu, payload)) {
        events.on(link, What::Malformed(Malformed { by, error }));
    }
    let Ok(body) = Command::parse(header.code, payload) else { return };
    let mut opens = None;
    match body {
        Command::ConnectionRequest(r) => {
            opens = Some(request(link, r.psm, r.source, None, by, at, events));
        }
        Command::LeCreditBasedConnectionRequest(r) => {
            opens = Some(credit_based::request(link, &r, by, at, events));
        }
        Command::CreditBasedConnectionRequest(r) => {
            opens = credit_based::enhanced_request(link, &r, by, at, events);
        }
        Command::ConnectionResponse(r) => {
            connection_response(link, answered, &r, by, events);
        }
        Command::LeCreditBasedConnectionResponse(r) => {
            if let Some(pending) = answered {
                credit_based::response(link, &pending, &r, by, at, events);
            }
        }
        Command::CreditBasedConnectionResponse(r) => {
            if let Some(pending) = answered {
                credit_based::enhanced_response(link, &pending, &r, by, at, events);
            }
        }
        Command::FlowControlCredit(r) => credit_based::granted(link, &r, by, events),
        Command::CreditBasedReconfigureRequest(r) => credit_based::reconfigured(link, &r, by, at),
        Command::ConfigurationRequest(r) => {
            let mtu = mtu(&r.options);
            let segmented = has_mode(&r.options);
            granted_unseen(link, r.destination, by, events);
            if let Some(channel) = by_destination(link, r.destination, by) {
                channel.wants_frames[by.index()] = segmented;
                let frames = channel.wants_frames.contains(&true);
                channel.mode = if frames { Mode::Retransmission } else { Mode::Basic };
                // The sender says what it can receive, and says again only what is another now.
                let takes = channel.takes_mut(by);
                takes.mtu = match (mtu, takes.mtu) {
                    (None, Some(before)) => Some(before),
                    (mtu, _) => Some(Limit::said(mtu.unwrap_or(DEFAULT_MTU), at)),
                };
                channel.state = match channel.state {
                    ChannelState::Requested => ChannelState::Configuring,
                    state => state,
                };
            }
        }
        Command::ConfigurationResponse(r) if r.result.0 == 0 && !r.continuation => {
            // The response names the requester's end of the channel.
            let Some(channel) = by_destination(link, r.source, by) else { return };
            let slot = usize::from(by.is_remote());
            channel.configured[slot] = true;
            let ready = channel.configured == [true; 2] && channel.state != ChannelState::Open;
            let id = channel.id;
            if ready {
                opened(link, id, at, events);
            }
        }
        Command::ConfigurationResponse(r)
            if r.result != ConfigurationResult::PENDING && r.result.0 != 0 =>
        {
            let Some(channel) = by_destination(link, r.source, by) else { return };
            if channel.state != ChannelState::Open {
                let id = channel.id;
                events.on(link, What::ConfigurationRefused(id, r.result, by));
            }
        }
        Command::DisconnectionResponse(r) => {
            // Both names are as in the request, which went the other way.
            let found = by_destination(link, r.destination, by.opposite());
            if let Some(id) = found.map(|channel| channel.id) {
                closed(link, id, Some(by.opposite()), events);
            }
        }
        Command::CommandReject(r) => {
            let Some(pending) = answered else { return };
            if let Ask::Signal(code) = pending.ask {
                refused(link, &pending, Refusal::Signal(code, r.reason), by, events);
            }
            if let Some(id) = pending.channel {
                closed(link, id, None, events);
            }
        }
        Command::CreditBasedReconfigureResponse(r) if r.result != ReconfigureResult::SUCCESS => {
            let Some(pending) = answered else { return };
            refused(link, &pending, Refusal::Reconfiguration(r.result), by, events);
        }
        _ => {}
    }
    if header.code.response().is_some() {
        let question = Question::new(Ask::Signal(header.code), by, at, RESPONSE);
        let question = Question { channel: opens, ..question.key(header.identifier) };
        deadline::ask(link, question, events);
    }
}

fn refused(link: &Link, pending: &Question, refusal: Refusal, by: Side, events: &mut Queue<'_>) {
    let refused = Refused { by, asked: Some(pending.asked), refusal };
    events.on(link, What::Refused(refused));
}

/// A side configures a channel that the other has asked for and was not seen to get: it was granted.
fn granted_unseen(link: &mut Link, cid: Cid, by: Side, events: &mut Queue<'_>) {
    let Some(channel) = by_destination(link, cid, by) else { return };
    if channel.state == ChannelState::Requested && channel.initiator == by.opposite() {
        let id = channel.id;
        channel.state = ChannelState::Configuring;
        let asked = Ask::Signal(Code::CONNECTION_REQUEST);
        deadline::unseen(link, events, |q| q.ask == asked && q.channel == Some(id));
    }
}

/// The request that a response answers: identifiers belong to the sender of the request.
fn answered(
    link: &mut Link,
    by: Side,
    identifier: u8,
    response: Code,
    events: &mut Queue<'_>,
) -> Option<Question> {
    deadline::answer(link, events, |question| {
        let Ask::Signal(code) = question.ask else { return false };
        question.by == by
            && question.key == u64::from(identifier)
            && (response == Code::COMMAND_REJECT || code.response() == Some(response))
    })
}

fn mtu(options: &parsers::List<'_, ConfigurationOption<'_>>) -> Option<u16> {
    options.iter().flatten().find_map(|option| match option.option() {
        Ok(OptionValue::Mtu(option)) => Some(option.mtu.0),
        _ => None,
    })
}

/// Whether a mode is asked for in which a PDU is not what the upper layer sent.
fn has_mode(options: &parsers::List<'_, ConfigurationOption<'_>>) -> bool {
    options.iter().flatten().any(|option| {
        matches!(
            option.option(),
            Ok(OptionValue::RetransmissionAndFlowControl(option)) if option.mode.0 != 0
        )
    })
}

fn connection_response(
    link: &mut Link,
    answered: Option<Question>,
    response: &ConnectionResponse,
    by: Side,
    events: &mut Queue<'_>,
) {
    let Some(pending) = answered else { return };
    let Some(id) = pending.channel else { return };
    match response.result.0 {
        0 => grant(link, id, response.destination, None, by, events),
        // Pending: nothing is granted; another response follows, with the same identifier.
        1 => {
            let waited = events.at.time.since(pending.asked.time);
            let patience = waited + PENDING * 1_000_000_000;
            let question = Question { patience, overdue: false, ..pending };
            deadline::ask(link, question, events);
        }
        refused => {
            events.on(link, What::ChannelRefused(id, refused));
            closed(link, id, None, events);
        }
    }
}

/// The channel whose end at the receiver of a message is `cid`.
fn by_destination(link: &mut Link, cid: Cid, by: Side) -> Option<&mut Channel> {
    let index = link.channels.position(cid, by)?;
    link.channels.open.get_mut(index)
}
