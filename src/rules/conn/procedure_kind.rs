//! What controllers fail to do on a link, in words.

use crate::finding::Severity;

/// What was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Role,
    Mode,
    Voice,
    Stream,
    Group,
    GroupSync,
    Parameters,
    Phy,
    Subrate,
    Advertising,
    PeriodicSync,
    Quality,
    Key,
    Features,
    Version,
    /// A voice link, or an isochronous stream, that was there.
    Lost(Sound),
}

/// What carries sound beside an ACL link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sound {
    Voice,
    Stream,
}

impl Kind {
    /// In a sentence.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Role => "The roles were not switched",
            Self::Mode => "The link did not change its mode (sniff, to save power)",
            Self::Voice => "No synchronous connection was made, so that there is no voice",
            Self::Stream => "An isochronous stream (CIS) was not established",
            Self::Group => "An isochronous group (BIG) was not created, or ended",
            Self::GroupSync => "An isochronous group (BIG) cannot be received",
            Self::Parameters => "The parameters of the LE link were not changed",
            Self::Phy => "The PHY of the LE link was not changed",
            Self::Subrate => "The subrate of the LE link was not changed",
            Self::Advertising => "An advertising set ended",
            Self::PeriodicSync => "Periodic advertising cannot be received",
            Self::Quality => "The quality of service was not set up",
            Self::Key => "The link key was not changed",
            Self::Features => "The features of the peer were not read",
            Self::Version => "The version of the peer was not read",
            Self::Lost(Sound::Voice) => "The voice link was lost, while the link goes on",
            Self::Lost(Sound::Stream) => {
                "The isochronous stream (CIS) was lost, while the link goes on"
            }
        }
    }

    /// How bad it is.
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Voice | Self::Stream | Self::Group | Self::GroupSync | Self::Lost(_) => {
                Severity::Warning
            }
            Self::Role
            | Self::Parameters
            | Self::Phy
            | Self::Subrate
            | Self::Advertising
            | Self::PeriodicSync
            | Self::Quality
            | Self::Key => Severity::Notice,
            Self::Mode | Self::Features | Self::Version => Severity::Info,
        }
    }
}
