//! The story of each link: its phases in order, how each ended, and a verdict.

mod phases;
mod verdict;

use std::collections::BTreeMap;

use parsers::{Address, link::Direction};

use crate::{
    finding::Finding,
    rules::{Findings, Found},
    track::{
        At, Event, LinkId, State, What,
        event::{ConnectFailure, LinkEnd},
        state::{AdapterId, Encryption, Link, Role, Transport},
    },
};

pub use phases::{Outcome, Phase, PhaseKind};
pub use verdict::Verdict;

/// Stories that are kept at the same time.
const MAX_STORIES: usize = 4096;

/// Stories that are given up together when there are too many.
const GIVEN_UP: usize = MAX_STORIES / 4;

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
    stories: BTreeMap<LinkId, LinkStory>,
    /// The one that was begun last.
    latest: Option<LinkId>,
    more: u64,
}

/// What became of the links.
pub(super) struct Links {
    pub(super) stories: Vec<LinkStory>,
    /// Links whose stories were given up.
    pub(super) more: u64,
}

impl Stories {
    /// One event, after the findings so far.
    pub(super) fn event(&mut self, event: &Event<'_>, state: &State, findings: &Findings) {
        // Nothing happened: what was asked is in the story, and that it had no answer is a finding's.
        if let What::Unanswered(_) = event.what {
            return;
        }
        let Some(id) = event.link else { return };
        if let What::ConnectFailed(failure) = event.what {
            self.failed(id, event, failure, state, findings);
            return;
        }
        let Some(link) = state.link(id).filter(|link| link.is_certain()) else { return };
        let Some(story) = self.of(link, findings) else { return };
        story.learn(link, event.at);
        if matches!(event.what, What::LinkUp) {
            story.name(state);
        }
        phases::event(story, link, event);
        if let What::LinkDown(end) = event.what {
            story.end = Some(end);
        }
    }

    fn failed(
        &mut self,
        id: LinkId,
        event: &Event<'_>,
        failure: ConnectFailure,
        state: &State,
        findings: &Findings,
    ) {
        if let Some(last) = self.latest.and_then(|latest| self.stories.get_mut(&latest))
            && let Some(before) = last.failure
            && (before.peer, before.status, before.transport, before.incoming)
                == (failure.peer, failure.status, failure.transport, failure.incoming)
        {
            last.attempts += 1;
            last.last = event.at;
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
        self.begin(story, findings);
    }

    fn of(&mut self, link: &Link, findings: &Findings) -> Option<&mut LinkStory> {
        if !self.stories.contains_key(&link.id) {
            self.begin(LinkStory::new(link.id, link.adapter, link.first), findings);
        }
        self.stories.get_mut(&link.id)
    }

    fn begin(&mut self, story: LinkStory, findings: &Findings) {
        if self.stories.len() >= MAX_STORIES {
            self.make_room(findings);
        }
        self.latest = Some(story.id);
        self.stories.insert(story.id, story);
    }

    /// Gives up the stories that say least: of links that are over, those in which nothing failed,
    /// and of these the oldest.
    #[cold]
    fn make_room(&mut self, findings: &Findings) {
        let weight = |story: &LinkStory| (story.weight(), findings.worst_of(story.id), story.id);
        let mut order: Vec<_> = self.stories.values().map(weight).collect();
        order.sort_unstable();
        for (_, _, id) in order.into_iter().take(GIVEN_UP) {
            self.stories.remove(&id);
            self.more += 1;
        }
    }

    /// The stories with their verdicts, when there are no more events.
    pub(super) fn finish(mut self, state: &State, findings: Findings) -> (Links, Found) {
        for link in state.links.iter().filter(|link| link.is_certain()) {
            let last = link.last;
            if let Some(story) = self.of(link, &findings) {
                story.learn(link, last);
                phases::finish(story, link);
            }
        }
        let found = findings.finish();
        let mut of_link: BTreeMap<LinkId, Vec<&Finding>> = BTreeMap::new();
        for finding in found.kept.iter().chain(&found.worst) {
            if let Some(link) = finding.link {
                of_link.entry(link).or_default().push(finding);
            }
        }
        let mut stories: Vec<LinkStory> = self.stories.into_values().collect();
        for story in &mut stories {
            story.name(state);
            verdict::judge(story, of_link.get(&story.id).map_or(&[], Vec::as_slice));
        }
        stories.sort_by_key(|story| (story.first.frame, story.id));
        (Links { stories, more: self.more }, found)
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

    /// How much it matters that the story is kept.
    fn weight(&self) -> (bool, bool) {
        let failed = self.failure.is_some_and(|failure| !failure.cancelled)
            || self.phases.iter().any(|phase| phase.outcome == Outcome::Failed);
        let goes_on = self.end.is_none() && self.failure.is_none();
        (goes_on, failed)
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
