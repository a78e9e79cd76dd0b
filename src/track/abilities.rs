//! What controllers say of themselves: versions, makers and features, asked for by the host or
//! exchanged on the air.

use parsers::{
    hci::{Event, Handle, LeEvent, Returns, Status},
    ll::Control,
};

use super::{
    id::{Key, Side, Transport},
    input::Input,
    state::{Abilities, Features, Link, Maker, State},
};

/// An answer to a command that asks this host's controller.
pub(super) fn returned(state: &mut State, input: &Input<'_>, returns: &Returns<'_>) {
    let at = input.at;
    let adapter = state.adapter_mut(input.adapter);
    match returns {
        Returns::ReadLocalVersionInformation(r) => {
            if let Some(r) = r.success() {
                adapter.version = Some(Maker {
                    version: r.lmp_version,
                    company: r.company,
                    subversion: r.lmp_subversion,
                    hci: Some((r.hci_version, r.hci_subversion)),
                    at,
                });
            }
        }
        Returns::ReadLocalSupportedFeatures(r) => {
            if let Some(r) = r.success() {
                adapter.features[0] = Some(Features { bits: r.features.0, at });
            }
        }
        Returns::LeReadLocalSupportedFeaturesPage0(r) => {
            if let Some(r) = r.success() {
                adapter.features[1] = Some(Features { bits: r.features.0, at });
            }
        }
        _ => {}
    }
}

/// An event that says what the peer is.
pub(super) fn event(state: &mut State, input: &Input<'_>, event: &Event<'_>) {
    let at = input.at;
    match event {
        Event::ReadRemoteVersionInformationComplete(e) => {
            if let Some(of) = peer(state, input, e.handle, e.status) {
                of.version = Some(Maker::remote(e, at));
            }
        }
        Event::ReadRemoteSupportedFeaturesComplete(e) => {
            if let Some(of) = peer(state, input, e.handle, e.status) {
                of.features = Some(Features { bits: e.features.0, at });
            }
        }
        Event::ReadRemoteExtendedFeaturesComplete(e) if e.page == 0 => {
            if let Some(of) = peer(state, input, e.handle, e.status) {
                of.features = Some(Features { bits: e.features.0, at });
            }
        }
        _ => {}
    }
}

/// An LE event that says what the peer is.
pub(super) fn le_event(state: &mut State, input: &Input<'_>, event: &LeEvent<'_>) {
    if let LeEvent::ReadRemoteFeaturesPage0Complete(e) = event
        && let Some(of) = peer(state, input, e.handle, e.status)
    {
        of.features = Some(Features { bits: e.features.0, at: input.at });
    }
}

fn peer<'s>(
    state: &'s mut State,
    input: &Input<'_>,
    handle: Handle,
    status: Status,
) -> Option<&'s mut Abilities> {
    let index = state.position(input.adapter, Key::Handle(handle))?;
    (status == Status::SUCCESS).then(|| &mut state.links[index].abilities[1])
}

/// A control PDU on the air. What is asked for names the features of who asks; the answer, those of both
/// together.
pub(super) fn control(link: &mut Link, input: &Input<'_>, by: Side, control: &Control<'_>) {
    let at = input.at;
    let Some(of) = link.abilities.get_mut(by.index()) else { return };
    let bits = match control {
        Control::VersionInd(pdu) => {
            of.version = Some(Maker::heard(pdu, at));
            return;
        }
        Control::FeatureReq(pdu) => pdu.features,
        Control::PeripheralFeatureReq(pdu) => pdu.features,
        Control::FeatureRsp(pdu) => pdu.features,
        _ => return,
    };
    of.features = Some(Features { bits: bits.0, at });
}

impl State {
    /// What an end of a link says of itself.
    pub fn abilities(&self, link: &Link, side: Side) -> Abilities {
        if side != Side::Host && side != Side::Controller {
            return link.abilities.get(side.index()).copied().unwrap_or_default();
        }
        let Some(adapter) = self.adapter(link.adapter) else { return Abilities::default() };
        let page = usize::from(link.transport == Some(Transport::LowEnergy));
        Abilities { version: adapter.version, features: adapter.features[page] }
    }
}
