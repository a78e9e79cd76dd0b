//! The story of a link: its phases in order, how each ended, and a verdict.

mod adapter;
mod life;
mod stream;

pub use adapter::AdapterStory;
pub use life::{Life, MarkKind, Marks, Silences, Spread};
pub use stream::{Margins, StreamFigures};

use parsers::{Address, l2cap::Psm};

use crate::track::{
    AdapterId, At, LinkId, Side,
    event::{ConnectFailure, LinkEnd},
    state::{ChannelId, Encryption, Maker, Role, Transport},
};

/// What happened to one link, or to the attempt to make one.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkStory {
    /// The link.
    pub id: LinkId,
    /// Its adapter.
    pub adapter: AdapterId,
    /// BR/EDR or LE, once something shows it.
    pub transport: Option<Transport>,
    /// The peer's address.
    pub peer: Option<Address>,
    /// The address is random (LE).
    pub peer_is_random: bool,
    /// The peer's identity address, where the one above is private and the capture shows whose it is.
    pub identity: Option<Address>,
    /// The peer's name, from a name request or its advertising; as it came from the air.
    pub name: Option<String>,
    /// The part that this host plays.
    pub role: Option<Role>,
    /// This host asked for the link.
    pub outgoing: Option<bool>,
    /// The link was heard on the air, by neither of its ends.
    pub on_air: bool,
    /// The first frame.
    pub first: At,
    /// The last frame.
    pub last: At,
    /// The link's creation is in the capture.
    pub from_start: bool,
    /// How it ended; none when it goes on where the capture ends.
    pub end: Option<LinkEnd>,
    /// The attempt failed: there never was a link.
    pub failure: Option<ConnectFailure>,
    /// Where the first of these attempts failed.
    pub failed_first: At,
    /// Attempts that failed in the same way, one after the other, this one included.
    pub attempts: u32,
    /// How it was encrypted last.
    pub encryption: Encryption,
    /// Version and maker of the controllers at its local and at its remote end, as they have said on
    /// this link; of this host's see `Analysis::adapters`.
    pub makers: [Option<Maker>; 2],
    /// The codec that was configured last.
    pub codec: Option<String>,
    /// The phases, in order.
    pub phases: Vec<Phase>,
    /// Phases that were not kept.
    pub more_phases: u64,
    /// What was heard of its streams, one for each start, in the order of their ends.
    pub streams: Vec<StreamFigures>,
    /// Streams whose figures were not kept.
    pub more_streams: u64,
    /// Its figures over all of that time.
    pub life: Life,
    /// What became of it.
    pub verdict: Verdict,
    /// One line for a person to paste.
    pub headline: String,
}

impl LinkStory {
    /// The end of it that is called local.
    pub fn local(&self) -> Side {
        if self.on_air { Side::Central } else { Side::Host }
    }

    /// The end of it that is called remote.
    pub fn remote(&self) -> Side {
        self.local().opposite()
    }

    /// The phases that failed and were not made good, in order.
    pub fn failures(&self) -> impl Iterator<Item = &Phase> {
        self.phases.iter().filter(|phase| phase.has_failed())
    }

    /// The failures, those that follow from one another together: a pairing that fails takes the
    /// authentication with it, and soon the link.
    pub fn breakdowns(&self) -> Vec<Breakdown<'_>> {
        let mut breakdowns: Vec<Breakdown<'_>> = Vec::new();
        let mut failures: Vec<_> =
            self.failures().filter_map(|phase| Some((phase.ended?, phase))).collect();
        failures.sort_by_key(|(ended, _)| ended.frame);
        for (ended, phase) in failures {
            let follows = |breakdown: &&mut Breakdown<'_>| {
                breakdown.cause.kind.is_security()
                    && (phase.kind.is_security() || phase.kind == PhaseKind::Disconnect)
                    && ended.time.since(breakdown.last.time) <= CONSEQUENCE
            };
            match breakdowns.last_mut().filter(follows) {
                Some(breakdown) => {
                    breakdown.last = breakdown.last.max(ended);
                    breakdown.consequences.push(phase);
                }
                None => breakdowns.push(Breakdown {
                    cause: phase,
                    at: ended,
                    last: ended,
                    consequences: Vec::new(),
                }),
            }
        }
        breakdowns
    }

    /// Who says that something failed or ended: where no side is known, the controller that reports it.
    pub(crate) fn said_by(&self, side: Side) -> Side {
        if side == Side::Unknown && !self.on_air { Side::Controller } else { side }
    }
}

/// What follows a failure within this many nanoseconds may be its consequence.
const CONSEQUENCE: i64 = 5_000_000_000;

/// A failure, and those that follow from it.
#[derive(Debug, Clone)]
pub struct Breakdown<'s> {
    /// The first.
    pub cause: &'s Phase,
    /// When it failed.
    pub at: At,
    /// When the last of them failed.
    pub last: At,
    /// The others, in order.
    pub consequences: Vec<&'s Phase>,
}

/// What a phase is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhaseKind {
    /// Paging, or an answer to an advertiser.
    Connect,
    /// A key is proved.
    Authenticate,
    /// A key is made.
    Pair,
    /// Encryption is switched on.
    Encrypt,
    /// An L2CAP channel is opened.
    OpenChannel,
    /// A codec is chosen.
    Configure,
    /// Services, or the end points of streams, are looked for.
    Discover,
    /// Controllers say what they can do.
    Features,
    /// The parameters of an LE connection change.
    Parameters,
    /// Media flows.
    Stream,
    /// A stream is suspended.
    Suspend,
    /// A stream is closed, or aborted.
    Close,
    /// Somebody speaks: a SCO or eSCO connection is there.
    Voice,
    /// Nothing is sent for a while.
    Idle,
    /// The link ends.
    Disconnect,
}

impl PhaseKind {
    /// What is said of one that failed, to begin a sentence.
    pub fn failure(self) -> &'static str {
        match self {
            Self::Connect => "No connection",
            Self::Authenticate => "Authentication failed",
            Self::Pair => "Pairing failed",
            Self::Encrypt => "Encryption failed",
            Self::OpenChannel => "A channel was refused",
            Self::Configure => "The stream was not configured",
            Self::Stream => "The stream broke off",
            Self::Discover => "Services were not found",
            Self::Features => "Features were not read",
            Self::Parameters => "Parameters were not changed",
            Self::Suspend => "The stream was not suspended",
            Self::Close => "The stream was not closed",
            Self::Voice => "Voice broke off",
            Self::Idle => "Nothing was sent",
            Self::Disconnect => "The link ended",
        }
    }

    /// Every kind, in the order in which they are likely to come.
    pub const ALL: [Self; 15] = [
        Self::Connect,
        Self::Features,
        Self::Authenticate,
        Self::Pair,
        Self::Encrypt,
        Self::OpenChannel,
        Self::Discover,
        Self::Parameters,
        Self::Configure,
        Self::Stream,
        Self::Suspend,
        Self::Close,
        Self::Voice,
        Self::Idle,
        Self::Disconnect,
    ];

    /// Whether such phases come again and again on a link that works, so that they are told as one.
    pub fn repeats(self) -> bool {
        matches!(
            self,
            Self::OpenChannel | Self::Discover | Self::Features | Self::Parameters | Self::Idle
        )
    }

    /// Whether keys are made, proved or used.
    pub fn is_security(self) -> bool {
        matches!(self, Self::Authenticate | Self::Pair | Self::Encrypt)
    }

    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Authenticate => "authenticate",
            Self::Pair => "pair",
            Self::Encrypt => "encrypt",
            Self::OpenChannel => "open channel",
            Self::Configure => "configure stream",
            Self::Discover => "find services",
            Self::Features => "features",
            Self::Parameters => "parameters",
            Self::Stream => "stream",
            Self::Suspend => "suspend",
            Self::Close => "close stream",
            Self::Voice => "voice call",
            Self::Idle => "idle",
            Self::Disconnect => "disconnect",
        }
    }
}

impl Phase {
    /// One that begins here.
    pub fn new(kind: PhaseKind, began: At, by: Side) -> Self {
        Self {
            kind,
            began,
            ended: None,
            by,
            outcome: Outcome::Unfinished,
            detail: String::new(),
            failed_by: Side::Unknown,
            code: None,
            made_good: None,
            channel: None,
            psm: None,
            granted: false,
            times: 1,
        }
    }

    /// What is worth knowing of it, and how often it came, in a few words.
    pub fn words(&self) -> String {
        match (self.detail.as_str(), self.times) {
            (detail, 1) => detail.to_owned(),
            ("", times) => format!("{times} times"),
            (detail, times) => format!("{detail}, {times} times"),
        }
    }

    /// It failed for good.
    pub fn has_failed(&self) -> bool {
        self.outcome == Outcome::Failed && self.made_good.is_none()
    }
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::Ok, Self::Failed, Self::Silent, Self::Cancelled, Self::Refused, Self::Unfinished];
}

/// How a phase ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// As it should.
    Ok,
    /// Not as it should.
    Failed,
    /// Nothing came any more; whether that is a failure depends on what the capture may lack.
    Silent,
    /// The host changed its mind.
    Cancelled,
    /// The other side did not agree, and all is as before.
    Refused,
    /// It goes on where the capture or the link ends.
    Unfinished,
}

impl Outcome {
    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed | Self::Silent => "failed",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
            Self::Unfinished => "unfinished",
        }
    }
}

/// One phase of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// What it is about.
    pub kind: PhaseKind,
    /// Its first frame.
    pub began: At,
    /// Its last frame; none while it goes on.
    pub ended: Option<At>,
    /// Who started it.
    pub by: Side,
    /// How it ended.
    pub outcome: Outcome,
    /// What is worth knowing of it, in a few words.
    pub detail: String,
    /// Who said that it failed; unknown where the controller alone reports it.
    pub failed_by: Side,
    /// The status, reason or result with which it failed.
    pub code: Option<u16>,
    /// It failed, and a later one of the same kind and for the same purpose did not.
    pub made_good: Option<At>,
    /// The channel that is opened: by the time of a refusal the link does not have it any more.
    pub channel: Option<ChannelId>,
    /// The service that the channel is for.
    pub psm: Option<Psm>,
    /// The channel was granted, and what was refused is its configuration.
    pub granted: bool,
    /// How often it came, from its first frame to its last.
    pub times: u32,
}

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It did what it should.
    Ok,
    /// The capture does not show enough to decide.
    Unknown,
    /// It worked, with faults.
    Degraded,
    /// It did not work, or stopped working.
    Failed,
}

impl Verdict {
    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Degraded => "degraded",
            Self::Failed => "failed",
        }
    }
}
