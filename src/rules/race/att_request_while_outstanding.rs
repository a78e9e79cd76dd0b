//! RACE032.

use parsers::att::Opcode;

use crate::{
    finding::{Confidence, Severity},
    rules::{Here, Links, OnLink, Out, Over, words},
    track::{At, ChannelId, Event, Side, What, event::AttMessage, state::Ask},
};

crate::rule! {
    /// ## What it checks
    /// A client sends an ATT request while an earlier one of its own still awaits its response. It
    /// is an error when one of them is never answered, else a warning. Only the first one for each
    /// side of a link is reported. It is confirmed when each of the requests has its answer, and
    /// otherwise likely: a response that the capturing program lost leaves the same trace.
    ///
    /// Each side may be a client and has its own sequence. Commands, notifications, indications and
    /// the channels of Enhanced ATT do not count. A capture in which the server answers nothing at
    /// all is not reported: it may hold one direction only. On the air, where a sniffer may have
    /// missed a response, both requests must be seen answered afterwards.
    ///
    /// ## Why it matters
    /// A server may ignore a request that comes too early. The client then waits for 30 s and gives
    /// up the connection.
    ///
    /// ## What to do
    /// Queue ATT requests in the client and send the next one after the response.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > att 0a 1000
    /// 0.001 > att 0a 1200                              //~ RACE032
    /// 0.050 < att 0b 01
    /// 0.060 < att 0b 02
    /// 2.000 .
    /// ```
    /// The first response has begun to come, in fragments:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 1000
    /// 0.040 < acl 2 0700 0400 0b 0102
    /// 0.041 > att 0a 1200                              //~ RACE032
    /// 0.042 < acl 1 03040506
    /// 0.060 < att 0b 02
    /// 2.000 .
    /// ```
    /// Both sides are clients:
    /// ```frames
    /// @le
    /// 0.000 > att 02 0502
    /// 0.001 < att 02 0502
    /// 0.050 < att 03 0502
    /// 0.060 > att 03 0502
    /// 2.000 .
    /// ```
    /// An Error Response that names the wrong request is an answer all the same:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 1000
    /// 0.050 < att 01 00 1000 0a
    /// 0.060 > att 0a 1200
    /// 0.100 < att 0b 02
    /// 2.000 .
    /// ```
    /// A piece of the first response is missing, which is another fault:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 1000
    /// 0.040 < acl 2 0700 0400 0b 0102
    /// 0.041 < acl 2 0100 0400 13
    /// 0.042 > att 0a 1200
    /// 0.060 < att 0b 02
    /// 2.000 .
    /// ```
    /// Only one direction was captured:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 1000
    /// 0.100 > att 0a 1200
    /// 0.200 > att 0a 1400
    /// 2.000 .
    /// ```
    /// A command may be sent at any time:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 1000
    /// 0.010 > att 52 1200 01
    /// 0.050 < att 0b 01
    /// 2.000 .
    /// ```
    RACE032 {
        name: "att-request-while-outstanding",
        severity: Error,
        causes: [CONN024, CONN030],
        summary: "an ATT request was sent before the earlier one was answered",
        spec: "Core Vol 3 Part F, 3.3",
        advice: "Queue ATT requests in the client and send the next one after the response.",
        topics: [Link, Att, Deadline, Fragment],
        gates: [NoDrop, Full],
        check: Links<OnThis>,
    }
}

#[derive(Debug, Clone, Copy)]
struct Burst {
    by: Side,
    /// The channel, where that is an enhanced bearer: each has transactions of its own.
    bearer: Option<ChannelId>,
    first: (Opcode, At),
    second: (Opcode, At),
    /// The first part of the response to the first had come.
    begun: Option<At>,
    /// More requests of the same burst.
    more: u32,
    answers: u32,
    unanswered: Option<(Opcode, At)>,
}

/// The two sides of a link.
#[derive(Debug, Default)]
struct OnThis {
    bursts: [Option<Burst>; 2],
    reported: [bool; 2],
    /// The side was seen to answer the other one's requests.
    answers: [bool; 2],
    /// Where a PDU of the side was last found not to be whole.
    torn: [Option<At>; 2],
}

fn slot(by: Side) -> usize {
    usize::from(by.is_remote())
}

impl OnLink for OnThis {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::Att(message) => self.pdu(event.at, &message),
            What::Unanswered(u) if u.is_overdue() => {
                if let Ask::Att(opcode) = u.question.ask
                    && let Some(burst) = &mut self.bursts[slot(u.question.by)]
                    && u.question.asked >= burst.first.1
                {
                    burst.unanswered.get_or_insert((opcode, u.question.asked));
                }
            }
            What::OrphanContinuation(orphan) => self.is_torn(orphan.by, event.at, None),
            What::StartBeforeComplete(cut) => self.is_torn(cut.by, event.at, Some(cut.started)),
            _ => return,
        }
        let Some(link) = on.state.link(on.link) else { return };
        for slot in 0..self.bursts.len() {
            let all_answered = |burst: &Burst| {
                link.questions.att_requests(burst.by, burst.bearer).next().is_none()
            };
            if self.bursts[slot].as_ref().is_some_and(all_answered) {
                self.report(slot, on, out);
            }
        }
    }

    fn over(&mut self, _over: Over, on: Here<'_>, out: &mut Out<'_>) {
        for slot in 0..self.bursts.len() {
            self.report(slot, on, out);
        }
    }
}

impl OnThis {
    fn pdu(&mut self, at: At, message: &AttMessage<'_>) {
        if message.by == Side::Unknown {
            return;
        }
        if let Some(first) = message.outstanding {
            let side = slot(message.by);
            let torn = self.torn[1 - side].is_some_and(|torn| torn > first.1);
            match &mut self.bursts[side] {
                Some(burst) if burst.bearer == message.bearer => burst.more += 1,
                Some(_) => {}
                // Its response came in pieces, of which one is missing: that is another fault.
                None if torn => {}
                None if !self.reported[side] => {
                    self.bursts[side] = Some(Burst {
                        by: message.by,
                        bearer: message.bearer,
                        first,
                        second: (message.opcode, at),
                        begun: message.begun,
                        more: 0,
                        answers: 0,
                        unanswered: None,
                    });
                }
                None => {}
            }
        } else if message.request.is_some() && message.opcode.is_response() {
            let side = slot(message.by);
            self.answers[side] = true;
            // What a side answers belongs to the other side's requests.
            if let Some(burst) = &mut self.bursts[1 - side]
                && burst.bearer == message.bearer
            {
                burst.answers += 1;
            }
        }
    }

    /// A PDU of this side is not whole: an answer that seems to be missing may have been that one.
    fn is_torn(&mut self, side: Side, at: At, started: Option<At>) {
        if side == Side::Unknown {
            return;
        }
        self.torn[slot(side)] = Some(at);
        // The answer had begun, and the rest of it is lost.
        let burst = &mut self.bursts[1 - slot(side)];
        if started.is_some() && burst.is_some_and(|burst| burst.begun == started) {
            *burst = None;
        }
    }

    fn report(&mut self, slot: usize, on: Here<'_>, out: &mut Out<'_>) {
        let Here { link, state, .. } = on;
        let Some(burst) = self.bursts[slot].take() else { return };
        let Burst { by, bearer: _, first, second, begun, more, answers, unanswered } = burst;
        if state.link(link).is_none_or(|link| link.on_air()) && (more > 0 || answers < 2) {
            out.not_assessable(&RULE, "the sniffer may have missed a response");
            return;
        }
        if !self.answers[1 - slot] {
            out.not_assessable(&RULE, "no answer of the server is in the capture");
            return;
        }
        self.reported[slot] = true;
        let severity = if unanswered.is_some() { Severity::Error } else { Severity::Warning };
        let who = words::capital(by.name());
        let how = match begun {
            Some(_) => "was answered in part only",
            None => "was unanswered",
        };
        let mut text =
            format!("{who} sent an ATT {} while its earlier {} {how}", second.0, first.0);
        if let Some((opcode, _)) = unanswered {
            text.push_str(&format!(", and the {opcode} got no answer in 30 s"));
        }
        if more > 0 {
            text.push_str(&format!(" ({more} more followed before all were answered)"));
        }
        // A response that is missing in the capture leaves one request too many, to the end.
        let all = answers >= more.saturating_add(2);
        let confidence = if all { Confidence::Confirmed } else { Confidence::Likely };
        let draft = out
            .finding(&RULE, second.1, text)
            .link(Some(link))
            .severity(severity)
            .confidence(confidence);
        let draft = draft.related(first.1, "the earlier request");
        let draft = draft.maybe_related(begun, "the first part of its response");
        let late = unanswered.map(|(_, at)| at).filter(|&at| at != first.1 && at != second.1);
        draft.maybe_related(late, "never answered").report(out);
    }
}
