//! RACE019.

use parsers::l2cap::{Protocol, Psm};

use super::crossing::Crossing;
use crate::{
    finding::Severity,
    rules::{Here, Links, OnLink, Out, Over},
    track::{
        At, Event, LinkId, State, What,
        state::{ChannelState, StreamState},
    },
};

crate::rule! {
    /// ## What it checks
    /// Both sides open the AVDTP signalling channel, each before the other has answered, and the
    /// result is two signalling channels where only one is allowed, or none.
    ///
    /// It is a warning when no stream is configured in the 10 s that follow, else a notice. One
    /// request refused and the other granted is the intended outcome, and is not reported. Media
    /// channels belong to RACE022.
    ///
    /// ## Why it matters
    /// An AVDTP channel does not say what it is for: the first one is for signalling, the next
    /// one for media. After a crossing the two sides may disagree on which is which, and wait for
    /// each other. The speaker is connected and nothing plays.
    ///
    /// ## What to do
    /// Connect from one side only: turn off automatic connection on the phone or on the speaker.
    ///
    /// ## Examples
    /// ```frames
    /// @encrypted
    /// 0.000 > signal 02 02 0400 1900 4300
    /// 0.050 < signal 02 02 0400 1900 4300             //~ RACE019
    /// 0.060 > signal 03 02 0800 4400 4300 0000 0000
    /// 0.070 < signal 03 02 0800 4400 4300 0000 0000
    /// 0.080 > signal 04 03 0400 4400 0000
    /// 0.090 < signal 05 03 0600 4300 0000 0000
    /// 0.100 < signal 04 03 0400 4300 0000
    /// 0.110 > signal 05 03 0600 4400 0000 0000
    /// 0.120 > signal 04 04 0400 4300 0000
    /// 0.130 < signal 05 04 0600 4400 0000 0000
    /// 0.140 < signal 04 04 0400 4400 0000
    /// 0.150 > signal 05 04 0600 4300 0000 0000
    /// 11.00 .
    /// ```
    /// One is refused:
    /// ```frames
    /// @encrypted
    /// 0.000 > signal 02 02 0400 1900 4300
    /// 0.050 < signal 02 02 0400 1900 4300
    /// 0.060 > signal 03 02 0800 0000 4300 0400 0000
    /// 0.070 < signal 03 02 0800 4400 4300 0000 0000
    /// 0.080 > signal 04 03 0400 4400 0000
    /// 0.090 < signal 05 03 0600 4300 0000 0000
    /// 0.100 < signal 04 03 0400 4300 0000
    /// 0.110 > signal 05 03 0600 4400 0000 0000
    /// 11.00 .
    /// ```
    /// One after the other, for signalling and for media:
    /// ```frames
    /// @open
    /// 11.00 .
    /// ```
    RACE019 {
        name: "avdtp-signalling-crossing",
        severity: Warning,
        causes: [CONN025, STRM001, STRM002, STRM003, STRM008, STRM009],
        summary: "both sides opened AVDTP signalling at once",
        spec: "AVDTP 1.3, 5.4.6",
        advice: "Connect A2DP from one side only: turn off automatic connection on the phone or on the speaker.",
        topics: [Link, Channel, Stream],
        gates: [NoDrop],
        check: Links<Watch>,
    }
}

/// The outcome of a crossing is assessed after this time, in nanoseconds.
const PATIENCE: i64 = 10_000_000_000;

#[derive(Debug, Default)]
struct Watch {
    crossing: Option<Crossing>,
    /// A stream was configured since.
    configured: Option<At>,
}

/// The crossing of two signalling channels that this request completes.
fn crossing(state: &State, event: &Event<'_>) -> Option<Crossing> {
    let What::ChannelRequested(channel) = event.what else { return None };
    let link = state.link(event.link?)?;
    if link.channels.get(channel)?.protocol != Protocol::Avdtp {
        return None;
    }
    let there = link
        .channels
        .iter()
        .any(|c| c.protocol == Protocol::Avdtp && c.state != ChannelState::Requested);
    Crossing::of(link, channel).filter(|crossing| crossing.psm == Psm::AVDTP && !there)
}

impl OnLink for Watch {
    fn event(&mut self, event: &Event<'_>, on: Here<'_>, _out: &mut Out<'_>) {
        if let Some(crossing) = crossing(on.state, event) {
            *self = Self { crossing: Some(crossing), configured: None };
            return;
        }
        match event.what {
            What::StreamChanged(change) if change.to == StreamState::Configured => {
                self.configured.get_or_insert(event.at);
            }
            _ => {
                if let Some(crossing) = &mut self.crossing {
                    crossing.note(event.at, &event.what);
                }
            }
        }
    }

    fn until(&self) -> Option<At> {
        self.crossing.map(|crossing| crossing.at().after(PATIENCE))
    }

    fn over(&mut self, over: Over, on: Here<'_>, out: &mut Out<'_>) {
        judge(&std::mem::take(self), on.link, over.is_final(), out);
    }
}

/// `complete`: the time is over or the link is gone, so that nothing more can come.
fn judge(watch: &Watch, link: LinkId, complete: bool, out: &mut Out<'_>) {
    let Some(crossing) = &watch.crossing else { return };
    let legs = &crossing.legs;
    let opened = legs.iter().filter(|leg| leg.opened.is_some()).count();
    let ended = legs.iter().all(|leg| leg.refused.is_some() || leg.closed.is_some());
    let what = match opened {
        2 => "two signalling channels resulted, where only one is allowed".to_owned(),
        _ if ended => {
            let ends = legs.iter().map(|leg| match leg.refused {
                Some(_) => format!("{} refused", leg.by.opposite().name()),
                None => {
                    let by = leg.closed.map(|(_, by)| by).unwrap_or_default();
                    format!("{} closed", by.name())
                }
            });
            let ends: Vec<String> = ends.collect();
            format!("no signalling channel was left ({})", ends.join(", "))
        }
        _ => return,
    };
    let fate = match watch.configured {
        None if complete => "; no stream was configured",
        _ => "",
    };
    let severity = match watch.configured {
        None if complete => Severity::Warning,
        _ => Severity::Notice,
    };
    let text =
        format!("Both sides opened AVDTP signalling (PSM 0x0019) at the same time: {what}{fate}");
    let mut draft = out
        .finding(&RULE, crossing.at(), text)
        .link(Some(link))
        .severity(severity)
        .related(legs[0].requested, "the other side's request, not answered yet");
    for leg in legs {
        draft = draft
            .maybe_related(leg.refused.map(|(at, _)| at), "refused")
            .maybe_related(leg.opened, "signalling channel is open")
            .maybe_related(leg.closed.map(|(at, _)| at), "closed");
    }
    draft.maybe_related(watch.configured, "a stream is configured anyway").report(out);
}
