//! FRAG020.

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out, words},
    text,
    track::{
        Event, State, What,
        event::Unanswered,
        state::{Ask, Outcome},
    },
};

crate::rule! {
    /// ## What it checks
    /// A side has used all the credits of a channel and gets no more: for 5 s in the middle of an SDU,
    /// for 30 s between two.
    ///
    /// ## Why it matters
    /// Without credits nothing can be sent: the channel stands still, and what the application sends
    /// is kept waiting.
    ///
    /// ## What to do
    /// Look at the receiver: its application does not read, or its stack forgets to give back the
    /// credits of what was read.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 4000 0100
    /// 0.050 < signal 15 01 0a00 5000 4000 4000 0100 0000
    /// 0.100 > l2cap 0050 0200 6869                    //~ FRAG020
    /// 40.00 .
    /// ```
    /// In the middle of an SDU it takes less:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 4000 0100
    /// 0.050 < signal 15 01 0a00 5000 4000 4000 0100 0000
    /// 0.100 > l2cap 0050 0400 6869                    //~ FRAG020
    /// 8.000 .
    /// ```
    /// The receiver reads slowly, and gives the credit back:
    /// ```frames
    /// @le
    /// 0.000 > signal 14 01 0a00 8000 4000 4000 4000 0100
    /// 0.050 < signal 15 01 0a00 5000 4000 4000 0100 0000
    /// 0.100 > l2cap 0050 0200 6869
    /// 20.00 < signal 16 02 0400 5000 0100
    /// 60.00 .
    /// ```
    FRAG020 {
        name: "coc-credit-stall",
        severity: Warning,
        causes: [CONN024, CONN030],
        summary: "a side has no credits left and gets no more",
        spec: "Core Vol 3 Part A, 10.1",
        advice: "Look at the receiver: whether its application reads, and its stack gives back credits.",
        topics: [Deadline],
        gates: [NoDrop, Time],
        check: CreditStall,
    }
}

#[derive(Debug, Default)]
struct CreditStall;

impl Check for CreditStall {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::Unanswered(Unanswered { question, outcome }) = event.what else { return };
        if question.ask != Ask::Credits || !question.overdue || outcome == Outcome::Overdue {
            return;
        }
        let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
        if link.on_air() {
            out.not_assessable(&RULE, "the sniffer may have missed credits");
            return;
        }
        let channel = question.channel.and_then(|id| link.channels.get(id));
        let granted = channel.and_then(|c| c.credits_of(question.by)).map_or(0, |c| c.granted);
        let sender = question.by.name();
        let receiver = question.by.opposite().name();
        let waited = text::duration(event.at.time.since(question.asked.time));
        let came = if outcome == Outcome::Late { "none before" } else { "no more in" };
        let text = format!(
            "{} gave {sender} {} on a channel{}, all of them used, and {came} {waited}",
            words::capital(receiver),
            text::count(granted.into(), "credit"),
            words::service(channel),
        );
        let severity = if outcome == Outcome::Late { Severity::Notice } else { RULE.severity };
        out.finding(&RULE, question.asked, text)
            .link(event.link)
            .severity(severity)
            .confidence(Confidence::Likely)
            .maybe_related(channel.and_then(|channel| channel.opened), "the channel opens")
            .related(
                event.at,
                match outcome {
                    Outcome::Late => "credits come",
                    Outcome::Ended => "the channel ends",
                    Outcome::Overdue | Outcome::CaptureEnds => "the capture ends",
                },
            )
            .report(out);
    }
}
