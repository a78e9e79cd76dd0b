//! AUTH037.

use parsers::smp::Opcode;

use super::order;
use crate::{
    finding::{Confidence, Severity},
    rules::{Here, Links, OnLink, Out, Over, words},
    track::{
        At, Event, Side, What,
        event::SmpMessage,
        state::{Method, PairingSummary, Transport},
    },
};

crate::rule! {
    /// ## What it checks
    /// A step of a pairing on LE that comes before its turn: a PDU of phase 2 while two or more that must
    /// come before it were not sent, or a PDU that the method does not have.
    ///
    /// One PDU that is missing may be missing in the log, so that nothing is said. A sniffer may miss more. So on the air the step
    /// must come within two connection intervals of the one before, which leaves no time for the rest, and the
    /// finding is a warning.
    ///
    /// ## Why it matters
    /// The steps prove that both sides have the same keys and that nobody is in the middle. A side that
    /// mixes them up cannot be paired with, and one that goes on without them proves nothing.
    ///
    /// ## What to do
    /// Update the firmware of the side that left the steps out.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.050 < smp 02 03 00 09 10 01 01
    /// 0.100 > smp 0d 00112233445566778899aabbccddeeff    //~ AUTH037
    /// 0.150 < smp 05 08
    /// ```
    /// LE legacy pairing has no public keys:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01
    /// 0.100 > smp 0d 00112233445566778899aabbccddeeff    //~ AUTH037
    /// ```
    /// All steps:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01
    /// 0.100 > smp 03 00112233445566778899aabbccddeeff
    /// 0.150 < smp 03 00112233445566778899aabbccddee00
    /// 0.160 > smp 04 00112233445566778899aabbccddee01
    /// 0.180 < smp 04 00112233445566778899aabbccddee02
    /// ```
    AUTH037 {
        name: "smp-step-too-early",
        severity: Error,
        causes: [AUTH005, AUTH008, AUTH009, AUTH030, AUTH036, AUTH100, AUTH103, AUTH104, AUTH105, CONN002, CONN024],
        summary: "a step of a pairing came before its turn",
        spec: "Core Vol 3 Part H, 2.3.5.5, 2.3.5.6 and Appendix C",
        advice: "Update the firmware of the side that left the steps out.",
        topics: [Smp, Link],
        gates: [Start, Full, NoDrop],
        check: Links<TooEarly>,
    }
}

/// As many PDUs as a log may lack without a sign of it.
const MAY_BE_LOST: u8 = 1;

#[derive(Debug, Default)]
struct TooEarly {
    /// The place of the last step, while a pairing goes on in order.
    last: Option<u8>,
    /// When it came.
    before: Option<At>,
}

impl OnLink for TooEarly {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        let What::Smp(message) = event.what else { return };
        let link = on.state.link(on.link);
        if link.is_some_and(|link| link.transport == Some(Transport::Classic)) {
            return;
        }
        match message.code {
            Opcode::PAIRING_REQUEST => self.last = Some(0),
            Opcode::PAIRING_RESPONSE => {}
            Opcode::PAIRING_FAILED => self.last = None,
            _ => self.step(event.at, &message, on, out),
        }
        self.before = Some(event.at);
    }

    fn over(&mut self, _over: Over, _on: Here<'_>, _out: &mut Out<'_>) {}
}

impl TooEarly {
    fn step(&mut self, at: At, message: &SmpMessage<'_>, on: Here<'_>, out: &mut Out<'_>) {
        let procedure = message.procedure;
        let (Some(last), Some(initiator)) = (self.last, procedure.initiator) else { return };
        if !order::is_of_phase_2(message.code) || message.by == Side::Unknown {
            return;
        }
        let by_initiator = message.by == initiator;
        let who = words::capital(message.by.name());
        // Whatever it is, what follows is not in order any more.
        self.last = None;
        let text = match (procedure.response, agreed(&procedure)) {
            (None, _) if order::waits_for_more(message.code, by_initiator) => {
                let other = initiator.opposite().name();
                format!("{who} sent a {} before {other} sent a Pairing Response", message.code)
            }
            (Some(_), Some((secure, method))) => {
                match order::place(message.code, by_initiator, secure, method) {
                    Some(place) if place > last + 1 + MAY_BE_LOST => {
                        let due = order::due(last + 1, secure, method);
                        format!("{who} sent a {}, and the next step is {due}", message.code)
                    }
                    Some(place) => {
                        self.last = Some(place);
                        return;
                    }
                    None => {
                        let kind =
                            if secure { "LE Secure Connections" } else { "LE legacy pairing" };
                        let (code, method) = (message.code, method.name());
                        format!("{who} sent a {code}, which {kind} with {method} does not have")
                    }
                }
            }
            // One step may be missing in the log, and this shows which.
            _ => return,
        };
        let link = on.state.link(on.link).filter(|link| link.on_air());
        let severity = match link.map(|link| link.interval.unwrap_or_default()) {
            None => RULE.severity,
            Some(interval) => {
                let took = self.before.map_or(i64::MAX, |before| at.time.since(before.time));
                if took > 2 * interval {
                    out.not_assessable(&RULE, "the sniffer may have missed steps of the pairing");
                    return;
                }
                Severity::Warning
            }
        };
        out.finding(&RULE, at, text)
            .link(Some(on.link))
            .severity(severity)
            .confidence(Confidence::Likely)
            .related(procedure.started, "pairing began")
            .report(out);
    }
}

/// What the two sides have agreed on.
fn agreed(procedure: &PairingSummary) -> Option<(bool, Method)> {
    procedure.secure_connections().zip(procedure.method())
}
