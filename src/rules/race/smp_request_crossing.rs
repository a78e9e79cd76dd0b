//! RACE029.

use parsers::smp::{Opcode, Reason};

use crate::{
    rules::{Check, Out, PerLink, words},
    text,
    track::{At, Event, LinkId, Side, State, What, event::SmpMessage},
};

crate::rule! {
    /// ## What it checks
    /// The peripheral sends a Security Request within 1 s after the central's Pairing Request and
    /// before its own Pairing Response. Then the pairing fails within 1 s with Unspecified Reason
    /// (0x08) or Invalid Parameters (0x0a), the central sends a second Pairing Request, or no
    /// Pairing Response comes for 5 s.
    ///
    /// A Security Request that a Pairing Request follows is the normal flow: a failure then has
    /// another cause. A central has to ignore a Security Request while it pairs; where all do so,
    /// nothing is reported.
    ///
    /// ## Why it matters
    /// The peripheral has sent its request before it read the central's. Peripherals that mistake
    /// the Pairing Request for the answer to their own request, or centrals that begin again, end
    /// up in two pairings at once.
    ///
    /// ## What to do
    /// Pair again. The peripheral should wait for about a second after the connection before it
    /// sends a Security Request, or not send one while a pairing is under way.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 0d 10 01 01
    /// 0.010 < smp 0b 0d
    /// 0.050 < smp 05 08                                //~ RACE029
    /// ```
    /// The central begins again:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 0d 10 01 01
    /// 0.010 < smp 0b 0d
    /// 0.020 > smp 01 03 00 0d 10 01 01                 //~ RACE029
    /// ```
    /// The peripheral asks, the central begins, and it fails: no crossing.
    /// ```frames
    /// @le
    /// 0.000 < smp 0b 0d
    /// 0.010 > smp 01 03 00 0d 10 01 01
    /// 0.050 < smp 05 08
    /// ```
    /// They cross without harm:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 0d 10 01 01
    /// 0.010 < smp 0b 0d
    /// 0.050 < smp 02 03 00 0d 10 01 01
    /// 9.000 < smp 05 08
    /// ```
    RACE029 {
        name: "smp-request-crossing",
        severity: Warning,
        causes: [AUTH008, AUTH100, AUTH105],
        summary: "Security Request and Pairing Request crossed",
        spec: "Core Vol 3 Part H, 2.4.6",
        advice: "Pair again; the peripheral should wait for about a second before its Security Request, and send none while a pairing is under way.",
        topics: [Link, Smp, Tick],
        gates: [NoDrop],
        check: RequestCrossing,
    }
}

/// Requests further apart than this did not cross, in nanoseconds; nor is a later failure theirs.
const CLOSE: i64 = 1_000_000_000;
/// How long a Pairing Response is waited for, in nanoseconds.
const PATIENCE: i64 = 5_000_000_000;

#[derive(Debug, Clone, Copy, Default)]
enum Step {
    #[default]
    Nothing,
    /// The Pairing Request, not answered yet.
    Requested { by: Side, at: At },
    /// The Security Request that crossed it; whether the Pairing Response came since.
    Crossed { by: Side, request: At, security: At, answered: bool },
}

#[derive(Debug, Default)]
struct RequestCrossing {
    links: PerLink<Step>,
}

impl Check for RequestCrossing {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        match (event.what, event.link) {
            (What::Smp(message), Some(id)) => self.pdu(event.at, id, &message, out),
            (What::LinkDown(_), Some(id)) => {
                self.links.remove(id);
            }
            (What::Tick, _) => {
                for (id, step) in self.links.iter_mut() {
                    if let Step::Crossed { by, request, security, answered: false } = *step
                        && event.at.time.since(security.time) > PATIENCE
                    {
                        *step = Step::Nothing;
                        let what = "no Pairing Response came in 5 s";
                        report((id, by), request, security, security, what, out);
                    }
                }
            }
            _ => {}
        }
    }
}

impl RequestCrossing {
    fn pdu(&mut self, at: At, id: LinkId, message: &SmpMessage<'_>, out: &mut Out<'_>) {
        let reason = message.payload.first().copied().map(Reason);
        let sender = message.by;
        let step = match (self.links.get(id).copied().unwrap_or_default(), message.code) {
            (Step::Crossed { by, request, security, .. }, Opcode::PAIRING_REQUEST)
                if by == sender =>
            {
                let what = format!("{by} began a second pairing");
                report((id, by), request, security, at, &what, out);
                Step::Nothing
            }
            (Step::Crossed { by, request, security, .. }, Opcode::PAIRING_FAILED) => {
                let caused = reason.filter(|&reason| {
                    matches!(reason, Reason::UNSPECIFIED_REASON | Reason::INVALID_PARAMETERS)
                        && at.time.since(security.time) <= CLOSE
                });
                if let Some(reason) = caused {
                    let what = format!("{sender} ended the pairing with {reason}");
                    report((id, by), request, security, at, &what, out);
                }
                Step::Nothing
            }
            (Step::Crossed { by, request, security, .. }, Opcode::PAIRING_RESPONSE) => {
                Step::Crossed { by, request, security, answered: true }
            }
            (Step::Requested { by, at: request }, Opcode::SECURITY_REQUEST)
                if sender == by.opposite() && at.time.since(request.time) <= CLOSE =>
            {
                Step::Crossed { by, request, security: at, answered: false }
            }
            (_, Opcode::PAIRING_REQUEST) => Step::Requested { by: sender, at },
            (Step::Requested { .. }, Opcode::PAIRING_RESPONSE | Opcode::PAIRING_FAILED) => {
                Step::Nothing
            }
            (step, _) => step,
        };
        // Nothing is kept of links that never pair.
        if !matches!(step, Step::Nothing) || self.links.get(id).is_some() {
            *self.links.entry(id) = step;
        }
    }
}

/// `central`: the link, and the side that sent the Pairing Request.
fn report(
    (link, central): (LinkId, Side),
    request: At,
    security: At,
    at: At,
    what: &str,
    out: &mut Out<'_>,
) {
    let who = words::capital(central.opposite().name());
    let after = text::duration(security.time.since(request.time));
    let whose = central.name();
    let text = format!(
        "{who} sent a Security Request {after} after the Pairing Request of {whose}, and {what}"
    );
    let draft = out.finding(&RULE, at, text).link(Some(link)).related(request, "Pairing Request");
    let crossed = (security != at).then_some(security);
    draft.maybe_related(crossed, "Security Request that crossed it").report(out);
}
