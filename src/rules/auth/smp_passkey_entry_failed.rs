//! AUTH101.

use parsers::smp::Reason;

use super::smp_failed;
use crate::{
    rules::{Check, Out},
    track::{Event, State},
};

crate::rule! {
    /// ## What it checks
    /// A pairing that ends with Pairing Failed, reason Passkey Entry Failed (0x01).
    ///
    /// ## Why it matters
    /// The passkey was not entered: the user cancelled the dialog or ignored it, or the program
    /// that asks for the passkey supplied none. A wrong passkey shows as Confirm Value Failed
    /// (AUTH104). The finding says which side had to type it, by the IO capabilities.
    ///
    /// The reason does not distinguish a user who cancels from a program that does; nor does the
    /// rule.
    ///
    /// ## What to do
    /// Pair again and type the passkey that the other device shows. If nobody was asked, the device
    /// claims a keyboard that it does not have, or its pairing agent does not run.
    ///
    /// ## Examples
    /// The host had to type the passkey and gives up:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 02 00 05 10 01 01
    /// 0.050 < smp 02 00 00 05 10 01 01
    /// 4.000 > smp 05 01                               //~ AUTH101
    /// ```
    /// A wrong passkey is not a missing one:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 02 00 05 10 01 01
    /// 0.050 < smp 02 00 00 05 10 01 01
    /// 0.100 > smp 03 00112233445566778899aabbccddeeff
    /// 0.150 < smp 03 ffeeddccbbaa99887766554433221100
    /// 0.200 > smp 04 0102030405060708090a0b0c0d0e0f10
    /// 0.250 < smp 05 04
    /// ```
    AUTH101 {
        name: "smp-passkey-entry-failed",
        severity: Error,
        causes: [AUTH036, CONN002, CONN024],
        summary: "pairing failed: the passkey was not entered",
        spec: "Core Vol 3 Part H, 3.5.5",
        advice: "Pair again and type the passkey that the other device shows.",
        topics: [Smp],
        gates: [],
        check: PasskeyEntryFailed,
    }
}

#[derive(Debug, Default)]
struct PasskeyEntryFailed;

impl Check for PasskeyEntryFailed {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let reason = Reason::PASSKEY_ENTRY_FAILED;
        let Some(message) = smp_failed::with_reason(event, reason) else { return };
        let who = message.by.name();
        let cause = match (smp_failed::sender_types(&message), message.procedure.method()) {
            (Some(true), _) => format!("the passkey was not entered at {who}"),
            (Some(false), _) => format!("{who}, which shows the passkey, gave up"),
            (None, Some(method)) => {
                format!(
                    "{who} gave up because no passkey was entered, although the method is {}",
                    method.name()
                )
            }
            (None, None) => format!("{who} got no passkey from its user"),
        };
        let text = format!("Pairing failed: {cause}: {reason}");
        smp_failed::draft(&RULE, event, &message.procedure, text, out).report(out);
    }
}
