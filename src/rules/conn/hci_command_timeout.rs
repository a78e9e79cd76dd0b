//! CONN021.

use parsers::hci::Opcode;

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out, Recent},
    text,
    track::{
        At, Event, State, What,
        event::CommandAnswer,
        state::{AdapterId, Ask, COMMAND_DEADLINE},
    },
};

/// An answer that takes longer than this, in nanoseconds, does not come.
const NEVER: i64 = 10_000_000_000;
/// Commands without an answer that are followed at once.
const MAX_WAITING: usize = 16;
/// Adapters that are followed.
const MAX_ADAPTERS: usize = 32;

crate::rule! {
    /// ## What it checks
    /// A command that is answered by neither Command Complete nor Command Status within two
    /// seconds, in a capture that goes on. An answer that comes late, up to ten seconds, is a
    /// warning; of several commands that wait at once only the first is reported, since the
    /// controller handles them one by one. While the controller keeps sending other events the
    /// finding is likely, not confirmed: the answer may have come and not been captured.
    ///
    /// Vendor commands are left out: some start new firmware and are answered in ways of their own.
    /// So is Host Number Of Completed Packets, which has no answer. A command after which nothing
    /// comes but this host's HCI Reset is a hint: the host may have switched the controller off and
    /// on. Where the capture holds no event of the controller at all, and the host goes on with
    /// other commands, the events were not captured; that is not assessed.
    ///
    /// ## Why it matters
    /// A controller that does not answer commands has crashed, or its transport has lost bytes. Hosts
    /// stop using it, and all of its links end.
    ///
    /// ## What to do
    /// Reset the adapter. If it happens again, check whether it always follows the same command,
    /// and update the controller's firmware.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 0.000 > command 1405 4000                      //~ CONN021
    /// 1.000 < event 1b 4000 05
    /// 4.000 < event 1b 4000 05
    /// ```
    /// Reset, and the controller is silent:
    /// ```frames
    /// 0.000 > command 0c03                           //~ CONN021
    /// 5.000 > command 0c03
    /// 15.000 .
    /// ```
    /// The capture ends before the answer can be expected:
    /// ```frames
    /// @classic
    /// 0.000 > command 1405 4000
    /// 1.000 < event 1b 4000 05
    /// ```
    /// The answer comes late, with nothing else before it:
    /// ```frames
    /// @classic
    /// 0.000 > command 1405 4000                      //~ CONN021
    /// 4.000 < event 0e 01 0514 00 4000 c8
    /// ```
    /// A vendor command, and one that has no answer:
    /// ```frames
    /// @classic
    /// 0.000 > command fc18 000000
    /// 0.100 > command 0c35 01 4000 0100
    /// 4.000 < event 1b 4000 05
    /// ```
    /// An answer was lost while capturing, and the next one is not for the older command:
    /// ```frames
    /// @classic
    /// 0.000 > command 1004 01
    /// 0.020 ! drop 1
    /// 0.020 > command 1004 02
    /// 0.040 < event 0e 01 0410 00 02 02 0000000000000000
    /// 0.050 > command 1004 03
    /// 0.060 < event 0e 01 0410 00 03 03 0000000000000000
    /// 9.000 .
    /// ```
    /// A capture of commands only:
    /// ```frames
    /// 0.000 > command 0c03
    /// 0.100 > command 1005
    /// 9.000 > command 2002
    /// ```
    CONN021 {
        name: "hci-command-timeout",
        severity: Error,
        causes: [CONN023, CONN030, FRAG009],
        summary: "the controller did not answer a command",
        spec: "Core Vol 4 Part E, 4.4",
        advice: "Reset the adapter; if it happens again, check whether it always follows the same command, and update the controller's firmware.",
        topics: [Controller, Deadline],
        gates: [NoDrop, Time],
        check: HciCommandTimeout,
    }
}

/// A command without an answer.
#[derive(Debug, Clone, Copy)]
struct Unanswered {
    adapter: AdapterId,
    opcode: Opcode,
    sent: At,
    /// Commands after it that were not answered either.
    more: u32,
    /// One of them was another command.
    others: bool,
    told: bool,
}

/// The newest of what an adapter did.
#[derive(Debug, Clone, Copy)]
struct Adapter {
    id: AdapterId,
    event: Option<At>,
    /// An HCI Reset from this host.
    reset: Option<At>,
}

#[derive(Debug, Default)]
struct HciCommandTimeout {
    waiting: Recent<Unanswered, MAX_WAITING>,
    adapters: Recent<Adapter, MAX_ADAPTERS>,
}

impl HciCommandTimeout {
    fn adapter(&mut self, id: AdapterId, out: &mut Out<'_>) -> &mut Adapter {
        let new = || Adapter { id, event: None, reset: None };
        self.adapters.entry(|adapter| adapter.id == id, new, out)
    }

    fn unanswered(&mut self, adapter: AdapterId, opcode: Opcode, sent: At, out: &mut Out<'_>) {
        if opcode.group() == Opcode::VENDOR_GROUP {
            return;
        }
        let alive = self.adapter(adapter, out).event;
        // The controller takes one command after the other: the first that it does not answer
        // stops the rest.
        let first = self
            .waiting
            .iter_mut()
            .find(|w| w.adapter == adapter && alive.is_none_or(|event| event <= w.sent));
        if let Some(first) = first {
            first.more += 1;
            first.others |= first.opcode != opcode;
            return;
        }
        let waiting = Unanswered { adapter, opcode, sent, more: 0, others: false, told: false };
        self.waiting.push(waiting, out);
        out.wake(sent.after(NEVER));
    }

    fn answered(
        &mut self,
        adapter: AdapterId,
        at: At,
        answer: &CommandAnswer<'_>,
        out: &mut Out<'_>,
    ) {
        let late = |w: &Unanswered| {
            w.adapter == adapter
                && w.opcode == answer.opcode
                && answer.sent.is_none_or(|sent| sent == w.sent)
        };
        if let Some(late) = self.waiting.take(late)
            && !late.told
        {
            let text = format!(
                "The controller answered {} only after {}; hosts give up after {}",
                late.opcode,
                text::duration(at.time.since(late.sent.time)),
                text::duration(COMMAND_DEADLINE),
            );
            out.finding(&RULE, late.sent, text)
                .severity(Severity::Warning)
                .related(at, "the answer")
                .report(out);
        }
        // It works again: what has been reported is done with.
        self.waiting.retain(|w| !(w.told && w.adapter == adapter));
    }

    fn tell(&mut self, over: impl Fn(&Unanswered) -> bool, out: &mut Out<'_>) {
        for waiting in self.waiting.iter_mut().filter(|w| !w.told && over(w)) {
            waiting.told = true;
            let adapter = self.adapters.iter().find(|adapter| adapter.id == waiting.adapter);
            report(waiting, adapter, out);
        }
    }
}

impl Check for HciCommandTimeout {
    fn event(&mut self, event: &Event<'_>, _state: &State, out: &mut Out<'_>) {
        let (adapter, at) = (event.adapter, event.at);
        match event.what {
            What::Command(command) if command.opcode == Opcode::RESET => {
                self.adapter(adapter, out).reset = Some(at);
            }
            What::Controller(_) | What::LowEnergy(_) => self.adapter(adapter, out).event = Some(at),
            What::Answer(answer) => self.answered(adapter, at, &answer, out),
            What::Unanswered(u) if u.is_overdue() => {
                if let Ask::Command(opcode) = u.question.ask {
                    self.unanswered(adapter, opcode, u.question.asked, out);
                }
            }
            What::Reset => self.tell(|w| w.adapter == adapter, out),
            _ => {}
        }
    }

    fn due(&mut self, now: At, _state: &State, out: &mut Out<'_>) {
        let due =
            |w: &Unanswered| w.sent.source == now.source && w.sent.after(NEVER).time <= now.time;
        self.tell(due, out);
        for waiting in self.waiting.iter().filter(|w| !w.told) {
            out.wake(waiting.sent.after(NEVER));
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        self.tell(|_| true, out);
    }
}

fn report(waiting: &Unanswered, adapter: Option<&Adapter>, out: &mut Out<'_>) {
    let last_event = adapter.and_then(|adapter| adapter.event);
    if last_event.is_none() && waiting.others {
        out.not_assessable(&RULE, "the capture holds no events of the controller");
        return;
    }
    let more = match waiting.more {
        0 => String::new(),
        1 => ", nor the command after it".to_owned(),
        n => format!(", nor the {n} commands after it"),
    };
    let text = format!("The controller never answered {}{more}", waiting.opcode);
    let quiet = last_event.is_none_or(|event| event <= waiting.sent);
    let reset = adapter.and_then(|adapter| adapter.reset).filter(|&reset| reset > waiting.sent);
    let mut draft = out.finding(&RULE, waiting.sent, text);
    if last_event.is_none() || !quiet || (waiting.more == 0 && reset.is_none()) {
        // Where other events come, or nothing more is asked for, it may also be the capture that
        // lacks this one.
        draft = draft.confidence(Confidence::Likely);
    } else if reset.is_some() && waiting.opcode != Opcode::RESET {
        draft = draft.severity(Severity::Warning).confidence(Confidence::Hint);
    }
    draft.maybe_related(reset, "this host resets the controller").report(out);
}
