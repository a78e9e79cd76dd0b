//! AUTH104.

use parsers::smp::Reason;

use super::smp_failed;
use crate::{
    rules::{Check, Out},
    track::{Event, State},
};

crate::rule! {
    /// ## What it checks
    /// A pairing that ends with Pairing Failed, reason Confirm Value Failed (0x04): the value that
    /// one side had committed to does not fit what it revealed later.
    ///
    /// ## Why it matters
    /// With passkey entry the two sides used different passkeys: somebody mistyped, or was shown
    /// another number. With Just Works or numeric comparison nothing is typed, and a mismatch means
    /// a fault in one of the stacks, or somebody in the middle.
    ///
    /// ## What to do
    /// Pair again and type the passkey that is shown. If nothing was to be typed, update the firmware.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 04 00 05 10 01 01
    /// 0.050 < smp 02 02 00 05 10 01 01
    /// 0.100 > smp 03 00112233445566778899aabbccddeeff
    /// 0.150 < smp 03 ffeeddccbbaa99887766554433221100
    /// 0.200 > smp 04 0102030405060708090a0b0c0d0e0f10
    /// 0.250 < smp 05 04                               //~ AUTH104
    /// ```
    /// Another reason is another rule's:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 04 00 05 10 01 01
    /// 0.050 < smp 02 02 00 05 10 01 01
    /// 0.250 < smp 05 01
    /// ```
    AUTH104 {
        name: "smp-confirm-mismatch",
        severity: Error,
        summary: "pairing failed: the confirm values do not match",
        spec: "Core Vol 3 Part H, 2.3.5.5 and 3.5.5",
        advice: "Pair again with the passkey that is shown; if nothing was to be typed, update the firmware of both.",
        topics: [Smp],
        gates: [],
        check: ConfirmMismatch,
    }
}

#[derive(Debug, Default)]
struct ConfirmMismatch;

impl Check for ConfirmMismatch {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(message) = smp_failed::with_reason(event, Reason::CONFIRM_VALUE_FAILED) else {
            return;
        };
        let who = smp_failed::sender(event, state, message.direction);
        let text = format!(
            "Pairing failed: {who} found that the confirm values do not match (wrong passkey)"
        );
        smp_failed::draft(&RULE, event, &message, text, out).report(out);
    }
}
