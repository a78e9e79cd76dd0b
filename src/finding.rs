//! What a rule has to say, and the frames that prove it.

use std::borrow::Cow;

use crate::track::{At, LinkId};

/// How bad it is. The order is the order of `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Unusual, or a weakness that did no harm here.
    Notice,
    /// Something went wrong, or soon will.
    Warning,
    /// A user noticed this.
    Error,
}

impl Severity {
    /// From the least to the worst.
    pub const ALL: [Self; 4] = [Self::Info, Self::Notice, Self::Warning, Self::Error];

    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure the evidence makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Possible; the capture lacks what would decide it. Such a finding is never worse than a
    /// warning.
    Hint,
    /// The evidence fits, but another cause could leave the same trace.
    Likely,
    /// The frames prove it.
    Confirmed,
}

impl Confidence {
    /// From the least to the surest.
    pub const ALL: [Self; 3] = [Self::Hint, Self::Likely, Self::Confirmed];

    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Likely => "likely",
            Self::Confirmed => "confirmed",
        }
    }
}

/// A frame that belongs to a finding, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The frame.
    pub at: At,
    /// What it shows, in a few words without a full stop.
    pub note: Cow<'static, str>,
}

/// One thing that is wrong, or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code, as `AUTH104`.
    pub code: &'static str,
    /// How bad it is here; a rule may say less than its default.
    pub severity: Severity,
    /// How sure it is here.
    pub confidence: Confidence,
    /// The frame to look at first.
    pub at: At,
    /// The link it is about.
    pub link: Option<LinkId>,
    /// One sentence, without a full stop.
    pub message: String,
    /// What to do about it, when that is more than the rule's general advice.
    pub advice: Option<String>,
    /// The other frames that prove it, in the order of the capture.
    pub related: Vec<Place>,
}

impl Finding {
    /// The earliest frame that the finding rests on.
    pub fn first_frame(&self) -> u64 {
        self.related
            .iter()
            .map(|place| place.at.frame)
            .min()
            .unwrap_or(self.at.frame)
            .min(self.at.frame)
    }
}
