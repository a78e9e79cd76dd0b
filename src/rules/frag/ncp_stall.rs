//! FRAG009.

use parsers::hci::Status;

use crate::{
    finding::{Confidence, Severity},
    rules::{Check, Out},
    text,
    track::{
        At, Event, State, What,
        event::Stall,
        state::{Link, Transport},
    },
};

crate::rule! {
    /// ## What it checks
    /// A controller that holds packets of a link and returns none of them (Number Of Completed
    /// Packets) while the link stays: for more than 2 s when the packets are those of a stream,
    /// else for longer than the link's supervision timeout. Where that is not known it is assumed
    /// to be 20 s on BR/EDR, the controllers' default, and 32 s on LE, the maximum.
    ///
    /// A link that ends with Connection Timeout was lost by the radio, which CONN001 reports;
    /// packets that were not returned before are part of that. Nothing is reported where the
    /// capture never shows a return on the link: hosts can do without these events. A controller
    /// cannot hold more packets than it has buffers for. Events and data may be recorded in another
    /// order than they went, but where it seems to hold twice as many, returns are missing in the
    /// capture.
    ///
    /// ## Why it matters
    /// When its credits are used up the host must not send: the sound stops, commands wait. Either
    /// the peer does not acknowledge, because it is out of range or does not listen, or the
    /// controller has stopped working on the link. The capture does not show which.
    ///
    /// ## What to do
    /// Try again close to the peer. If that does not help, update the controller's firmware;
    /// switching the adapter off and on helps for the moment.
    ///
    /// ## Examples
    /// ```frames
    /// @streaming
    /// 0.000 < event 13 01 4000 4000
    /// 0.020 > media 3
    /// 0.040 > media 4                   //~ FRAG009
    /// 9.000 < event 13 01 4000 0200
    /// ```
    /// Back in time:
    /// ```frames
    /// @streaming
    /// 0.000 < event 13 01 4000 4000
    /// 0.020 > media 3
    /// 0.040 > media 4
    /// 1.900 < event 13 01 4000 0200
    /// 9.000 .
    /// ```
    /// The radio lost the link:
    /// ```frames
    /// @streaming
    /// 0.000 < event 13 01 4000 4000
    /// 0.020 > media 3
    /// 0.040 > media 4
    /// 5.000 < event 05 00 4000 08
    /// ```
    /// Far more than fit into its two buffers, so their returns were not captured:
    /// ```frames
    /// @streaming
    /// -0.500 > command 1005
    /// -0.490 < event 0e 01 0510 00 fd03 40 0200 0800
    /// 0.000 < event 13 01 4000 4000
    /// 0.020 > media 3
    /// 0.040 > media 4
    /// 0.060 > media 5
    /// 0.080 > media 6
    /// 0.100 > media 7
    /// 9.000 .
    /// ```
    /// No stream, and a peer that sleeps:
    /// ```frames
    /// @le
    /// 0.000 > att 0a 0300
    /// 0.050 < event 13 01 4000 0100
    /// 0.060 < att 0b 01
    /// 1.000 > att 0a 0300
    /// 3.900 < event 13 01 4000 0100
    /// 3.950 < att 0b 01
    /// ```
    FRAG009 {
        name: "ncp-stall",
        severity: Error,
        causes: [FRAG034, STRM004, STRM012, STRM028],
        summary: "the controller holds packets and returns none",
        spec: "Core Vol 4 Part E, 4.1 and 7.7.19",
        advice: "Try again close to the peer; if that does not help, update the controller's firmware.",
        topics: [Flow],
        gates: [NoDrop, Time],
        check: NcpStall,
    }
}

const SECOND: f64 = 1e9;
/// The longest silence of a controller that has media to send, in seconds.
const STREAMING: f64 = 2.0;
/// Supervision timeout of BR/EDR when the host sets none, in seconds.
const CLASSIC: f64 = 20.0;
/// The longest supervision timeout of LE, in seconds.
const LOW_ENERGY: f64 = 32.0;
/// More buffers than a controller has, where it does not say how many.
const MANY: u32 = 128;

#[derive(Debug, Default)]
struct NcpStall;

impl Check for NcpStall {
    fn event(&mut self, event: &Event<'_>, state: &State, out: &mut Out<'_>) {
        let What::StallEnded(stall) = event.what else { return };
        if let Some(link) = event.link.and_then(|id| state.link(id)) {
            judge(state, link, &stall, event.at, out);
        }
    }

    fn finish(&mut self, state: &State, out: &mut Out<'_>) {
        for link in state.links.iter().filter(|l| l.closed.is_none() && l.flow.completed > 0) {
            if let Some(stall) = link.flow.stall() {
                let end = state.health.end_of(link.adapter.source).unwrap_or(link.last);
                judge(state, link, &stall, end, out);
            }
        }
    }
}

/// Whether the packets that are held are those of a stream of this host.
fn streams(link: &Link, stall: &Stall) -> bool {
    link.avdtp().is_some_and(|session| {
        session.streams.iter().any(|stream| {
            stream.media.by.is_local()
                && stream.media.last.is_some_and(|last| stall.last_sent.seconds_since(last) < 1.0)
        })
    })
}

/// Packets that the controller has buffers for.
fn buffers(state: &State, link: &Link) -> u32 {
    let adapter = state.adapter(link.adapter);
    let own = adapter.map(|adapter| match link.transport {
        // Without buffers of its own LE shares those of BR/EDR (Core Vol 4 Part E, 4.1).
        Some(Transport::LowEnergy) if adapter.le.length != Some(0) => adapter.le,
        _ => adapter.acl,
    });
    own.and_then(|own| own.count).map_or(MANY, u32::from)
}

fn judge(state: &State, link: &Link, stall: &Stall, end: At, out: &mut Out<'_>) {
    if link.closed.is_some_and(|(_, reason)| reason == Some(Status::CONNECTION_TIMEOUT)) {
        return;
    }
    let streaming = streams(link, stall);
    let limit = match (streaming, link.supervision, link.transport) {
        (true, ..) => STREAMING,
        (false, Some(timeout), _) => timeout as f64 / SECOND,
        (false, None, Some(Transport::Classic)) => CLASSIC,
        (false, None, _) => LOW_ENERGY,
    };
    let waited = end.seconds_since(stall.since);
    if waited <= limit {
        return;
    }
    if stall.outstanding > buffers(state, link).saturating_mul(2) {
        out.not_assessable(&RULE, "returns of packets are missing in the capture");
        return;
    }
    let harm = if streaming { ", and the stream stands still" } else { "" };
    let text = format!(
        "The controller returned no packet for {} while it held {} of this link{harm}",
        text::duration(end.time.since(stall.since.time)),
        stall.outstanding
    );
    let draft = out
        .finding(&RULE, stall.last_sent, text)
        .link(Some(link.id))
        .related(stall.since, "the first packet since the last that came back")
        .related(end, "until here");
    let draft = match streaming {
        true => draft,
        false => draft.severity(Severity::Warning).confidence(Confidence::Likely),
    };
    draft.report(out);
}
