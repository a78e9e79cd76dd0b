//! What quality reports of the controller say, in words.

use crate::{text, track::state::Quality};

/// From this signal on, in dBm, the peer is near.
const NEAR: i8 = -70;
/// Up to this one it is far away.
const FAR: i8 = -85;
/// Fewer packets that are sent again are nothing unusual.
const MANY: u32 = 100;

/// What the air was like, as far as a report shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Air {
    /// Nothing unusual.
    Calm,
    /// The peer is near and answers nothing.
    Gone,
    /// The peer is near and does not answer in time.
    Busy,
    /// The signal is weak.
    Far,
    /// Packets go lost, and the signal is neither.
    Lossy,
}

impl Air {
    /// What one report shows.
    pub(super) fn of(report: &Quality) -> Self {
        if report.retransmissions.max(report.unanswered) < MANY && report.refused == 0 {
            return Self::Calm;
        }
        match report.signal {
            Some(signal) if signal <= FAR => Self::Far,
            Some(signal) if signal >= NEAR && report.refused == 0 => {
                // In a second and a quarter of polls there is not one answer.
                if report.unanswered >= 1000 { Self::Gone } else { Self::Busy }
            }
            _ => Self::Lossy,
        }
    }

    /// What to try.
    pub(super) fn advice(self) -> Option<&'static str> {
        match self {
            Self::Calm | Self::Lossy => None,
            Self::Gone => Some("Look at the peer: whether it was switched off, or started anew."),
            Self::Busy => Some(
                "Look at what else the peer does (another phone, Wi-Fi beside it), and at Wi-Fi of this host.",
            ),
            Self::Far => Some("Come closer, and keep bodies and metal out of the way."),
        }
    }

    /// What that means.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Calm => "nothing unusual",
            Self::Gone => "the peer is near and answers nothing: switched off, reset or jammed",
            Self::Busy => "the peer is near and does not answer in time: busy, or interfered with",
            Self::Far => "the peer is far away or shielded",
            Self::Lossy => "packets are lost on the air",
        }
    }
}

/// The figures of a report.
pub(super) fn figures(report: &Quality) -> String {
    let mut words = Vec::new();
    if report.retransmissions > 0 {
        let again = text::count(report.retransmissions.into(), "packet");
        words.push(format!("{again} sent again"));
    }
    if report.unanswered > 0 {
        words.push(format!("{} unanswered", text::count(report.unanswered.into(), "poll")));
    }
    if report.refused > 0 {
        words.push(format!("{} refused", report.refused));
    }
    if report.flow_off > 0 {
        words.push(format!("no room at the peer {}", text::count(report.flow_off.into(), "time")));
    }
    if report.underflow > 0 {
        words.push(format!("{} octets too few from this host", report.underflow));
    }
    if let Some(signal) = report.signal {
        words.push(format!("signal {signal} dBm"));
    }
    if words.is_empty() {
        return "nothing was lost so far".to_owned();
    }
    words.join(", ")
}

/// The figures of a report, and what they mean.
pub(super) fn words(report: &Quality) -> String {
    let figures = figures(report);
    match Air::of(report) {
        Air::Calm => format!("quality report: {figures}"),
        air => format!("quality report: {figures}; {}", air.words()),
    }
}
