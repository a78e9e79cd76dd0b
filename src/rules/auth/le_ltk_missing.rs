//! AUTH005.

use parsers::{hci::Status, ll::ControlOpcode};

use super::attempt;
use crate::{
    finding::{Confidence, Severity},
    rules::{Draft, Gate, Here, Links, OnLink, Out, Over, words},
    text,
    track::{
        At, Event, LinkId, Side, What,
        event::SecurityStep as Step,
        state::{Link, Transport},
    },
};

/// A host that has not answered the request for the long term key for this long, in nanoseconds, when
/// the link or the capture ends, may not have looked it up at all.
const UNANSWERED: i64 = 1_000_000_000;

crate::rule! {
    /// ## What it checks
    /// An LE link that cannot be encrypted because one side has no key. As the central's host sees
    /// it: Encryption Change with PIN or Key Missing (0x06). As the peripheral's host sees it: LE
    /// Long Term Key Request, and the Negative Reply to it, or no reply before the link ends, which
    /// is a warning. On the air: LL_REJECT_IND or LL_REJECT_EXT_IND with 0x06 after LL_ENC_REQ,
    /// with or without LL_ENC_RSP in between.
    ///
    /// It is reported once for a link, and only if the link is not encrypted after all. When a new
    /// pairing achieves that, it is an info. While a pairing is under way there is no long term key
    /// yet, so a refused start of encryption is another fault.
    ///
    /// ## Why it matters
    /// The peripheral has forgotten the bond (a reset, a new firmware, a full table) and the
    /// central has not. The central will try the dead key again and again; many phones do not offer
    /// to pair again.
    ///
    /// LL_REJECT_EXT_IND with another error is AUTH009: the key is there.
    ///
    /// ## What to do
    /// Forget the device on the central, then pair again.
    ///
    /// ## Examples
    /// The host of the central:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.010 < event 0f 00 01 1920
    /// 0.100 < event 08 06 4000 00                     //~ AUTH005
    /// 0.600 < event 05 00 4000 06
    /// ```
    /// The host of the peripheral:
    /// ```frames
    /// @le-peripheral
    /// 0.000 < event 3e 05 4000 0000000000000000 0000
    /// 0.010 > command 201b 4000                       //~ AUTH005
    /// ```
    /// It does not answer:
    /// ```frames
    /// @le-peripheral
    /// 0.000 < event 3e 05 4000 0000000000000000 0000  //~ AUTH005
    /// 1.500 .
    /// 3.000 .
    /// ```
    /// On the air:
    /// ```frames
    /// @air
    /// 0.000 > control 03 0000000000000000 0000 0102030405060708 01020304
    /// 0.001 < control 04 0102030405060708 01020304
    /// 0.030 < control 11 03 06                        //~ AUTH005
    /// ```
    /// The key is there:
    /// ```frames
    /// @le-peripheral
    /// 0.000 < event 3e 05 4000 0000000000000000 0000
    /// 0.010 > command 201a 4000 00112233445566778899aabbccddeeff
    /// 0.100 < event 08 00 4000 01
    /// 3.000 .
    /// ```
    /// Refused, asked again and accepted, so both have the key:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.010 < event 0f 00 01 1920
    /// 0.100 < event 08 06 4000 00
    /// 1.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 1.010 < event 0f 00 01 1920
    /// 1.100 < event 08 00 4000 01
    /// ```
    /// Refused again and again, which has one cause:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.100 < event 08 06 4000 00                     //~ AUTH005
    /// 1.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 1.100 < event 08 06 4000 00
    /// ```
    /// The host answers late:
    /// ```frames
    /// @le-peripheral
    /// 0.000 < event 3e 05 4000 0000000000000000 0000
    /// 1.200 .
    /// 2.500 > command 201a 4000 00112233445566778899aabbccddeeff
    /// 2.600 < event 08 00 4000 01
    /// ```
    /// A pairing is under way, and the key would have been the short term key:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01
    /// 0.100 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.200 < event 08 06 4000 00
    /// ```
    /// Something else is refused on the air:
    /// ```frames
    /// @air
    /// 0.000 > control 0f 1800 1800 0000 4800 06 0000 ffff ffff ffff ffff ffff ffff
    /// 0.030 < control 11 0f 1a
    /// ```
    AUTH005 {
        name: "le-ltk-missing",
        severity: Error,
        causes: [AUTH009, AUTH036, CONN002, CONN024, CONN030],
        summary: "one side has no long term key for the link",
        spec: "Core Vol 6 Part B, 5.1.3.1; Vol 3 Part H, 2.4.4.2",
        advice: "Forget the device on the central, then pair again.",
        topics: [Security, Link, Radio],
        gates: [NoDrop where "the host leaves the request unanswered"],
        check: Links<Watched>,
    }
}

/// The start of encryption on one link.
#[derive(Debug, Default, Clone, Copy)]
struct Start {
    /// The request of this host, or of the central on the air.
    requested: Option<At>,
    /// LL_ENC_RSP.
    responded: Option<At>,
    /// The controller asked this host for the key.
    asked: Option<At>,
    answered: bool,
    /// A pairing is under way: the key is the one that it makes, and no long term key yet.
    pairing: bool,
}

/// The first start on a link that failed because the key is missing.
#[derive(Debug)]
struct Missing {
    at: At,
    draft: Draft,
}

/// One link: the evidence is assessed when the link ends, because the two may start encryption
/// again.
#[derive(Debug, Default)]
struct Watched {
    start: Start,
    missing: Option<Missing>,
}

impl OnLink for Watched {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        let Some(link) = on.state.link(on.link) else { return };
        if link.transport != Some(Transport::LowEnergy) {
            return;
        }
        match event.what {
            What::Security(step) => security(self, event, link, step, out),
            What::Control(message) if message.opcode == ControlOpcode::ENC_RSP => {
                self.start.responded = Some(event.at);
            }
            What::LinkDown(end) if end.reason == Some(Status::PIN_OR_KEY_MISSING) => {
                let by = if end.by == Side::Unknown { link.remote() } else { end.by };
                self.missing(event, link, by, &with("the link ended"), out);
            }
            _ => {}
        }
    }

    fn over(&mut self, _over: Over, on: Here<'_>, out: &mut Out<'_>) {
        self.judge(on.link, on.at, out);
    }
}

fn security(watched: &mut Watched, event: &Event<'_>, link: &Link, step: Step, out: &mut Out<'_>) {
    if attempt::turned_on(step) || step == Step::KeyRefresh(Status::SUCCESS) {
        watched.turned_on(event.at, link, out);
        return;
    }
    let pairing = link.pairing().map(|pairing| pairing.summary);
    let pairing = pairing.is_some_and(|summary| summary.active && !summary.encrypted);
    match step {
        Step::EncryptionRequested => {
            watched.start = Start { requested: Some(event.at), pairing, ..Start::default() };
        }
        Step::LongTermKeyRequest => {
            watched.start = Start { asked: Some(event.at), pairing, ..Start::default() };
        }
        Step::LongTermKeyReply => watched.start.answered = true,
        Step::LongTermKeyNegativeReply => {
            watched.start.answered = true;
            let what = "LE Long Term Key Request Negative Reply";
            watched.missing(event, link, link.local(), what, out);
        }
        Step::EncryptionChange { status: Status::PIN_OR_KEY_MISSING, .. }
        | Step::KeyRefresh(Status::PIN_OR_KEY_MISSING) => {
            watched.start.answered = true;
            let on_air = link.on_air();
            let what = with(if on_air { "LL_ENC_REQ rejected" } else { "Encryption Change" });
            watched.missing(event, link, link.remote(), &what, out);
        }
        _ => {}
    }
}

fn with(what: &str) -> String {
    format!("{what} with {}", Status::PIN_OR_KEY_MISSING)
}

impl Watched {
    /// One side has no key. The first time counts: the rest is one cause.
    fn missing(&mut self, event: &Event<'_>, link: &Link, by: Side, what: &str, out: &Out<'_>) {
        let start = self.start;
        if self.missing.is_some() || start.pairing {
            return;
        }
        let who = words::capital(by.name());
        let text = format!("{who} has no long term key for this link: {what}");
        let requested =
            if link.on_air() { "LL_ENC_REQ" } else { "this host starts encryption with its key" };
        let draft = out
            .finding(&RULE, event.at, text)
            .link(event.link)
            .maybe_related(start.requested, requested)
            .maybe_related(start.responded, "LL_ENC_RSP")
            .maybe_related(start.asked, "the controller asks for the key");
        self.missing = Some(Missing { at: event.at, draft });
    }

    /// The link is encrypted after all. A pairing in between made the key; without one, both had it
    /// all the time.
    fn turned_on(&mut self, at: At, link: &Link, out: &mut Out<'_>) {
        self.start.answered = true;
        let Some(Missing { at: missing, draft }) = self.missing.take() else { return };
        let paired = link.pairing().map(|pairing| pairing.summary.started);
        if let Some(paired) = paired.filter(|paired| *paired > missing) {
            draft
                .severity(Severity::Info)
                .advice("Do nothing: the devices have paired again.")
                .related(paired, "a new pairing begins")
                .related(at, "the link is encrypted")
                .report(out);
        }
    }

    /// The link or the capture ends here.
    fn judge(&mut self, id: LinkId, end: At, out: &mut Out<'_>) {
        if let Some(Missing { draft, .. }) = self.missing.take() {
            draft.report(out);
            return;
        }
        let Some(asked) = self.start.asked.filter(|_| !self.start.answered) else { return };
        let waited = end.time.since(asked.time);
        if waited < UNANSWERED {
            return;
        }
        if !out.holds(&RULE, Gate::NoDrop, id, asked) {
            return;
        }
        let text = format!(
            "This host left the LE Long Term Key Request unanswered for {}",
            text::duration(waited)
        );
        out.finding(&RULE, asked, text)
            .link(Some(id))
            .severity(Severity::Warning)
            .confidence(Confidence::Likely)
            .related(end, "no answer until here")
            .report(out);
    }
}
