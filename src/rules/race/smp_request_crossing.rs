//! RACE029.

use parsers::smp::{Opcode, Reason};

use crate::{
    rules::{Here, Links, OnLink, Out, Over, words},
    text,
    track::{At, Event, LinkId, Side, What, event::SmpMessage},
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
        topics: [Link, Smp],
        gates: [NoDrop],
        check: Links<Step>,
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

impl OnLink for Step {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        if let What::Smp(message) = event.what {
            self.pdu(event.at, on.link, &message, out);
        }
    }

    fn until(&self) -> Option<At> {
        match self {
            Self::Crossed { security, answered: false, .. } => Some(security.after(PATIENCE)),
            _ => None,
        }
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        let step = std::mem::take(self);
        if let (Over::Moment, Self::Crossed { by, request, security, .. }) = (over, step) {
            let what = "no Pairing Response came in 5 s";
            report((on.link, by), request, security, security, what, out);
        }
    }
}

impl Step {
    fn pdu(&mut self, at: At, id: LinkId, message: &SmpMessage<'_>, out: &mut Out<'_>) {
        let reason = message.payload.first().copied().map(Reason);
        let sender = message.by;
        *self = match (*self, message.code) {
            (Self::Crossed { by, request, security, .. }, Opcode::PAIRING_REQUEST)
                if by == sender =>
            {
                let what = format!("{by} began a second pairing");
                report((id, by), request, security, at, &what, out);
                Self::Nothing
            }
            (Self::Crossed { by, request, security, .. }, Opcode::PAIRING_FAILED) => {
                let caused = reason.filter(|&reason| {
                    matches!(reason, Reason::UNSPECIFIED_REASON | Reason::INVALID_PARAMETERS)
                        && at.time.since(security.time) <= CLOSE
                });
                if let Some(reason) = caused {
                    let what = format!("{sender} ended the pairing with {reason}");
                    report((id, by), request, security, at, &what, out);
                }
                Self::Nothing
            }
            (Self::Crossed { by, request, security, .. }, Opcode::PAIRING_RESPONSE) => {
                Self::Crossed { by, request, security, answered: true }
            }
            (Self::Requested { by, at: request }, Opcode::SECURITY_REQUEST)
                if sender == by.opposite() && at.time.since(request.time) <= CLOSE =>
            {
                Self::Crossed { by, request, security: at, answered: false }
            }
            (_, Opcode::PAIRING_REQUEST) => Self::Requested { by: sender, at },
            (Self::Requested { .. }, Opcode::PAIRING_RESPONSE | Opcode::PAIRING_FAILED) => {
                Self::Nothing
            }
            (step, _) => step,
        };
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
