//! What the controller owes the host after Command Status, and the host owes the controller: the
//! event that ends a procedure, and the reply to a request (Core Vol 4 Part E, 7.1, 7.2, 7.7, 7.8).

use parsers::hci::{Handle, LeSubevent as Le, Opcode, Status, event::EventCode as Code};

use crate::track::{
    deadline,
    id::{Key, LinkId, Side, Transport},
    input::Input,
    layer::Queue,
    state::{Ask, Outcome, Question, State},
};

/// Where in the parameters stands what ties an answer to its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// Nothing: there is one at a time.
    One,
    /// A connection handle, of the link that it is about.
    Handle(usize),
    /// The same, but replies name a stream of the link in its place.
    Link(usize),
    /// The address of the peer of a link.
    Peer(usize),
    /// An address of which there need be no link.
    Address(usize),
    /// The filter policy of an LE connection: with the accept list the host waits for whatever
    /// device comes, for days if need be.
    Policy(usize),
}

impl Tie {
    fn key(self, parameters: &[u8]) -> Option<u64> {
        let (at, length) = match self {
            Self::One => return Some(0),
            Self::Policy(at) => return parameters.get(at).map(|policy| u64::from(policy & 1)),
            Self::Handle(at) | Self::Link(at) => (at, 2),
            Self::Peer(at) | Self::Address(at) => (at, 6),
        };
        let octets = parameters.get(at..at + length)?;
        let key = octets.iter().rev().fold(0, |key, &octet| key << 8 | u64::from(octet));
        // The upper bits of a handle are flags.
        Some(if length == 2 { key & 0x0fff } else { key })
    }

    /// The link that it names, among those that are open.
    fn link(self, state: &mut State, input: &Input<'_>, key: u64) -> Option<usize> {
        match self {
            Self::One | Self::Address(_) | Self::Policy(_) => None,
            Self::Handle(_) | Self::Link(_) => {
                state.position(input.adapter, Key::Handle(Handle(u16::try_from(key).ok()?)))
            }
            Self::Peer(_) => state.links.iter().position(|link| {
                link.adapter == input.adapter
                    && link.closed.is_none()
                    && link.transport != Some(Transport::LowEnergy)
                    && link.peer.is_some_and(|peer| number(&peer.0) == key)
            }),
        }
    }
}

/// An address as a number.
fn number(octets: &[u8; 6]) -> u64 {
    octets.iter().fold(0, |key, &octet| key << 8 | u64::from(octet))
}

/// An event, of the controller or of its LE part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Event(Code),
    Le(Le),
}

/// A command whose work ends with an event.
struct Procedure {
    command: Opcode,
    tie: Tie,
    ends: &'static [(Told, Tie)],
    /// How long it may take.
    seconds: i64,
}

/// The peer's link manager or link layer has to answer within 30 s (Vol 2 Part C, 2.4) or 40 s
/// (Vol 6 Part B, 5.2); then the controller gives up, and says so.
const PEER: i64 = 45;
/// Paging takes 40.9 s at most (Vol 4 Part E, 6.6).
const PAGE: i64 = 45;
/// A user may have to be asked on the way.
const USER: i64 = 60;
/// The controller needs nobody for it.
const ALONE: i64 = 10;
/// The longest inquiry takes 61.44 s (Vol 4 Part E, 7.1.1).
const INQUIRY: i64 = 65;
/// Hosts that connect to one device give up earlier.
const ADVERTISER: i64 = 45;

const fn procedure(
    command: Opcode,
    tie: Tie,
    ends: &'static [(Told, Tie)],
    seconds: i64,
) -> Procedure {
    Procedure { command, tie, ends, seconds }
}

const H0: Tie = Tie::Handle(0);
const H1: Tie = Tie::Handle(1);
const LE_CONNECTED: &[(Told, Tie)] = &[
    (Told::Le(Le::CONNECTION_COMPLETE), Tie::One),
    (Told::Le(Le::ENHANCED_CONNECTION_COMPLETE_V1), Tie::One),
    (Told::Le(Le::ENHANCED_CONNECTION_COMPLETE_V2), Tie::One),
];
const CONNECTED: &[(Told, Tie)] = &[(Told::Event(Code::CONNECTION_COMPLETE), Tie::Address(3))];
const ENCRYPTED: &[(Told, Tie)] = &[
    (Told::Event(Code::ENCRYPTION_CHANGE_V1), H1),
    (Told::Event(Code::ENCRYPTION_CHANGE_V2), H1),
    (Told::Event(Code::ENCRYPTION_KEY_REFRESH_COMPLETE), H1),
];
/// Of several streams the first is followed.
const STREAMED: &[(Told, Tie)] =
    &[(Told::Le(Le::CIS_ESTABLISHED_V1), H1), (Told::Le(Le::CIS_ESTABLISHED_V2), H1)];

macro_rules! event {
    ($code:ident, $tie:expr) => {
        &[(Told::Event(Code::$code), $tie)]
    };
}
macro_rules! le {
    ($code:ident, $tie:expr) => {
        &[(Told::Le(Le::$code), $tie)]
    };
}

#[rustfmt::skip]
const PROCEDURES: &[Procedure] = &[
    procedure(Opcode::INQUIRY, Tie::One, event!(INQUIRY_COMPLETE, Tie::One), INQUIRY),
    procedure(Opcode::CREATE_CONNECTION, Tie::Address(0), CONNECTED, PAGE),
    procedure(Opcode::ACCEPT_CONNECTION_REQUEST, Tie::Address(0), CONNECTED, PEER),
    procedure(Opcode::REJECT_CONNECTION_REQUEST, Tie::Address(0), CONNECTED, PEER),
    procedure(Opcode::DISCONNECT, H0, event!(DISCONNECTION_COMPLETE, H1), PEER),
    procedure(Opcode::AUTHENTICATION_REQUESTED, H0, event!(AUTHENTICATION_COMPLETE, H1), USER),
    procedure(Opcode::SET_CONNECTION_ENCRYPTION, H0, ENCRYPTED, PEER),
    procedure(Opcode::CHANGE_CONNECTION_LINK_KEY, H0, event!(CHANGE_CONNECTION_LINK_KEY_COMPLETE, H1), PEER),
    procedure(Opcode::REMOTE_NAME_REQUEST, Tie::Address(0), event!(REMOTE_NAME_REQUEST_COMPLETE, Tie::Address(1)), PAGE),
    procedure(Opcode::READ_REMOTE_SUPPORTED_FEATURES, H0, event!(READ_REMOTE_SUPPORTED_FEATURES_COMPLETE, H1), PEER),
    procedure(Opcode::READ_REMOTE_EXTENDED_FEATURES, H0, event!(READ_REMOTE_EXTENDED_FEATURES_COMPLETE, H1), PEER),
    procedure(Opcode::READ_REMOTE_VERSION_INFORMATION, H0, event!(READ_REMOTE_VERSION_INFORMATION_COMPLETE, H1), PEER),
    procedure(Opcode::READ_CLOCK_OFFSET, H0, event!(READ_CLOCK_OFFSET_COMPLETE, H1), PEER),
    procedure(Opcode::SETUP_SYNCHRONOUS_CONNECTION, Tie::One, event!(SYNCHRONOUS_CONNECTION_COMPLETE, Tie::One), PEER),
    procedure(Opcode::ACCEPT_SYNCHRONOUS_CONNECTION_REQUEST, Tie::One, event!(SYNCHRONOUS_CONNECTION_COMPLETE, Tie::One), PEER),
    procedure(Opcode::ENHANCED_SETUP_SYNCHRONOUS_CONNECTION, Tie::One, event!(SYNCHRONOUS_CONNECTION_COMPLETE, Tie::One), PEER),
    procedure(Opcode::ENHANCED_ACCEPT_SYNCHRONOUS_CONNECTION_REQUEST, Tie::One, event!(SYNCHRONOUS_CONNECTION_COMPLETE, Tie::One), PEER),
    procedure(Opcode::HOLD_MODE, H0, event!(MODE_CHANGE, H1), PEER),
    procedure(Opcode::SNIFF_MODE, H0, event!(MODE_CHANGE, H1), PEER),
    procedure(Opcode::EXIT_SNIFF_MODE, H0, event!(MODE_CHANGE, H1), PEER),
    procedure(Opcode::QOS_SETUP, H0, event!(QOS_SETUP_COMPLETE, H1), PEER),
    procedure(Opcode::SWITCH_ROLE, Tie::Peer(0), event!(ROLE_CHANGE, Tie::Peer(1)), PEER),
    procedure(Opcode::LE_CREATE_CONNECTION, Tie::Policy(4), LE_CONNECTED, ADVERTISER),
    procedure(Opcode::LE_EXTENDED_CREATE_CONNECTION_V1, Tie::Policy(0), LE_CONNECTED, ADVERTISER),
    procedure(Opcode::LE_EXTENDED_CREATE_CONNECTION_V2, Tie::Policy(2), LE_CONNECTED, ADVERTISER),
    procedure(Opcode::LE_CONNECTION_UPDATE, H0, le!(CONNECTION_UPDATE_COMPLETE, H1), PEER),
    procedure(Opcode::LE_READ_REMOTE_FEATURES_PAGE_0, H0, le!(READ_REMOTE_FEATURES_PAGE_0_COMPLETE, H1), PEER),
    procedure(Opcode::LE_ENABLE_ENCRYPTION, H0, ENCRYPTED, PEER),
    procedure(Opcode::LE_SET_PHY, H0, le!(PHY_UPDATE_COMPLETE, H1), PEER),
    procedure(Opcode::LE_SUBRATE_REQUEST, H0, le!(SUBRATE_CHANGE, H1), PEER),
    procedure(Opcode::LE_REQUEST_PEER_SCA, H0, le!(REQUEST_PEER_SCA_COMPLETE, H1), PEER),
    procedure(Opcode::LE_CREATE_CIS, H1, STREAMED, PEER),
    procedure(Opcode::LE_ACCEPT_CIS_REQUEST, H0, STREAMED, PEER),
    procedure(Opcode::LE_CREATE_BIG, Tie::One, le!(CREATE_BIG_COMPLETE, Tie::One), ALONE),
    procedure(Opcode::LE_TERMINATE_BIG, Tie::One, le!(TERMINATE_BIG_COMPLETE, Tie::One), ALONE),
    procedure(Opcode::LE_READ_LOCAL_P256_PUBLIC_KEY, Tie::One, le!(READ_LOCAL_P256_PUBLIC_KEY_COMPLETE, Tie::One), ALONE),
    procedure(Opcode::LE_GENERATE_DHKEY_V1, Tie::One, le!(GENERATE_DHKEY_COMPLETE, Tie::One), ALONE),
    procedure(Opcode::LE_GENERATE_DHKEY_V2, Tie::One, le!(GENERATE_DHKEY_COMPLETE, Tie::One), ALONE),
];

/// An event that asks something of the host.
struct Request {
    event: Told,
    tie: Tie,
    replies: &'static [Opcode],
    seconds: i64,
}

/// The host knows the answer itself.
const HOST: i64 = 10;
/// The host asks its user, who has 30 s less what the peer's timer is ahead.
const ASKS_USER: i64 = 29;
/// Connection Accept Timeout (Vol 4 Part E, 6.7), as hosts leave it.
const ACCEPT: i64 = 5;

const fn request(event: Told, tie: Tie, replies: &'static [Opcode], seconds: i64) -> Request {
    Request { event, tie, replies, seconds }
}

#[rustfmt::skip]
const REQUESTS: &[Request] = &[
    request(Told::Event(Code::CONNECTION_REQUEST), Tie::Address(0), &[
        Opcode::ACCEPT_CONNECTION_REQUEST,
        Opcode::REJECT_CONNECTION_REQUEST,
        Opcode::ACCEPT_SYNCHRONOUS_CONNECTION_REQUEST,
        Opcode::REJECT_SYNCHRONOUS_CONNECTION_REQUEST,
    ], ACCEPT),
    request(Told::Event(Code::LINK_KEY_REQUEST), Tie::Peer(0), &[Opcode::LINK_KEY_REQUEST_REPLY, Opcode::LINK_KEY_REQUEST_NEGATIVE_REPLY], HOST),
    request(Told::Event(Code::PIN_CODE_REQUEST), Tie::Peer(0), &[Opcode::PIN_CODE_REQUEST_REPLY, Opcode::PIN_CODE_REQUEST_NEGATIVE_REPLY], ASKS_USER),
    request(Told::Event(Code::IO_CAPABILITY_REQUEST), Tie::Peer(0), &[Opcode::IO_CAPABILITY_REQUEST_REPLY, Opcode::IO_CAPABILITY_REQUEST_NEGATIVE_REPLY], HOST),
    request(Told::Event(Code::USER_CONFIRMATION_REQUEST), Tie::Peer(0), &[Opcode::USER_CONFIRMATION_REQUEST_REPLY, Opcode::USER_CONFIRMATION_REQUEST_NEGATIVE_REPLY], ASKS_USER),
    request(Told::Event(Code::USER_PASSKEY_REQUEST), Tie::Peer(0), &[Opcode::USER_PASSKEY_REQUEST_REPLY, Opcode::USER_PASSKEY_REQUEST_NEGATIVE_REPLY], ASKS_USER),
    request(Told::Event(Code::REMOTE_OOB_DATA_REQUEST), Tie::Peer(0), &[
        Opcode::REMOTE_OOB_DATA_REQUEST_REPLY,
        Opcode::REMOTE_OOB_DATA_REQUEST_NEGATIVE_REPLY,
        Opcode::REMOTE_OOB_EXTENDED_DATA_REQUEST_REPLY,
    ], HOST),
    request(Told::Le(Le::LONG_TERM_KEY_REQUEST), H0, &[Opcode::LE_LONG_TERM_KEY_REQUEST_REPLY, Opcode::LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY], HOST),
    request(Told::Le(Le::REMOTE_CONNECTION_PARAMETER_REQUEST), H0, &[
        Opcode::LE_REMOTE_CONNECTION_PARAMETER_REQUEST_REPLY,
        Opcode::LE_REMOTE_CONNECTION_PARAMETER_REQUEST_NEGATIVE_REPLY,
    ], HOST),
    request(Told::Le(Le::CIS_REQUEST), Tie::Link(0), &[Opcode::LE_ACCEPT_CIS_REQUEST, Opcode::LE_REJECT_CIS_REQUEST], ACCEPT),
];

impl Told {
    fn ask(self) -> Ask {
        match self {
            Self::Event(code) => Ask::Event(code),
            Self::Le(code) => Ask::LeEvent(code),
        }
    }
}

/// What ties a command to the event that ends its work.
pub(super) fn key(opcode: Opcode, parameters: &[u8]) -> u64 {
    let procedure = PROCEDURES.iter().find(|procedure| procedure.command == opcode);
    procedure.and_then(|procedure| procedure.tie.key(parameters)).unwrap_or_default()
}

/// A command of the host: it may be the reply to a request of the controller.
pub(super) fn command(
    state: &mut State,
    input: &Input<'_>,
    opcode: Opcode,
    parameters: &[u8],
    events: &mut Queue<'_>,
) {
    if opcode == Opcode::INQUIRY_CANCEL {
        // No Inquiry Complete follows (7.1.2).
        let inquiry = Ask::Procedure(Opcode::INQUIRY);
        state.adapter_mut(input.adapter).questions.open.retain(|q| q.ask != inquiry);
    }
    for request in REQUESTS.iter().filter(|request| request.replies.contains(&opcode)) {
        // A reply names the link or the peer where the request did, first of all.
        if let Some(key) = request.tie.key(parameters) {
            let ask = request.event.ask();
            let any = matches!(request.tie, Tie::Link(_));
            answered(state, input, events, |q| q.ask == ask && (any || q.key == key));
        }
    }
}

/// The controller took a command (Command Status): the event that ends its work is due.
pub(super) fn begins(
    state: &mut State,
    input: &Input<'_>,
    opcode: Opcode,
    command: &Question,
    events: &mut Queue<'_>,
) {
    let Some(procedure) = PROCEDURES.iter().find(|procedure| procedure.command == opcode) else {
        return;
    };
    if matches!(procedure.tie, Tie::Policy(_)) && command.key != 0 {
        return;
    }
    let ask = Ask::Procedure(opcode);
    let question = Question::new(ask, Side::Host, command.asked, procedure.seconds);
    asked(state, input, procedure.tie, question.key(command.key), events);
}

/// An event: it may end a procedure, or ask something of the host.
pub(super) fn event(
    state: &mut State,
    input: &Input<'_>,
    told: Told,
    parameters: &[u8],
    events: &mut Queue<'_>,
) {
    // Most events are these, and neither end nor ask anything.
    if matches!(
        told,
        Told::Le(Le::ADVERTISING_REPORT | Le::EXTENDED_ADVERTISING_REPORT)
            | Told::Event(Code::COMMAND_COMPLETE | Code::COMMAND_STATUS)
    ) {
        return;
    }
    let adapters = state.adapters.iter().map(|adapter| &adapter.questions);
    let links = state.links.iter().map(|link| &link.questions);
    if adapters.chain(links).any(|questions| !questions.open.is_empty()) {
        for procedure in PROCEDURES {
            let end = procedure.ends.iter().find(|(end, _)| *end == told);
            if let Some(key) = end.and_then(|(_, tie)| tie.key(parameters)) {
                let ask = Ask::Procedure(procedure.command);
                answered(state, input, events, |q| q.ask == ask && q.key == key);
                taken_unseen(state, input, &[procedure.command], key);
            }
        }
        ends_requests(state, input, told, parameters, events);
    }
    if let Some(request) = REQUESTS.iter().find(|request| request.event == told)
        && let Some(key) = request.tie.key(parameters)
    {
        let question = Question::new(told.ask(), Side::Controller, input.at, request.seconds);
        asked(state, input, request.tie, question.key(key), events);
    }
}

/// The end of the work shows that the controller took the command, though its answer is not in the
/// capture, or comes later (over USB events and answers may change places): no more than that, for a
/// Command Status says nothing else.
fn taken_unseen(state: &mut State, input: &Input<'_>, commands: &[Opcode], key: u64) {
    let taken = |q: &Question| {
        let named = commands.iter().any(|&opcode| q.ask == Ask::Command(opcode));
        named && q.key == key && q.asked.frame < input.at.frame
    };
    let adapter = state.adapter_mut(input.adapter);
    while let Some(question) = adapter.questions.open.take(taken) {
        if let Ask::Command(opcode) = question.ask {
            adapter.takes(opcode);
        }
    }
}

/// Events after which the controller waits for its host no longer.
fn ends_requests(
    state: &mut State,
    input: &Input<'_>,
    told: Told,
    parameters: &[u8],
    events: &mut Queue<'_>,
) {
    let status = parameters.first().copied();
    let (tie, connects) = match told {
        Told::Event(Code::CONNECTION_COMPLETE) => (Tie::Address(3), true),
        Told::Event(Code::AUTHENTICATION_COMPLETE) => (H1, false),
        Told::Event(Code::SIMPLE_PAIRING_COMPLETE) => (Tie::Peer(1), false),
        _ => return,
    };
    let Some(key) = tie.key(parameters) else { return };
    let replies = REQUESTS.iter().filter(|request| !matches!(request.tie, Tie::Address(_)));
    replies.for_each(|request| taken_unseen(state, input, request.replies, 0));
    if connects {
        let adapter = state.adapter_mut(input.adapter);
        let asked = Ask::Event(Code::CONNECTION_REQUEST);
        let open = adapter.questions.open.take(|q| q.ask == asked && q.key == key);
        // A controller may accept by itself, and has a timer of its own.
        if let (Some(question), true) = (open, status != Some(0)) {
            let overdue = question.overdue || status == Some(Status::ACCEPT_TIMEOUT.0);
            let question = Question { overdue, ..question };
            deadline::over(adapter.id, question, Outcome::Ended, events);
        }
    } else if let Some(index) = tie.link(state, input, key) {
        deadline::end(&mut state.links[index], events, |q| matches!(q.ask, Ask::Event(_)));
    }
}

fn asked(
    state: &mut State,
    input: &Input<'_>,
    tie: Tie,
    question: Question,
    events: &mut Queue<'_>,
) {
    match tie.link(state, input, question.key) {
        Some(index) => deadline::ask(&mut state.links[index], question, events),
        None => deadline::ask_adapter(state.adapter_mut(input.adapter), question, events),
    }
}

fn answered(
    state: &mut State,
    input: &Input<'_>,
    events: &mut Queue<'_>,
    is_for: impl Fn(&Question) -> bool,
) -> Option<LinkId> {
    let adapter = state.adapter_mut(input.adapter);
    if deadline::answer_adapter(adapter, events, &is_for).is_some() {
        return None;
    }
    let links = state.links.iter_mut();
    for link in links.filter(|link| link.adapter == input.adapter && link.closed.is_none()) {
        if deadline::answer(link, events, &is_for).is_some() {
            return Some(link.id);
        }
    }
    None
}
