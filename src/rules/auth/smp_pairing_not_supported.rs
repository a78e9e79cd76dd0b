//! AUTH105.

use parsers::smp::{Opcode, Reason};

use super::smp_failed;
use crate::{
    rules::{Check, Out, PerLink, words},
    track::{Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// A pairing that is refused with Pairing Failed, reason Pairing Not Supported (0x05).
    ///
    /// ## Why it matters
    /// The device does not pair: it never does, it is not in pairing mode, or it keeps a bond and
    /// takes no new one until that is deleted. The reason is the same for all of them. The finding
    /// says when the same link was encrypted before, which proves that the device has a key.
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
        summary: "pairing failed: one side does not pair",
        spec: "Core Vol 3 Part H, 3.5.5",
        advice: "Put the device into pairing mode, or delete its old pairings.",
        topics: [Smp, Security, Link],
        gates: [],
        check: PairingNotSupported,
    }
}

/// The links that were encrypted, and since when.
#[derive(Debug, Default)]
struct PairingNotSupported {
    encrypted: PerLink<Option<crate::track::At>>,
}

impl Check for PairingNotSupported {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(id) = event.link else { return };
        match event.what {
            What::LinkDown(_) => {
                self.encrypted.remove(id);
            }
            What::Security(step) if super::attempt::turned_on(step) => {
                self.encrypted.entry(id).get_or_insert(event.at);
            }
            _ => {}
        }
        let reason = Reason::PAIRING_NOT_SUPPORTED;
        let Some(message) = smp_failed::with_reason(event, reason) else { return };
        let who = words::side_in(event, state, message.direction);
        let asked = if message.procedure.request.is_some() {
            Opcode::PAIRING_REQUEST
        } else {
            Opcode::SECURITY_REQUEST
        };
        let seen =
            message.procedure.request.is_some() || message.procedure.security_request.is_some();
        let cause = match asked.name().filter(|_| seen) {
            Some(name) => format!("{who} refused the {name}, it does not pair"),
            None => format!("{who} does not pair"),
        };
        let text = format!("Pairing failed: {cause}: {reason}");
        let encrypted = self.encrypted.get(id).copied().flatten();
        smp_failed::draft(&RULE, event, state, &message.procedure, text, out)
            .maybe_related(encrypted, "the link is encrypted already, so a key exists")
            .report(out);
    }
}
