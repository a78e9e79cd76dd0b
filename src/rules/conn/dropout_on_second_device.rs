//! CONN006.

use arrayvec::ArrayVec;
use parsers::{Address, hci::Status};

use super::peer::name;
use crate::{
    capture::Timestamp,
    finding::{Confidence, Severity},
    rules::{Check, Out, PerLink, Recent},
    text,
    track::{
        At, Event, LinkId, State, What,
        state::{AdapterId, Link},
    },
};

/// A loss within this time, in nanoseconds, of the other device's arrival follows it.
const FOLLOWS: i64 = 10_000_000_000;
/// Devices that are remembered.
const MAX_DEVICES: usize = 64;
/// Losses of one device that are remembered.
const MAX_LOSSES: usize = 16;
/// The losses after an arrival are this many times as frequent as chance would have them.
const FACTOR: f64 = 3.0;
/// The same for a hint.
const HINT: f64 = 2.0;
/// Chance brings about as many of them in no more than this part of all cases.
const CHANCE: f64 = 0.01;

crate::rule! {
    /// ## What it checks
    /// A link that is lost (Connection Timeout, 0x08) within ten seconds of another device's
    /// connection to the same adapter, or of its request for one, twice or more often, and more
    /// often than not: at least half of all losses of that device follow the arrival of another
    /// one. It is reported once for each device that is lost, at the end of the capture.
    ///
    /// Where devices come and go all the time, each loss follows some arrival. So the share of the
    /// losses is held against the share of the time that the link was up and somebody had just
    /// arrived: it must be three times as large, and chance must bring about as many in less than
    /// one case of a hundred. Where that is not so and the share is at least twice as large it is a
    /// hint: there are too few losses to say. Otherwise nothing is reported.
    ///
    /// It does not claim that the second device does anything wrong. A device that *ends* the first
    /// link to make room (0x13, 0x14) is no dropout but a decision of a device with one place, and
    /// sound that stops while its link stays is not checked here.
    ///
    /// ## Why it matters
    /// While a radio pages, answers a page or sets up a connection, it has no time for the existing
    /// ones. With two devices on one adapter, or a speaker that is connected to two phones, the
    /// first one stutters or is lost.
    ///
    /// ## What to do
    /// Connect the second device first, or keep it from connecting by itself; check whether both devices
    /// support several connections (multipoint), and update the firmware of the one that both are
    /// connected to.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// @le #0041 998877665544
    /// 3.000 < event 05 00 4000 08
    /// 10.000 > command 0406 4100 13
    /// 10.010 < event 0f 00 01 0604
    /// 10.050 < event 05 00 4100 16
    /// 60.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 290.00 < event 3e 01 00 4100 00 00 998877665544 2800 0000 f401 00
    /// 292.00 < event 05 00 4000 08                    //~ CONN006
    /// ```
    /// A sensor connects every 15 s, and two of three losses follow it, as chance would have it:
    /// ```frames
    /// @classic
    /// 1.000 < event 3e 01 00 4100 00 00 998877665544 2800 0000 f401 00
    /// 2.000 < event 05 00 4100 13
    /// 4.000 < event 05 00 4000 08
    /// 10.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 16.000 < event 3e 01 00 4100 00 00 998877665544 2800 0000 f401 00
    /// 17.000 < event 05 00 4100 13
    /// 29.000 < event 05 00 4000 08
    /// 30.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 31.000 < event 3e 01 00 4100 00 00 998877665544 2800 0000 f401 00
    /// 32.000 < event 05 00 4100 13
    /// 39.000 < event 05 00 4000 08
    /// ```
    /// Lost twice, with nobody else about:
    /// ```frames
    /// @classic
    /// 3.000 < event 05 00 4000 08
    /// 60.000 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 92.000 < event 05 00 4000 08
    /// ```
    /// The first device is asked to go:
    /// ```frames
    /// @classic
    /// 0.000 < event 04 998877665544 000000 01
    /// 1.000 < event 03 00 4100 998877665544 01 00
    /// 1.500 < event 05 00 4000 14
    /// ```
    CONN006 {
        name: "dropout-on-second-device",
        severity: Warning,
        causes: [CONN001],
        summary: "a link is lost whenever another device connects",
        spec: "none: an observation, not a rule of the specification",
        advice: "Connect the second device first or keep it from connecting by itself; check whether the devices support several connections at once, and update their firmware.",
        topics: [Link],
        gates: [],
        check: DropoutOnSecondDevice,
    }
}

/// A loss, and the arrival of another device that it follows.
#[derive(Debug, Clone, Copy)]
struct Loss {
    at: At,
    link: LinkId,
    arrival: Arrival,
}

#[derive(Debug, Clone, Copy)]
struct Arrival {
    adapter: AdapterId,
    at: At,
    peer: Address,
}

/// How long a link was up, and how long of it somebody had just arrived, in nanoseconds.
#[derive(Debug, Default, Clone, Copy)]
struct Exposure {
    up: i64,
    after_arrival: i64,
}

/// The time of one open link that follows arrivals.
#[derive(Debug, Default, Clone, Copy)]
struct Windows {
    total: i64,
    /// The end of the last window.
    until: Option<Timestamp>,
}

impl Windows {
    /// Somebody arrived.
    fn open(&mut self, at: Timestamp) {
        let until = Timestamp(at.0.saturating_add(FOLLOWS));
        let from = self.until.map_or(at, |last| last.max(at));
        self.total += until.since(from).max(0);
        self.until = self.until.max(Some(until));
    }

    /// The time of them until the link ends.
    fn by(&self, end: Timestamp) -> i64 {
        self.total - self.until.map_or(0, |until| until.since(end).max(0))
    }
}

/// The losses of one device.
#[derive(Debug)]
struct Device {
    adapter: AdapterId,
    peer: Address,
    exposure: Exposure,
    losses: u32,
    /// Those that follow an arrival: how many, and the first and the last of them.
    followed: u32,
    shown: ArrayVec<Loss, MAX_LOSSES>,
}

#[derive(Debug, Default)]
struct DropoutOnSecondDevice {
    /// The newest arrivals, one for each device.
    arrivals: Recent<Arrival, MAX_DEVICES>,
    windows: PerLink<Windows>,
    devices: Recent<Device, MAX_DEVICES>,
}

impl DropoutOnSecondDevice {
    fn arrives(
        &mut self,
        adapter: AdapterId,
        peer: Address,
        at: At,
        state: &State,
        out: &mut Out<'_>,
    ) {
        // What connects is what asked a moment ago.
        let same = |a: &Arrival| a.adapter == adapter && a.peer == peer;
        if self.arrivals.iter().any(|a| same(a) && at.time.since(a.at.time) < FOLLOWS) {
            return;
        }
        self.arrivals.retain(|a| {
            !same(a) && (a.at.source != at.source || at.time.since(a.at.time) <= FOLLOWS)
        });
        self.arrivals.push(Arrival { adapter, at, peer }, out);
        let others = state.links.iter().filter(|link| {
            link.adapter == adapter
                && link.closed.is_none()
                && link.peer.is_some_and(|other| other != peer)
                && began(link) < at
        });
        for link in others {
            self.windows.entry(link.id, out).open(at.time);
        }
    }

    fn ended(&mut self, link: &Link, peer: Address, at: At, lost: bool, out: &mut Out<'_>) {
        let arrival = self.arrivals.iter().rev().find(|a| {
            a.adapter == link.adapter
                && a.peer != peer
                && a.at > began(link)
                && at.time.since(a.at.time) <= FOLLOWS
        });
        let arrival = arrival.copied();
        let windows = self.windows.remove(link.id).unwrap_or_default();
        let device = self.device(link.adapter, peer, out);
        device.exposure.up += at.time.since(began(link).time).max(0);
        device.exposure.after_arrival += windows.by(at.time);
        if !lost {
            return;
        }
        device.losses += 1;
        if let Some(arrival) = arrival {
            device.followed += 1;
            let loss = Loss { at, link: link.id, arrival };
            if device.shown.is_full() {
                device.shown.pop();
            }
            device.shown.push(loss);
        }
    }

    /// The device, which is made when it is new. One that was never lost makes room.
    fn device(&mut self, adapter: AdapterId, peer: Address, out: &mut Out<'_>) -> &mut Device {
        let known = |device: &Device| device.adapter == adapter && device.peer == peer;
        let new = || Device {
            adapter,
            peer,
            exposure: Exposure::default(),
            losses: 0,
            followed: 0,
            shown: ArrayVec::new(),
        };
        self.devices.entry_over(known, new, |device| device.losses == 0, out)
    }
}

fn began(link: &Link) -> At {
    link.opened.unwrap_or(link.first)
}

/// How likely it is that of `all` losses at random times `some` or more fall into windows that are
/// this `share` of the time: the tail of the binomial distribution.
fn tail(all: u32, some: u32, share: f64) -> f64 {
    // Term by term, each from the one before, in logarithms: nothing overflows.
    let (hit, miss) = (share.ln(), (1.0 - share).ln());
    let mut ways = 0.0;
    let mut sum = 0.0;
    for k in 0..=all {
        if k > 0 {
            ways += f64::from(all - k + 1).ln() - f64::from(k).ln();
        }
        if k >= some {
            sum += (ways + f64::from(k) * hit + f64::from(all - k) * miss).exp();
        }
    }
    sum
}

impl Check for DropoutOnSecondDevice {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let link = event.link.and_then(|id| state.link(id));
        match event.what {
            What::ConnectRequested(request) if request.incoming => {
                if let Some(peer) = request.peer {
                    self.arrives(event.adapter, peer, event.at, state, out);
                }
            }
            What::LinkUp => {
                if let Some(peer) = link.and_then(|link| link.peer) {
                    self.arrives(event.adapter, peer, event.at, state, out);
                }
            }
            What::LinkDown(end) => {
                if let Some(link) = link
                    && !link.on_air()
                    && let Some(peer) = link.peer
                {
                    let lost = end.reason == Some(Status::CONNECTION_TIMEOUT);
                    self.ended(link, peer, event.at, lost, out);
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, state: &State, out: &mut Out<'_>) {
        // Links that are still there were not lost all that time.
        {
            for link in state.links.iter().filter(|link| link.closed.is_none()) {
                let end = state.health.end_of(link.adapter.source).unwrap_or(link.last);
                if let (None, Some(peer)) = (&link.radio, link.peer) {
                    self.ended(link, peer, end, false, out);
                }
            }
        }
        self.devices.iter().for_each(|device| device.report(out));
    }
}

impl Device {
    fn report(&self, out: &mut Out<'_>) {
        let Some(&Loss { at, link, arrival }) = self.shown.last() else { return };
        let (times, of) = (self.followed, self.losses);
        let share = match self.exposure {
            Exposure { up, after_arrival } if up > 0 => after_arrival as f64 / up as f64,
            _ => return,
        };
        let frequent = |factor: f64| f64::from(times) >= factor * share * f64::from(of);
        if times * 2 < of || !frequent(HINT) {
            return;
        }
        let proven = times > 1 && frequent(FACTOR) && tail(of, times, share) < CHANCE;
        let lost = name(Some(self.peer));
        let after = text::duration(at.time.since(arrival.at.time));
        let other = name(Some(arrival.peer));
        let mut text = if times == 1 {
            format!("The link to {lost} was lost {after} after {other} connected")
        } else {
            format!(
                "The link to {lost} was lost {times} of {of} times within {} of another device's \
                 connection, the last time {after} after {other}",
                text::duration(FOLLOWS),
            )
        };
        let percent = share * 100.0;
        let (severity, sure) = if proven {
            text.push_str(&format!(
                "; it was connected only {percent:.0} % of its time so soon after one"
            ));
            (Severity::Warning, Confidence::Likely)
        } else {
            (Severity::Info, Confidence::Hint)
        };
        let mut draft =
            out.finding(&RULE, at, text).link(Some(link)).severity(severity).confidence(sure);
        for loss in &self.shown {
            draft = draft.related(loss.arrival.at, "another device connects or asks to");
            if loss.at != at {
                draft = draft.related(loss.at, "the link is lost");
            }
        }
        draft.report(out);
    }
}

#[cfg(test)]
mod tests {
    use super::tail;

    /// Against the sum by hand.
    #[test]
    fn the_tail_of_the_binomial_distribution() {
        for (all, some, share, right) in [
            (1, 1, 0.25, 0.25),
            (2, 2, 0.1, 0.01),
            (4, 3, 0.5, 0.3125),
            (4, 0, 0.3, 1.0),
            (3, 1, 0.0, 0.0),
        ] {
            let is = tail(all, some, share);
            assert!((is - right).abs() < 1e-9, "{some} of {all} at {share}: {is}, not {right}");
        }
    }
}
