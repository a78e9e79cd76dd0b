//! AUTH103.

use parsers::smp::{IoCapability, Reason};

use super::smp_failed;
use crate::{
    rules::{Check, Out},
    track::{
        Event, State,
        event::SmpMessage,
        state::{Method, PairingFeatures},
    },
};

crate::rule! {
    /// ## What it checks
    /// A pairing that ends with Pairing Failed, reason Authentication Requirements (0x03).
    ///
    /// ## Why it matters
    /// The sender requires more than this pairing can give: protection against a man in the middle,
    /// LE Secure Connections, or a bond. The finding names what the other side offers, and, where
    /// both sides stated their capabilities, the method that results. The PDU does not say which
    /// shortcoming the sender objects to; where there is only one, the finding names it.
    ///
    /// ## What to do
    /// Give the device that asks the input and output that it really has, and let it ask for MITM
    /// protection and LE Secure Connections; or lower what the sender demands.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 09 10 01 01
    /// 0.050 < smp 05 03                               //~ AUTH103
    /// ```
    /// Just Works although both want protection is the specified result, as long as neither side
    /// objects:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 0d 10 01 01
    /// 0.050 < smp 02 03 00 0d 10 01 01
    /// 0.100 > smp 03 00112233445566778899aabbccddeeff
    /// ```
    AUTH103 {
        name: "smp-auth-requirements",
        severity: Error,
        causes: [AUTH036, CONN002, CONN024],
        summary: "pairing failed: one side demands more security than the other offers",
        spec: "Core Vol 3 Part H, 2.3.5.1 and 3.5.5",
        advice: "Let the device that asks offer its display or keyboard, MITM protection and LE Secure Connections, or lower what the other demands.",
        topics: [Smp],
        gates: [],
        check: AuthRequirements,
    }
}

#[derive(Debug, Default)]
struct AuthRequirements;

impl Check for AuthRequirements {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let reason = Reason::AUTHENTICATION_REQUIREMENTS;
        let Some(message) = smp_failed::with_reason(event, reason) else { return };
        let who = message.by.name();
        let other = message.by.opposite().name();
        let lacks = offered(&message).map(|offer| lacks(&offer, message.procedure.method()));
        let cause = match lacks.as_deref() {
            None => format!("{who} demands more security than is offered"),
            Some("") => format!("{who} demands more security than {other} offers"),
            Some(lacks) => format!("{who} demands more security than {other} offers ({lacks})"),
        };
        let text = format!("Pairing failed: {cause}: {reason}");
        smp_failed::draft(&RULE, event, &message.procedure, text, out).report(out);
    }
}

/// What the side that was refused had said of itself.
fn offered(message: &SmpMessage<'_>) -> Option<PairingFeatures> {
    let procedure = &message.procedure;
    if procedure.initiator? == message.by { procedure.response } else { procedure.request }
}

/// What an offer lacks.
fn lacks(offer: &PairingFeatures, method: Option<Method>) -> String {
    let mut lacks = Vec::new();
    if offer.io_capability == IoCapability::NO_INPUT_NO_OUTPUT {
        lacks.push("NoInputNoOutput: only Just Works is possible".to_owned());
    } else if method == Some(Method::JustWorks) {
        lacks.push("the method is Just Works".into());
    }
    if !offer.mitm {
        lacks.push("no MITM protection".into());
    }
    if !offer.secure_connections {
        lacks.push("no LE Secure Connections".into());
    }
    if !offer.bonding {
        lacks.push("no bonding".into());
    }
    lacks.join(", ")
}
