//! AUTH008.

use parsers::hci::Status;

use super::{
    prompted::{self, Prompted},
    smp_failed,
    turn::{self, Turn},
};
use crate::{
    finding::{Confidence, Severity},
    rules::{Draft, Here, Links, OnLink, Out, Over},
    text,
    track::{
        At, Event, Side, State, What,
        event::{LinkEnd, SmpStuck},
        state::Transport,
    },
};

/// A prompt, or a step of pairing, is given up after this long, in nanoseconds: the Security Manager
/// Timer on LE, the LMP response timeout on BR/EDR.
const DEADLINE: i64 = 30_000_000_000;

/// The controller's clock and the host's differ by this much at most, in nanoseconds: what the
/// controller says of the end is waited for so much longer.
const DIFFERENCE: i64 = 1_000_000_000;

/// Seconds in which a side that ends the link has decided so, and was not waited for.
const INSTEAD: f64 = 1.0;

/// A sniffer that hears nothing of a connection for this many seconds has lost it.
const SNIFFER_LOST: f64 = 5.0;

/// Whether something that began at `from` has taken as long as pairing may take.
pub(super) fn is_over(from: At, now: At) -> bool {
    now.time.since(from.time) >= DEADLINE - DIFFERENCE
}

crate::rule! {
    /// ## What it checks
    /// On LE: a pairing in which no PDU of the Security Manager follows for 30 s, or in which one
    /// side ends the link before it is done. The finding points to the last PDU and says whose turn
    /// it was, with what, and what the user had to do. On BR/EDR: a request to this host or its
    /// user (for the link key, the IO capability or data from out of band, to confirm a number, to
    /// type a passkey or a PIN) that is not answered for 30 s or until the link ends, and Simple
    /// Pairing Complete with LMP Response Timeout (0x22).
    ///
    /// ## Why it matters
    /// Nobody answered the prompt, or the device never showed it, or a PDU was lost. After a timeout
    /// LE devices must not pair again until they have reconnected.
    ///
    /// Every PDU restarts the time. Pairing is over for this rule when encryption is requested:
    /// an answer missing after that is not the user's. A link lost (supervision timeout) in the
    /// middle is reported as a loss; a sniffer that hears no more proves nothing. A link that one
    /// side ends on purpose is a warning only: it may have been the user.
    ///
    /// ## What to do
    /// Confirm the prompt on both devices in time. If there was none, check whether the device
    /// whose turn it is shows one at all, or update its firmware.
    ///
    /// ## Examples
    /// Nobody confirms the number:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 01 00 0d 10 01 01
    /// 0.050 < smp 02 01 00 0d 10 01 01                //~ AUTH008
    /// 31.000 .
    /// 32.500 .
    /// ```
    /// BR/EDR:
    /// ```frames
    /// @classic
    /// 0.000 < event 31 ccbbaa5dcf00
    /// 0.010 > command 042b ccbbaa5dcf00 01 00 03
    /// 0.400 < event 33 ccbbaa5dcf00 40e20100          //~ AUTH008
    /// 31.000 .
    /// 32.500 .
    /// ```
    /// The link ends in the middle:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 02 00 05 10 01 01
    /// 0.050 < smp 02 00 00 05 10 01 01                //~ AUTH008
    /// 5.000 < event 05 00 4000 13
    /// ```
    /// The side whose turn it is ends the link at once, which is its decision, and a notice:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 01 10 01 01
    /// 0.050 < smp 02 03 00 01 10 01 01                //~ AUTH008
    /// 0.052 > command 0406 4000 13
    /// 0.100 < event 05 00 4000 16
    /// ```
    /// This host does not answer the controller:
    /// ```frames
    /// @classic
    /// 0.000 > command 0411 4000
    /// 0.010 < event 31 ccbbaa5dcf00                   //~ AUTH008
    /// 30.400 < event 06 05 4000
    /// ```
    /// The link is lost while the question is open:
    /// ```frames
    /// @classic
    /// 0.000 < event 31 ccbbaa5dcf00
    /// 0.010 > command 042b ccbbaa5dcf00 01 00 03
    /// 0.400 < event 33 ccbbaa5dcf00 40e20100          //~ AUTH008
    /// 20.500 < event 05 00 4000 08
    /// ```
    /// The controller gives up first:
    /// ```frames
    /// @classic
    /// 0.000 < event 31 ccbbaa5dcf00
    /// 0.010 > command 042b ccbbaa5dcf00 01 00 03
    /// 0.400 < event 33 ccbbaa5dcf00 40e20100
    /// 5.000 > command 042c ccbbaa5dcf00
    /// 35.000 < event 36 22 ccbbaa5dcf00               //~ AUTH008
    /// ```
    /// On the air, as long as the connection is heard:
    /// ```frames
    /// @air
    /// 0.000 > smp 01 01 00 0d 10 01 01
    /// 0.050 < smp 02 01 00 0d 10 01 01                //~ AUTH008
    /// 28.000 > control 12
    /// 30.000 < control 13
    /// 31.500 > control 12
    /// 33.000 > control 12
    /// ```
    /// A link that is lost in the middle:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 02 00 05 10 01 01
    /// 0.050 < smp 02 00 00 05 10 01 01
    /// 5.000 < event 05 00 4000 08
    /// ```
    /// A slow user is no fault:
    /// ```frames
    /// @classic
    /// 0.000 < event 31 ccbbaa5dcf00
    /// 0.010 > command 042b ccbbaa5dcf00 01 00 03
    /// 0.400 < event 33 ccbbaa5dcf00 40e20100
    /// 20.000 > command 042c ccbbaa5dcf00
    /// 20.100 < event 36 00 ccbbaa5dcf00
    /// 35.000 .
    /// ```
    /// Encryption is on; that no keys are distributed is legal:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 03 00 00 10 00 00
    /// 0.050 < smp 02 03 00 00 10 00 00
    /// 0.100 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.200 < event 08 00 4000 01
    /// 40.000 .
    /// 42.000 .
    /// ```
    /// The capture begins among the keys, which are distributed last:
    /// ```frames
    /// @le
    /// 0.000 < smp 0a 00112233445566778899aabbccddeeff
    /// 0.010 > smp 0a 00112233445566778899aabbccddeeff
    /// 40.000 .
    /// 42.000 .
    /// ```
    /// No PDU of the Security Manager has this length, whatever it is:
    /// ```frames
    /// @le
    /// 0.000 < smp 03 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff
    /// 40.000 .
    /// 42.000 .
    /// ```
    /// A link that was encrypted before gets a new key, and no Encryption Change:
    /// ```frames
    /// @le
    /// 0.000 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 0.100 < event 08 00 4000 01
    /// 1.000 > smp 01 03 00 00 10 00 00
    /// 1.050 < smp 02 03 00 00 10 00 00
    /// 1.100 > command 2019 4000 0000000000000000 0000 00112233445566778899aabbccddeeff
    /// 1.200 < event 30 00 4000
    /// 40.000 .
    /// 42.000 .
    /// ```
    /// Packets that the capture lost may have been the answer:
    /// ```frames
    /// @le
    /// 0.000 > smp 01 01 00 0d 10 01 01
    /// 0.050 < smp 02 01 00 0d 10 01 01
    /// 0.060 ! drop 3
    /// 31.000 .
    /// 32.500 .
    /// ```
    AUTH008 {
        name: "pairing-timeout",
        severity: Error,
        causes: [AUTH001, AUTH009, AUTH036, AUTH100, CONN001, CONN002, CONN024, CONN030],
        summary: "pairing was not answered in time, or was cut off",
        spec: "Core Vol 3 Part H, 3.4",
        advice: "Confirm the prompt on both devices in time; if none is shown, update the device whose turn it is.",
        topics: [Smp, Security, Link],
        gates: [NoDrop, Time, Full],
        check: Links<PairingTimeout>,
    }
}

#[derive(Debug, Default)]
struct PairingTimeout {
    prompted: Prompted,
    /// A pairing that the end of the link cut off, until the end is reported.
    cut: Option<SmpStuck>,
}

impl OnLink for PairingTimeout {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::SmpUnanswered(stuck) if stuck.timed_out => {
                timed_out(event, on.state, &stuck, out);
            }
            What::SmpUnanswered(stuck) => self.cut = Some(stuck),
            What::LinkDown(end) => {
                prompted::left_open(event, &self.prompted, end, out);
                if let Some(stuck) = self.cut.take() {
                    cut_off(event, on.state, &stuck, end, out);
                }
            }
            What::Security(step) => {
                let link = on.state.link(on.link);
                if link.is_some_and(|link| link.transport != Some(Transport::LowEnergy)) {
                    prompted::step(&mut self.prompted, event, step, out);
                }
            }
            _ => {}
        }
    }

    fn until(&self) -> Option<At> {
        self.prompted.waits().map(|(asked, _)| asked.after(DEADLINE + DIFFERENCE))
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        if over == Over::Moment {
            prompted::unanswered(&mut self.prompted, on, out);
        }
    }
}

fn draft(event: &Event<'_>, stuck: &SmpStuck, text: String, out: &Out<'_>) -> Draft {
    let at = Event { at: stuck.last, ..*event };
    smp_failed::draft(&RULE, &at, &stuck.procedure, text, out)
}

/// "this host sent no Pairing DHKey Check".
fn owed(turn: Option<Turn>, stuck: &SmpStuck) -> String {
    match turn {
        Some(turn) => format!("{} sent no {}", turn.by.name(), turn.what),
        None => format!(
            "nothing followed the {} of {}",
            stuck.code.name().unwrap_or("last PDU"),
            stuck.by.name()
        ),
    }
}

fn timed_out(event: &Event<'_>, state: &State, stuck: &SmpStuck, out: &mut Out<'_>) {
    let turn = turn::next(stuck);
    let link = event.link.and_then(|id| state.link(id));
    let on_air = link.is_some_and(|link| link.on_air());
    if on_air {
        // A sniffer that lost the connection, or missed the one packet that starts encryption.
        let silent = link.is_some_and(|link| event.at.seconds_since(link.last) > SNIFFER_LOST);
        if silent || turn.is_some_and(Turn::encrypts) {
            out.not_assessable(&RULE, "the sniffer may have missed the answer");
            return;
        }
    }
    let user = turn.and_then(|turn| turn.user);
    let why = user.map(|what| format!(", its user did not {what}")).unwrap_or_default();
    let text = format!("Pairing timed out: {} for 30 s{why}", owed(turn, stuck));
    let confidence =
        if user.is_some() || on_air { Confidence::Likely } else { Confidence::Confirmed };
    draft(event, stuck, text, out).confidence(confidence).report(out);
}

fn cut_off(event: &Event<'_>, state: &State, stuck: &SmpStuck, end: LinkEnd, out: &mut Out<'_>) {
    let Some(reason) = end.reason else { return };
    let by_one_side = matches!(
        reason,
        Status::AUTHENTICATION_FAILURE
            | Status::REMOTE_USER_TERMINATED
            | Status::REMOTE_LOW_RESOURCES
            | Status::REMOTE_POWER_OFF
            | Status::LOCAL_HOST_TERMINATED
            | Status::LL_RESPONSE_TIMEOUT
    );
    if !by_one_side {
        return;
    }
    let turn = turn::next(stuck);
    let after = event.at.seconds_since(stuck.last);
    let who = match (end.by, end.requested) {
        (Side::Unknown, None) => "the link ended".to_owned(),
        (Side::Unknown, Some(_)) => "this host ended the link".to_owned(),
        (by, _) => format!("{} ended the link", by.name()),
    };
    // Who owes the next step and ends the link in place of it does not want to pair.
    let ended_by =
        if end.by == Side::Unknown && end.requested.is_some() { Side::Host } else { end.by };
    let instead = turn.filter(|turn| turn.by == ended_by && after < INSTEAD);
    let text = match instead {
        Some(turn) => format!(
            "Pairing was given up: {who} {} after the {}, instead of sending its {}: {reason}",
            text::duration(event.at.time.since(stuck.last.time)),
            stuck.code.name().unwrap_or("last PDU"),
            turn.what,
        ),
        None => format!(
            "Pairing was cut off: {} in {}, then {who}: {reason}",
            owed(turn, stuck),
            text::duration(event.at.time.since(stuck.last.time)),
        ),
    };
    let severity = if instead.is_some() { Severity::Notice } else { Severity::Warning };
    // A sniffer may have missed the PDU that ended the pairing properly.
    let heard = event.link.and_then(|id| state.link(id)).is_some_and(|link| link.on_air());
    draft(event, stuck, text, out)
        .severity(severity)
        .confidence(if heard { Confidence::Likely } else { Confidence::Confirmed })
        .related(event.at, "the link ends")
        .report(out);
}
