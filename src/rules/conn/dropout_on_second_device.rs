//! CONN006.

use parsers::{Address, hci::Status};

use super::peer::name;
use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out},
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

crate::rule! {
    /// ## What it checks
    /// A link that is lost (Connection Timeout, 0x08) within ten seconds of another device's
    /// connection to the same adapter, or of its request for one, twice or more often, and more often
    /// than not: at least half of all losses of that device follow the arrival of another one. It is
    /// reported once for each device that is lost, when the capture ends.
    ///
    /// One such loss may be chance, and is only a hint.
    ///
    /// It does not claim that the second device does anything wrong. A device that *ends* the first
    /// link to make room (0x13, 0x14) is no dropout but a decision of a device with one place, and
    /// sound that stops while its link stays is not checked here.
    ///
    /// ## Why it matters
    /// While a radio pages, answers a page or sets up a connection it has no time for those that are
    /// there. With two devices on one adapter, or a speaker that is connected to two phones, the first
    /// one stutters or is lost.
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
    /// 90.000 < event 3e 01 00 4100 00 00 998877665544 2800 0000 f401 00
    /// 92.000 < event 05 00 4000 08                    //~ CONN006
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
    arrival: Option<Arrival>,
}

#[derive(Debug, Clone, Copy)]
struct Arrival {
    adapter: AdapterId,
    at: At,
    peer: Address,
}

/// The losses of one device.
#[derive(Debug)]
struct Device {
    adapter: AdapterId,
    peer: Address,
    losses: Vec<Loss>,
}

#[derive(Debug, Default)]
struct DropoutOnSecondDevice {
    /// The newest arrivals, one for each device.
    arrivals: Vec<Arrival>,
    devices: Vec<Device>,
}

impl DropoutOnSecondDevice {
    fn arrives(&mut self, adapter: AdapterId, peer: Address, at: At) {
        // What connects is what asked a moment ago.
        let same = |a: &Arrival| a.adapter == adapter && a.peer == peer;
        if self.arrivals.iter().any(|a| same(a) && at.time.since(a.at.time) < FOLLOWS) {
            return;
        }
        self.arrivals.retain(|a| !same(a));
        if self.arrivals.len() == MAX_DEVICES {
            self.arrivals.remove(0);
        }
        self.arrivals.push(Arrival { adapter, at, peer });
    }

    fn lost(&mut self, link: &Link, peer: Address, at: At) {
        let began = link.opened.unwrap_or(link.first);
        let arrival = self.arrivals.iter().rev().find(|a| {
            a.adapter == link.adapter
                && a.peer != peer
                && a.at > began
                && at.time.since(a.at.time) <= FOLLOWS
        });
        let loss = Loss { at, link: link.id, arrival: arrival.copied() };
        let known = |device: &Device| device.adapter == link.adapter && device.peer == peer;
        if let Some(device) = self.devices.iter_mut().find(|device| known(device)) {
            if device.losses.len() < MAX_LOSSES {
                device.losses.push(loss);
            }
        } else if self.devices.len() < MAX_DEVICES {
            self.devices.push(Device { adapter: link.adapter, peer, losses: vec![loss] });
        }
    }
}

impl Check for DropoutOnSecondDevice {
    fn event(&mut self, event: &Event<'_>, state: &State, _out: &mut Out<'_>) {
        let link = event.link.and_then(|id| state.link(id));
        match event.what {
            What::ConnectRequested(request) if request.incoming => {
                if let Some(peer) = request.peer {
                    self.arrives(event.adapter, peer, event.at);
                }
            }
            What::LinkUp => {
                if let Some(peer) = link.and_then(|link| link.peer) {
                    self.arrives(event.adapter, peer, event.at);
                }
            }
            What::LinkDown(end) if end.reason == Some(Status::CONNECTION_TIMEOUT) => {
                if let Some(link) = link
                    && link.radio.is_none()
                    && let Some(peer) = link.peer
                {
                    self.lost(link, peer, event.at);
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        for device in &self.devices {
            let followed: Vec<(Loss, Arrival)> =
                device.losses.iter().filter_map(|loss| Some((*loss, loss.arrival?))).collect();
            let Some(&(last, arrival)) = followed.last() else { continue };
            let (times, of) = (followed.len(), device.losses.len());
            if times * 2 < of {
                continue;
            }
            let lost = name(Some(device.peer));
            let after = text::duration(last.at.time.since(arrival.at.time));
            let other = name(Some(arrival.peer));
            let (text, severity, sure) = if times == 1 {
                let text = format!("The link to {lost} was lost {after} after {other} connected");
                (text, Severity::Info, Confidence::Hint)
            } else {
                let text = format!(
                    "The link to {lost} was lost {times} of {of} times within {} of another device's \
                     connection, the last time {after} after {other}",
                    text::duration(FOLLOWS),
                );
                (text, Severity::Warning, Confidence::Likely)
            };
            let mut draft = out
                .finding(&RULE, last.at, text)
                .link(Some(last.link))
                .severity(severity)
                .confidence(sure);
            for (loss, arrival) in &followed {
                draft = draft.related(arrival.at, "another device connects or asks to");
                if loss.at != last.at {
                    draft = draft.related(loss.at, "the link is lost");
                }
            }
            draft.report(out);
        }
    }
}
