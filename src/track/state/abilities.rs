//! What the controllers at the ends of a link say of themselves.

use parsers::{company::Company, hci::Version};

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
    /// The version of the Core Specification.
    pub version: Version,
    /// The maker.
    pub company: Company,
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
