//! CONN013.

use parsers::{hci::Status, l2cap::Code};

use crate::{
    finding::Severity,
    rules::{Check, Gate, Out, PerLink, words},
    text,
    track::{
        At, Event, Side, State, What,
        event::LinkEnd,
        id::StreamId,
        state::{Ask, Link, Owes, Question, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// A link that one side ended on purpose: reason 0x13 (the user, or the program, of the other
    /// side), 0x14 (it is short of resources), 0x15 (it is switched off), 0x16 (this side), and on the
    /// air an LL_TERMINATE_IND. The finding says which side it was, and with which reason this
    /// host asked for it.
    ///
    /// It is only an info: links end this way. Many stacks send 0x13 whatever the reason. When the
    /// end cuts off something (a stream with media, a pairing, the start of encryption, a
    /// request that waits), the finding says so and is a notice.
    ///
    /// ## Why it matters
    /// When a connection ends and nobody knows why, the first question is who ended it.
    ///
    /// ## What to do
    /// Do nothing unless the end was unwanted; then look at what came before it on the side that
    /// ended the link.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 9.000 < event 05 00 4000 15                    //~ CONN013
    /// ```
    /// This host asked for it:
    /// ```frames
    /// @classic
    /// 9.000 > command 0406 4000 13
    /// 9.010 < event 0f 00 01 0604
    /// 9.050 < event 05 00 4000 16                    //~ CONN013
    /// ```
    /// In the middle of a stream, which is a notice:
    /// ```frames
    /// @streaming
    /// 0.000 > media 3
    /// 0.020 > media 4
    /// 0.100 < event 05 00 4000 15                    //~ CONN013
    /// ```
    /// Lost, and ended by nobody:
    /// ```frames
    /// @classic
    /// 9.000 < event 05 00 4000 08
    /// ```
    CONN013 {
        name: "peer-power-off-or-user",
        severity: Info,
        summary: "one side ended the link on purpose",
        spec: "Core Vol 1 Part F, 2.19 to 2.22",
        advice: "Do nothing if the end was wanted; otherwise look at what came before it on the side that ended the link.",
        topics: [Link, Stream, Deadline],
        gates: [NoDrop where "it says what was cut off"],
        check: PeerPowerOffOrUser,
    }
}

/// Media that stopped longer ago than this, in nanoseconds, was not cut off.
const FLOWS: i64 = 3_000_000_000;
/// What has been under way for this long, in nanoseconds, is another rule's.
const LONG: i64 = 5_000_000_000;
/// A request that has waited for this long, in nanoseconds, was open.
const OPEN: i64 = 2_000_000_000;

#[derive(Debug, Default)]
struct PeerPowerOffOrUser {
    links: PerLink<Ending>,
}

/// What is known of the end of a link before it comes.
#[derive(Debug, Default)]
struct Ending {
    /// The reason that this host gave for it, and when.
    asked: Option<(Status, At)>,
    /// A stream with media stopped in this frame.
    stream: Option<At>,
    /// A request was given up in this frame.
    request: Option<(At, Question)>,
}

impl Check for PeerPowerOffOrUser {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(id) = event.link else { return };
        match event.what {
            What::DisconnectRequested(reason) => {
                self.links.entry(id, out).asked.get_or_insert((reason, event.at));
            }
            What::StreamChanged(change) if change.from == StreamState::Streaming => {
                let asked = self.links.get(id).and_then(|ending| ending.asked);
                let end = asked.map_or(event.at, |(_, at)| at);
                if state.link(id).is_some_and(|link| flows(link, change.stream, end)) {
                    self.links.entry(id, out).stream = Some(event.at);
                }
            }
            What::Unanswered(unanswered) if unanswered.is_cut_off() => {
                let question = unanswered.question;
                let waited = event.at.time.since(question.asked.time);
                let closes = question.ask == Ask::Signal(Code::DISCONNECTION_REQUEST);
                if question.owes() == Owes::OtherEnd && waited >= OPEN && !closes {
                    self.links.entry(id, out).request.get_or_insert((event.at, question));
                }
            }
            What::LinkDown(end) => {
                let ending = self.links.remove(id).unwrap_or_default();
                if let Some(link) = state.link(id) {
                    ended(event, link, end, &ending, out);
                }
            }
            _ => {}
        }
    }
}

/// Media came until the end.
fn flows(link: &Link, stream: StreamId, end: At) -> bool {
    let stream = link.avdtp().and_then(|session| session.stream(stream));
    let last = stream.and_then(|stream| stream.media.last);
    last.is_some_and(|last| end.time.since(last.time) < FLOWS)
}

/// What the end of the link cuts off, since when that was under way, and how bad it is. What took
/// long is an error or a warning of another rule.
fn cut_off(at: At, link: &Link, ending: &Ending) -> Option<(String, Option<At>, Severity)> {
    let notice = |since: At| {
        let long = at.time.since(since.time) >= LONG;
        if long { Severity::Info } else { Severity::Notice }
    };
    let here = |frame: At| frame.frame == at.frame;
    let security = &link.security;
    if ending.stream.is_some_and(here) {
        return Some((", in the middle of a stream".to_owned(), None, Severity::Notice));
    }
    if let Some(since) = security.encrypting {
        return Some((
            ", while encryption was being started".to_owned(),
            Some(since),
            notice(since),
        ));
    }
    if let Some(since) = security.pairing {
        return Some((", in the middle of pairing".to_owned(), Some(since), notice(since)));
    }
    // A sniffer may have missed the answer.
    let (_, question) = ending.request.filter(|(frame, _)| here(*frame) && !link.on_air())?;
    let text = format!(
        ", before the {} {} of {} was answered",
        question.ask.protocol(),
        question.ask,
        question.by.name()
    );
    Some((text, Some(question.asked), notice(question.asked)))
}

fn ended(event: &Event<'_>, link: &Link, end: LinkEnd, ending: &Ending, out: &mut Out<'_>) {
    let Some(reason) = end.reason else { return };
    let who = match reason {
        _ if link.on_air() => end.by,
        Status::LOCAL_HOST_TERMINATED => Side::Host,
        _ => Side::Peer,
    };
    let who = words::capital(who.name());
    let what = match reason {
        Status::REMOTE_USER_TERMINATED | Status::LOCAL_HOST_TERMINATED => "ended the link",
        Status::REMOTE_LOW_RESOURCES => "ended the link for lack of resources",
        Status::REMOTE_POWER_OFF => "ended the link because it is being switched off",
        _ => return,
    };
    let lasted = link
        .opened
        .map(|opened| format!(" after {}", text::duration(event.at.time.since(opened.time))))
        .unwrap_or_default();
    let why = match ending.asked {
        Some((why, _)) if reason == Status::LOCAL_HOST_TERMINATED => {
            format!(", asked for with {why}")
        }
        _ => String::new(),
    };
    let mut whole = |since: Option<At>| {
        since.is_none_or(|since| out.holds(&RULE, Gate::NoDrop, link.id, since))
    };
    let cut = cut_off(event.at, link, ending).filter(|(_, since, _)| whole(*since));
    let (cut, since, severity) = cut.unwrap_or((String::new(), None, RULE.severity));
    let text = format!("{who} {what}{lasted}{cut}: {reason}{why}");
    out.finding(&RULE, event.at, text)
        .link(event.link)
        .severity(severity)
        .maybe_related(since, "under way since")
        .maybe_related(end.requested, "this host asks to end the link")
        .report(out);
}
