//! Which versions the ends of links are of, and the adapters: what their controllers say.

use std::collections::BTreeMap;

use parsers::{
    View as _,
    hci::{self, Opcode, Returns, Status, Version},
    ll::{ControlOpcode, control::connection::VersionInd},
};

use crate::{
    capture::Capture,
    track::{AdapterId, Event, LinkId, Observer, Side, State, Tracker, What},
};

/// Devices whose version is kept.
const MAX_DEVICES: usize = 10_000;

/// What a controller says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Controller {
    pub(super) version: Version,
    /// Company identifier of its maker.
    pub(super) company: u16,
    /// The maker's own version of the link manager or the link layer.
    pub(super) subversion: u16,
    /// The maker's own version of the rest.
    pub(super) hci_subversion: Option<u16>,
}

/// All that were heard.
#[derive(Debug, Default)]
pub(super) struct Versions {
    pub(super) adapters: BTreeMap<AdapterId, (Option<parsers::Address>, Option<Controller>)>,
    pub(super) devices: BTreeMap<(LinkId, Side), Controller>,
}

impl Versions {
    /// Reads a capture, to its end or to a fault.
    pub(super) fn read(mut capture: Capture) -> Self {
        let mut versions = Self::default();
        let mut tracker = Tracker::new();
        while let Ok(Some(record)) = capture.next_record() {
            tracker.record(&record, &mut versions);
        }
        for adapter in &tracker.state().adapters {
            versions.adapters.entry(adapter.id).or_default().0 = adapter.address;
        }
        versions
    }

    fn device(&mut self, link: LinkId, side: Side, controller: Controller) {
        if self.devices.len() < MAX_DEVICES {
            self.devices.entry((link, side)).or_insert(controller);
        }
    }
}

impl Observer for Versions {
    fn event(&mut self, event: &Event<'_>, state: &State) {
        match (event.what, event.link) {
            (What::Answer(answer), _)
                if answer.complete && answer.opcode == Opcode::READ_LOCAL_VERSION_INFORMATION =>
            {
                let returned = Returns::parse(answer.opcode, answer.parameters);
                if let Ok(Returns::ReadLocalVersionInformation(it)) = returned
                    && let Some(it) = it.success()
                {
                    let controller = Controller {
                        version: it.hci_version,
                        company: it.company.0,
                        subversion: it.lmp_subversion.0,
                        hci_subversion: Some(it.hci_subversion.0),
                    };
                    self.adapters.entry(event.adapter).or_default().1 = Some(controller);
                }
            }
            (
                What::Controller(hci::Event::ReadRemoteVersionInformationComplete(it)),
                Some(link),
            ) if it.status == Status::SUCCESS => {
                let side = state.link(link).map(crate::track::state::Link::remote);
                let controller = Controller {
                    version: it.version,
                    company: it.company.0,
                    subversion: it.subversion.0,
                    hci_subversion: None,
                };
                self.device(link, side.unwrap_or_default(), controller);
            }
            (What::Control(message), Some(link))
                if message.opcode == ControlOpcode::VERSION_IND =>
            {
                if let Ok(it) = VersionInd::parse(message.payload) {
                    let controller = Controller {
                        // The numbers are the same (Assigned Numbers, 2.1).
                        version: Version(it.version.0),
                        company: it.company.0,
                        subversion: it.subversion.0,
                        hci_subversion: None,
                    };
                    self.device(link, message.by, controller);
                }
            }
            _ => {}
        }
    }
}
