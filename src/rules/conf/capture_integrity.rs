//! CONF015.

use crate::{
    rules::{Check, Out},
    track::{At, Event, State, What, event::CaptureNote},
};

crate::rule! {
    /// ## What it checks
    /// The capture itself: packets that the capturing program or the sniffer lost, by their own
    /// count, or that were in damaged octets; records that hold less than the packet had; a clock
    /// that went back by more than a second. One finding for each, at the place where it was first
    /// seen.
    ///
    /// A file that ends in the middle of a record, and packets of interfaces that cannot be read, are
    /// in the notes on the capture and not here: they belong to no frame.
    ///
    /// ## Why it matters
    /// Packets missing from the capture are not missing on the air. Rules that need them
    /// stay silent and are listed as not assessed.
    ///
    /// ## What to do
    /// Capture again if the place in question is among what was lost: with a larger buffer, without a
    /// snapshot length, or closer to the devices.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 ! drop 3
    /// 0.000 < att 0b 17                              //~ CONF015
    /// 1.000 ! drop 2
    /// 1.000 < att 0b 17
    /// ```
    /// ```frames
    /// @le
    /// 0.000 ! cut 100
    /// 0.000 < att 0b 17                              //~ CONF015
    /// ```
    /// ```frames
    /// @le
    /// 9.000 > att 0a 0300
    /// 0.000 < att 0b 17                              //~ CONF015
    /// ```
    /// Two sources of time that differ by a little:
    /// ```frames
    /// @le
    /// 0.500 > att 0a 0300
    /// 0.100 < att 0b 17
    /// ```
    CONF015 {
        name: "capture-integrity",
        severity: Info,
        summary: "the capture itself is incomplete, or its clock went back",
        spec: "none: it is about the capture and not about the devices",
        advice: "Capture again if what is missing matters: with a larger buffer, without a snapshot length, or closer to the devices.",
        topics: [Capture],
        gates: [],
        check: CaptureIntegrity,
    }
}

/// Where each kind of fault was first seen.
#[derive(Debug, Default)]
struct CaptureIntegrity {
    dropped: Option<At>,
    cut: Option<At>,
    clock: Option<At>,
    missed: Option<At>,
}

impl Check for CaptureIntegrity {
    fn event(&mut self, event: &Event<'_>, _state: &State, _out: &mut Out<'_>) {
        let What::Capture(note) = event.what else { return };
        let first = match note {
            CaptureNote::Dropped(_) => &mut self.dropped,
            CaptureNote::Cut { .. } => &mut self.cut,
            CaptureNote::ClockBack(_) => &mut self.clock,
            CaptureNote::SnifferMissed(_) => &mut self.missed,
        };
        first.get_or_insert(event.at);
    }

    fn finish(&mut self, state: &State, out: &mut Out<'_>) {
        let health = &state.health;
        let all = health.records;
        let last_cut = health.cut_range.map(|(_, last)| last);
        let faults = [
            (self.dropped, health.last_drop, health.drops, "packet(s) missing from it"),
            (self.cut, last_cut, health.cut, "record(s) cut short"),
            (
                self.clock,
                health.last_clock_fault,
                health.clock_back,
                "backward step(s) of the clock",
            ),
            (
                self.missed,
                health.last_missed,
                health.sniffer_missed,
                "packet(s) missing by the sniffer's count",
            ),
        ];
        for (first, last, count, what) in faults {
            let Some(first) = first else { continue };
            let what = what.replace("(s)", if count == 1 { "" } else { "s" });
            let text = format!("The capture ({all} records) has faults: {count} {what}");
            let last = last.filter(|last| *last != first);
            out.finding(&RULE, first, text).maybe_related(last, "the last time").report(out);
        }
    }
}
