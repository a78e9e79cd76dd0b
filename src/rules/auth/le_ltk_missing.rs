//! AUTH005.

use parsers::{hci::Status, link::Direction, ll::ControlOpcode};

use crate::{
    rules::{Check, Out, PerLink},
    track::{
        At, Event, LinkId, State, What,
        event::SecurityStep as Step,
        state::{Key, Transport},
    },
};

/// A host that has not answered the request for the long term key for this long, in nanoseconds,
/// does not look it up any more.
const UNANSWERED: i64 = 1_000_000_000;

crate::rule! {
    /// ## What it checks
    /// An LE link that cannot be encrypted because one side has no key. As the central's host sees
    /// it: Encryption Change with PIN or Key Missing (0x06). As the peripheral's host sees it: LE
    /// Long Term Key Request, and the Negative Reply to it, or no reply for a second while the link
    /// goes on. On the air: LL_REJECT_IND or LL_REJECT_EXT_IND with 0x06 after LL_ENC_REQ, with
    /// LL_ENC_RSP in between or not.
    ///
    /// ## Why it matters
    /// The peripheral has forgotten the bond (a reset, a new firmware, a full table) and the central
    /// has not. The central will try the dead key again and again; many phones do not offer to pair
    /// anew.
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
    /// Something else is refused on the air:
    /// ```frames
    /// @air
    /// 0.000 > control 0f 1800 1800 0000 4800 06 0000 ffff ffff ffff ffff ffff ffff
    /// 0.030 < control 11 0f 1a
    /// ```
    AUTH005 {
        name: "le-ltk-missing",
        severity: Error,
        summary: "one side has no long term key for the link",
        spec: "Core Vol 6 Part B, 5.1.3.1; Vol 3 Part H, 2.4.4.2",
        advice: "Forget the device on the central, then pair again.",
        topics: [Security, Link, Radio, Tick],
        gates: [],
        check: LtkMissing,
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
    told: bool,
}

#[derive(Debug, Default)]
struct LtkMissing {
    starts: PerLink<Start>,
}

impl Check for LtkMissing {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        if matches!(event.what, What::Tick) {
            for (id, start) in self.starts.iter_mut() {
                unanswered(id, start, event.at, state, out);
            }
            return;
        }
        let Some(id) = event.link else { return };
        if state.link(id).is_none_or(|link| link.transport != Some(Transport::LowEnergy)) {
            return;
        }
        match event.what {
            What::Security(step) => security(self.starts.entry(id), event, state, step, out),
            What::Control(message) if message.opcode == ControlOpcode::ENC_RSP => {
                self.starts.entry(id).responded = Some(event.at);
            }
            What::LinkDown(end) => {
                let mut start = self.starts.remove(id).unwrap_or_default();
                if end.reason == Some(Status::PIN_OR_KEY_MISSING) {
                    let by =
                        if end.by == Direction::Unknown { Direction::Received } else { end.by };
                    report(&mut start, event, state, by, "the link ended with", out);
                }
            }
            _ => {}
        }
    }
}

fn security(start: &mut Start, event: &Event<'_>, state: &State, step: Step, out: &mut Out<'_>) {
    match step {
        Step::EncryptionRequested => {
            *start = Start { requested: Some(event.at), ..Start::default() };
        }
        Step::LongTermKeyRequest => *start = Start { asked: Some(event.at), ..Start::default() },
        Step::LongTermKeyReply => start.answered = true,
        Step::LongTermKeyNegativeReply => {
            start.answered = true;
            if std::mem::replace(&mut start.told, true) {
                return;
            }
            let text = "This host has no long term key for the peer: LE Long Term Key Request Negative Reply";
            out.finding(&RULE, event.at, text)
                .link(event.link)
                .maybe_related(start.asked, "the controller asks for the key")
                .report(out);
        }
        Step::EncryptionChange { status: Status::PIN_OR_KEY_MISSING, .. }
        | Step::KeyRefresh(Status::PIN_OR_KEY_MISSING) => {
            let on_air =
                event.link.and_then(|id| state.link(id)).is_some_and(|l| l.radio.is_some());
            let what = if on_air { "LL_ENC_REQ rejected with" } else { "Encryption Change with" };
            report(start, event, state, Direction::Received, what, out);
        }
        _ => {}
    }
}

/// The other side has no key.
fn report(
    start: &mut Start,
    event: &Event<'_>,
    state: &State,
    by: Direction,
    what: &str,
    out: &mut Out<'_>,
) {
    if std::mem::replace(&mut start.told, true) {
        return;
    }
    let link = event.link.and_then(|id| state.link(id));
    let on_air = link.is_some_and(|link| matches!(link.key, Key::Air(_)));
    let who = match (by, on_air) {
        (Direction::Sent, false) => "This host",
        (Direction::Sent, true) => "The central",
        (_, false) => "The peer",
        (_, true) => "The peripheral",
    };
    let text = format!("{who} has lost the long term key: {what} {}", Status::PIN_OR_KEY_MISSING);
    let requested = if on_air { "LL_ENC_REQ" } else { "this host starts encryption with its key" };
    out.finding(&RULE, event.at, text)
        .link(event.link)
        .maybe_related(start.requested, requested)
        .maybe_related(start.responded, "LL_ENC_RSP")
        .maybe_related(start.asked, "the controller asks for the key")
        .report(out);
}

fn unanswered(id: LinkId, start: &mut Start, now: At, state: &State, out: &mut Out<'_>) {
    let Some(asked) = start.asked else { return };
    let waited = now.time.since(asked.time);
    if start.answered || start.told || waited < UNANSWERED || state.link(id).is_none() {
        return;
    }
    start.told = true;
    if !state.no_drop_since(Some(id), asked.frame) {
        out.not_assessable(&RULE, crate::rules::Gate::NoDrop.reason());
        return;
    }
    let text = format!(
        "This host left the LE Long Term Key Request unanswered for more than {} s",
        UNANSWERED / 1_000_000_000
    );
    out.finding(&RULE, asked, text).link(Some(id)).report(out);
}
