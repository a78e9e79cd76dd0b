//! STRM009.

use parsers::avdtp::{
    Category, ErrorCode, MessageType, Signal,
    message::{Command, Reject},
};

use super::crossing::Crossings;
use crate::{
    finding::Severity,
    rules::{Here, Links, OnLink, Out, Over, Waiting, words},
    track::{At, Event, LinkId, Side, What, event::AvdtpMessage},
};

crate::rule! {
    /// ## What it checks
    /// An AVDTP command that the other side refuses, with a Response Reject or a General Reject.
    /// The error code is read where the command's reject has it: after the service category for Set
    /// Configuration and Reconfigure, after the end point for Start and Suspend, alone for the rest.
    ///
    /// When the same command, or its older form, is accepted within 5 s the finding is only an
    /// info: the two sides found something that both can do. So it is when a Reconfigure is refused
    /// and the stream is closed, configured otherwise and started within that time. Where the
    /// capture ends before that, or has lost records, it is a warning. Delay Report, Security
    /// Control and Get Configuration may be refused without harm to the sound and give a notice.
    ///
    /// Other rules cover a Start or Suspend that crossed the other (RACE024), a Start that crossed
    /// a Start (RACE023), a Set Configuration that crossed the other side's (RACE021), and one that
    /// is refused as both sides set up the stream at once (RACE020). The refusal of a command that
    /// is malformed belongs to CONF001.
    ///
    /// ## Why it matters
    /// Without an accepted Set Configuration, Open and Start there is no sound.
    ///
    /// ## What to do
    /// Codes from 0xc1 on and UNSUPPORTED_CONFIGURATION (0x29): choose another codec or other
    /// settings. SEP_IN_USE (0x13): the device is busy with another source. BAD_STATE (0x31): the
    /// two sides do not agree on the state of the stream; reconnect. BAD_ACP_SEID (0x12): the
    /// asking side uses end points that it remembers and that are no longer there; pair again.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.020 < avdtp 53 07 04 31         //~ STRM009
    /// 6.000 .
    /// ```
    /// The next codec is taken, which is worth an information:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 20 03 08 08 01 00 07 08 00 02 80 01 84 e2 00 00
    /// 0.020 < avdtp 23 03 07 29         //~ STRM009
    /// 0.030 > avdtp 30 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.050 < avdtp 32 03
    /// 9.000 .
    /// ```
    /// Reconfigure is refused, and the host closes the stream, configures it again and starts it:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 60 05 04 07 06 00 00 21 15 02 20
    /// 0.020 < avdtp 63 05 07 29         //~ STRM009
    /// 0.100 > avdtp 70 08 04
    /// 0.120 < avdtp 72 08
    /// 0.200 > avdtp 80 03 04 04 01 00 07 06 00 00 21 15 02 20
    /// 0.220 < avdtp 82 03
    /// 0.230 > avdtp 90 06 04
    /// 0.240 < avdtp 92 06
    /// 0.400 > avdtp a0 07 04
    /// 0.410 < avdtp a2 07
    /// 9.000 .
    /// ```
    /// Start and Suspend cross; that is a race and not this:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 50 07 04
    /// 0.001 < avdtp 10 09 04
    /// 0.010 > avdtp 13 09 04 31
    /// 9.000 .
    /// ```
    /// A Get Capabilities without the end point that it asks about:
    /// ```frames
    /// @open
    /// 0.000 < avdtp 10 02
    /// 0.010 > avdtp 13 02 11
    /// 9.000 .
    /// ```
    STRM009 {
        name: "avdtp-rejected",
        severity: Error,
        causes: [CONN002, STRM001, STRM002, STRM003, STRM004],
        summary: "an AVDTP command was rejected",
        spec: "AVDTP 1.3, 8.20.6; A2DP 1.4, 5.1.3",
        advice: "Look at the error code: codec settings, an end point that is in use, or states that differ.",
        topics: [Avdtp, Link],
        gates: [NoDrop for Error],
        check: Links<Watch>,
    }
}

/// Another try within this time, in nanoseconds, makes up for the rejected one.
const SECOND_TRY: i64 = 5_000_000_000;
/// Rejects of one link that wait for their second try.
const MAX_PENDING: usize = 8;

#[derive(Debug)]
struct Refusal {
    at: At,
    command: At,
    /// The capture ends before another try could come.
    over: bool,
    by: Side,
    signal: Signal,
    error: Option<ErrorCode>,
    category: Option<Category>,
    /// For Reconfigure: the stream was configured anew.
    configured: bool,
    accepted: Option<At>,
}

#[derive(Debug, Default)]
struct Watch {
    crossings: Crossings,
    /// The last command that cannot be read.
    malformed: Option<At>,
    refusals: Waiting<Refusal, MAX_PENDING>,
}

impl OnLink for Watch {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        if let What::Avdtp(message) = event.what {
            self.message(event.at, on.link, &message, out);
        }
    }

    fn until(&self) -> Option<At> {
        self.refusals.next()
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        let refusals = match over {
            Over::Moment => self.refusals.due(on.at, out),
            _ => self.refusals.drain().collect(),
        };
        for mut refusal in refusals {
            refusal.over = over == Over::Capture;
            refusal.report(on.link, out);
        }
    }
}

impl Watch {
    fn message(&mut self, at: At, link: LinkId, message: &AvdtpMessage<'_>, out: &mut Out<'_>) {
        match message.kind {
            MessageType::COMMAND => {
                self.crossings.see(at, message, out);
                if Command::parse(message.signal, message.payload).is_err() {
                    self.malformed = Some(at);
                }
            }
            MessageType::ACCEPT => {
                // What waits still is in time, whatever a clock says that was set.
                let own = |refusal: &&mut Refusal| refusal.by == message.by;
                for refusal in self.refusals.iter_mut().filter(own) {
                    refusal.accepts(at, message.signal);
                }
            }
            MessageType::REJECT | MessageType::GENERAL_REJECT => {
                let others =
                    |sent: At| self.crossings.has(sent.frame) || self.malformed == Some(sent);
                let Some(command) = message.command else {
                    out.not_assessable(&RULE, "the command is not in the capture");
                    return;
                };
                let refusal = Refusal::of(at, command, message);
                let busy =
                    matches!(refusal.error, Some(ErrorCode::SEP_IN_USE | ErrorCode::BAD_STATE))
                        && message.signal == Signal::SET_CONFIGURATION
                        && self.crossings.contended_at(at);
                if busy || others(command) {
                    return;
                }
                if let Some(oldest) = self.refusals.add(refusal, at.after(SECOND_TRY), out) {
                    oldest.report(link, out);
                }
            }
            _ => {}
        }
    }
}

/// Asks for the same, so that the one makes up for the other.
fn same_purpose(one: Signal, other: Signal) -> bool {
    let older = |signal| match signal {
        Signal::GET_ALL_CAPABILITIES => Signal::GET_CAPABILITIES,
        signal => signal,
    };
    older(one) == older(other)
}

impl Refusal {
    fn of(at: At, command: At, message: &AvdtpMessage<'_>) -> Self {
        let reject = (message.kind == MessageType::REJECT)
            .then(|| Reject::parse(message.signal, message.payload).ok())
            .flatten();
        let category = match &reject {
            Some(Reject::SetConfiguration(r)) => Some(r.category),
            Some(Reject::Reconfigure(r)) => Some(r.category),
            _ => None,
        };
        Self {
            at,
            command,
            over: false,
            by: message.by,
            signal: message.signal,
            error: reject.and_then(|reject| reject.error()),
            category: category.filter(|&category| category != Category::NONE),
            configured: false,
            accepted: None,
        }
    }

    /// The side that refused accepts something else.
    fn accepts(&mut self, at: At, signal: Signal) {
        let anew = self.signal == Signal::RECONFIGURE;
        self.configured |= anew && signal == Signal::SET_CONFIGURATION;
        let started = self.configured && signal == Signal::START;
        if started || same_purpose(self.signal, signal) {
            self.accepted.get_or_insert(at);
        }
    }

    fn report(&self, link: LinkId, out: &mut Out<'_>) {
        let (who, signal) = (words::capital(self.by.name()), self.signal);
        let mut text = match self.error {
            Some(error) => format!("{who} rejected AVDTP {signal}: {error}"),
            None => format!("{who} does not know AVDTP {signal}"),
        };
        if let Some(category) = self.category {
            text.push_str(&format!(" in {category}"));
        }
        if let Some(meaning) = self.error.and_then(meaning) {
            text.push_str(", ");
            text.push_str(meaning);
        }
        let severity = match self.signal {
            _ if self.accepted.is_some() => Severity::Info,
            Signal::DELAY_REPORT | Signal::SECURITY_CONTROL | Signal::GET_CONFIGURATION => {
                Severity::Notice
            }
            Signal::SUSPEND | Signal::CLOSE | Signal::ABORT => Severity::Warning,
            _ if self.over => Severity::Warning,
            _ => Severity::Error,
        };
        out.finding(&RULE, self.at, text)
            .link(Some(link))
            .severity(severity)
            .related(self.command, "the command")
            .maybe_related(
                self.accepted,
                if self.configured {
                    "configured anew, and started"
                } else {
                    "accepted at another try"
                },
            )
            .report(out);
    }
}

/// What the code says of the cause, where it says it plainly.
fn meaning(error: ErrorCode) -> Option<&'static str> {
    Some(match error {
        ErrorCode::BAD_ACP_SEID => "there is no such end point",
        ErrorCode::SEP_IN_USE => "the end point is in use",
        ErrorCode::SEP_NOT_IN_USE => "the end point is not in use",
        ErrorCode::UNSUPPORTED_CONFIGURATION => "it does not take this configuration",
        ErrorCode::BAD_STATE => "its stream is in another state",
        error if error.is_of_codec() => "the codec's settings do not suit it",
        _ => return None,
    })
}
