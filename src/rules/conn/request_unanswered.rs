//! CONN030.

use parsers::{
    att::Opcode as Att,
    hci::{LeSubevent, Opcode, Status, event::EventCode},
};

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Gate, Out, PerLink, Recent, auth, words},
    text,
    track::{
        Event, Side, State, What,
        event::Unanswered,
        state::{Ask, Outcome, Owes, Question},
    },
};

crate::rule! {
    /// ## What it checks
    /// A request, of any protocol that expects an answer, that was never answered or answered too
    /// late. The message names the side that owed the answer, the request, how long the wait was,
    /// and how it ended.
    ///
    /// | Request | Answer due in |
    /// |---|---|
    /// | an event in which the controller asks its host | 5 s for a connection, 10 s for its parameters |
    /// | a command whose work ends with an event of its own | 45 s; 60 s to authenticate, 65 s for an inquiry, 10 s for a key |
    /// | L2CAP signalling | 30 s; 300 s once the other side says "pending" |
    /// | SDP | 30 s |
    /// | RFCOMM | 60 s to open a channel, else 20 s |
    /// | AVCTP | 10 s |
    /// | ATT request or indication | 30 s |
    /// | link layer control | 40 s |
    ///
    /// Where the link or the channel ends earlier, at least 10 s must have passed. A link that the
    /// radio lost says nothing about the other side, nor does a capture that ends before the answer
    /// is due. Of equal requests on a link only the first is reported. A link layer request on the
    /// air is a hint at most, as the sniffer may have missed the answer; requests above it there
    /// are not assessed.
    ///
    /// Commands without Command Status or Command Complete (CONN021), AVDTP (STRM008), pairing and
    /// what the controller asks its host during it (AUTH008), and long term keys (AUTH005) have rules
    /// of their own. An LE connection to a device that does not advertise is a
    /// notice. So is an indication that was not confirmed where the other side still sends data two minutes
    /// later: only more indications are impossible then.
    ///
    /// ## Why it matters
    /// The side that asked waits, and most stacks do nothing else on that channel until then. Many
    /// then give up and end the link.
    ///
    /// ## What to do
    /// Look at the side that owed the answer: whether it received the request, and what kept it busy.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 < att 0a 0500       //~ CONN030
    /// 31.000 < att 1b 2a00 01
    /// 35.000 < event 05 00 4000 13
    /// ```
    /// The controller takes a command, and never says how its work ended:
    /// ```frames
    /// @classic
    /// 0.000 > command 041d 4000    //~ CONN030
    /// 0.003 < event 0f 00 01 1d04
    /// 70.000 .
    /// ```
    /// The host does not answer its controller, which gives up:
    /// ```frames
    /// @le
    /// 0.000 < event 3e 06 4000 1800 2800 0000 f401    //~ CONN030
    /// 40.000 < event 05 00 4000 22
    /// ```
    /// Slow, and in time:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 0500
    /// 29.000 < att 0b 01
    /// 40.000 .
    /// ```
    /// The capture ends before the answer is due:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 0500
    /// 20.000 .
    /// ```
    /// The radio lost the link:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 0500
    /// 20.000 < event 05 00 4000 08
    /// ```
    /// Packets were lost while capturing, and the answer may be among them:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 0500
    /// 5.000 ! drop 3
    /// 5.000 < att 1b 2a00 01
    /// 40.000 .
    /// ```
    CONN030 {
        name: "request-unanswered",
        severity: Warning,
        causes: [CONN002, CONN023, CONN024, CONN025, STRM001, STRM002, STRM003],
        summary: "a request was not answered",
        spec: "Core Vol 3 Part A, 6.2; Part F, 3.3.3; Vol 4 Part E, 4.4; Vol 6 Part B, 5.2",
        advice: "Look at the side that owed the answer: whether the request reached it, and what kept it busy.",
        topics: [Deadline, Link],
        gates: [NoDrop, Time, Start where "nothing is heard of the side that should answer"],
        check: RequestUnanswered,
    }
}

/// Left until the end of the channel or link, in nanoseconds, for an answer to be missed.
const LONG_ENOUGH: i64 = 10_000_000_000;

/// What the other side sends this long after an indication, in nanoseconds, shows that the link works.
const WORKS_ON: i64 = 120_000_000_000;

/// Requests of a link that are remembered, so that each is reported once.
const MAX_REPORTED: usize = 64;

/// What was reported of a link: the request, and who asked.
type Reported = Recent<(Ask, Side), MAX_REPORTED>;

#[derive(Debug, Default)]
struct RequestUnanswered {
    links: PerLink<Reported>,
}

impl Check for RequestUnanswered {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::Unanswered(unanswered) => self.unanswered(event, &unanswered, state, out),
            What::LinkDown(_) => {
                if let Some(link) = event.link {
                    self.links.remove(link);
                }
            }
            _ => {}
        }
    }
}

impl RequestUnanswered {
    fn unanswered(
        &mut self,
        event: &Event<'_>,
        unanswered: &Unanswered,
        state: &State,
        out: &mut Out<'_>,
    ) {
        let Unanswered { question, outcome } = *unanswered;
        // The outcome is reported later.
        if has_own_rule(question.ask) || outcome == Outcome::Overdue || unknown(&question) {
            return;
        }
        if !question.overdue && !cut_off(event, &question, state) {
            return;
        }
        if let Some(reason) = unsure(event, &question, state) {
            out.not_assessable(&RULE, reason);
            return;
        }
        if let Some(link) = event.link.and_then(|id| state.link(id))
            && question.owes() == Owes::OtherEnd
            && !link.heard(question.by.opposite())
            && !out.holds(&RULE, Gate::Start, link.id, question.asked)
        {
            return;
        }
        if let Some(link) = event.link {
            let reported = self.links.entry(link, out);
            if reported.iter().any(|known| *known == (question.ask, question.by)) {
                return;
            }
            reported.push((question.ask, question.by), out);
        }
        let on_air = matches!(question.ask, Ask::Control(_));
        let advertiser = is_le_connect(question.ask);
        let severity = match outcome {
            _ if advertiser || works_on(event, &question, state) => Severity::Notice,
            Outcome::Late => Severity::Notice,
            _ => RULE.severity,
        };
        let confidence = match outcome {
            _ if on_air => Confidence::Hint,
            Outcome::Ended if !question.overdue => Confidence::Likely,
            _ => Confidence::Confirmed,
        };
        let mut draft = out
            .finding(&RULE, question.asked, message(event, &question, outcome, state))
            .link(event.link)
            .severity(severity)
            .confidence(confidence);
        match outcome {
            Outcome::Late => draft = draft.related(event.at, "the answer"),
            Outcome::Ended => draft = draft.related(event.at, "no answer is possible any more"),
            Outcome::Overdue | Outcome::CaptureEnds => {}
        }
        if advertiser {
            draft = draft.advice("Bring the device into range and let it advertise.");
        }
        draft.report(out);
    }
}

fn has_own_rule(ask: Ask) -> bool {
    match ask {
        Ask::Command(_) | Ask::Avdtp(_) | Ask::Smp(_) | Ask::Credits => true,
        Ask::Procedure(_) if auth::encrypts(ask) => true,
        // What a controller asks while it authenticates.
        Ask::Event(code) => code != EventCode::CONNECTION_REQUEST,
        Ask::LeEvent(code) => code == LeSubevent::LONG_TERM_KEY_REQUEST,
        _ => false,
    }
}

/// Who owes the answer is not known.
fn unknown(question: &Question) -> bool {
    question.owes() == Owes::OtherEnd && question.by == Side::Unknown
}

/// The link or the channel ended before the answer was due, and long enough after the request.
fn cut_off(event: &Event<'_>, question: &Question, state: &State) -> bool {
    let lost = event.link.and_then(|id| state.link(id)?.closed).is_some_and(|(_, reason)| {
        // Without a reason the end was not seen.
        matches!(reason, None | Some(Status::CONNECTION_TIMEOUT))
    });
    matches!(event.what, What::Unanswered(u) if u.is_cut_off())
        && !lost
        && !matches!(question.ask, Ask::Control(_))
        && question.owes() == Owes::OtherEnd
        && event.at.time.since(question.asked.time) >= LONG_ENOUGH
}

/// Why the answer may have come and not been captured.
fn unsure(event: &Event<'_>, question: &Question, state: &State) -> Option<&'static str> {
    if question.owes() == Owes::Host {
        let adapter = state.adapter(event.adapter)?;
        return adapter
            .last_command
            .is_none()
            .then_some("the capture holds no commands of the host");
    }
    let link = event.link.and_then(|id| state.link(id))?;
    if link.on_air() && !matches!(question.ask, Ask::Control(_)) {
        return Some("the sniffer may have missed the answer");
    }
    let torn = link.partial[question.by.opposite().index()].torn;
    if question.owes() == Owes::OtherEnd && torn.is_some_and(|torn| torn > question.asked) {
        return Some("a PDU of the side that should answer is not whole");
    }
    None
}

fn is_le_connect(ask: Ask) -> bool {
    matches!(
        ask,
        Ask::Procedure(
            Opcode::LE_CREATE_CONNECTION
                | Opcode::LE_EXTENDED_CREATE_CONNECTION_V1
                | Opcode::LE_EXTENDED_CREATE_CONNECTION_V2
        )
    )
}

fn message(event: &Event<'_>, question: &Question, outcome: Outcome, state: &State) -> String {
    let Question { ask, by, .. } = *question;
    let waited = text::duration(event.at.time.since(question.asked.time));
    let due = text::duration(question.patience);
    let what = match question.owes() {
        Owes::Host => format!("This host did not answer the controller's {ask}"),
        Owes::Controller if is_le_connect(ask) => {
            format!("{ask} found no advertising of its peer")
        }
        Owes::Controller => format!("The controller did not report how {ask} ended"),
        Owes::OtherEnd => {
            let asker = by.name();
            let silent = words::capital(by.opposite().name());
            format!("{silent} did not answer the {} {ask} of {asker}", ask.protocol())
        }
    };
    match outcome {
        Outcome::Late => format!("{what} in {due}, but only after {waited}"),
        Outcome::Ended if question.overdue => {
            format!("{what} in {due}, and {} {waited} after it", over(event, question, state))
        }
        Outcome::Ended => format!("{what}, and {} {waited} after it", over(event, question, state)),
        Outcome::Overdue | Outcome::CaptureEnds => {
            format!("{what} in {due}, nor by the end of the capture, {waited} after it")
        }
    }
}

/// What ended the wait for an answer.
fn over(event: &Event<'_>, question: &Question, state: &State) -> &'static str {
    let Some(link) = event.link.and_then(|id| state.link(id)) else { return "it was given up" };
    let same = |q: &Question| (q.ask, q.by, q.key) == (question.ask, question.by, question.key);
    if link.closed.is_some() {
        "the link ended"
    } else if link.questions.iter().any(same) {
        "it was asked again"
    } else {
        "the channel was closed"
    }
}

/// An indication of this host was not confirmed, and the peer went on (Core Vol 3 Part F, 3.3.3).
fn works_on(event: &Event<'_>, question: &Question, state: &State) -> bool {
    let link = event.link.and_then(|id| state.link(id));
    let heard = link.and_then(|link| link.flow.last_received);
    question.ask == Ask::Att(Att::HANDLE_VALUE_INDICATION)
        && question.by.is_local()
        && heard.is_some_and(|heard| heard.time.since(question.asked.time) >= WORKS_ON)
}
