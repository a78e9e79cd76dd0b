//! CONN007.

use parsers::{Address, hci::Status};

use super::peer::{ESTABLISH, name, never_established};
use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Gate, Out, Waiting},
    text,
    track::{
        At, Event, LinkId, State, What,
        state::{AdapterId, Link, Quality, Transport},
    },
};

/// A new attempt within this time, in nanoseconds, makes good what failed.
const RETRY: i64 = 10_000_000_000;
/// Failures that may wait for a new attempt.
const MAX_WAITING: usize = 16;
/// Packets of the central, on the air, that show that the sniffer followed the connection.
const MIN_CENTRAL: u32 = 3;

crate::rule! {
    /// ## What it checks
    /// An LE connection that is made but on which the peer is never heard: Disconnection Complete
    /// or LE Connection Complete with Connection Failed to be Established (0x3E), or Disconnection
    /// Complete with Connection Timeout (0x08) within the first six connection events.
    ///
    /// Now and then that is normal, and hosts try again by themselves: where a new attempt within
    /// ten seconds succeeds, it is an info.
    ///
    /// On the air: a CONNECT_IND after which the central is heard in several connection events and
    /// the peripheral never, and then advertises again, as one that missed the CONNECT_IND does.
    /// Without that, the sniffer may simply not hear the peripheral, and the connection is not
    /// assessed. Nor is it when the central's sequence number advances, because then the peripheral
    /// has answered.
    ///
    /// ## Why it matters
    /// The peripheral did not hear CONNECT_IND, or not the packets after it: interference, a radio
    /// that is busy elsewhere, clocks that are off by more than they claim, or a peripheral that
    /// accepts connections only from known devices.
    ///
    /// ## What to do
    /// Let the host try again. If it happens often, look for interference and check what else the
    /// radio of either side does at that time: scanning, Wi-Fi, other connections.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 < event 05 00 4000 3e                    //~ CONN007
    /// 20.000 .
    /// ```
    /// A link that worked and was lost is CONN001:
    /// ```frames
    /// @le
    /// 9.000 < event 05 00 4000 08
    /// 20.000 .
    /// ```
    /// On the air, and the peripheral advertises again:
    /// ```frames
    /// @air                                           //~ CONN007
    /// 0.000 > air 3c1a6550 0100
    /// 0.030 > air 3c1a6550 0100
    /// 0.060 > air 3c1a6550 0100
    /// 0.090 > air 3c1a6550 0100
    /// 0.500 < air d6be898e 4009 ccbbaa5dcf00 020106
    /// 4.000 .
    /// ```
    /// On the air, and the central's sequence number moves on: the peripheral has answered, unheard.
    /// ```frames
    /// @air
    /// 0.000 > air 3c1a6550 0100
    /// 0.030 > air 3c1a6550 0900
    /// 0.060 > air 3c1a6550 0100
    /// 0.500 < air d6be898e 4009 ccbbaa5dcf00 020106
    /// 4.000 .
    /// ```
    /// On the air, but the sniffer did not follow the connection:
    /// ```frames
    /// @air
    /// 4.000 .
    /// ```
    CONN007 {
        name: "failed-to-establish",
        severity: Warning,
        causes: [COEX013],
        summary: "an LE connection was created, but the peer was never heard on it",
        spec: "Core Vol 1 Part F, error 0x3E; Vol 6 Part B, 4.5",
        advice: "Let the host try again; if it happens often, look for interference and check what else the radio of either side is busy with.",
        topics: [Link],
        gates: [NoDrop where "the connection is heard on the air"],
        check: FailedToEstablish,
    }
}

/// A failure of which it is not known yet whether a new attempt succeeds.
#[derive(Debug, Clone, Copy)]
struct Failure {
    at: At,
    adapter: AdapterId,
    link: Option<LinkId>,
    peer: Option<Address>,
    status: Status,
    /// Creation of the link, or the request of one.
    began: Option<At>,
    /// How long the link was there.
    lasted: Option<i64>,
    /// What the controller reported last.
    reported: Option<Quality>,
    /// The link of a new attempt, and when it came up.
    retry: Option<At>,
}

#[derive(Debug, Default)]
struct FailedToEstablish {
    waiting: Waiting<Failure, MAX_WAITING>,
}

impl FailedToEstablish {
    fn wait(&mut self, failure: Failure, out: &mut Out<'_>) {
        for earlier in self.waiting.iter_mut() {
            if earlier.peer == failure.peer && earlier.adapter == failure.adapter {
                earlier.retry = None;
            }
        }
        if let Some(oldest) = self.waiting.add(failure, failure.at.after(RETRY), out) {
            report(&oldest, out);
        }
    }

    fn down(&mut self, event: &Event<'_>, link: &Link, out: &mut Out<'_>) {
        on_air(link, event.at, out);
        if let What::LinkDown(end) = event.what
            && let Some(status) = end.reason
            && never_established(link, &end, event.at)
        {
            let lasted = link.opened.map(|opened| event.at.time.since(opened.time));
            let failure = Failure {
                at: event.at,
                adapter: event.adapter,
                link: event.link,
                peer: link.peer,
                status,
                began: link.opened,
                lasted,
                reported: link.quality,
                retry: None,
            };
            self.wait(failure, out);
        }
    }
}

impl Check for FailedToEstablish {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::ConnectFailed(failure)
                if failure.status == Status::FAILED_TO_BE_ESTABLISHED
                    && failure.transport == Transport::LowEnergy =>
            {
                let failure = Failure {
                    at: event.at,
                    adapter: event.adapter,
                    link: event.link,
                    peer: failure.peer,
                    status: failure.status,
                    began: failure.requested,
                    lasted: None,
                    reported: None,
                    retry: None,
                };
                self.wait(failure, out);
            }
            What::LinkUp => {
                let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
                for failure in self.waiting.iter_mut() {
                    if failure.peer == link.peer
                        && failure.peer.is_some()
                        && failure.adapter == link.adapter
                    {
                        failure.retry = Some(event.at);
                    }
                }
            }
            What::LinkDown(_) => {
                if let Some(link) = event.link.and_then(|id| state.link(id)) {
                    self.down(event, link, out);
                }
            }
            _ => {}
        }
    }

    fn due(&mut self, now: At, _state: &State, out: &mut Out<'_>) {
        self.waiting.due(now, out).iter().for_each(|failure| report(failure, out));
    }

    fn finish(&mut self, state: &State, out: &mut Out<'_>) {
        for failure in self.waiting.drain() {
            report(&failure, out);
        }
        for link in state.links.iter().filter(|link| link.closed.is_none()) {
            let end = state.health.end_of(link.adapter.source).unwrap_or(link.last);
            on_air(link, end, out);
        }
    }
}

fn report(failure: &Failure, out: &mut Out<'_>) {
    let lasted =
        failure.lasted.map(|time| format!(" within {}", text::duration(time))).unwrap_or_default();
    let retry = match failure.retry {
        Some(then) => {
            let after = text::duration(then.time.since(failure.at.time));
            format!("; a new attempt {after} later succeeded")
        }
        None => String::new(),
    };
    let text = format!(
        "The LE connection to {} was never established, {}: the peer was not heard{lasted}{retry}",
        name(failure.peer),
        failure.status,
    );
    let severity = if failure.retry.is_some() { Severity::Info } else { Severity::Warning };
    let note = if failure.lasted.is_some() { "connection made" } else { "connection requested" };
    out.finding(&RULE, failure.at, text)
        .link(failure.link)
        .peer(failure.peer)
        .severity(severity)
        .maybe_related(failure.began, note)
        .maybe_related(failure.reported.map(|report| report.at), "the controller's last report")
        .maybe_related(failure.retry, "a new attempt succeeds")
        .report(out);
}

/// A link that a sniffer hears, which ended or is assessed `now`.
fn on_air(link: &Link, now: At, out: &mut Out<'_>) {
    let (Some(connection), Some(connect)) = (link.radio.as_deref(), link.opened) else { return };
    let [central, peripheral] = connection.heard;
    let waited = now.time.since(connect.time);
    // The first event comes within two intervals of CONNECT_IND.
    let enough = link.interval.is_some_and(|interval| waited > interval * (ESTABLISH + 2));
    if peripheral > 0 || !enough {
        return;
    }
    if !out.holds(&RULE, Gate::NoDrop, link.id, connect) {
        return;
    }
    if central < MIN_CENTRAL || connection.garbled > 0 || connection.acknowledged > 0 {
        out.not_assessable(&RULE, "the sniffer did not follow the connection");
        return;
    }
    let Some(again) = connection.advertises_again else {
        out.not_assessable(&RULE, "the sniffer may not have heard the peripheral");
        return;
    };
    let text = format!(
        "The peripheral {} never answered CONNECT_IND: {central} packets of the central were heard and \
         none of the peripheral, which advertises again",
        name(link.peer),
    );
    let sure = if connection.guessed { Confidence::Likely } else { Confidence::Confirmed };
    out.finding(&RULE, connect, text)
        .link(Some(link.id))
        .confidence(sure)
        .maybe_related(connection.last_heard_of[0], "the central was heard for the last time")
        .related(again, "the peripheral advertises again")
        .report(out);
}
