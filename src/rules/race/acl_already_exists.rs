//! RACE002.

use parsers::{Address, hci::Status};

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out, Recent},
    text,
    track::{AdapterId, At, Event, State, What, event::ConnectFailure},
};

crate::rule! {
    /// ## What it checks
    /// A connection that cannot be made because it is there already: status Connection Already
    /// Exists (0x0b), at once or as the outcome. The message says which of these it is:
    ///
    /// - the link is open in this capture, and the host asked twice;
    /// - the peer asked for a connection at the same moment;
    /// - no link is open here, so that the controller or the peer still holds an earlier one:
    ///   after a reset, from before the capture, or the link that ended a moment ago.
    ///
    /// Where both sides ask at once and one of the two requests succeeds, the refusal of the other
    /// is correct, and the finding is an info.
    ///
    /// Synchronous connections are left out.
    ///
    /// ## Why it matters
    /// The connection stays away until the stale one times out, or the host takes the error for a
    /// failure although the link is there.
    ///
    /// ## What to do
    /// Use the link that is there. When it is stale, wait for the supervision timeout of the other
    /// device (20 s unless it was changed) or switch it off and on.
    ///
    /// ## Examples
    /// ```frames
    /// @classic
    /// 0.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 0.010 < event 0f 0b 01 0504                      //~ RACE002
    /// ```
    /// The controller was reset, the other device knows nothing of it:
    /// ```frames
    /// 0.000 > command 0c03
    /// 0.010 < event 0e 01 030c 00
    /// 5.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 5.010 < event 0f 00 01 0504
    /// 6.000 < event 03 0b 0000 ccbbaa5dcf00 01 00      //~ RACE002
    /// ```
    /// Both sides page each other. The host accepts, and its own request finds the link there, which is
    /// an info:
    /// ```frames
    /// @adapter
    /// 0.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 0.010 < event 0f 00 01 0504
    /// 0.050 < event 04 ccbbaa5dcf00 0c025a 01
    /// 0.060 > command 0409 ccbbaa5dcf00 00
    /// 0.070 < event 0f 00 01 0904
    /// 0.300 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// 0.350 < event 03 0b 0000 ccbbaa5dcf00 01 00      //~ RACE002
    /// ```
    /// Both sides page each other, and only one of them gets through:
    /// ```frames
    /// @adapter
    /// 0.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 0.010 < event 0f 00 01 0504
    /// 0.050 < event 04 ccbbaa5dcf00 0c025a 01
    /// 0.060 > command 0409 ccbbaa5dcf00 00
    /// 0.070 < event 0f 00 01 0904
    /// 0.300 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// ```
    /// Another reason is not this one:
    /// ```frames
    /// @adapter
    /// 0.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 0.010 < event 0f 00 01 0504
    /// 5.130 < event 03 04 0000 ccbbaa5dcf00 01 00
    /// ```
    /// The second connection to the same device comes after the first has ended:
    /// ```frames
    /// @classic
    /// 0.000 < event 05 00 4000 13
    /// 1.000 > command 0405 ccbbaa5dcf00 18cc 02 00 0000 01
    /// 1.010 < event 0f 00 01 0504
    /// 1.500 < event 03 00 4000 ccbbaa5dcf00 01 00
    /// ```
    RACE002 {
        name: "acl-already-exists",
        severity: Warning,
        causes: [CONN023],
        summary: "the host asked for a connection that already exists",
        spec: "Core Vol 1 Part F, 2.11; Vol 4 Part E, 7.1.5",
        advice: "Use the link that is there; when it is stale, wait for the other device's supervision timeout or switch it off and on.",
        topics: [Controller, Link],
        gates: [],
        check: AlreadyExists,
    }
}

/// A link may be held by the other side for this long after its end or a reset, in nanoseconds.
const STALE: i64 = 60_000_000_000;
/// Requests of both sides this close to each other are one crossing, in nanoseconds.
const CLOSE: i64 = 5_000_000_000;
/// Peers whose last link or request is remembered.
const MAX_PEERS: usize = 64;

#[derive(Debug, Default)]
struct AlreadyExists {
    /// The ends of links.
    ended: Recent<(AdapterId, Address, At), MAX_PEERS>,
    /// The connections that peers asked for.
    incoming: Recent<(AdapterId, Address, At), MAX_PEERS>,
}

fn remember(
    list: &mut Recent<(AdapterId, Address, At), MAX_PEERS>,
    new: (AdapterId, Address, At),
    out: &mut Out<'_>,
) {
    list.retain(|old| {
        (old.0, old.1) != (new.0, new.1)
            && (old.2.source != new.2.source || new.2.time.since(old.2.time) <= STALE)
    });
    list.push(new, out);
}

impl Check for AlreadyExists {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        match event.what {
            What::ConnectFailed(failure) if failure.status == Status::CONNECTION_ALREADY_EXISTS => {
                self.report(event, &failure, state, out);
            }
            What::ConnectRequested(request) if request.incoming => {
                if let Some(peer) = request.peer {
                    remember(&mut self.incoming, (event.adapter, peer, event.at), out);
                }
            }
            What::LinkDown(_) => {
                let link = event.link.and_then(|id| state.link(id));
                if let Some(peer) = link.and_then(|link| link.peer) {
                    remember(&mut self.ended, (event.adapter, peer, event.at), out);
                }
            }
            _ => {}
        }
    }
}

impl AlreadyExists {
    fn report(
        &self,
        event: &Event<'_>,
        failure: &ConnectFailure,
        state: &State,
        out: &mut Out<'_>,
    ) {
        let at = event.at;
        let of = |list: &Recent<(AdapterId, Address, At), MAX_PEERS>, within: i64| {
            let same = |&&(adapter, peer, then): &&(AdapterId, Address, At)| {
                adapter == event.adapter
                    && Some(peer) == failure.peer
                    && at.time.since(then.time) <= within
            };
            list.iter().find(same).map(|&(_, _, at)| at)
        };
        let who = if failure.incoming { "The peer" } else { "This host" };
        let peer = failure.peer.map_or("a device".to_owned(), |peer| peer.to_string());
        let kind = failure.transport.name();
        let status = failure.status;
        let start = format!("{who} asked for a {kind} connection");
        let start = match (failure.incoming, failure.peer) {
            (false, _) => format!("{start} to {peer}"),
            (true, Some(_)) => format!("{start} ({peer})"),
            (true, None) => start,
        };
        let open = failure.peer.and_then(|peer| {
            state.links_to(peer).find(|link| {
                link.adapter == event.adapter && link.transport == Some(failure.transport)
            })
        });
        let reset = state.adapter(event.adapter).and_then(|adapter| adapter.reset);
        let reset = reset.filter(|reset| at.time.since(reset.time) <= STALE);
        // A reset ends all links, which the other device does not know.
        let ended = of(&self.ended, STALE).filter(|&ended| reset.is_none_or(|reset| reset < ended));
        let (mut confidence, asked) = (Confidence::Confirmed, of(&self.incoming, CLOSE));
        // One request of each side, and the other one made the link.
        let met = open.filter(|link| {
            link.outgoing == Some(failure.incoming)
                && failure.requested.zip(link.opened).is_some_and(|(asked, up)| asked < up)
        });
        let mut severity = RULE.severity;
        let (text, evidence) = if let Some(link) = met {
            severity = Severity::Info;
            let (own, other) = match failure.incoming {
                false => ("this host", "the peer"),
                true => ("the peer", "this host"),
            };
            let text = format!(
                "Both sides asked for a {kind} connection at once: the request of {other} made the link, and \
                 that of {own} got {status}"
            );
            (text, link.opened.map(|up| (up, "the link")))
        } else if let Some(link) = open {
            let since = link.opened.unwrap_or(link.first);
            let open =
                format!("{start} that is open since frame {}, and got {status}", since.frame);
            (open, Some((since, "the link that exists")))
        } else if let Some(asked) = asked.filter(|_| !failure.incoming) {
            let crossing =
                format!("{start} while the other device asked for one, and got {status}");
            (crossing, Some((asked, "the other device's request")))
        } else if let Some(ended) = ended {
            confidence = Confidence::Likely;
            let after = text::duration(at.time.since(ended.time));
            let text = format!(
                "{start} and got {status}: the earlier link ended here {after} before, and is still alive in the controller or the other device"
            );
            (text, Some((ended, "the earlier link ended")))
        } else {
            confidence = Confidence::Likely;
            let cause = match reset {
                Some(_) => "a link from before the reset is still alive for the other device",
                None => {
                    "the controller or the other device holds a link that the capture does not show"
                }
            };
            (format!("{start} and got {status}: {cause}"), reset.map(|at| (at, "reset")))
        };
        let mut draft = out
            .finding(&RULE, at, text)
            .link(event.link)
            .peer(failure.peer)
            .severity(severity)
            .confidence(confidence);
        if severity == Severity::Info {
            draft = draft.advice("Nothing: the link is there.");
        }
        draft = draft.maybe_related(failure.requested, "asked for");
        if let Some((frame, note)) = evidence {
            draft = draft.related(frame, note);
        }
        draft.report(out);
    }
}
