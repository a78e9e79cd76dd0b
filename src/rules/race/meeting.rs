//! The same AVDTP command of both sides, each sent before the other was answered.

use std::{fmt::Debug, marker::PhantomData};

use parsers::avdtp::{ErrorCode, MessageType, Signal};

use crate::{
    finding::Severity,
    rules::{Here, OnLink, Out, Over, Recent, Rule},
    track::{
        At, Event, LinkId, Side, What,
        event::AvdtpMessage,
        state::{Ask, StreamState},
    },
};

/// Commands of one link that wait.
const MAX_WAITING: usize = 4;
/// Two Discover this close to each other are RACE020's, with all that follows, in seconds.
const CLOSE: f64 = 2.0;
/// How long that attempt lasts, in seconds.
const ATTEMPT: f64 = 10.0;

/// Which command, what it brings about, and how long that may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub(super) rule: &'static Rule,
    pub(super) signal: Signal,
    pub(super) good: StreamState,
    /// How a crossing without it is described.
    pub(super) bad: &'static str,
    /// In nanoseconds.
    pub(super) patience: i64,
}

/// A rule of this kind.
pub(super) trait Meets: Default + Debug {
    /// What it is about.
    const KIND: Kind;
}

/// What came of one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    Accepted(At),
    Rejected(At, Option<ErrorCode>),
    Unanswered,
}

#[derive(Debug, Clone, Copy)]
struct Met {
    /// In the order of the frames.
    commands: [At; 2],
    /// The side that sent the second.
    second: Side,
    fates: [Fate; 2],
    good: Option<At>,
}

/// One link.
#[derive(Debug, Default)]
pub(super) struct Meeting<K> {
    waiting: Recent<(At, Side), MAX_WAITING>,
    met: Option<Met>,
    discovers: [Option<At>; 3],
    /// Both sides began at once.
    contended: Option<At>,
    kind: PhantomData<K>,
}

impl<K: Meets> OnLink for Meeting<K> {
    fn event(&mut self, event: &Event<'_>, _on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::Avdtp(message) if message.signal == Signal::DISCOVER => {
                self.discover(event.at, &message);
            }
            What::Avdtp(message) if message.signal == K::KIND.signal => {
                self.message(event.at, &message, out);
            }
            What::StreamChanged(change) if change.to == K::KIND.good => {
                if let Some(met) = &mut self.met {
                    met.good.get_or_insert(event.at);
                }
            }
            What::Unanswered(u)
                if u.question.ask == Ask::Avdtp(K::KIND.signal)
                    && (u.is_overdue() || u.is_cut_off()) =>
            {
                let asked = u.question.asked;
                self.waiting.retain(|(at, _)| *at != asked);
                // What is cut off by the end of the link might have been answered.
                if u.is_overdue() {
                    self.fate(asked, Fate::Unanswered);
                }
            }
            _ => {}
        }
    }

    fn until(&self) -> Option<At> {
        self.met.map(|met| met.commands[1].after(K::KIND.patience))
    }

    fn over(&mut self, _over: Over, on: Here<'_>, out: &mut Out<'_>) {
        if let Some(met) = self.met.take() {
            met.judge(K::KIND, on.link, out);
        }
    }
}

impl<K> Meeting<K> {
    fn discover(&mut self, at: At, message: &AvdtpMessage<'_>) {
        if message.kind != MessageType::COMMAND {
            return;
        }
        self.discovers[message.by.index()] = Some(at);
        let theirs = self.discovers[message.by.opposite().index()];
        if theirs.is_some_and(|theirs| at.seconds_since(theirs) <= CLOSE) {
            self.contended = Some(at);
        }
    }

    fn message(&mut self, at: At, message: &AvdtpMessage<'_>, out: &mut Out<'_>) {
        let fate = match message.kind {
            MessageType::COMMAND => return self.command(at, message, out),
            MessageType::ACCEPT => Fate::Accepted(at),
            _ => {
                // The error code stands last; what is before it differs between commands.
                let error = message.payload.last().map(|&code| ErrorCode(code));
                Fate::Rejected(at, error.filter(|_| message.kind == MessageType::REJECT))
            }
        };
        let Some(command) = message.command else { return };
        self.waiting.retain(|(sent, _)| *sent != command);
        self.fate(command, fate);
    }

    fn command(&mut self, at: At, message: &AvdtpMessage<'_>, out: &mut Out<'_>) {
        let by = message.by;
        let first = self.waiting.iter().find(|(_, other)| *other == by.opposite());
        let others = self.contended.is_some_and(|since| at.seconds_since(since) <= ATTEMPT);
        if let Some(&(first, _)) = first
            && self.met.is_none()
            && !others
        {
            let (commands, fates) = ([first, at], [Fate::Open; 2]);
            self.met = Some(Met { commands, second: by, fates, good: None });
        }
        self.waiting.push((at, by), out);
    }

    fn fate(&mut self, command: At, fate: Fate) {
        let Some(met) = &mut self.met else { return };
        let Some(index) = met.commands.iter().position(|at| *at == command) else { return };
        met.fates[index] = fate;
    }
}

impl Met {
    fn judge(&self, kind: Kind, link: LinkId, out: &mut Out<'_>) {
        let sides = [self.second.opposite(), self.second];
        let side = |index: usize| sides[index].name();
        let fate = |index: usize| match self.fates[index] {
            Fate::Rejected(_, Some(error)) => Some(format!("rejected with {error}")),
            Fate::Rejected(_, None) => Some("rejected".to_owned()),
            Fate::Unanswered => Some("never answered".to_owned()),
            _ => None,
        };
        let what = match (fate(0), fate(1)) {
            (Some(one), Some(other)) if one == other => format!("both were {one}"),
            (Some(one), Some(other)) => {
                format!("that of {} was {one}, that of {} {other}", side(0), side(1))
            }
            (Some(fate), None) => format!("that of {} was {fate}", side(0)),
            (None, Some(fate)) => format!("that of {} was {fate}", side(1)),
            // Both were accepted, or the end came first.
            (None, None) => return,
        };
        let accepted = self.fates.iter().any(|fate| matches!(fate, Fate::Accepted(_)));
        let good = accepted || self.good.is_some();
        let (severity, end) = match good {
            true => (Severity::Info, ""),
            false => (kind.rule.severity, kind.bad),
        };
        let text = format!("Both sides sent AVDTP {} at once, and {what}{end}", kind.signal);
        let mut draft = out
            .finding(kind.rule, self.commands[1], text)
            .link(Some(link))
            .severity(severity)
            .related(self.commands[0], "the other side's command");
        for fate in self.fates {
            draft = match fate {
                Fate::Accepted(at) => draft.related(at, "accepted"),
                Fate::Rejected(at, _) => draft.related(at, "rejected"),
                _ => draft,
            };
        }
        draft.report(out);
    }
}
