//! What a link lived through, in figures that stay small however long it lasts.

use parsers::hci::Version;

use crate::track::{At, Side};

/// Lengths of time, in nanoseconds: how many, their mean and the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub sum: i64,
    /// The greatest.
    pub greatest: i64,
}

impl Spread {
    /// One more. None is negative.
    pub fn add(&mut self, length: i64) {
        let length = length.max(0);
        self.count += 1;
        self.sum = self.sum.saturating_add(length);
        self.greatest = self.greatest.max(length);
    }

    /// Those of another too.
    pub fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        self.greatest = self.greatest.max(other.greatest);
    }

    /// Their mean; none without any.
    pub fn mean(&self) -> Option<i64> {
        let count = i64::try_from(self.count).ok().filter(|&count| count > 0)?;
        Some(self.sum / count)
    }
}

/// Silences: how many, and how long together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Silences {
    /// How many.
    pub count: u64,
    /// Nanoseconds.
    pub length: i64,
}

impl Silences {
    pub(crate) fn add(&mut self, count: u64, length: i64) {
        self.count += count;
        self.length = self.length.saturating_add(length);
    }
}

/// What may happen on a link, or on its adapter, again and again, so that the end of the link may be
/// so long after it each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// The link goes to sniff mode.
    SniffBegan,
    /// It leaves sniff mode.
    SniffEnded,
    /// Its encryption key is refreshed.
    KeyRefreshed,
    /// Its roles change.
    RoleChanged,
    /// Its LE connection parameters change.
    ParametersChanged,
    /// A stream ends.
    StreamEnded,
    /// The adapter takes a new random address.
    AddressChanged,
    /// The adapter begins to advertise.
    AdvertisingBegan,
    /// The adapter begins to look for devices.
    InquiryBegan,
}

impl MarkKind {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 9] = [
        Self::SniffBegan,
        Self::SniffEnded,
        Self::KeyRefreshed,
        Self::RoleChanged,
        Self::ParametersChanged,
        Self::StreamEnded,
        Self::AddressChanged,
        Self::AdvertisingBegan,
        Self::InquiryBegan,
    ];

    /// What it is, behind "after".
    pub fn name(self) -> &'static str {
        match self {
            Self::SniffBegan => "sniff mode began",
            Self::SniffEnded => "sniff mode ended",
            Self::KeyRefreshed => "the key was refreshed",
            Self::RoleChanged => "the roles changed",
            Self::ParametersChanged => "the connection parameters changed",
            Self::StreamEnded => "the stream ended",
            Self::AddressChanged => "this host changed its random address",
            Self::AdvertisingBegan => "this host began to advertise",
            Self::InquiryBegan => "this host began to look for devices",
        }
    }

    /// Whether it happens to the adapter, and so to all of its links.
    pub fn is_of_adapter(self) -> bool {
        matches!(self, Self::AddressChanged | Self::AdvertisingBegan | Self::InquiryBegan)
    }
}

/// When each of these happened last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks([Option<At>; MarkKind::ALL.len()]);

impl Marks {
    /// It happens now.
    pub(crate) fn set(&mut self, kind: MarkKind, at: At) {
        self.0[kind as usize] = Some(at);
    }

    /// When it happened last.
    pub fn get(&self, kind: MarkKind) -> Option<At> {
        self.0[kind as usize]
    }
}

/// The figures of a link, from its creation (or its first frame) to its end.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Life {
    /// When it was there; none when that was before the capture, or never.
    pub opened: Option<At>,
    /// When it ended; none when it goes on where the capture ends.
    pub closed: Option<At>,
    /// From the request to the connection, in nanoseconds.
    pub connecting: Option<i64>,
    /// How long streams were started, in nanoseconds; those that play at the same time count once.
    pub streamed: i64,
    /// A stream that the end of the link cut off, and who sent it.
    pub cut_off: Option<Side>,
    /// How long the media plays that came, in nanoseconds; 0 where no stream could be measured.
    pub media: i64,
    /// Silences as media came late, in a receiver that returns to its delay.
    pub late: Silences,
    /// Silences as packets were lost.
    pub lost: Silences,
    /// From each accepted Start to its first media packet.
    pub start: Spread,
    /// From each PLAY key before a Start to the first media packet.
    pub play: Spread,
    /// The receiver's last Delay Report, in nanoseconds.
    pub delay: Option<i64>,
    /// The peer's version of Bluetooth.
    pub version: Option<Version>,
    /// The codecs that this host (on the air: the central) and the peer have shown, without settings.
    pub offered: [Vec<String>; 2],
    /// What happened last of what happens again and again.
    pub marks: Marks,
    /// When the last stream stopped.
    pub(crate) stopped: Option<At>,
    /// Since when a stream is started.
    pub(crate) streaming: Option<At>,
    /// The PLAY key that no stream has followed yet.
    pub(crate) wish: Option<At>,
    /// The PLAY key that the last Start followed.
    pub(crate) asked: Option<At>,
}
