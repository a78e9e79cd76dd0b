//! RACE024.

use parsers::avdtp::{ErrorCode, MessageType, Signal};

use crate::{
    finding::{Confidence, Severity},
    rules::{Here, Links, OnLink, Out, Over, Recent, words},
    track::{
        At, Event, Side, What,
        event::AvdtpMessage,
        state::{Ask, StreamId, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// AVDTP Start and Suspend of one stream wait for their answers at the same time, whoever sent
    /// them, and then one of them is not answered, is rejected with `BAD_STATE`, or the stream is
    /// aborted.
    ///
    /// It is a notice when the stream plays 12 s later, else an error. That no media follows a
    /// Start that was accepted is STRM004. Start and Suspend that come quickly one after the other,
    /// each answered before the next, are legal. Where one side sends both and neither is answered,
    /// the other side is gone, which is STRM008; where only its first command is not answered, the
    /// answer may be missing in the capture, and the finding is likely.
    ///
    /// ## Why it matters
    /// The user presses play while a voice prompt or the other side suspends the stream. The two
    /// sides then disagree about the state of the stream, and music does not come back until they
    /// reconnect.
    ///
    /// ## What to do
    /// Answer the pending command before the next one is sent; update the firmware of the side that
    /// left a command without an answer.
    ///
    /// ## Examples
    /// ```frames
    /// @open
    /// 0.000 > avdtp 40 07 04
    /// 0.010 < avdtp 00 09 04                           //~ RACE024
    /// 0.020 > avdtp 03 09 04 31
    /// 13.00 .
    /// ```
    /// Each is answered before the next:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 40 07 04
    /// 0.010 < avdtp 42 07
    /// 0.020 < avdtp 00 09 04
    /// 0.030 > avdtp 02 09
    /// 13.00 .
    /// ```
    /// The other side is not there any more:
    /// ```frames
    /// @streaming
    /// 0.000 > avdtp 50 09 04
    /// 0.010 > avdtp 60 07 04
    /// 13.00 .
    /// ```
    /// They cross, and both are accepted:
    /// ```frames
    /// @open
    /// 0.000 > avdtp 40 07 04
    /// 0.010 < avdtp 00 09 04
    /// 0.020 < avdtp 42 07
    /// 0.030 > avdtp 02 09
    /// 13.00 .
    /// ```
    RACE024 {
        name: "avdtp-start-suspend-collision",
        severity: Error,
        causes: [STRM001, STRM004, STRM008, STRM009],
        summary: "AVDTP Start and Suspend collided",
        spec: "AVDTP 1.3, 6 and 9",
        advice: "Answer a pending Start or Suspend before the other one is sent; update the firmware of the side that left a command without an answer.",
        topics: [Link, Avdtp, Deadline],
        gates: [Full, NoDrop],
        check: Links<OnThis>,
    }
}

/// The outcome of a collision is assessed after this time, in nanoseconds: the longest time that a
/// Suspend is waited for, and a little.
const PATIENCE: i64 = 12_000_000_000;
/// A command that was pending for less than this when the link ended may have been answered in time,
/// in nanoseconds.
const MIN_WAIT: i64 = 1_000_000_000;
/// Commands of one link that wait.
const MAX_PENDING: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sent {
    signal: Signal,
    by: Side,
    label: u8,
    at: At,
    stream: Option<StreamId>,
}

#[derive(Debug)]
struct Watch {
    /// In the order of the frames.
    commands: [Sent; 2],
    answered: [Option<At>; 2],
    rejected: Option<(usize, At)>,
    /// By the end of its time, or of the link.
    unanswered: Option<usize>,
    aborted: Option<(At, Side)>,
}

#[derive(Debug, Default)]
struct OnThis {
    pending: Recent<Sent, MAX_PENDING>,
    watch: Option<Watch>,
}

impl OnLink for OnThis {
    fn event(&mut self, event: &Event<'_>, _on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::Avdtp(message) => match message.signal {
                Signal::START | Signal::SUSPEND if message.kind == MessageType::COMMAND => {
                    self.command(event.at, &message, out);
                }
                Signal::START | Signal::SUSPEND => self.answer(event.at, &message),
                Signal::ABORT if message.kind == MessageType::COMMAND => {
                    if let Some(watch) = &mut self.watch {
                        watch.aborted.get_or_insert((event.at, message.by));
                    }
                }
                _ => {}
            },
            What::Unanswered(u)
                if matches!(u.question.ask, Ask::Avdtp(_))
                    && (u.is_overdue() || u.is_cut_off()) =>
            {
                let sent = u.question.asked;
                self.pending.retain(|command| command.at != sent);
                // The end of the link a moment later says nothing about the answer.
                let waited = event.at.time.since(sent.time) >= MIN_WAIT;
                if let Some(watch) = &mut self.watch
                    && let Some(index) = watch.commands.iter().position(|c| c.at == sent)
                    && waited
                {
                    watch.unanswered.get_or_insert(index);
                }
            }
            _ => {}
        }
    }

    fn until(&self) -> Option<At> {
        self.watch.as_ref().map(|watch| watch.commands[1].at.after(PATIENCE))
    }

    fn over(&mut self, _over: Over, on: Here<'_>, out: &mut Out<'_>) {
        if let Some(watch) = self.watch.take() {
            judge(&watch, on, out);
        }
    }
}

impl OnThis {
    fn command(&mut self, at: At, message: &AvdtpMessage<'_>, out: &mut Out<'_>) {
        let new = Sent {
            signal: message.signal,
            by: message.by,
            label: message.label,
            at,
            stream: message.stream,
        };
        let collides = |sent: &&Sent| {
            sent.signal != new.signal && (sent.stream == new.stream || new.stream.is_none())
        };
        if let Some(&first) = self.pending.iter().find(collides)
            && self.watch.is_none()
        {
            self.watch = Some(Watch {
                commands: [first, new],
                answered: [None; 2],
                rejected: None,
                unanswered: None,
                aborted: None,
            });
        }
        self.pending.push(new, out);
    }

    fn answer(&mut self, at: At, message: &AvdtpMessage<'_>) {
        let Some(sent) = message.command else { return };
        self.pending.retain(|pending| pending.at != sent);
        let Some(watch) = &mut self.watch else { return };
        let Some(index) = watch.commands.iter().position(|c| c.at == sent) else { return };
        watch.answered[index] = Some(at);
        let bad_state = message.payload.last() == Some(&ErrorCode::BAD_STATE.0);
        if message.kind == MessageType::REJECT && bad_state {
            watch.rejected.get_or_insert((index, at));
        }
    }
}

fn judge(watch: &Watch, on: Here<'_>, out: &mut Out<'_>) {
    let Here { link, state, .. } = on;
    let [first, second] = &watch.commands;
    // Where one side sends both and the other is never heard, the other is away, or not captured.
    if first.by == second.by && watch.answered == [None; 2] {
        return;
    }
    let what = if let Some(index) = watch.unanswered {
        let sent = &watch.commands[index];
        format!("{} never answered the {}", sent.by.opposite().name(), sent.signal)
    } else if let Some((_, by)) = watch.aborted {
        format!("{} aborted the stream", by.name())
    } else if let Some((index, _)) = watch.rejected {
        let sent = &watch.commands[index];
        let by = sent.by.opposite().name();
        format!("{by} rejected the {} with {}", sent.signal, ErrorCode::BAD_STATE)
    } else {
        return;
    };
    let session = state.link(link).and_then(|link| link.avdtp());
    let stream = first.stream.or(second.stream).and_then(|id| session?.stream(id));
    let playing = stream.is_some_and(|stream| {
        // At the end of the link the stream is idle already.
        matches!(stream.state, StreamState::Streaming | StreamState::Idle)
            && stream.media.last.is_some_and(|last| last > second.at)
    });
    let severity = if playing { Severity::Notice } else { Severity::Error };
    let pending = if first.by == second.by {
        format!("its own {}", first.signal)
    } else {
        format!("the {} of {}", first.signal, first.by.name())
    };
    let who = words::capital(second.by.name());
    let text =
        format!("{who} sent AVDTP {} while {pending} was pending, and {what}", second.signal);
    let mut draft = out
        .finding(&RULE, second.at, text)
        .link(Some(link))
        .severity(severity)
        .related(first.at, format!("{}, not answered yet", first.signal));
    for (index, (answered, command)) in watch.answered.iter().zip([first, second]).enumerate() {
        let rejected = watch.rejected.is_some_and(|(i, _)| i == index);
        let how = if rejected { "rejected" } else { "answered" };
        draft = draft.maybe_related(*answered, format!("{} {how}", command.signal));
    }
    // A side does not follow its own command up before the answer: one may be missing in the capture.
    if first.by == second.by && watch.unanswered == Some(0) && watch.answered[1].is_some() {
        draft = draft.confidence(Confidence::Likely);
    }
    draft.maybe_related(watch.aborted.map(|(at, _)| at), "aborted").report(out);
}
