//! AUTH112.

use parsers::smp::Reason;

use super::smp_failed;
use crate::{
    rules::{Check, Out},
    track::{Event, State, state::Method},
};

crate::rule! {
    /// ## What it checks
    /// A pairing that ends with Pairing Failed, reason Numeric Comparison Failed (0x0c).
    ///
    /// ## Why it matters
    /// The user of one side said that the numbers differ, or did not want to pair. Numbers that
    /// really differ mean that there is a man in the middle. The capture does not show what the
    /// user saw: the finding says at which side the number was refused, not why.
    ///
    /// ## What to do
    /// Pair again and confirm on both sides, if both show the same number. If they differ, refuse.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 01 00 0d 10 01 01
    /// 0.050 < smp 02 01 00 0d 10 01 01
    /// 6.000 > smp 05 0c                               //~ AUTH112
    /// ```
    /// A DHKey Check that fails (0x0b) is no user's doing:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 01 00 0d 10 01 01
    /// 0.050 < smp 02 01 00 0d 10 01 01
    /// 6.000 > smp 05 0b
    /// ```
    AUTH112 {
        name: "smp-numeric-comparison-failed",
        severity: Error,
        causes: [AUTH036, CONN002, CONN024],
        summary: "pairing failed: a user refused the number",
        spec: "Core Vol 3 Part H, 3.5.5",
        advice: "Pair again and confirm on both sides, if both show the same number.",
        topics: [Smp],
        gates: [],
        check: NumericComparisonFailed,
    }
}

#[derive(Debug, Default)]
struct NumericComparisonFailed;

impl Check for NumericComparisonFailed {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let reason = Reason::NUMERIC_COMPARISON_FAILED;
        let Some(message) = smp_failed::with_reason(event, reason) else { return };
        let who = message.by.name();
        let cause = match message.procedure.method() {
            Some(Method::NumericComparison) | None => format!("the number was refused at {who}"),
            Some(method) => {
                format!("{who} refused, although {} has no number to compare", method.name())
            }
        };
        let text = format!("Pairing failed: {cause}: {reason}");
        smp_failed::draft(&RULE, event, &message.procedure, text, out).report(out);
    }
}
