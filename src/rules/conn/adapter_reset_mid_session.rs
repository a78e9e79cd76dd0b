//! CONN012.

use parsers::hci;

use crate::{
    finding::Severity,
    rules::{Check, Out, Waiting},
    track::{AdapterId, At, Event, LinkId, State, What, state::Link},
};

crate::rule! {
    /// ## What it checks
    /// The host resets its controller while links are open that carried something within the last
    /// 5 s, or the controller reports a Hardware Error while links are open. A reset that follows
    /// the Hardware Error within 10 s is reported with it.
    ///
    /// A Hardware Error after which all goes on is a warning. A host that is switching Bluetooth off
    /// ends its links first; a reset with links that were idle is a notice.
    ///
    /// ## Why it matters
    /// A reset ends all links at once, without a word to the other devices: they hold theirs until
    /// their supervision timeout. A Hardware Error says that the controller's own firmware failed.
    ///
    /// ## What to do
    /// Look at the host's log at that time: the driver, the power supply of the USB port, a firmware
    /// crash. Update the controller's firmware.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 1.000 < acl 2 0400 4000 01020304
    /// 2.000 > command 0c03
    /// 2.010 < event 0e 01 030c 00                     //~ CONN012
    /// ```
    /// The controller fails, and the host goes on:
    /// ```frames
    /// @classic
    /// 1.000 < event 10 42                             //~ CONN012
    /// 15.00 .
    /// ```
    /// The host ends its links before it resets:
    /// ```frames
    /// @classic
    /// 1.000 > command 0406 4000 15
    /// 1.010 < event 0f 00 01 0604
    /// 1.100 < event 05 00 4000 16
    /// 2.000 > command 0c03
    /// 2.010 < event 0e 01 030c 00
    /// ```
    CONN012 {
        name: "adapter-reset-mid-session",
        severity: Error,
        causes: [CONN001, CONN021, CONN023, CONN024, CONN030, FRAG009, RACE007, STRM008],
        summary: "the controller was reset, or failed, while links were open",
        spec: "Core Vol 4 Part E, 7.3.2 and 7.7.16",
        advice: "Look at the host's log at that time for the driver and the power supply, and update the controller's firmware.",
        topics: [Controller, Link],
        gates: [],
        check: AdapterReset,
    }
}

/// What carried something within these seconds was in use.
const IN_USE: f64 = 5.0;
/// A reset within this time, in nanoseconds, follows from a Hardware Error.
const FOLLOWS: i64 = 10_000_000_000;
/// Adapters that are followed at once.
const MAX_ADAPTERS: usize = 8;

/// The controller said that it failed.
#[derive(Debug, Clone, Copy)]
struct Failed {
    adapter: AdapterId,
    at: At,
    code: u8,
    link: LinkId,
    links: usize,
}

/// The host reset the controller in this frame.
#[derive(Debug, Clone, Copy)]
struct Reset {
    adapter: AdapterId,
    at: At,
    failed: Option<Failed>,
    told: bool,
}

#[derive(Debug, Default)]
struct AdapterReset {
    failed: Waiting<Failed, MAX_ADAPTERS>,
    reset: Option<Reset>,
}

impl Check for AdapterReset {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::Controller(hci::Event::HardwareError(error)) => {
                let open = |link: &&Link| link.adapter == event.adapter && link.closed.is_none();
                let Some(first) = state.links.iter().find(open) else { return };
                let known = self.failed.iter().any(|failed| failed.adapter == event.adapter);
                if !known {
                    let failed = Failed {
                        adapter: event.adapter,
                        at: event.at,
                        code: error.code,
                        link: first.id,
                        links: state.links.iter().filter(open).count(),
                    };
                    if let Some(oldest) = self.failed.add(failed, event.at.after(FOLLOWS), out) {
                        oldest.report(out);
                    }
                }
            }
            What::Reset => {
                let mine = |failed: &Failed| failed.adapter == event.adapter;
                let failed = self.failed.take(mine);
                let (adapter, at) = (event.adapter, event.at);
                self.reset = Some(Reset { adapter, at, failed, told: false });
            }
            What::LinkDown(end) if end.reason.is_none() => {
                let same = |reset: &&mut Reset| {
                    (reset.adapter, reset.at) == (event.adapter, event.at) && !reset.told
                };
                let Some(reset) = self.reset.as_mut().filter(same) else { return };
                let Some(link) = event.link.and_then(|id| state.link(id)) else { return };
                // The host was ending it anyway.
                if end.requested.is_none() {
                    reset.told = report(reset, link, out);
                }
            }
            _ => {}
        }
    }

    fn due(&mut self, now: At, _state: &State, out: &mut Out<'_>) {
        self.failed.due(now, out).iter().for_each(|failed| failed.report(out));
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        self.failed.drain().for_each(|failed| failed.report(out));
    }
}

/// One finding for a reset: of the first link that was in use, or of an idle one with less weight.
fn report(reset: &Reset, link: &Link, out: &mut Out<'_>) -> bool {
    let last = link.flow.last_sent.max(link.flow.last_received).max(link.opened);
    let in_use = last.is_some_and(|last| reset.at.seconds_since(last) <= IN_USE);
    let (severity, what) = match (in_use, reset.failed) {
        (true, None) => (Severity::Error, "that was in use"),
        (true, Some(_)) => (Severity::Error, "that was in use, after a Hardware Error"),
        (false, Some(_)) => (Severity::Error, "after a Hardware Error"),
        (false, None) => (Severity::Notice, "that was idle"),
    };
    let text = format!("This host reset its controller, which ended a link {what}");
    out.finding(&RULE, reset.at, text)
        .link(Some(link.id))
        .severity(severity)
        .maybe_related(last, "the last packet of the link")
        .maybe_related(reset.failed.map(|failed| failed.at), "Hardware Error")
        .report(out);
    in_use
}

impl Failed {
    fn report(&self, out: &mut Out<'_>) {
        let links = if self.links == 1 { "a link was" } else { "links were" };
        let text = format!(
            "The controller reported a Hardware Error, code {:#04x}, while {links} open",
            self.code
        );
        out.finding(&RULE, self.at, text)
            .link(Some(self.link))
            .severity(Severity::Warning)
            .report(out);
    }
}
