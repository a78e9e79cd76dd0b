//! RACE012.

use parsers::{hci::Status, ll::ControlOpcode};

use crate::{
    rules::{Check, Out, PerLink},
    track::{At, Event, State, What},
};

crate::rule! {
    /// ## What it checks
    /// The end of an LE link with Instant Passed (0x28): a change of the channel map, of the parameters or of the PHY reached the other
    /// side when the connection event from which it should hold was over. A sniffer hears which change that was, and, where it
    /// counts the events, how far ahead its instant was.
    ///
    /// ## Why it matters
    /// After the instant the two no longer agree on channels or times, so that the side that is late has to end the link.
    ///
    /// ## What to do
    /// The change was not heard for six events or more: look for interference and distance, for a peripheral that sleeps through too
    /// many events (latency), and for a central whose instants are too near.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 < event 05 00 4000 28                       //~ RACE012
    /// ```
    /// ```frames
    /// @air
    /// 1.000 > control 01 ffffffff1f 0600
    /// 1.030 < control 02 28                             //~ RACE012
    /// ```
    /// Another reason:
    /// ```frames
    /// @le
    /// 0.000 < event 05 00 4000 13
    /// ```
    RACE012 {
        name: "instant-passed",
        severity: Error,
        causes: [CONN024],
        summary: "the link ended because a change arrived after its instant",
        spec: "Core Vol 6 Part B, 5.1.1, 5.1.2 and 5.5",
        advice: "Improve the radio conditions, or let the central choose instants that lie further ahead.",
        topics: [Link, Radio],
        gates: [],
        check: InstantPassed,
    }
}

/// The last change of a connection that has an instant.
#[derive(Debug, Clone, Copy)]
struct Change {
    opcode: ControlOpcode,
    at: At,
    /// Events from its first reception to its instant; less than none when that had passed.
    ahead: Option<i16>,
}

#[derive(Debug, Default)]
struct InstantPassed {
    changes: PerLink<Option<Change>>,
}

impl Check for InstantPassed {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let Some(link) = event.link else { return };
        match event.what {
            What::Control(message)
                if matches!(
                    message.opcode,
                    ControlOpcode::CONNECTION_UPDATE_IND
                        | ControlOpcode::CHANNEL_MAP_IND
                        | ControlOpcode::PHY_UPDATE_IND
                ) =>
            {
                // The instant stands at the end of each of them.
                let Some(&instant) = message.payload.last_chunk::<2>() else { return };
                let instant = u16::from_le_bytes(instant);
                let ahead =
                    message.event_counter.map(|now| instant.wrapping_sub(now).cast_signed());
                let change = Change { opcode: message.opcode, at: event.at, ahead };
                *self.changes.entry(link, out) = Some(change);
            }
            What::LinkDown(end) => {
                let change = self.changes.remove(link).flatten();
                if end.reason != Some(Status::INSTANT_PASSED) {
                    return;
                }
                let ahead = match change.and_then(|change| Some((change.opcode, change.ahead?))) {
                    Some((opcode, events)) if events < 0 => {
                        format!(
                            ": the instant of {opcode} had passed by {} events",
                            -i32::from(events)
                        )
                    }
                    Some((opcode, events)) => {
                        format!(": {opcode} was heard {events} events before its instant")
                    }
                    None => String::new(),
                };
                let message = format!(
                    "The link ended with {}, by {}{ahead}",
                    Status::INSTANT_PASSED,
                    end.by.name()
                );
                out.finding(&RULE, event.at, message)
                    .link(Some(link))
                    .maybe_related(change.map(|change| change.at), "the change")
                    .report(out);
            }
            _ => {}
        }
    }
}
