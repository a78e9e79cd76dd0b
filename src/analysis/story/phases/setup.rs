//! What devices find out about each other, and the parameters that they agree on.

use parsers::{
    Interval, Timeout, View,
    att::Opcode as Att,
    hci::{Command, Event, LeEvent, Status},
    l2cap::{
        Code,
        signalling::{ConnectionParameterUpdateRequest, ConnectionParameterUpdateResponse},
    },
    ll::{
        ControlOpcode,
        control::connection::{ConnectionUpdateInd, VersionInd},
    },
};

use crate::{
    story::{LinkStory, Outcome, Phase, PhaseKind},
    track::{
        At, Side, State, What,
        event::{AttMessage, CommandSent, ControlMessage, Signal},
        state::{Key, Link, Maker},
    },
};

use PhaseKind::{Discover, Features, Parameters, Voice};

/// A search that goes on within this time, in nanoseconds, is the same one.
const GOES_ON: i64 = 5_000_000_000;
/// The detail of the search for attributes.
const ATTRIBUTES: &str = "GATT";
/// Declarations of characteristics and of included services, little-endian (Assigned Numbers, 3.6).
const DECLARATIONS: [[u8; 2]; 2] = [[0x03, 0x28], [0x02, 0x28]];

impl LinkStory {
    /// A question of a search for services, or an answer. `by` is who searches.
    pub(super) fn discover(&mut self, at: At, by: Side, what: &str, asks: bool) {
        let same = |phase: &&mut Phase| {
            phase.kind == Discover
                && (phase.by, phase.detail.as_str()) == (by, what)
                && at.time.since(phase.ended.unwrap_or(phase.began).time) <= GOES_ON
        };
        match self.phases.iter_mut().rev().find(same) {
            Some(phase) if !asks => (phase.ended, phase.outcome) = (Some(at), Outcome::Ok),
            Some(_) => {}
            None if asks => self.begin(Discover, at, by, what),
            None => {}
        }
    }
}

/// A PDU of the Attribute Protocol: some of them search.
pub(super) fn attributes(story: &mut LinkStory, at: At, message: &AttMessage<'_>) {
    let (request, asks) = match message.request {
        Some((request, _)) => (request, false),
        None => (message.opcode, true),
    };
    let searches = match request {
        Att::FIND_INFORMATION_REQUEST
        | Att::FIND_BY_TYPE_VALUE_REQUEST
        | Att::READ_BY_GROUP_TYPE_REQUEST => true,
        // The same request reads values by their type.
        Att::READ_BY_TYPE_REQUEST => {
            !asks || DECLARATIONS.iter().any(|uuid| message.payload.get(4..) == Some(uuid))
        }
        _ => false,
    };
    if searches {
        let by = if asks { message.by } else { message.by.opposite() };
        story.discover(at, by, ATTRIBUTES, asks);
    }
}

/// A command of L2CAP signalling.
pub(super) fn signal(story: &mut LinkStory, at: At, signal: &Signal<'_>) {
    match signal.code {
        Code::CONNECTION_PARAMETER_UPDATE_REQUEST => {
            let wanted = ConnectionParameterUpdateRequest::parse(signal.payload).ok();
            let detail = wanted.map(|r| parameters(r.interval_max, r.latency, r.timeout));
            story.begin_once(Parameters, at, signal.by, &detail.unwrap_or_default());
        }
        Code::CONNECTION_PARAMETER_UPDATE_RESPONSE => {
            let result = ConnectionParameterUpdateResponse::parse(signal.payload).ok();
            match result {
                Some(response) if response.result.0 != 0 => {
                    story.end(Parameters, at, Outcome::Refused, Some(response.result.to_string()));
                }
                // The change itself follows, if the capture shows it.
                Some(_) => {
                    if let Some(phase) = story.running(Parameters) {
                        phase.outcome = Outcome::Ok;
                    }
                }
                None => {}
            }
        }
        _ => {}
    }
}

/// A control PDU that a sniffer hears.
pub(super) fn control(story: &mut LinkStory, at: At, message: &ControlMessage<'_>) {
    match message.opcode {
        ControlOpcode::CONNECTION_PARAM_REQ => {
            story.begin_once(Parameters, at, message.by, "");
        }
        ControlOpcode::CONNECTION_UPDATE_IND => {
            let new = ConnectionUpdateInd::parse(message.payload).ok();
            let detail = new.map(|r| parameters(r.interval, r.latency, r.timeout));
            story.begin_once(Parameters, at, message.by, "");
            story.end(Parameters, at, Outcome::Ok, detail);
        }
        ControlOpcode::FEATURE_REQ
        | ControlOpcode::PERIPHERAL_FEATURE_REQ
        | ControlOpcode::VERSION_IND => {
            story.begin_once(Features, at, message.by, "");
            if let Ok(pdu) = VersionInd::parse(message.payload)
                && message.opcode == ControlOpcode::VERSION_IND
            {
                let detail = format!("{}: {}", message.by, Maker::heard(&pdu, at));
                story.end(Features, at, Outcome::Ok, Some(detail));
            }
        }
        ControlOpcode::FEATURE_RSP => story.end(Features, at, Outcome::Ok, None),
        _ => {}
    }
}

/// A command of the host that names the link.
pub(super) fn command(story: &mut LinkStory, link: &Link, at: At, sent: &CommandSent<'_>) {
    let Ok(command) = Command::parse(sent.opcode, sent.parameters) else { return };
    match command {
        Command::ReadRemoteSupportedFeatures(_)
        | Command::ReadRemoteExtendedFeatures(_)
        | Command::ReadRemoteVersionInformation(_)
        | Command::LeReadRemoteFeaturesPage0(_) => {
            story.begin_once(Features, at, link.local(), "");
        }
        Command::LeConnectionUpdate(c) => {
            let detail = parameters(c.max_interval, c.latency, c.supervision_timeout);
            story.begin_once(Parameters, at, link.local(), &detail);
        }
        _ => {}
    }
}

/// An event of the controller that names the link.
pub(super) fn told(story: &mut LinkStory, link: &Link, at: At, event: &Event<'_>) {
    if let Event::SynchronousConnectionComplete(e) = event {
        let kind = e.link_kind.name().unwrap_or("synchronous");
        let mode = e.air_mode.name().unwrap_or("unknown air mode");
        return story.begin_once(Voice, at, Side::Unknown, &format!("{kind}, {mode}"));
    }
    let (status, detail) = match event {
        Event::ReadRemoteSupportedFeaturesComplete(e) => (e.status, None),
        Event::ReadRemoteExtendedFeaturesComplete(e) => (e.status, None),
        Event::ReadRemoteVersionInformationComplete(e) => {
            (e.status, Some(format!("the peer: {}", Maker::remote(e, at))))
        }
        _ => return,
    };
    story.begin_once(Features, at, link.local(), "");
    ends(story, Features, at, status, detail);
}

/// An LE event of the controller that names the link.
pub(super) fn told_le(story: &mut LinkStory, link: &Link, at: At, event: &LeEvent<'_>) {
    match event {
        LeEvent::ReadRemoteFeaturesPage0Complete(e) => {
            story.begin_once(Features, at, link.local(), "");
            ends(story, Features, at, e.status, None);
        }
        LeEvent::RemoteConnectionParameterRequest(e) => {
            let detail = parameters(e.max_interval, e.latency, e.supervision_timeout);
            story.begin_once(Parameters, at, link.remote(), &detail);
        }
        LeEvent::ConnectionUpdateComplete(e) => {
            let detail = parameters(e.interval, e.latency, e.supervision_timeout);
            story.begin_once(Parameters, at, Side::Unknown, "");
            ends(story, Parameters, at, e.status, Some(detail));
        }
        _ => {}
    }
}

/// The link that a packet between host and controller is about, of those that this story tells of.
pub(in crate::analysis::story) fn link<'s>(
    event: &crate::track::Event<'_>,
    state: &'s State,
) -> Option<&'s Link> {
    let handle = match event.what {
        What::Command(sent) => match Command::parse(sent.opcode, sent.parameters).ok()? {
            Command::ReadRemoteSupportedFeatures(c) => c.handle,
            Command::ReadRemoteExtendedFeatures(c) => c.handle,
            Command::ReadRemoteVersionInformation(c) => c.handle,
            Command::LeReadRemoteFeaturesPage0(c) => c.handle,
            Command::LeConnectionUpdate(c) => c.handle,
            _ => return None,
        },
        What::Controller(event) => match event {
            Event::ReadRemoteSupportedFeaturesComplete(e) => e.handle,
            Event::ReadRemoteExtendedFeaturesComplete(e) => e.handle,
            Event::ReadRemoteVersionInformationComplete(e) => e.handle,
            Event::ModeChange(e) => e.handle,
            Event::EncryptionKeyRefreshComplete(e) => e.handle,
            Event::RoleChange(e) => return state.links_to(e.address).next(),
            Event::SynchronousConnectionComplete(e) if e.status == Status::SUCCESS => {
                return state.links_to(e.address).next();
            }
            _ => return None,
        },
        What::LowEnergy(event) => match event {
            LeEvent::ReadRemoteFeaturesPage0Complete(e) => e.handle,
            LeEvent::RemoteConnectionParameterRequest(e) => e.handle,
            LeEvent::ConnectionUpdateComplete(e) => e.handle,
            _ => return None,
        },
        _ => return None,
    };
    let mut open = state.links.iter().filter(|link| link.closed.is_none());
    open.find(|link| (link.adapter, link.key) == (event.adapter, Key::Handle(handle)))
}

/// The running phase ends. What was not agreed to harms nothing.
fn ends(story: &mut LinkStory, kind: PhaseKind, at: At, status: Status, detail: Option<String>) {
    if status == Status::SUCCESS {
        story.end(kind, at, Outcome::Ok, detail);
    } else {
        story.end(kind, at, Outcome::Refused, Some(status.to_string()));
    }
}

fn parameters(interval: Interval, latency: parsers::Events16, timeout: Timeout) -> String {
    let (interval, timeout) = (f64::from(interval.0) * 1.25, u32::from(timeout.0) * 10);
    format!("interval {interval} ms, latency {}, timeout {timeout} ms", latency.0)
}
