//! AUTH002.

use parsers::hci::Status;

use super::attempt::{Attempt, Refusal};
use crate::{
    finding::Confidence,
    rules::{Check, Out, PerLink},
    track::{Event, State, What, event::SecurityStep as Step, state::Transport},
};

crate::rule! {
    /// ## What it checks
    /// On BR/EDR: PIN or Key Missing (0x06) in Authentication Complete, Encryption Change,
    /// Connection Complete or as the reason that a link ended. The host's answer to the request for
    /// the link key tells who lost it: with Link Key Request Reply this host has the key and the
    /// peer does not; with the Negative Reply it is this host that has none.
    ///
    /// ## Why it matters
    /// One side has forgotten the pairing and the other has not: a factory reset, or a speaker that
    /// keeps a few pairings and let the oldest go. The devices will not connect until both forget.
    ///
    /// The same status after a PIN Code Request Negative Reply is a refusal (AUTH001). Without an
    /// answer to a request for the key, the finding does not say which side lost it.
    ///
    /// ## What to do
    /// Forget the pairing on both devices and pair again.
    ///
    /// ## Examples
    /// The peer lost it:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040b ccbbaa5dcf00 00112233445566778899aabbccddeeff
    /// 0.100 < event 06 06 4000                        //~ AUTH002
    /// 0.600 > command 0406 4000 13
    /// 0.700 < event 05 00 4000 16
    /// ```
    /// A link that ends with it:
    /// ```frames
    /// @classic
    /// 0.000 < event 17 ccbbaa5dcf00
    /// 0.010 > command 040c ccbbaa5dcf00
    /// 0.100 < event 05 00 4000 06                     //~ AUTH002
    /// ```
    /// A host without a PIN refuses, and lost nothing:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040c ccbbaa5dcf00
    /// 0.030 < event 16 ccbbaa5dcf00
    /// 0.040 > command 040e ccbbaa5dcf00
    /// 0.100 < event 06 06 4000
    /// ```
    /// A host without a key pairs anew, as it should:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040c ccbbaa5dcf00
    /// 0.030 < event 31 ccbbaa5dcf00
    /// 0.040 > command 042b ccbbaa5dcf00 03 00 02
    /// 0.050 < event 32 ccbbaa5dcf00 03 00 02
    /// 0.400 < event 33 ccbbaa5dcf00 40e20100
    /// 0.410 > command 042c ccbbaa5dcf00
    /// 0.500 < event 36 00 ccbbaa5dcf00
    /// 0.510 < event 18 ccbbaa5dcf00 00112233445566778899aabbccddeeff 04
    /// 0.520 < event 06 00 4000
    /// ```
    AUTH002 {
        name: "link-key-missing",
        severity: Error,
        summary: "one side has lost the link key",
        spec: "Core Vol 1 Part F, 2.6; Vol 2 Part C, 4.2.1",
        advice: "Forget the pairing on both devices and pair again.",
        topics: [Security, Link],
        gates: [],
        check: LinkKeyMissing,
    }
}

#[derive(Debug, Default)]
struct LinkKeyMissing {
    attempts: PerLink<Attempt>,
}

impl Check for LinkKeyMissing {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let Some(id) = event.link else { return };
        let missing = Status::PIN_OR_KEY_MISSING;
        if let What::ConnectFailed(failure) = event.what {
            if failure.transport == Transport::Classic && failure.status == missing {
                report(&Attempt::default(), event, "Connection Complete with", out);
            }
            return;
        }
        if state.link(id).is_none_or(|link| link.transport == Some(Transport::LowEnergy)) {
            return;
        }
        match event.what {
            What::Security(step) => {
                let attempt = self.attempts.entry(id);
                if attempt.step(event.at, step) != Some(missing) {
                    return;
                }
                let what = match step {
                    Step::AuthenticationComplete(_) => "Authentication Complete with",
                    Step::EncryptionChange { .. } => "Encryption Change with",
                    Step::KeyRefresh(_) => "Encryption Key Refresh Complete with",
                    _ => "Simple Pairing Complete with",
                };
                report(attempt, event, what, out);
            }
            What::LinkDown(end) => {
                let attempt = self.attempts.remove(id).unwrap_or_default();
                if end.reason == Some(missing) && attempt.failed.is_none() {
                    report(&attempt, event, "the link ended with", out);
                }
            }
            _ => {}
        }
    }
}

fn report(attempt: &Attempt, event: &Event<'_>, what: &str, out: &mut Out<'_>) {
    if matches!(attempt.refused, Some((_, Refusal::Pin))) {
        return;
    }
    let (who, note, confidence) = match attempt.key {
        Some((_, true)) => {
            ("The peer has lost the link key", "this host has the link key", Confidence::Confirmed)
        }
        Some((_, false)) => (
            "This host has no link key for the peer",
            "this host has no link key",
            Confidence::Confirmed,
        ),
        None => ("One side has lost the link key", "", Confidence::Confirmed),
    };
    let text = format!("{who}: {what} {}", Status::PIN_OR_KEY_MISSING);
    let mut draft = out
        .finding(&RULE, event.at, text)
        .link(event.link)
        .confidence(confidence)
        .maybe_related(attempt.key.map(|(at, _)| at), note);
    if attempt.began != attempt.key.map(|(at, _)| at) {
        draft = draft.maybe_related(attempt.began, "the attempt began");
    }
    draft.report(out);
}
