//! AUTH105.

use parsers::smp::{Opcode, Reason};

use super::smp_failed;
use crate::{
    finding::Severity,
    rules::{Draft, Here, Links, OnLink, Out, Over},
    track::{At, Event, What},
};

crate::rule! {
    /// ## What it checks
    /// A pairing that is refused with Pairing Failed, reason Pairing Not Supported (0x05).
    ///
    /// ## Why it matters
    /// The device does not pair: it never does, it is not in pairing mode, or it keeps a bond and
    /// takes no new one until that is deleted. The reason is the same for all of them. If the same
    /// link was encrypted before, the finding says so: the device has a key.
    ///
    /// Where the peer keeps sending for ten seconds or more, the link works without the pairing:
    /// then it is a warning, or a notice if only a Security Request was refused.
    ///
    /// ## What to do
    /// Put the device into pairing mode, or delete its old pairings (a factory reset does).
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 01 00 0d 10 01 01
    /// 0.050 < smp 05 05                               //~ AUTH105
    /// ```
    /// A Security Request can be refused too:
    /// ```frames
    /// @le
    /// 0.000 < smp 0b 05
    /// 0.050 > smp 05 05                               //~ AUTH105
    /// 0.100 < smp 05 05        // answers the answer, which is noise
    /// ```
    /// Too little security offered is another answer:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 05 03
    /// ```
    AUTH105 {
        name: "smp-pairing-not-supported",
        severity: Error,
        causes: [AUTH036, CONN002, CONN024],
        summary: "pairing failed: one side does not support pairing",
        spec: "Core Vol 3 Part H, 3.5.5",
        advice: "Put the device into pairing mode, or delete its old pairings.",
        topics: [Smp, Security, Link],
        gates: [],
        check: Links<Watched>,
    }
}

/// Packets of the peer after a refusal, and nanoseconds that they go on for, that show that the link
/// works without the pairing.
const WORKS: (u64, i64) = (10, 10_000_000_000);

/// What is known of one link.
#[derive(Debug, Default)]
struct Watched {
    /// It was encrypted, and since when.
    encrypted: Option<At>,
    refused: Option<Refused>,
}

/// A refusal, which is assessed when the link ends: it may work without the pairing.
#[derive(Debug)]
struct Refused {
    at: At,
    /// Packets that the peer had sent by then.
    received: u64,
    /// What was refused is only a Security Request.
    request: bool,
    draft: Draft,
}

impl OnLink for Watched {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        if let What::Security(step) = event.what
            && super::attempt::turned_on(step)
        {
            self.encrypted.get_or_insert(event.at);
        }
        let reason = Reason::PAIRING_NOT_SUPPORTED;
        let Some(message) = smp_failed::with_reason(event, reason) else { return };
        let who = message.by.name();
        let request = message.procedure.request.is_none();
        let asked = if request { Opcode::SECURITY_REQUEST } else { Opcode::PAIRING_REQUEST };
        let seen = !request || message.procedure.security_request.is_some();
        let cause = match asked.name().filter(|_| seen) {
            Some(name) => format!("{who} refused the {name}, it does not pair"),
            None => format!("{who} does not pair"),
        };
        let text = format!("Pairing failed: {cause}: {reason}");
        let draft = smp_failed::draft(&RULE, event, &message.procedure, text, out)
            .maybe_related(self.encrypted, "the link is encrypted already, so a key exists");
        self.judge(on, out);
        let received = on.state.link(on.link).map_or(0, |link| link.flow.received);
        let request = request && seen;
        self.refused = Some(Refused { at: event.at, received, request, draft });
    }

    fn over(&mut self, _over: Over, on: Here<'_>, out: &mut Out<'_>) {
        self.judge(on, out);
    }
}

impl Watched {
    fn judge(&mut self, on: Here<'_>, out: &mut Out<'_>) {
        let Some(refused) = self.refused.take() else { return };
        let flow = on.state.link(on.link).map(|link| link.flow);
        let last = flow.and_then(|flow| {
            let packets = flow.received.saturating_sub(refused.received);
            let last = flow.last_received?;
            let works = packets >= WORKS.0 && last.time.since(refused.at.time) >= WORKS.1;
            works.then_some(last)
        });
        let draft = match last {
            Some(last) => {
                let severity = if refused.request { Severity::Notice } else { Severity::Warning };
                refused
                    .draft
                    .severity(severity)
                    .advice("Do nothing if everything works without pairing.")
                    .related(last, "the peer continues without the pairing")
            }
            None => refused.draft,
        };
        draft.report(out);
    }
}
