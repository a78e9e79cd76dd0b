//! RACE020.

use arrayvec::ArrayVec;
use parsers::avdtp::{ErrorCode, MessageType, Signal};

use crate::{
    finding::Severity,
    rules::{Here, Links, OnLink, Out, Over},
    text,
    track::{
        At, Event, LinkId, Side, What,
        event::AvdtpMessage,
        state::{Ask, ChannelId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// Both sides send AVDTP Discover within 2 s of each other or while the other one's waits for
    /// its answer, and in the 10 s that follow a Set Configuration is rejected because the other
    /// side was doing the same (`SEP_IN_USE`, `BAD_STATE`; `UNSUPPORTED_CONFIGURATION` when both
    /// sides sent one), a Discover or Set Configuration is not answered, or the signalling channel
    /// is closed without a stream.
    ///
    /// It is a warning when no stream is configured in these 10 s, else a notice. Two Discover
    /// commands, both answered, and one Set Configuration are normal for devices that can be both
    /// source and sink, and are not reported.
    ///
    /// ## Why it matters
    /// Only the side that began should discover and configure. Where both do, each holds its own
    /// end point ready for its own attempt and refuses the other's: they are connected, but no
    /// stream results.
    ///
    /// ## What to do
    /// Let only the side that opened the channel configure and the other one wait: turn off
    /// automatic connection on one side.
    ///
    /// ## Examples
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 00 01
    /// 0.010 < avdtp 00 01                              //~ RACE020
    /// 0.020 > avdtp 02 01 04 00
    /// 0.030 < avdtp 02 01 04 08
    /// 0.040 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.050 < avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.060 > avdtp 23 03 00 31
    /// 0.070 < avdtp 23 03 00 31
    /// 11.00 .
    /// ```
    /// Both discover, one configures:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 00 01
    /// 0.010 < avdtp 00 01
    /// 0.020 > avdtp 02 01 04 00
    /// 0.030 < avdtp 02 01 04 08
    /// 0.040 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.050 < avdtp 22 03
    /// 11.00 .
    /// ```
    /// A configuration that is rejected on its merits, without a crossing:
    /// ```frames
    /// @avdtp
    /// 0.000 > avdtp 00 01
    /// 0.030 < avdtp 02 01 04 08
    /// 0.040 > avdtp 20 03 04 04 01 00 07 06 00 00 21 15 02 35
    /// 0.070 < avdtp 23 03 07 29
    /// 11.00 .
    /// ```
    RACE020 {
        name: "avdtp-discover-crossing",
        severity: Warning,
        causes: [STRM001, STRM002, STRM008, STRM009],
        summary: "both sides began to set up a stream at once",
        spec: "AVDTP 1.3, 6; GAVDP 1.3, 4",
        advice: "Let only the side that opened the channel discover and configure: turn off automatic connection on one side.",
        topics: [Link, Channel, Avdtp, Deadline, Stream],
        gates: [Full, NoDrop],
        check: Links<OnThis>,
    }
}

/// Two Discover this close to each other belong to one attempt, in nanoseconds.
const CLOSE: i64 = 2_000_000_000;
/// The outcome of a crossing is assessed after this time, in nanoseconds.
const PATIENCE: i64 = 10_000_000_000;

#[derive(Debug, Clone, Copy)]
struct Discover {
    by: Side,
    at: At,
    channel: ChannelId,
}

#[derive(Debug, Clone, Copy)]
struct Reject {
    by: Side,
    at: At,
    error: ErrorCode,
}

#[derive(Debug)]
struct Watch {
    first: Discover,
    second: Discover,
    /// The first Discover was not answered when the second one was sent.
    pending: bool,
    /// The first Set Configuration of this host and of the peer.
    configurations: [Option<At>; 2],
    rejects: ArrayVec<Reject, 4>,
    unanswered: Option<(Signal, At)>,
    closed: Option<(At, Side)>,
    configured: Option<At>,
}

#[derive(Debug, Default)]
struct OnThis {
    last: Option<Discover>,
    watch: Option<Watch>,
    /// The host ends the link: that channels are closed says nothing.
    ending: bool,
}

impl OnLink for OnThis {
    fn event(&mut self, event: &Event<'_>, _on: Here<'_>, _out: &mut Out<'_>) {
        match event.what {
            What::Avdtp(message)
                if message.kind == MessageType::COMMAND && message.signal == Signal::DISCOVER =>
            {
                self.discover(event.at, &message);
            }
            What::DisconnectRequested(_) => self.ending = true,
            _ => self.note(event),
        }
    }

    fn until(&self) -> Option<At> {
        self.watch.as_ref().map(|watch| watch.second.at.after(PATIENCE))
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        judge(self.watch.take(), on.link, over.is_final(), out);
    }
}

impl OnThis {
    fn discover(&mut self, at: At, message: &AvdtpMessage<'_>) {
        let second = Discover { by: message.by, at, channel: message.channel };
        let first = self.last.replace(second);
        let Some(first) = first.filter(|first| first.by != second.by) else { return };
        let pending = message.crosses == Some((Signal::DISCOVER, first.at));
        if self.watch.is_none() && (pending || at.time.since(first.at.time) <= CLOSE) {
            self.watch = Some(Watch {
                first,
                second,
                pending,
                configurations: [None; 2],
                rejects: ArrayVec::new(),
                unanswered: None,
                closed: None,
                configured: None,
            });
        }
    }

    fn note(&mut self, event: &Event<'_>) {
        let at = event.at;
        let Some(watch) = &mut self.watch else { return };
        match event.what {
            What::Avdtp(m) if m.signal == Signal::SET_CONFIGURATION => match m.kind {
                MessageType::COMMAND => {
                    watch.configurations[usize::from(m.by.is_remote())].get_or_insert(at);
                }
                MessageType::REJECT => {
                    // The error code stands last; what is before it differs between devices.
                    let error = m.payload.last().map(|&code| ErrorCode(code));
                    if let Some(error) = error.filter(|_| !watch.rejects.is_full()) {
                        watch.rejects.push(Reject { by: m.by, at, error });
                    }
                }
                _ => {}
            },
            What::Unanswered(u) if u.is_overdue() && u.question.asked >= watch.first.at => {
                if let Ask::Avdtp(signal @ (Signal::DISCOVER | Signal::SET_CONFIGURATION)) =
                    u.question.ask
                {
                    watch.unanswered.get_or_insert((signal, u.question.asked));
                }
            }
            What::ChannelClosed(id, Some(by))
                if !self.ending && [watch.first.channel, watch.second.channel].contains(&id) =>
            {
                watch.closed.get_or_insert((at, by));
            }
            What::StreamChanged(change) if change.to == StreamState::Configured => {
                watch.configured.get_or_insert(at);
            }
            _ => {}
        }
    }
}

fn judge(watch: Option<Watch>, link: LinkId, complete: bool, out: &mut Out<'_>) {
    let Some(watch) = watch else { return };
    let both = watch.configurations.iter().all(Option::is_some);
    let collided = |reject: &&Reject| match reject.error {
        ErrorCode::SEP_IN_USE | ErrorCode::BAD_STATE => true,
        ErrorCode::UNSUPPORTED_CONFIGURATION => both,
        _ => false,
    };
    let rejects: ArrayVec<&Reject, 4> = watch.rejects.iter().filter(collided).collect();
    let what = if let Some(reject) = rejects.first() {
        let whose = match rejects.iter().find(|other| other.by != reject.by) {
            Some(_) => "each rejected the other's Set Configuration".to_owned(),
            None => format!(
                "{} rejected the Set Configuration of {}",
                reject.by.name(),
                reject.by.opposite().name()
            ),
        };
        format!("{whose} with {}", reject.error)
    } else if let Some((signal, _)) = watch.unanswered {
        format!("{signal} was never answered")
    } else if let Some((_, by)) = watch.closed.filter(|_| watch.configured.is_none()) {
        format!("{} closed the signalling channel", by.name())
    } else {
        return;
    };
    let failed = complete && watch.configured.is_none();
    let severity = if failed { Severity::Warning } else { Severity::Notice };
    let fate = if failed { "; no stream was configured" } else { "" };
    let when = match watch.pending {
        true => "at the same time".to_owned(),
        false => {
            format!("within {}", text::duration(watch.second.at.time.since(watch.first.at.time)))
        }
    };
    let text = format!("Both sides sent AVDTP Discover {when}, and {what}{fate}");
    let mut draft = out
        .finding(&RULE, watch.second.at, text)
        .link(Some(link))
        .severity(severity)
        .related(watch.first.at, "the other side's Discover")
        .maybe_related(watch.configurations[0], "Set Configuration")
        .maybe_related(watch.configurations[1], "Set Configuration");
    for reject in rejects {
        draft = draft.related(reject.at, "rejected");
    }
    draft
        .maybe_related(watch.unanswered.map(|(_, at)| at), "never answered")
        .maybe_related(watch.closed.map(|(at, _)| at), "signalling channel closed")
        .maybe_related(watch.configured, "a stream is configured anyway")
        .report(out);
}
