//! RACE007.

use parsers::hci::{Handle, Opcode, Status};

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out, Recent},
    text,
    track::{AdapterId, At, Event, LinkId, Side, State, What, state::Key},
};

crate::rule! {
    /// ## What it checks
    /// A connection handle that is used more than 100 ms after its Disconnection Complete: the host
    /// sends data on it, or a command that fails with Unknown Connection Identifier (0x02), or the
    /// controller delivers data from it. One finding for each link that ended; from the 20th use on
    /// it is a warning.
    ///
    /// Packets that come sooner were already under way when the event came, and are not reported;
    /// nor are those that the host sends between its Disconnect command and the event. When both
    /// sides keep sending, the link has not ended or another one began unseen: that is not
    /// assessed.
    ///
    /// ## Why it matters
    /// The controller discards the data or answers with an error; once is harmless. Repeated use
    /// means that the host has lost track of its links; and since handles are reused soon, the data
    /// may reach another device.
    ///
    /// ## What to do
    /// Drop queued data and timers of a link when Disconnection Complete comes.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 0.000 < event 05 00 4000 13
    /// 0.500 > l2cap 0041 6869                          //~ RACE007
    /// 4.000 .
    /// ```
    /// A command:
    /// ```frames
    /// @classic
    /// 0.000 < event 05 00 4000 13
    /// 0.500 > command 1405 4000                        //~ RACE007
    /// 0.510 < event 0e 01 0514 02 4000 00
    /// 4.000 .
    /// ```
    /// The data was under way:
    /// ```frames
    /// @classic
    /// 0.000 < event 05 00 4000 13
    /// 0.020 > l2cap 0041 6869
    /// 0.030 < l2cap 0041 6869
    /// 4.000 .
    /// ```
    /// The handle is given to another link first:
    /// ```frames
    /// @classic
    /// 0.000 < event 05 00 4000 13
    /// 0.400 < event 03 00 4000 112233445566 01 00
    /// 0.500 > l2cap 0041 6869
    /// 4.000 .
    /// ```
    /// Both sides keep sending:
    /// ```frames
    /// @classic
    /// 0.000 < event 05 00 4000 13
    /// 0.500 > l2cap 0041 6869
    /// 0.600 < l2cap 0041 6869
    /// 4.000 .
    /// ```
    RACE007 {
        name: "use-after-disconnect",
        severity: Notice,
        summary: "a connection handle was used after the link had ended",
        spec: "Core Vol 4 Part E, 7.7.5",
        advice: "Drop queued data and timers of a link when Disconnection Complete comes.",
        topics: [Controller, Link],
        gates: [NoDrop],
        check: UseAfterDisconnect,
    }
}

/// What comes sooner after the end was under way, in nanoseconds.
const IN_FLIGHT: i64 = 100_000_000;
/// Uses are gathered for this time after the first, in nanoseconds.
const GATHER: i64 = 3_000_000_000;
/// A handle that was not used in this time after the end of its link is hardly used any more, in
/// nanoseconds.
const LATE: i64 = 10_000_000_000;
/// So many uses are no accident.
const STORM: u32 = 20;
/// Links that are remembered after their end.
const MAX_ENDED: usize = 32;

#[derive(Debug, Clone, Copy)]
struct Use {
    at: At,
    command: Option<Opcode>,
}

#[derive(Debug, Clone, Copy)]
struct Ended {
    adapter: AdapterId,
    handle: Handle,
    link: LinkId,
    closed: At,
    /// The first use by the host and by the peer, and how often each.
    uses: [Option<Use>; 2],
    counts: [u32; 2],
    /// A command that was sent and not answered yet.
    asked: Option<(Opcode, At)>,
    reported: bool,
}

#[derive(Debug, Default)]
struct UseAfterDisconnect {
    ended: Recent<Ended, MAX_ENDED>,
}

impl Check for UseAfterDisconnect {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let (adapter, at) = (event.adapter, event.at);
        match event.what {
            What::LinkDown(end) if end.reason.is_some() => {
                let link = event.link.and_then(|id| state.link(id));
                if let Some((link, handle)) = link.and_then(|link| match link.key {
                    Key::Handle(handle) => Some((link.id, handle)),
                    Key::Air(_) => None,
                }) {
                    self.forget(adapter, handle, out);
                    self.remember(
                        Ended {
                            adapter,
                            handle,
                            link,
                            closed: at,
                            uses: [None; 2],
                            counts: [0; 2],
                            asked: None,
                            reported: false,
                        },
                        out,
                    );
                }
            }
            What::LinkUp => {
                let key = event.link.and_then(|id| state.link(id)).map(|link| link.key);
                if let Some(Key::Handle(handle)) = key {
                    self.forget(adapter, handle, out);
                }
            }
            What::Reset => {
                for ended in self.ended.iter_mut().filter(|ended| ended.adapter == adapter) {
                    ended.report(out);
                }
                self.ended.retain(|ended| ended.adapter != adapter);
            }
            What::UseAfterDown(used) if !used.command => {
                if let Some(ended) = self.find(adapter, used.handle) {
                    ended.used(at, used.by, None, out);
                }
            }
            What::Command(command) => {
                if let Some(&[low, high]) = command.parameters.first_chunk::<2>()
                    && let Some(ended) = self.find(adapter, Handle(u16::from_le_bytes([low, high])))
                {
                    ended.asked = Some((command.opcode, at));
                }
            }
            What::Answer(answer) => {
                let asked = |ended: &&mut Ended| {
                    ended.adapter == adapter
                        && ended.asked.is_some_and(|(opcode, sent)| {
                            opcode == answer.opcode && Some(sent) == answer.sent
                        })
                };
                if let Some(ended) = self.ended.iter_mut().find(asked)
                    && let Some((opcode, sent)) = ended.asked.take()
                    && answer.status == Status::UNKNOWN_CONNECTION
                {
                    ended.used(sent, Side::Host, Some(opcode), out);
                }
            }
            _ => {}
        }
    }

    fn due(&mut self, now: At, _state: &State, out: &mut Out<'_>) {
        for ended in self.ended.iter_mut() {
            let Some(until) = ended.gathers_until().filter(|at| at.source == now.source) else {
                continue;
            };
            if until.time <= now.time {
                ended.report(out);
            } else {
                out.wake(until);
            }
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        for ended in self.ended.iter_mut() {
            ended.report(out);
        }
    }
}

impl UseAfterDisconnect {
    fn find(&mut self, adapter: AdapterId, handle: Handle) -> Option<&mut Ended> {
        self.ended.iter_mut().find(|ended| ended.adapter == adapter && ended.handle == handle)
    }

    /// The handle belongs to another link now.
    fn forget(&mut self, adapter: AdapterId, handle: Handle, out: &mut Out<'_>) {
        if let Some(ended) = self.find(adapter, handle) {
            ended.report(out);
        }
        self.ended.retain(|ended| ended.adapter != adapter || ended.handle != handle);
    }

    fn remember(&mut self, new: Ended, out: &mut Out<'_>) {
        let now = new.closed;
        let idle = |ended: &Ended| {
            let old = now.time.since(ended.closed.time) > LATE || ended.closed.source != now.source;
            old && ended.gathers_until().is_none() && ended.asked.is_none()
        };
        if let Some(mut oldest) = self.ended.push_over(new, idle, out) {
            oldest.report(out);
        }
    }
}

impl Ended {
    /// When what was gathered is reported.
    fn gathers_until(&self) -> Option<At> {
        let first = self.uses.iter().flatten().map(|used| used.at).min()?;
        (!self.reported).then(|| first.after(GATHER))
    }

    fn used(&mut self, at: At, by: Side, command: Option<Opcode>, out: &mut Out<'_>) {
        if at.time.since(self.closed.time) <= IN_FLIGHT {
            return;
        }
        let side = usize::from(by.is_remote());
        self.uses[side].get_or_insert(Use { at, command });
        self.counts[side] += 1;
        out.wake(at.after(GATHER));
    }

    fn report(&mut self, out: &mut Out<'_>) {
        if self.reported {
            return;
        }
        let (used, count, received) = match (self.uses, self.counts) {
            ([None, None], _) => return,
            ([Some(_), Some(_)], _) => {
                self.reported = true;
                out.not_assessable(&RULE, "both sides keep using the handle");
                return;
            }
            ([Some(used), None], [count, _]) => (used, count, false),
            ([None, Some(used)], [_, count]) => (used, count, true),
        };
        self.reported = true;
        let after = text::duration(used.at.time.since(self.closed.time));
        let handle = self.handle.0;
        let what = match used.command {
            _ if received => "The controller delivered data on".to_owned(),
            Some(opcode) => format!("This host sent {opcode} for"),
            None => "This host sent data on".to_owned(),
        };
        let times = if count > 1 { format!(" (used {count} times in all)") } else { String::new() };
        let text = format!(
            "{what} connection handle 0x{handle:04x} {after} after its link had ended{times}"
        );
        let severity = if count > STORM { Severity::Warning } else { Severity::Notice };
        let confidence = if received { Confidence::Likely } else { Confidence::Confirmed };
        out.finding(&RULE, used.at, text)
            .link(Some(self.link))
            .severity(severity)
            .confidence(confidence)
            .related(self.closed, "link ended")
            .report(out);
    }
}
