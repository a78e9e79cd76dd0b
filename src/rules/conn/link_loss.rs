//! CONN001.

use parsers::{Address, hci::Status};

use super::peer::never_established;
use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Draft, Gate, Out, Waiting, quality},
    text,
    track::{
        AdapterId, At, Event, State, What,
        event::LinkEnd,
        state::{Connection, Link},
    },
};

/// Packets of the central without an answer, on the air, that show that the sniffer still heard the
/// connection when the peripheral did not.
const MIN_UNANSWERED: u32 = 4;
/// As a link ends, many controllers return what they still held for it: returns so shortly before
/// the end, in nanoseconds, do not show that the peer was there.
const FLUSH: i64 = 200_000_000;

crate::rule! {
    /// ## What it checks
    /// A link that ends because one side was not heard for the supervision timeout.
    ///
    /// In a capture of the host that is Disconnection Complete with Connection Timeout (0x08). On
    /// the air nobody says so: the rule wants the central to be heard, again and again and with no
    /// answer, for about the supervision timeout after the peripheral's last packet. A sniffer that
    /// hears neither side any more has lost the connection, which says nothing about the link; that
    /// is listed as not assessed. If the peripheral then advertises again, the finding is certain.
    ///
    /// An LE link that ends with 0x08 within its first six connection events was never established:
    /// see CONN007. While this host was already ending the link, the loss is a notice; so it is when
    /// the end itself was never acknowledged (0x22 after Disconnect): the peer was already gone.
    ///
    /// When the two are connected again within ten seconds the peer was in range and switched on all
    /// the time, and the advice says so.
    ///
    /// ## Why it matters
    /// The user notices: sound stops, a key is dead. The cause is not in the capture of a host:
    /// distance, a body or a wall in between, other radios (Wi-Fi), a device that was switched off or
    /// crashed, or power saving that sleeps through its connection events. The other frames show what
    /// the controller was busy with.
    ///
    /// ## What to do
    /// Check whether the peer was in range and switched on. If it was: another place, less traffic in the
    /// 2.4 GHz band, no inquiry or scan while connected, a longer supervision timeout.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > att 0a 0300
    /// 0.050 < att 0b 17
    /// 9.000 < event 05 00 4000 08                    //~ CONN001
    /// ```
    /// The peer comes back by itself:
    /// ```frames
    /// @classic
    /// 9.000 < event 05 00 4000 08                    //~ CONN001
    /// 9.043 < event 04 ccbbaa5dcf00 0c025a 01
    /// 9.300 < event 03 00 4100 ccbbaa5dcf00 01 00
    /// ```
    /// This host ends the link, and the peer is not there to acknowledge it:
    /// ```frames
    /// @le
    /// 1.000 > command 0406 4000 13
    /// 1.010 < event 0f 00 01 0604
    /// 9.000 < event 05 00 4000 22                    //~ CONN001
    /// ```
    /// Nobody had asked for the end; CONN024 reports:
    /// ```frames
    /// @le
    /// 9.000 < event 05 00 4000 22
    /// ```
    /// The peer switched itself off, and says so:
    /// ```frames
    /// @classic
    /// 9.000 < event 05 00 4000 15
    /// ```
    /// It never was a link; CONN007 reports:
    /// ```frames
    /// @adapter
    /// 0.000 < event 3e 01 00 4000 00 00 ccbbaa5dcf00 2800 0000 f401 00
    /// 0.300 < event 05 00 4000 08
    /// ```
    /// On the air, the central goes on and the peripheral is silent. Interval 30 ms, timeout 720 ms:
    /// ```frames
    /// @air
    /// 0.000 > control 0c 0c 0000 0000
    /// 0.001 < control 0c 0c 0000 0000
    /// 0.100 > air 3c1a6550 0900
    /// 0.300 > air 3c1a6550 0900
    /// 0.500 > air 3c1a6550 0900
    /// 0.720 > air 3c1a6550 0900                      //~ CONN001
    /// 4.000 .
    /// ```
    /// On the air, nobody is heard any more: the sniffer has lost the connection.
    /// ```frames
    /// @air
    /// 0.000 > control 0c 0c 0000 0000
    /// 0.001 < control 0c 0c 0000 0000
    /// 4.000 .
    /// ```
    /// The central's sequence number moves on, so the peripheral has answered, unheard:
    /// ```frames
    /// @air
    /// 0.000 > control 0c 0c 0000 0000
    /// 0.001 < control 0c 0c 0000 0000
    /// 0.100 > air 3c1a6550 0900
    /// 0.300 > air 3c1a6550 0100
    /// 0.500 > air 3c1a6550 0900
    /// 0.720 > air 3c1a6550 0100
    /// 4.000 .
    /// ```
    CONN001 {
        name: "link-loss",
        severity: Error,
        causes: [COEX013, CONN004, CONN007, CONN023, RACE002, RACE007],
        summary: "the link was lost: one side was not heard for the supervision timeout",
        spec: "Core Vol 1 Part F, 2.8; Vol 6 Part B, 4.5.2",
        advice: "Check whether the peer was in range and switched on; if it was, look for other radios, for scans and inquiries while connected, and for a supervision timeout that is too short.",
        topics: [Link],
        gates: [NoDrop where "the connection is heard on the air"],
        check: LinkLoss,
    }
}

/// A peer that is connected again within this time, in nanoseconds, was there.
const BACK: i64 = 10_000_000_000;
/// A quality report this long before the loss still says something of it, in nanoseconds.
const REPORTED: i64 = 60_000_000_000;
/// Losses that wait for the peer to come back.
const MAX_LOST: usize = 16;

/// A link that was lost, and whose peer may come back.
#[derive(Debug)]
struct Lost {
    adapter: AdapterId,
    peer: Address,
    at: At,
    draft: Draft,
}

#[derive(Debug, Default)]
struct LinkLoss {
    lost: Waiting<Lost, MAX_LOST>,
}

impl LinkLoss {
    fn wait(&mut self, event: &Event<'_>, peer: Option<Address>, draft: Draft, out: &mut Out<'_>) {
        let (Some(peer), Some(link)) = (peer, event.link) else { return draft.report(out) };
        out.follows(link, event.at);
        let lost = Lost { adapter: event.adapter, peer, at: event.at, draft };
        if let Some(oldest) = self.lost.add(lost, event.at.after(BACK), out) {
            oldest.draft.report(out);
        }
    }

    fn is_back(&mut self, event: &Event<'_>, link: &Link, out: &mut Out<'_>) {
        let same = |lost: &Lost| lost.adapter == event.adapter && Some(lost.peer) == link.peer;
        while let Some(Lost { at, draft, .. }) = self.lost.take(same) {
            let after = text::duration(event.at.time.since(at.time));
            let how = match link.outgoing {
                Some(false) => "came back by itself",
                _ => "was connected again",
            };
            let advice = format!(
                "The peer {how} after {after}: it was in range and switched on. Look for other radios, for scans and inquiries while connected, for power saving of one side, and for a supervision timeout that is too short."
            );
            draft.advice(advice).related(event.at, "the peer is connected again").report(out);
        }
    }
}

impl Check for LinkLoss {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        if let What::LinkUp = event.what {
            if let Some(link) = event.link.and_then(|id| state.link(id)) {
                self.is_back(event, link, out);
            }
            return;
        }
        let What::LinkDown(end) = event.what else { return };
        let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
        match link.radio.as_deref() {
            Some(connection) if end.reason.is_none() => on_air(link, connection, out),
            None if is_lost(&end) && !never_established(link, &end, event.at) => {
                let draft = at_host(event, state, link, &end, out);
                self.wait(event, link.peer, draft, out);
            }
            _ => {}
        }
    }

    fn due(&mut self, now: At, _state: &State, out: &mut Out<'_>) {
        self.lost.due(now, out).into_iter().for_each(|lost| lost.draft.report(out));
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        self.lost.drain().for_each(|lost| lost.draft.report(out));
    }
}

/// The peer was not heard any more; or not when this host ended the link, which is acknowledged like a
/// procedure (Core Vol 6 Part B, 5.1.6).
fn is_lost(end: &LinkEnd) -> bool {
    match end.reason {
        Some(Status::CONNECTION_TIMEOUT) => true,
        Some(Status::LL_RESPONSE_TIMEOUT) => end.requested.is_some(),
        _ => false,
    }
}

fn at_host(event: &Event<'_>, state: &State, link: &Link, end: &LinkEnd, out: &Out<'_>) -> Draft {
    let transport = link.transport.map_or("", |transport| transport.name());
    let space = if transport.is_empty() { "" } else { " " };
    let timeout =
        link.supervision.map(|time| format!(" of {}", text::duration(time))).unwrap_or_default();
    let after = link
        .opened
        .map(|opened| format!(" after {}", text::duration(event.at.time.since(opened.time))))
        .unwrap_or_default();
    // What runs since the silence began cannot have begun it.
    let silent_since = link.supervision.map(|time| event.at.time.0.saturating_sub(time));
    let inquiry = state
        .adapter(event.adapter)
        .and_then(|adapter| adapter.inquiry)
        .filter(|began| silent_since.is_none_or(|since| began.time.0 <= since));
    let busy = if inquiry.is_some() { ", while an inquiry ran" } else { "" };
    let text = match (end.requested, end.reason) {
        (Some(asked), Some(Status::LL_RESPONSE_TIMEOUT)) => format!(
            "This host ended the {transport}{space}link{after}, and the peer did not acknowledge it in {}: {}",
            text::duration(event.at.time.since(asked.time)),
            Status::LL_RESPONSE_TIMEOUT,
        ),
        _ => format!(
            "The {transport}{space}link was lost{after}, {}: the peer was not heard for the \
             supervision timeout{timeout}{busy}",
            Status::CONNECTION_TIMEOUT,
        ),
    };
    // The last sign of life: the later of what the peer sent and what it acknowledged.
    let returned = link.flow.last_completed.filter(|last| event.at.time.since(last.time) > FLUSH);
    let (alive, sign) = match (link.flow.last_received, returned) {
        (heard, Some(returned)) if heard.is_none_or(|heard| heard < returned) => {
            (Some(returned), "the controller returned a packet for the last time")
        }
        (heard, _) => (heard, "the peer sent its last packet"),
    };
    let severity = if end.requested.is_some() { Severity::Notice } else { Severity::Error };
    let report = link.quality.filter(|report| event.at.time.since(report.at.time) <= REPORTED);
    let report = report.map(|report| (report.at, quality::words(&report)));
    let (reported, words) = report.unzip();
    out.finding(&RULE, event.at, text)
        .link(event.link)
        .severity(severity)
        .maybe_related(alive, sign)
        .maybe_related(inquiry, "inquiry runs")
        .maybe_related(end.requested, "this host was ending the link")
        .maybe_related(reported, words.unwrap_or_default())
}

fn on_air(link: &Link, connection: &Connection, out: &mut Out<'_>) {
    let [Some(central), Some(peripheral)] = connection.last_heard_of else { return };
    let Some(timeout) = link.supervision else { return };
    let silence = central.time.since(peripheral.time);
    if !out.holds(&RULE, Gate::NoDrop, link.id, peripheral) {
        return;
    }
    if connection.unanswered < MIN_UNANSWERED
        || silence < timeout / 4 * 3
        || connection.garbled > connection.unanswered / 2
        // One more is the acknowledgement of what the peripheral sent last.
        || connection.acknowledged > 1
    {
        out.not_assessable(&RULE, "the sniffer lost the connection");
        return;
    }
    let text = format!(
        "The link was lost: the peripheral was silent for {}, {} packets of the central in a row; the \
         supervision timeout is {}",
        text::duration(silence),
        connection.unanswered,
        text::duration(timeout),
    );
    let again = connection.advertises_again;
    let sure = if again.is_some() && !connection.guessed {
        Confidence::Confirmed
    } else {
        Confidence::Likely
    };
    out.finding(&RULE, central, text)
        .link(Some(link.id))
        .confidence(sure)
        .related(peripheral, "the peripheral was heard for the last time")
        .maybe_related(again, "the peripheral advertises again")
        .report(out);
}
