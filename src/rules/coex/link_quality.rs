//! COEX008.

use parsers::hci::{Event as Hci, Handle, Returns, Status};

use crate::{
    finding::Severity,
    rules::{Check, Out, PerLink},
    text,
    track::{
        At, Event, LinkId, State, What,
        state::{Key, Link, Transport},
    },
};

crate::rule! {
    /// ## What it checks
    /// What the host has asked its controller about the radio side of a link. The finding is a
    /// notice where the counter of failed contacts rose or where the controller discarded data
    /// (Flush Occurred), with the other answers that are in the log: link quality, on the maker's
    /// own scale, signal strength and transmit power. Where the link was lost within a minute of
    /// these answers, they are information. Otherwise nothing is reported.
    ///
    /// On BR/EDR the signal strength counts from the golden range, and 0 is within it; on LE it is in dBm.
    ///
    /// ## Why it matters
    /// An HCI log does not show the air. These answers give a glimpse of it.
    ///
    /// ## What to do
    /// Move the devices closer. If the signal is good, look for Wi-Fi and other links.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 1.000 > command 1401 4000
    /// 1.010 < event 0e 01 0114 00 4000 0000
    /// 3.000 > command 1405 4000
    /// 3.010 < event 0e 01 0514 00 4000 ec
    /// 5.000 > command 1401 4000
    /// 5.010 < event 0e 01 0114 00 4000 0700
    /// 9.000 < event 05 00 4000 13                      //~ COEX008
    /// ```
    /// The counter stays where it was:
    /// ```frames
    /// @classic
    /// 1.000 > command 1401 4000
    /// 1.010 < event 0e 01 0114 00 4000 0700
    /// 5.000 > command 1401 4000
    /// 5.010 < event 0e 01 0114 00 4000 0700
    /// 9.000 < event 05 00 4000 13
    /// ```
    COEX008 {
        name: "link-quality",
        severity: Notice,
        summary: "data could not be delivered on the air",
        spec: "Core Vol 4 Part E, 7.5.1 to 7.5.4 and 7.7.17",
        advice: "Move the devices closer, and look for what else uses the radio.",
        topics: [Controller, Link],
        gates: [],
        check: LinkQuality,
    }
}

/// Answers this long before the loss of a link still say something of it, in nanoseconds.
const RECENT: i64 = 60_000_000_000;

/// The first and the last answer of one kind.
#[derive(Debug, Clone, Copy)]
struct Range<T> {
    first: T,
    last: T,
    least: T,
    most: T,
}

impl<T: Copy + Ord> Range<T> {
    fn add(slot: &mut Option<Self>, value: T) {
        match slot {
            None => *slot = Some(Self { first: value, last: value, least: value, most: value }),
            Some(range) => {
                range.last = value;
                range.least = range.least.min(value);
                range.most = range.most.max(value);
            }
        }
    }
}

/// What is known of the air of one link.
#[derive(Debug, Default)]
struct Known {
    failed: Option<Range<u16>>,
    quality: Option<Range<u8>>,
    signal: Option<Range<i8>>,
    power: Option<i8>,
    flushed: u64,
    first: Option<At>,
    last: Option<At>,
    low_energy: bool,
}

#[derive(Debug, Default)]
struct LinkQuality {
    links: PerLink<Known>,
}

impl Check for LinkQuality {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::Answer(answer) => {
                let Ok(returns) = Returns::parse(answer.opcode, answer.parameters) else { return };
                let Some((handle, add)) = answer_of(&returns) else { return };
                let Some(link) = of(state, event, handle) else { return };
                let known = self.links.entry(link.id, out);
                known.low_energy = link.transport == Some(Transport::LowEnergy);
                add.to(known);
                known.seen(event.at);
            }
            What::Controller(Hci::FlushOccurred(flushed)) => {
                let Some(link) = of(state, event, flushed.handle) else { return };
                let known = self.links.entry(link.id, out);
                known.flushed += 1;
                known.seen(event.at);
            }
            What::LinkDown(end) => {
                let Some(id) = event.link else { return };
                if let Some(known) = self.links.remove(id) {
                    let lost = end.reason == Some(Status::CONNECTION_TIMEOUT);
                    known.report(id, event.at, lost, out);
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        for (id, known) in self.links.iter_mut() {
            if let Some(last) = known.last {
                std::mem::take(known).report(id, last, false, out);
            }
        }
    }
}

fn of<'s>(state: &'s State, event: &Event<'_>, handle: Handle) -> Option<&'s Link> {
    let key = Key::Handle(handle);
    let mut links = state.links.iter();
    links.find(|link| (link.adapter, link.key) == (event.adapter, key) && link.closed.is_none())
}

/// One answer.
enum Answer {
    Failed(u16),
    Quality(u8),
    Signal(i8),
    Power(i8),
}

impl Answer {
    fn to(self, known: &mut Known) {
        match self {
            Self::Failed(count) => Range::add(&mut known.failed, count),
            Self::Quality(quality) => Range::add(&mut known.quality, quality),
            Self::Signal(signal) => Range::add(&mut known.signal, signal),
            Self::Power(power) => known.power = Some(power),
        }
    }
}

fn answer_of(returns: &Returns<'_>) -> Option<(Handle, Answer)> {
    Some(match returns {
        Returns::ReadFailedContactCounter(r) => {
            let r = r.success()?;
            (r.handle, Answer::Failed(r.count))
        }
        Returns::ReadLinkQuality(r) => {
            let r = r.success()?;
            (r.handle, Answer::Quality(r.quality))
        }
        Returns::ReadRssi(r) => {
            let r = r.success()?;
            // 127 is none.
            (r.handle, Answer::Signal(Some(r.rssi).filter(|&rssi| rssi != 127)?))
        }
        Returns::ReadTransmitPowerLevel(r) => {
            let r = r.success()?;
            (r.handle, Answer::Power(r.power.0))
        }
        _ => return None,
    })
}

impl Known {
    fn seen(&mut self, at: At) {
        self.first.get_or_insert(at);
        self.last = Some(at);
    }

    fn report(&self, link: LinkId, end: At, lost: bool, out: &mut Out<'_>) {
        let (Some(first), Some(last)) = (self.first, self.last) else { return };
        // The counter begins anew when the host says so, and with each link.
        let failed =
            self.failed.filter(|failed| failed.most > failed.first || failed.last > failed.first);
        let failed = failed.map_or(0, |failed| failed.most - failed.first);
        let mut said = Vec::new();
        if failed > 0 {
            said.push(format!("{} failed", text::count(failed.into(), "contact")));
        }
        if self.flushed > 0 {
            said.push(format!("{} discarded", text::count(self.flushed, "packet")));
        }
        let trouble = !said.is_empty();
        let about_loss = lost && end.time.since(last.time) <= RECENT;
        if !trouble && !about_loss {
            return;
        }
        said.extend(self.signal.map(|signal| {
            let unit = if self.low_energy { "dBm" } else { "dB from the golden range" };
            match (signal.least, signal.most) {
                (least, most) if least == most => format!("signal {least} {unit}"),
                (least, most) => format!("signal {least} to {most} {unit}"),
            }
        }));
        said.extend(self.quality.map(|quality| format!("link quality down to {}", quality.least)));
        said.extend(self.power.map(|power| format!("transmit power {power} dBm")));
        let severity = if trouble { RULE.severity } else { Severity::Info };
        let when = if trouble { "" } else { " before the link was lost" };
        let message = format!("The controller says of the air{when}: {}", said.join(", "));
        let at = if trouble || lost { end } else { last };
        out.finding(&RULE, at, message)
            .link(Some(link))
            .severity(severity)
            .related(first, "the first answer")
            .maybe_related(Some(last).filter(|last| *last != first), "the last answer")
            .report(out);
    }
}
