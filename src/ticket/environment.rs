//! Who took part: the controllers of the capture, and the devices at the other ends.

use std::collections::BTreeMap;

use parsers::{
    hci::{self, Opcode},
    ll::ControlOpcode,
};

use crate::{
    show::{Shown, tree::Kind},
    track::{AdapterId, Event, LinkId, Observer, Side, State, What},
};

/// Devices whose version is kept.
const MAX_DEVICES: usize = 1_000;

/// What a controller says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// The version of the specification.
    pub core: String,
    /// Its maker.
    pub maker: String,
    /// The maker's own version of it: firmware, mostly.
    pub revisions: Vec<(&'static str, String)>,
}

/// An adapter of the capture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Controller {
    /// Its address.
    pub address: Option<parsers::Address>,
    /// What it says of itself, if it was asked.
    pub version: Option<Version>,
}

/// Who took part.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// The adapters.
    pub controllers: BTreeMap<AdapterId, Controller>,
    /// The ends of links: the peer, and on the air the central too.
    pub devices: BTreeMap<(LinkId, Side), Version>,
}

/// Whose version a packet has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Adapter(AdapterId),
    Device(LinkId, Side),
}

/// Notices packets that have a version.
#[derive(Default)]
pub(super) struct Listener(pub(super) Option<Whose>);

impl Observer for Listener {
    fn event(&mut self, event: &Event<'_>, state: &State) {
        self.0 = match (event.what, event.link) {
            (What::Answer(answer), _)
                if answer.complete && answer.opcode == Opcode::READ_LOCAL_VERSION_INFORMATION =>
            {
                Some(Whose::Adapter(event.adapter))
            }
            (What::Controller(hci::Event::ReadRemoteVersionInformationComplete(_)), Some(link)) => {
                let peer = state.link(link).map(crate::track::state::Link::remote);
                Some(Whose::Device(link, peer.unwrap_or_default()))
            }
            (What::Control(message), Some(link))
                if message.opcode == ControlOpcode::VERSION_IND =>
            {
                Some(Whose::Device(link, message.by))
            }
            _ => return,
        };
    }
}

impl Environment {
    /// Reads a version from its packet.
    pub(super) fn learn(&mut self, whose: Whose, shown: &Shown<'_>) {
        let mut version = Version::default();
        for node in shown.nodes().into_iter().filter(|node| node.kind == Kind::Field) {
            match node.label {
                "hci_version" | "version" => version.core = node.text,
                "company" => version.maker = node.text,
                "hci_subversion" => version.revisions.push(("HCI", node.text)),
                "lmp_subversion" | "subversion" => version.revisions.push(("LMP", node.text)),
                _ => {}
            }
        }
        // One that was not given, for an error, has none.
        if version.core.is_empty() {
            return;
        }
        match whose {
            Whose::Adapter(id) => {
                self.controllers.entry(id).or_default().version = Some(version);
            }
            Whose::Device(link, side) if self.devices.len() < MAX_DEVICES => {
                self.devices.insert((link, side), version);
            }
            Whose::Device(..) => {}
        }
    }

    /// The capture has ended.
    pub(super) fn finish(&mut self, state: &State) {
        for adapter in &state.adapters {
            self.controllers.entry(adapter.id).or_default().address = adapter.address;
        }
    }
}
