//! RACE016.

use parsers::l2cap::{ConnectionResult, CreditBasedResult, Psm};

use super::crossing::{Crossing, Leg};
use crate::{
    finding::Severity,
    rules::{Draft, Here, Links, OnLink, Out, Over, Waiting},
    text,
    track::{
        At, Event, LinkId, State, What,
        state::{ChannelState, Transport},
    },
};

crate::rule! {
    /// ## What it checks
    /// Both sides request an L2CAP channel to the same service, each before the other has answered,
    /// and it goes wrong: neither request is granted although none is refused for good (no
    /// resources, invalid or allocated Source CID), or a channel is closed within 2 s, or a channel
    /// is granted but not configured within 5 s.
    ///
    /// It is a notice when the service has a channel in the end, a warning when too little was
    /// captured to decide, and an error when there is none after 5 s.
    ///
    /// One request refused and the other granted is the intended outcome, and is not reported. SDP,
    /// where every client has its channel, and EATT are left out. For services with dynamic numbers
    /// and on LE, where two channels may be intended, only refusals count. AVDTP has its own rules:
    /// RACE019 and RACE022.
    ///
    /// ## Why it matters
    /// Each side believes that the other one connects. Stacks that keep one channel per service
    /// refuse or close the wrong one: remote control or input is missing although the devices are
    /// connected, or comes seconds late.
    ///
    /// ## What to do
    /// Let one side connect its services after a reconnection, or let both wait for a random time
    /// before they try again.
    ///
    /// ## Examples
    /// Both are refused:
    /// ```frames
    /// @encrypted
    /// 0.000 > signal 02 02 0400 1700 4300
    /// 0.050 < signal 02 02 0400 1700 4300             //~ RACE016
    /// 0.051 < signal 03 02 0800 0000 4300 0400 0000
    /// 0.052 > signal 03 02 0800 0000 4300 0300 0000
    /// 6.000 .
    /// ```
    /// The same after a delay, and a new request succeeds:
    /// ```frames
    /// @encrypted
    /// 0.000 > signal 02 02 0400 1700 4300
    /// 0.050 < signal 02 02 0400 1700 4300             //~ RACE016
    /// 0.051 < signal 03 02 0800 0000 4300 0400 0000
    /// 0.052 > signal 03 02 0800 0000 4300 0100 0200
    /// 0.053 > signal 03 02 0800 0000 4300 0300 0000
    /// 0.080 < signal 02 03 0400 1700 4300
    /// 0.090 > signal 03 03 0800 4300 4300 0000 0000
    /// 0.100 > signal 04 03 0400 4300 0000
    /// 0.110 < signal 05 03 0600 4300 0000 0000
    /// 0.120 < signal 04 04 0400 4300 0000
    /// 0.130 > signal 05 04 0600 4300 0000 0000
    /// 6.000 .
    /// ```
    /// Both are granted, and one is closed:
    /// ```frames
    /// @encrypted
    /// 0.000 > signal 02 02 0400 1700 4300
    /// 0.050 < signal 02 02 0400 1700 4300             //~ RACE016
    /// 0.060 > signal 03 02 0800 4400 4300 0000 0000
    /// 0.070 < signal 03 02 0800 4400 4300 0000 0000
    /// 0.080 > signal 04 03 0400 4400 0000
    /// 0.090 < signal 05 03 0600 4300 0000 0000
    /// 0.100 < signal 04 03 0400 4300 0000
    /// 0.110 > signal 05 03 0600 4400 0000 0000
    /// 0.500 < signal 06 05 0400 4300 4400
    /// 0.510 > signal 07 05 0400 4300 4400
    /// 6.000 .
    /// ```
    /// One is refused and the other is granted:
    /// ```frames
    /// @encrypted
    /// 0.000 > signal 02 02 0400 1700 4300
    /// 0.050 < signal 02 02 0400 1700 4300
    /// 0.060 > signal 03 02 0800 0000 4300 0400 0000
    /// 0.070 < signal 03 02 0800 4400 4300 0000 0000
    /// 0.080 > signal 04 03 0400 4400 0000
    /// 0.090 < signal 05 03 0600 4300 0000 0000
    /// 0.100 < signal 04 03 0400 4300 0000
    /// 0.110 > signal 05 03 0600 4400 0000 0000
    /// 6.000 .
    /// ```
    /// The second request comes after the answer to the first:
    /// ```frames
    /// @encrypted
    /// 0.000 > signal 02 02 0400 1700 4300
    /// 0.051 < signal 03 02 0800 0000 4300 0400 0000
    /// 0.060 < signal 02 02 0400 1700 4300
    /// 0.070 > signal 03 02 0800 0000 4300 0400 0000
    /// 6.000 .
    /// ```
    RACE016 {
        name: "l2cap-connect-crossing",
        severity: Error,
        causes: [CONN024, CONN025, STRM001, STRM003],
        summary: "both sides opened a channel to the same service at once",
        spec: "Core Vol 3 Part A, 4.2 and 4.3",
        advice: "Let only one side connect its services after a reconnection, or let both wait for a random time before they try again.",
        topics: [Link, Channel],
        gates: [NoDrop],
        check: Links<OnThis>,
    }
}

/// A channel that is closed this soon after the crossing was not wanted, in nanoseconds.
const THROWN_AWAY: i64 = 2_000_000_000;
/// The outcome of a crossing is assessed after this time, in nanoseconds.
const PATIENCE: i64 = 5_000_000_000;
/// Crossings of one link whose outcome is waited for.
const MAX_WATCHES: usize = 4;

#[derive(Debug)]
struct Watch {
    crossing: Crossing,
    /// Another channel to the service, since.
    later: Option<At>,
}

#[derive(Debug, Default)]
struct OnThis {
    watches: Waiting<Watch, MAX_WATCHES>,
    /// The host ends the link: that channels are closed says nothing.
    ending: bool,
}

/// Only one channel to the service makes sense.
fn is_single(crossing: &Crossing) -> bool {
    crossing.transport == Some(Transport::Classic) && crossing.psm.0 < 0x1001
}

fn is_harmless(psm: Psm) -> bool {
    matches!(psm, Psm::SDP | Psm::AVDTP | Psm::EATT)
}

impl OnLink for OnThis {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, out: &mut Out<'_>) {
        match event.what {
            What::ChannelRequested(channel) => {
                let crossing = on.state.link(on.link).and_then(|link| Crossing::of(link, channel));
                if let Some(crossing) = crossing.filter(|c| !is_harmless(c.psm)) {
                    let until = crossing.at().after(PATIENCE);
                    self.watches.add(Watch { crossing, later: None }, until, out);
                }
            }
            What::DisconnectRequested(_) => self.ending = true,
            What::ChannelClosed(..) if self.ending => {}
            _ => {
                for watch in self.watches.iter_mut() {
                    watch.note(event, on.state, on.link);
                }
            }
        }
    }

    fn until(&self) -> Option<At> {
        self.watches.next()
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        let waited = over == Over::Moment;
        let watches = match waited {
            true => self.watches.due(on.at, out),
            false => self.watches.drain().collect(),
        };
        for watch in watches {
            judge(&watch, on.link, waited, on.state, out);
        }
    }
}

impl Watch {
    fn note(&mut self, event: &Event<'_>, state: &State, link: LinkId) {
        self.crossing.note(event.at, &event.what);
        if let What::ChannelOpen(id) = event.what
            && self.crossing.legs.iter().all(|leg| leg.id != id)
            && let Some(channel) = state.link(link).and_then(|link| link.channels.get(id))
            && channel.psm == Some(self.crossing.psm)
        {
            self.later.get_or_insert(event.at);
        }
    }
}

/// Refused because there is no room or no free identifier, which a crossing can cause.
fn is_refused(leg: &Leg, transport: Option<Transport>) -> bool {
    leg.refused.is_some_and(|(_, result)| match transport {
        Some(Transport::LowEnergy) => matches!(
            CreditBasedResult(result),
            CreditBasedResult::NO_RESOURCES
                | CreditBasedResult::INVALID_SOURCE_CID
                | CreditBasedResult::SOURCE_CID_ALLOCATED
        ),
        _ => matches!(
            ConnectionResult(result),
            ConnectionResult::NO_RESOURCES
                | ConnectionResult::INVALID_SOURCE_CID
                | ConnectionResult::SOURCE_CID_ALLOCATED
        ),
    })
}

fn judge(watch: &Watch, link: LinkId, waited: bool, state: &State, out: &mut Out<'_>) {
    let Watch { crossing, later } = watch;
    let legs = &crossing.legs;
    let start = crossing.at();
    let soon =
        |leg: &Leg| leg.closed.is_some_and(|(at, _)| at.time.since(start.time) <= THROWN_AWAY);
    let left = legs.iter().any(|leg| leg.opened.is_some() && !soon(leg));
    let thrown = legs.iter().find(|leg| soon(leg));
    let stuck = legs.iter().find(|leg| {
        let channel = state.link(link).and_then(|link| link.channels.get(leg.id));
        channel.is_some_and(|channel| channel.state == ChannelState::Configuring)
    });
    let refused = legs.iter().any(|leg| is_refused(leg, crossing.transport))
        && legs.iter().all(|leg| leg.opened.is_none() && leg.closed.is_none());
    let what = if refused {
        refusals(crossing)
    } else if let Some((at, by)) = thrown.filter(|_| is_single(crossing)).and_then(|leg| leg.closed)
    {
        let which = if left { "one of the two channels" } else { "the channels" };
        let after = text::duration(at.time.since(start.time));
        format!("{} closed {which} {after} later", by.name())
    } else if let Some(leg) = stuck.filter(|_| waited && is_single(crossing)) {
        let who = leg.by.name();
        format!("the channel that {who} asked for was not configured within 5 s")
    } else {
        return;
    };
    let served = left || later.is_some();
    let severity = match (served, waited) {
        (true, _) => Severity::Notice,
        (false, true) => Severity::Error,
        (false, false) => Severity::Warning,
    };
    let mut text = format!(
        "Both sides requested an L2CAP channel for {} at the same time, and {what}",
        crossing.psm
    );
    if let Some(later) = later {
        let after = text::duration(later.time.since(start.time));
        text.push_str(&format!("; a new request succeeded {after} later"));
    } else if !served && waited {
        text.push_str("; no channel was opened afterwards");
    }
    let mut draft = out.finding(&RULE, start, text).link(Some(link)).severity(severity);
    draft = draft.related(legs[0].requested, "the other side's request, not answered yet");
    for leg in legs {
        draft = outcome(draft, leg);
    }
    draft.maybe_related(*later, "a later channel to the service is open").report(out);
}

/// Who refused, and with which result.
fn refusals(crossing: &Crossing) -> String {
    let texts = crossing.legs.iter().filter_map(|leg| {
        let (_, result) = leg.refused?;
        let result = match crossing.transport {
            Some(Transport::LowEnergy) => CreditBasedResult(result).to_string(),
            _ => ConnectionResult(result).to_string(),
        };
        Some(format!("{} answered \"{result}\"", leg.by.opposite().name()))
    });
    texts.collect::<Vec<_>>().join(" and ")
}

fn outcome(draft: Draft, leg: &Leg) -> Draft {
    draft
        .maybe_related(leg.refused.map(|(at, _)| at), "refused")
        .maybe_related(leg.opened, "ready for data")
        .maybe_related(leg.closed.map(|(at, _)| at), "closed")
}
