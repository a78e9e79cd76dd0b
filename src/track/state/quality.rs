//! What the controller reports of the air of a link.

use parsers::hci::vendor::{QualityReport, ReportId};

use crate::track::id::At;

/// A quality report: what the controller saw since the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quality {
    /// The event.
    pub at: At,
    /// Why it was sent.
    pub id: ReportId,
    /// The signal, in dBm, where there is one.
    pub signal: Option<i8>,
    /// Channels that are not used.
    pub unused_channels: u8,
    /// Packets that were sent again.
    pub retransmissions: u32,
    /// Polls that brought no packet from the peer.
    pub unanswered: u32,
    /// Packets that the peer received with errors.
    pub refused: u32,
    /// Times at which the peer had no room.
    pub flow_off: u32,
    /// Octets that were missing when it was time to send.
    pub underflow: u32,
}

impl Quality {
    pub(in crate::track) fn of(report: &QualityReport<'_>, at: At) -> Self {
        Self {
            at,
            id: report.id,
            signal: report.signal(),
            unused_channels: report.unused_channels,
            retransmissions: report.retransmissions,
            unanswered: report.unanswered,
            refused: report.refused,
            flow_off: report.flow_off,
            underflow: report.underflow.0,
        }
    }
}
