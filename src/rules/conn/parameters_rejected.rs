//! CONN009.

use parsers::{
    View,
    hci::{Handle, LeEvent, Opcode, Status, command::LeCreateCis},
    l2cap::Code,
};

use crate::{
    rules::{Check, Out, PerLink},
    track::{
        At, Event, LinkId, Side, State, What,
        state::{Key, Link},
    },
};

crate::rule! {
    /// ## What it checks
    /// On LE, new connection parameters that are refused twice or more on one link, and never taken:
    /// LE Connection Update Complete with an error, or a Connection Parameter Update Response that
    /// says rejected. Likewise LE Create CIS, which the controller refuses at once.
    ///
    /// One refusal and then a success is how parameters are negotiated. Refusals because the other
    /// side does not know the procedure (0x1a), or because another one is under way, are left out:
    /// the host then asks in another way or later.
    ///
    /// ## Why it matters
    /// The link keeps parameters that one side does not want: too slow, too much power, or in the end
    /// a disconnect. A connected isochronous stream that is not made is silence.
    ///
    /// ## What to do
    /// Ask for other values: many phones take an interval of 15 ms or more and a supervision
    /// timeout of at least 2 s only. Do not repeat the same request. For a CIS, create the group
    /// again and wait for the CIS that was asked for before.
    ///
    /// ## Examples
    /// ```frames
    /// @le
    /// 0.000 > command 2013 4000 0600 0900 0000 f401 0000 0000
    /// 0.003 < event 0f 00 01 1320
    /// 0.050 < event 3e 03 20 4000 0000 0000 0000
    /// 2.000 > command 2013 4000 0600 0900 0000 f401 0000 0000
    /// 2.003 < event 0f 00 01 1320
    /// 2.050 < event 3e 03 20 4000 0000 0000 0000        //~ CONN009
    /// 4.000 .
    /// ```
    /// The second request asks for what the other side takes:
    /// ```frames
    /// @le
    /// 0.000 > command 2013 4000 0600 0900 0000 f401 0000 0000
    /// 0.003 < event 0f 00 01 1320
    /// 0.050 < event 3e 03 20 4000 0000 0000 0000
    /// 2.000 > command 2013 4000 1800 2800 0000 f401 0000 0000
    /// 2.003 < event 0f 00 01 1320
    /// 2.050 < event 3e 03 00 4000 1800 0000 f401
    /// 4.000 .
    /// ```
    CONN009 {
        name: "parameters-rejected",
        severity: Warning,
        causes: [CONN001, CONN024, CONN026],
        summary: "requests on an LE link were refused again and again",
        spec: "Core Vol 3 Part A, 4.20 and 4.21; Vol 4 Part E, 7.7.65.3 and 7.8.99",
        advice: "Ask for other values, and do not repeat the same request.",
        topics: [Controller, Channel, Link],
        gates: [NoDrop],
        check: Rejected,
    }
}

/// As often as this is no negotiation.
const AGAIN: u32 = 2;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Parameters,
    Stream,
}

/// Refusals in a row.
#[derive(Debug, Clone)]
struct Row {
    first: At,
    last: At,
    times: u32,
    by: &'static str,
    why: String,
}

#[derive(Debug, Default)]
struct Rejected {
    parameters: PerLink<Option<Row>>,
    streams: PerLink<Option<Row>>,
    /// The link of the last LE Create CIS.
    asked: Option<(At, LinkId)>,
}

impl Check for Rejected {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::LowEnergy(LeEvent::ConnectionUpdateComplete(done)) => {
                if let Some(link) = link_of(state, event, done.handle) {
                    self.updated(link, event.at, done.status, "the controller or the peer", out);
                }
            }
            What::Signal(signal) if signal.code == Code::CONNECTION_PARAMETER_UPDATE_RESPONSE => {
                let Some(link) = event.link else { return };
                match signal.payload {
                    // Taken, and Connection Update Complete follows.
                    [0, 0, ..] => *self.parameters.entry(link, out) = None,
                    _ if signal.by == Side::Unknown => {}
                    _ => {
                        let by = signal.by.name();
                        refuse(
                            self.parameters.entry(link, out),
                            event.at,
                            by,
                            "rejected".to_owned(),
                        );
                    }
                }
            }
            What::Command(command) if command.opcode == Opcode::LE_CREATE_CIS => {
                let first = LeCreateCis::parse(command.parameters)
                    .ok()
                    .and_then(|command| command.streams.items.iter().flatten().next());
                let link = first.and_then(|cis| link_of(state, event, cis.acl_handle));
                self.asked = link.map(|link| (event.at, link));
            }
            What::Answer(answer) if answer.opcode == Opcode::LE_CREATE_CIS => {
                let Some((_, link)) = self.asked.filter(|(at, _)| answer.sent == Some(*at)) else {
                    return;
                };
                if answer.status == Status::SUCCESS {
                    *self.streams.entry(link, out) = None;
                } else {
                    let (by, why) = ("the controller", answer.status.to_string());
                    refuse(self.streams.entry(link, out), event.at, by, why);
                }
            }
            What::LinkDown(_) => {
                let Some(link) = event.link else { return };
                if let Some(row) = self.parameters.remove(link).flatten() {
                    row.report(link, Wanted::Parameters, out);
                }
                if let Some(row) = self.streams.remove(link).flatten() {
                    row.report(link, Wanted::Stream, out);
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, _state: &State, out: &mut Out<'_>) {
        let rows = [
            (std::mem::take(&mut self.parameters), Wanted::Parameters),
            (std::mem::take(&mut self.streams), Wanted::Stream),
        ];
        for (mut rows, wanted) in rows {
            for (link, row) in rows.iter_mut() {
                if let Some(row) = row.take() {
                    row.report(link, wanted, out);
                }
            }
        }
    }
}

impl Rejected {
    fn updated(
        &mut self,
        link: LinkId,
        at: At,
        status: Status,
        by: &'static str,
        out: &mut Out<'_>,
    ) {
        match status {
            Status::SUCCESS => *self.parameters.entry(link, out) = None,
            Status::UNSUPPORTED_REMOTE_FEATURE
            | Status::COMMAND_DISALLOWED
            | Status::CONTROLLER_BUSY
            | Status::LL_TRANSACTION_COLLISION
            | Status::DIFFERENT_TRANSACTION_COLLISION => {}
            status => refuse(self.parameters.entry(link, out), at, by, status.to_string()),
        }
    }
}

/// The open link of a handle.
fn link_of(state: &State, event: &Event<'_>, handle: Handle) -> Option<LinkId> {
    let open = |link: &&Link| {
        link.adapter == event.adapter && link.key == Key::Handle(handle) && link.closed.is_none()
    };
    state.links.iter().find(open).map(|link| link.id)
}

fn refuse(row: &mut Option<Row>, at: At, by: &'static str, why: String) {
    match row {
        Some(row) => {
            row.times += 1;
            (row.last, row.by, row.why) = (at, by, why);
        }
        None => *row = Some(Row { first: at, last: at, times: 1, by, why }),
    }
}

impl Row {
    fn report(&self, link: LinkId, wanted: Wanted, out: &mut Out<'_>) {
        let Self { times, by, why, .. } = self;
        if *times < AGAIN {
            return;
        }
        let what = match wanted {
            Wanted::Parameters => "New connection parameters were",
            Wanted::Stream => "A connected isochronous stream was",
        };
        let text = format!("{what} refused {times} times by {by}, and never taken: {why}");
        let mut draft = out
            .finding(&RULE, self.last, text)
            .link(Some(link))
            .related(self.first, "refused for the first time");
        if wanted == Wanted::Stream {
            draft = draft
                .advice("Wait for the CIS that was asked for before, and create the group again.");
        }
        draft.report(out);
    }
}
