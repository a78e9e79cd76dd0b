//! FRAG008.

use parsers::hci::Event as Hci;

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out},
    text,
    track::{Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// More packets in the controller than it has buffers for (Read Buffer Size, LE Read Buffer Size), over all links
    /// that share them; or an event Data Buffer Overflow, by which the controller says so itself.
    ///
    /// Packets are counted only where all links that use the buffers began in the capture and nothing was lost. Even
    /// so a return may be missing from the log: without the event it is a warning, and at most likely.
    ///
    /// ## Why it matters
    /// The controller has to drop what it has no room for: a click in the sound, a command without an answer.
    ///
    /// ## What to do
    /// Update the stack of the host. It may send only as many packets as the controller has returned.
    ///
    /// ## Examples
    /// The controller has two buffers and has returned one packet:
    /// ```frames
    /// @le
    /// 0.000 > command 2002
    /// 0.010 < event 0e 01 0220 00 fb00 02
    /// 0.100 > att 52 0a00 01
    /// 0.110 < event 13 01 4000 0100
    /// 0.200 > att 52 0a00 01
    /// 0.210 > att 52 0a00 01
    /// 0.220 > att 52 0a00 01               //~ FRAG008
    /// ```
    /// It returns one in time:
    /// ```frames
    /// @le
    /// 0.000 > command 2002
    /// 0.010 < event 0e 01 0220 00 fb00 02
    /// 0.100 > att 52 0a00 01
    /// 0.110 < event 13 01 4000 0100
    /// 0.200 > att 52 0a00 01
    /// 0.210 > att 52 0a00 01
    /// 0.215 < event 13 01 4000 0100
    /// 0.220 > att 52 0a00 01
    /// ```
    /// The controller says so:
    /// ```frames
    /// @le
    /// 0.000 < event 1a 01                  //~ FRAG008
    /// ```
    FRAG008 {
        name: "ncp-overrun",
        severity: Error,
        summary: "the host gave its controller more packets than it has buffers",
        spec: "Core Vol 4 Part E, 4.1.1, 7.7.19 and 7.7.26",
        advice: "Update the host's stack: it does not count the packets that the controller returns.",
        topics: [Flow, Controller],
        gates: [NoDrop],
        check: Overrun,
    }
}

#[derive(Debug, Default)]
struct Overrun;

impl Check for Overrun {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        match event.what {
            What::Overfull(full) => {
                let message = format!(
                    "This host has given its controller {}, and that has buffers for {}",
                    text::count(full.held.into(), "packet"),
                    full.count,
                );
                out.finding(&RULE, event.at, message)
                    .link(event.link)
                    .severity(Severity::Warning)
                    .confidence(Confidence::Likely)
                    .maybe_related(full.said, "the number of the controller's buffers")
                    .report(out);
            }
            What::Controller(Hci::DataBufferOverflow(_)) => {
                let message =
                    "This host sent more than it may: the controller had no buffer for a packet";
                out.finding(&RULE, event.at, message).report(out);
            }
            _ => {}
        }
    }
}
