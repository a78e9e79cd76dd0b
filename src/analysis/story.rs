//! The story of each link: its phases in order, how each ended, and a verdict.

mod phases;
mod verdict;

use parsers::{Address, link::Direction};

use crate::{
    finding::Finding,
    track::{
        At, Event, LinkId, State, What,
        event::{ConnectFailure, LinkEnd},
        state::{AdapterId, Encryption, Link, Role, Transport},
    },
};

pub use phases::{Outcome, Phase, PhaseKind};
pub use verdict::Verdict;

/// Stories that are kept; later links are counted only.
const MAX_STORIES: usize = 4096;

/// What happened to one link, or to the attempt to make one.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkStory {
    /// The link.
    pub id: LinkId,
    /// Its adapter.
    pub adapter: AdapterId,
    /// BR/EDR or LE, once something told.
    pub transport: Option<Transport>,
    /// The peer's address.
    pub peer: Option<Address>,
    /// The address is random (LE).
    pub peer_is_random: bool,
    /// The peer's name, from a name request or its advertising; as it came from the air.
    pub name: Option<String>,
    /// The part that this host plays.
    pub role: Option<Role>,
    /// This host asked for the link.
    pub outgoing: Option<bool>,
    /// The link was heard on the air, by neither of its ends.
    pub on_air: bool,
    /// The first frame.
    pub first: At,
    /// The last frame.
    pub last: At,
    /// The link's creation is in the capture.
    pub from_start: bool,
    /// How it ended; none when it goes on where the capture ends.
    pub end: Option<LinkEnd>,
    /// The attempt failed: there never was a link.
    pub failure: Option<ConnectFailure>,
    /// Attempts that failed in the same way, one after the other, this one included.
    pub attempts: u32,
    /// How it was encrypted last.
    pub encryption: Encryption,
    /// The codec that was configured last.
    pub codec: Option<String>,
    /// The phases, in order.
    pub phases: Vec<Phase>,
    /// Phases that were not kept.
    pub more_phases: u64,
    /// What became of it.
    pub verdict: Verdict,
    /// One line for a person to paste.
    pub headline: String,
}

/// Follows the events and writes the stories.
#[derive(Debug, Default)]
pub(super) struct Stories {
    stories: Vec<LinkStory>,
    more: u64,
}

impl Stories {
    /// One event.
    pub(super) fn event(&mut self, event: &Event<'_>, state: &State) {
        let Some(id) = event.link else { return };
        if let What::ConnectFailed(failure) = event.what {
            self.failed(id, event, failure, state);
            return;
        }
        let Some(link) = state.link(id).filter(|link| link.is_certain()) else { return };
        let Some(story) = self.of(link) else { return };
        story.learn(link, event.at);
        if matches!(event.what, What::LinkUp) {
            story.name(state);
        }
        phases::event(story, link, event);
        if let What::LinkDown(end) = event.what {
            story.end = Some(end);
        }
    }

    fn failed(&mut self, id: LinkId, event: &Event<'_>, failure: ConnectFailure, state: &State) {
        if let Some(last) = self.stories.last_mut()
            && let Some(before) = last.failure
            && (before.peer, before.status, before.transport, before.incoming)
                == (failure.peer, failure.status, failure.transport, failure.incoming)
        {
            last.attempts += 1;
            last.last = event.at;
            return;
        }
        if self.stories.len() == MAX_STORIES {
            self.more += 1;
            return;
        }
        let first = failure.requested.unwrap_or(event.at);
        let mut story = LinkStory {
            adapter: event.adapter,
            transport: Some(failure.transport),
            peer: failure.peer,
            outgoing: Some(!failure.incoming),
            first,
            last: event.at,
            from_start: true,
            failure: Some(failure),
            ..LinkStory::new(id, event.adapter, first)
        };
        story.name(state);
        story.phases.push(Phase {
            kind: PhaseKind::Connect,
            began: first,
            ended: Some(event.at),
            by: if failure.incoming { Direction::Received } else { Direction::Sent },
            outcome: if failure.cancelled { Outcome::Cancelled } else { Outcome::Failed },
            detail: failure.status.to_string(),
            channel: None,
        });
        self.stories.push(story);
    }

    fn of(&mut self, link: &Link) -> Option<&mut LinkStory> {
        // Events mostly belong to the links that began last.
        let index = self.stories.iter().rposition(|story| story.id == link.id);
        let index = match index {
            Some(index) => index,
            None if self.stories.len() == MAX_STORIES => {
                self.more += 1;
                return None;
            }
            None => {
                self.stories.push(LinkStory::new(link.id, link.adapter, link.first));
                self.stories.len() - 1
            }
        };
        self.stories.get_mut(index)
    }

    /// The stories with their verdicts, when there are no more events.
    pub(super) fn finish(mut self, state: &State, findings: &[Finding]) -> Vec<LinkStory> {
        for link in state.links.iter().filter(|link| link.is_certain()) {
            let last = link.last;
            if let Some(story) = self.of(link) {
                story.learn(link, last);
                phases::finish(story, link);
            }
        }
        for story in &mut self.stories {
            story.name(state);
            verdict::judge(story, findings);
        }
        self.stories.sort_by_key(|story| (story.first.frame, story.id));
        self.stories
    }
}

impl LinkStory {
    fn new(id: LinkId, adapter: AdapterId, first: At) -> Self {
        Self {
            id,
            adapter,
            transport: None,
            peer: None,
            peer_is_random: false,
            name: None,
            role: None,
            outgoing: None,
            on_air: false,
            first,
            last: first,
            from_start: false,
            end: None,
            failure: None,
            attempts: 1,
            encryption: Encryption::Unknown,
            codec: None,
            phases: Vec::new(),
            more_phases: 0,
            verdict: Verdict::Unknown,
            headline: String::new(),
        }
    }

    /// Keeps the name that is known by now. It is asked for when the link comes up, for where many
    /// others advertise it may be forgotten at the end of the capture, when the newest is wanted.
    fn name(&mut self, state: &State) {
        let known = self.peer.and_then(|peer| state.names.of(peer));
        if let Some(name) = known {
            self.name = Some(String::from_utf8_lossy(name).into_owned());
        }
    }

    fn learn(&mut self, link: &Link, at: At) {
        self.transport = link.transport.or(self.transport);
        self.peer = link.peer.or(self.peer);
        self.peer_is_random = link.peer_is_random;
        self.role = link.role.or(self.role);
        self.outgoing = link.outgoing.or(self.outgoing);
        self.on_air = link.radio.is_some();
        self.from_start = link.opened.is_some();
        self.encryption = link.security.encryption;
        self.last = self.last.max(at);
        let streams = link.avdtp.iter().flat_map(|session| &session.streams);
        if let Some(codec) = streams.rev().find_map(|s| s.configuration.and_then(|c| c.codec)) {
            self.codec = Some(codec.to_string());
        }
    }
}
