//! AUTH009.

use parsers::hci::Status;

use super::{
    attempt::{self, Attempt},
    ends,
};
use crate::{
    finding::{Confidence, Severity},
    rules::{Gate, Here, Links, OnLink, Out, Over},
    track::{
        At, Event, LinkId, What,
        event::SecurityStep as Step,
        state::{Encryption, Link, Transport},
    },
};

/// Encryption that is off for longer than this, in nanoseconds, is not only paused.
const PAUSE: i64 = 5_000_000_000;

crate::rule! {
    /// ## What it checks
    /// Encryption that could not be switched on: Encryption Change or Encryption Key Refresh Complete
    /// with an error, or LL_REJECT_IND or LL_REJECT_EXT_IND in answer to LL_ENC_REQ. Also encryption
    /// that was on, was switched off, and is still off 5 s later (a warning).
    ///
    /// Other rules cover: a missing key (AUTH002 on BR/EDR, AUTH005 on LE), a MIC failure
    /// (AUTH011), a link that ended meanwhile, crossing requests, and what only follows from an
    /// authentication that had failed before.
    ///
    /// ## Why it matters
    /// Every profile that needs encryption fails with it. On BR/EDR, Authentication Failure (0x05)
    /// usually means that the two sides have different keys. On LE it only means that the peripheral refused:
    /// keys that differ show as a MIC failure there, because they are not compared. Encryption Mode Not Acceptable
    /// (0x25) and Insufficient Security (0x2f) that one side asks for more than the other can do.
    ///
    /// Encryption is paused for a role switch or a new key; it is then back on within a few seconds
    /// and not reported.
    ///
    /// ## What to do
    /// Forget the pairing on both devices and pair again; if the mode is not accepted, update the
    /// firmware of the older one.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.100 < event 08 05 4000 00                     //~ AUTH009
    /// ```
    /// On BR/EDR:
    /// ```frames
    /// @classic
    /// 0.000 > command 0413 4000 01
    /// 0.100 < event 08 25 4000 00                     //~ AUTH009
    /// ```
    /// On the air:
    /// ```frames
    /// @air
    /// 0.000 > control 03 0000000000000000 0000 0102030405060708 01020304
    /// 0.030 < control 11 03 1a                        //~ AUTH009
    /// ```
    /// Switched off, and not on again:
    /// ```frames
    /// @encrypted
    /// 0.000 > command 0413 4000 00
    /// 0.100 < event 08 00 4000 00                     //~ AUTH009
    /// 5.500 .
    /// 7.000 .
    /// ```
    /// Paused for a role switch of a link in sniff mode, which takes its time:
    /// ```frames
    /// @encrypted
    /// 0.000 < event 08 00 4000 00
    /// 0.900 < event 12 00 ccbbaa5dcf00 01
    /// 1.500 .
    /// 1.700 < event 08 00 4000 02
    /// 5.500 .
    /// 7.000 .
    /// ```
    /// A key that is missing, and a link that is lost:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.100 < event 08 06 4000 00
    /// 1.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 1.100 < event 08 08 4000 00
    /// 1.100 < event 05 00 4000 08
    /// ```
    /// Authentication had failed before:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 17 ccbbaa5dcf00
    /// 0.020 > command 040b ccbbaa5dcf00 00112233445566778899aabbccddeeff
    /// 0.100 < event 06 05 4000
    /// 0.200 > command 0413 4000 01
    /// 0.300 < event 08 05 4000 00
    /// ```
    AUTH009 {
        name: "encryption-start-failed",
        severity: Error,
        causes: [CONN001, CONN002, CONN024, CONN025],
        summary: "encryption could not be switched on",
        spec: "Core Vol 4 Part E, 7.7.8",
        advice: "Forget the pairing on both devices and pair again; if the mode is not accepted, update the firmware.",
        topics: [Security, Link],
        gates: [NoDrop where "encryption is switched off and stays off"],
        check: Links<Watched>,
    }
}

/// One link.
#[derive(Debug, Default)]
struct Watched {
    attempt: Attempt,
    /// Encryption is on since.
    on: Option<At>,
    /// It was switched off; the frame that asked for it, if this host did.
    off: Option<(At, Option<At>)>,
    requested: Option<At>,
}

impl OnLink for Watched {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        if let What::Security(step) = event.what
            && let Some(link) = on.state.link(on.link)
        {
            step_of(self, event, link, step, out);
        }
    }

    fn until(&self) -> Option<At> {
        self.off.map(|(off, _)| off.after(PAUSE))
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        if let (Over::Moment, Some((off, requested))) = (over, self.off.take()) {
            switched_off(on.link, off, requested, out);
        }
    }
}

fn step_of(watched: &mut Watched, event: &Event<'_>, link: &Link, step: Step, out: &mut Out<'_>) {
    let first = watched.attempt.step(event.at, step);
    match step {
        Step::EncryptionRequested | Step::LongTermKeyRequest => watched.requested = Some(event.at),
        Step::EncryptionChange { status: Status::SUCCESS, mode: Encryption::Off } => {
            let requested = watched.requested.take();
            if watched.on.take().is_some() {
                watched.off = Some((event.at, requested));
            }
        }
        step if attempt::turned_on(step) => {
            watched.on = Some(event.at);
            watched.off = None;
            watched.requested = None;
        }
        Step::EncryptionChange { .. } | Step::KeyRefresh(_) => {
            let requested = watched.requested.take();
            if let Some(status) = first {
                failed(event, link, status, requested, out);
            }
        }
        _ => {}
    }
}

/// The cause, where the status and the transport tell one.
fn cause(status: Status, link: &Link) -> Option<String> {
    let other = link.remote();
    Some(match status {
        Status::AUTHENTICATION_FAILURE if link.transport == Some(Transport::LowEnergy) => {
            format!("{other} refused to start it")
        }
        Status::AUTHENTICATION_FAILURE => "most likely the two sides have different keys".into(),
        Status::ENCRYPTION_MODE_NOT_ACCEPTABLE | Status::INSUFFICIENT_SECURITY => {
            format!("{other} does not accept the kind of encryption")
        }
        Status::LL_RESPONSE_TIMEOUT => format!("{other} did not answer"),
        Status::UNSUPPORTED_REMOTE_FEATURE => format!("{other} does not support encryption"),
        _ => return None,
    })
}

fn failed(
    event: &Event<'_>,
    link: &Link,
    status: Status,
    requested: Option<At>,
    out: &mut Out<'_>,
) {
    let crossing = matches!(
        status,
        Status::LL_TRANSACTION_COLLISION | Status::DIFFERENT_TRANSACTION_COLLISION
    );
    if matches!(status, Status::PIN_OR_KEY_MISSING | Status::MIC_FAILURE)
        || crossing
        || ends::is_end_of_link(status)
    {
        return;
    }
    let on_air = link.on_air();
    let what = if on_air { "LL_ENC_REQ rejected with" } else { "Encryption Change with" };
    let (cause, confidence) = match cause(status, link) {
        Some(cause) => (format!("Encryption failed: {cause}"), Confidence::Likely),
        None => ("Encryption could not be switched on".to_owned(), Confidence::Confirmed),
    };
    let note = if on_air { "LL_ENC_REQ" } else { "encryption is asked for" };
    let mut draft = out
        .finding(&RULE, event.at, format!("{cause}: {what} {status}"))
        .link(event.link)
        .confidence(confidence)
        .maybe_related(requested, note);
    if status == Status::AUTHENTICATION_FAILURE && link.transport == Some(Transport::LowEnergy) {
        draft = draft.advice(
            "Forget the device on the central and the bond on the peripheral, then pair again.",
        );
    }
    draft.report(out);
}

fn switched_off(id: LinkId, off: At, requested: Option<At>, out: &mut Out<'_>) {
    if !out.holds(&RULE, Gate::NoDrop, id, off) {
        return;
    }
    let who = if requested.is_some() { "This host" } else { "The peer" };
    let text = format!("{who} switched encryption off, and it is not on again 5 s later");
    let sure = if requested.is_some() { Confidence::Confirmed } else { Confidence::Likely };
    out.finding(&RULE, off, text)
        .link(Some(id))
        .severity(Severity::Warning)
        .confidence(sure)
        .maybe_related(requested, "this host asks for it")
        .report(out);
}
