//! What the controllers at the ends of a link say of themselves.

use parsers::{
    Hex16,
    company::Company,
    hci::{Version, event::ReadRemoteVersionInformationComplete},
    ll::control::connection::VersionInd,
};

use crate::track::id::At;

/// What one controller says of itself: nothing is known of what it has not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Abilities {
    /// Version and maker.
    pub version: Option<Maker>,
    /// Features, page 0: of LE on an LE link, of LMP on one of BR/EDR.
    pub features: Option<Features>,
}

/// The version of a controller, and who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Maker {
    /// The version of the Core Specification that its link manager or link layer keeps to.
    pub version: Version,
    /// The maker.
    pub company: Company,
    /// The maker's own version of the link manager or the link layer.
    pub subversion: Hex16,
    /// The version of HCI, and the maker's own version of the rest, its firmware mostly: of this
    /// host's controller only.
    pub hci: Option<(Version, Hex16)>,
    /// The frame that says so.
    pub at: At,
}

/// A page of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Features {
    /// One bit for each.
    pub bits: u64,
    /// The frame that says so.
    pub at: At,
}

impl Maker {
    /// Of the peer, as the controller says.
    pub fn remote(event: &ReadRemoteVersionInformationComplete, at: At) -> Self {
        let &ReadRemoteVersionInformationComplete { version, company, subversion, .. } = event;
        Self { version, company, subversion, hci: None, at }
    }

    /// Of who says so on the air. The numbers of versions are the same (Assigned Numbers, 2.1).
    pub fn heard(pdu: &VersionInd, at: At) -> Self {
        let &VersionInd { version, company, subversion } = pdu;
        Self { version: Version(version.0), company, subversion, hci: None, at }
    }
}

impl std::fmt::Display for Maker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.version.name(), self.company.name()) {
            (Some(version), Some(company)) => write!(f, "Bluetooth {version}, {company}"),
            (Some(version), None) => {
                write!(f, "Bluetooth {version}, company {:#06x}", self.company.0)
            }
            (None, _) => write!(f, "a version of Bluetooth that is not known here"),
        }
    }
}
