//! L2CAP channels, and the search for services that one of them is for.

use parsers::l2cap::{ConnectionResult, CreditBasedResult, Protocol, Psm};

use crate::{
    story::{LinkStory, Outcome, Phase, PhaseKind},
    track::{
        Event, What,
        state::{ChannelId, Link, Transport},
    },
};

/// A channel is asked for, opens, is refused or closes.
pub(super) fn event(story: &mut LinkStory, link: &Link, event: &Event<'_>) {
    let at = event.at;
    match event.what {
        What::ChannelRequested(id) => {
            if let Some(channel) = link.channels.get(id) {
                let name = channel.psm.map_or_else(String::new, service);
                story.begin(PhaseKind::OpenChannel, at, channel.initiator, name);
                if let Some(phase) = story.running(PhaseKind::OpenChannel) {
                    phase.channel.get_or_insert(id);
                    phase.psm = channel.psm;
                }
            }
        }
        What::ChannelOpen(id) => {
            if let Some(phase) = channel_phase(story, id) {
                let psm = phase.psm;
                if psm.map(Protocol::of_psm) == Some(Protocol::Sdp) {
                    // What the channel is for takes as long as the channel is there.
                    phase.kind = PhaseKind::Discover;
                } else {
                    (phase.ended, phase.outcome) = (Some(at), Outcome::Ok);
                }
                story.fold(PhaseKind::OpenChannel);
            }
            if let Some(channel) = link.channels.get(id) {
                let psm = channel.psm;
                story.make_good(at, |p| p.kind == PhaseKind::OpenChannel && p.psm == psm);
            }
        }
        What::ConfigurationRefused(id, result, by) => {
            if let Some(phase) = channel_phase(story, id) {
                (phase.ended, phase.outcome) = (Some(at), Outcome::Failed);
                (phase.failed_by, phase.code, phase.granted) = (by, Some(result.0), true);
                phase.detail = format!("{}: {result}", phase.detail);
            }
        }
        What::ChannelRefused(id, result) => {
            if let Some(phase) = channel_phase(story, id) {
                (phase.ended, phase.outcome) = (Some(at), Outcome::Failed);
                (phase.failed_by, phase.code) = (phase.by.opposite(), Some(result));
                phase.detail = format!("{}: {}", phase.detail, refusal(link, result));
            }
        }
        What::ChannelClosed(id, _) => {
            let search =
                |phase: &&mut Phase| phase.kind == PhaseKind::Discover && phase.channel == Some(id);
            if let Some(phase) = story.phases.iter_mut().rev().find(search) {
                (phase.ended, phase.outcome) = (Some(at), Outcome::Ok);
                story.fold(PhaseKind::Discover);
            }
        }
        _ => {}
    }
}

fn channel_phase(story: &mut LinkStory, id: ChannelId) -> Option<&mut Phase> {
    story.phases.iter_mut().find(|phase| {
        phase.kind == PhaseKind::OpenChannel && phase.ended.is_none() && phase.channel == Some(id)
    })
}

/// The result of a response that refuses a channel.
fn refusal(link: &Link, result: u16) -> String {
    if link.transport == Some(Transport::LowEnergy) {
        CreditBasedResult(result).to_string()
    } else {
        ConnectionResult(result).to_string()
    }
}

fn service(psm: Psm) -> String {
    psm.name().map_or_else(|| format!("PSM {:#06x}", psm.0), str::to_owned)
}
