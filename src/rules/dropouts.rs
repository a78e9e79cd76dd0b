//! Silences that the listener of a stream heard, for the rules that tell them apart by their cause.

use arrayvec::ArrayVec;

use super::{Draft, Gate, Out, PerLink, Rule, quality::figures};
use crate::{
    finding::{Confidence, Severity},
    text,
    track::{
        At, LinkId, Side, State,
        event::Dropout,
        listen::{Kind, SECOND, SILENT},
        state::{Busy, Link, Listener, Quality, StreamId, Use},
    },
};

/// Streams of one link that play at the same time.
const MAX_STREAMS: usize = 2;
/// A quality report this near to a silence belongs to it, in nanoseconds.
const AROUND: i64 = 10 * SECOND;
/// A link that was set up so recently still takes air, in nanoseconds.
const SETTLES: i64 = 2 * SECOND;
/// From so many silences on the music stutters; one may be a track that ends.
const OFTEN: u32 = 3;

/// Why media came too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The host gave it to the controller too late.
    Host,
    /// It waited in the controller, and the air was taken by this.
    Busy(Busy),
    /// It waited in the controller, and another link carried data.
    OtherLink(LinkId, At),
    /// It waited in the controller, and the log does not show why.
    Radio,
    /// It was late when it was received; the log does not show why.
    Before,
}

impl Cause {
    /// The cause of a silence; none when no media was late, or when there was none to play.
    pub(crate) fn of(dropout: &Dropout, link: &Link, state: &State) -> Option<Self> {
        let Kind::Late { host_late, .. } = dropout.kind else { return None };
        if dropout.length >= SILENT || dropout.asked.is_some() {
            return None;
        }
        if dropout.by != Side::Host {
            return Some(Self::Before);
        }
        if host_late {
            return Some(Self::Host);
        }
        Some(Self::of_wait(dropout, link, state))
    }

    /// What kept the controller from sending, if the log shows it. It began before the silence.
    fn of_wait(dropout: &Dropout, link: &Link, state: &State) -> Self {
        let (from, _) = dropout.window;
        let until = dropout.begins;
        let airtime = state.adapter(link.adapter).map(|adapter| &adapter.airtime);
        let uses = airtime.into_iter().flat_map(|airtime| {
            let settled = crate::capture::Timestamp(from.0.saturating_sub(SETTLES));
            airtime.between(settled, until).filter(move |busy| {
                let ended = busy.ended.is_none_or(|ended| ended.time >= from);
                ended || matches!(busy.with, Use::Page | Use::Connecting)
            })
        });
        let mine = |busy: &&Busy| busy.link.is_none_or(|of| of == link.id);
        if let Some(busy) = uses.filter(mine).min_by_key(|busy| busy.with) {
            return Self::Busy(*busy);
        }
        let other = state.links.iter().find(|other| {
            (other.adapter, other.closed.is_none()) == (link.adapter, true)
                && other.id != link.id
                && other.opened.is_some()
                && other.last.time >= from
        });
        other.map_or(Self::Radio, |other| Self::OtherLink(other.id, other.last))
    }
}

/// The silences of one stream since its start.
#[derive(Debug)]
pub(super) struct Silences {
    stream: StreamId,
    /// The first and the last.
    pub(super) first: Dropout,
    pub(super) last: Dropout,
    /// Why the first came about.
    pub(super) cause: Cause,
    pub(super) count: u32,
    pub(super) length: i64,
    /// The controller's report around the first, if there is one.
    report: Option<Quality>,
}

/// The silences of the streams that play.
#[derive(Debug, Default)]
pub(super) struct Series {
    links: PerLink<ArrayVec<Silences, MAX_STREAMS>>,
}

impl Series {
    /// One more silence of a stream, if the log is whole around it.
    pub(super) fn add(
        &mut self,
        rule: &'static Rule,
        dropout: &Dropout,
        cause: Cause,
        state: &State,
        out: &mut Out<'_>,
    ) {
        let link = dropout.stream.link;
        let first = dropout.before;
        let gates = [Gate::NoDrop, Gate::Time, Gate::Full];
        if !gates.into_iter().all(|gate| out.holds(rule, gate, link, first)) {
            return;
        }
        let report = state.link(link).and_then(|link| link.quality);
        let near = |report: &Quality| report.at.time.step_from(dropout.window.0).abs() <= AROUND;
        let report = report.filter(near);
        let known = self.links.entry(link, out);
        match known.iter_mut().find(|silences| silences.stream == dropout.stream) {
            Some(silences) => {
                silences.last = *dropout;
                silences.count += 1;
                silences.length = silences.length.saturating_add(dropout.length);
                silences.report = silences.report.or(report);
            }
            None => {
                let (count, length) = (1, dropout.length);
                let (first, last, stream) = (*dropout, *dropout, dropout.stream);
                let _ =
                    known.try_push(Silences { stream, first, last, cause, count, length, report });
            }
        }
    }

    /// What was heard of a stream that ends.
    pub(super) fn take(&mut self, stream: StreamId, out: &mut Out<'_>) -> Option<Silences> {
        let known = self.links.entry(stream.link, out);
        let index = known.iter().position(|silences| silences.stream == stream)?;
        Some(known.remove(index))
    }
}

impl Silences {
    /// A finding: how often and how long, and `why`.
    pub(super) fn draft(
        &self,
        rule: &'static Rule,
        listener: &Listener,
        why: &str,
        out: &Out<'_>,
    ) -> Draft {
        let times = match self.count {
            1 => String::new(),
            count => format!(" {count} times,"),
        };
        let music = text::duration(listener.last.time.since(listener.first.time));
        let (buffer, reported) = listener.ear.buffer();
        let length = text::duration(self.length);
        let in_all = if self.count == 1 { "" } else { " in all" };
        let mut message =
            format!("The sound breaks off{times} for {length}{in_all} in {music}: {why}");
        if !reported {
            let buffer = text::duration(buffer);
            message = format!("{message} (assuming that the receiver buffers {buffer})");
        }
        let sure = if reported { Confidence::Confirmed } else { Confidence::Likely };
        let mut draft = out
            .finding(rule, self.first.after, message)
            .link(Some(self.stream.link))
            .severity(if self.count >= OFTEN { Severity::Error } else { Severity::Warning })
            .confidence(sure)
            .related(self.first.before, "the last packet in good time");
        if let Some(report) = &self.report {
            draft = draft.related(report.at, format!("quality report: {}", figures(report)));
        }
        if self.count > 1 {
            draft = draft.related(self.last.after, "the last time that it is too late");
        }
        draft
    }
}
