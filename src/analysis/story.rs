//! The story of each link: its phases in order, how each ended, and a verdict.

mod figures;
mod life;
mod phases;
mod verdict;

use std::collections::BTreeMap;

use parsers::Address;
use verdict::Own;

use crate::{
    rules::{Findings, Found},
    story::{Life, LinkStory, MarkKind, Marks, Outcome, Phase, PhaseKind, Verdict},
    track::{
        At, Event, LinkId, Side, State, What,
        event::{ConnectFailure, LinkEnd},
        state::{AdapterId, Encryption, Link},
    },
};

/// Stories that are kept at the same time.
const MAX_STORIES: usize = 3000;

/// Stories that are given up together when there are too many.
const GIVEN_UP: usize = MAX_STORIES / 4;

/// Adapters whose marks are remembered.
const MAX_ADAPTERS: usize = 16;

/// Follows the events and writes the stories.
#[derive(Debug, Default)]
pub(super) struct Stories {
    /// Boxed, as the nodes of the map stay half empty where links come in order.
    stories: BTreeMap<LinkId, Box<LinkStory>>,
    /// The one that was begun last with each device, and with those whose address is not known.
    latest: BTreeMap<Option<Address>, LinkId>,
    /// Attempts that are told of in the story of an earlier one.
    attempts: BTreeMap<LinkId, LinkId>,
    /// What happened last to each adapter.
    marks: BTreeMap<AdapterId, Marks>,
    more: u64,
}

/// What became of the links.
pub(super) struct Links {
    pub(super) stories: Vec<LinkStory>,
    /// Links whose stories were given up.
    pub(super) more: u64,
}

impl Stories {
    /// One event, after the findings so far. Returns the stories that had to give way to others.
    pub(super) fn event(
        &mut self,
        event: &Event<'_>,
        state: &State,
        findings: &Findings,
    ) -> Vec<LinkStory> {
        // Nothing happened: what was asked is in the story, and that it had no answer is a finding's.
        if let What::Unanswered(_) = event.what {
            return Vec::new();
        }
        if let Some(kind) = life::of_adapter(event) {
            self.mark(event, kind);
        }
        let named = || phases::link(event, state).map(|link| link.id);
        let Some(id) = event.link.or_else(named) else { return Vec::new() };
        if let What::ConnectFailed(failure) = event.what {
            // What was asked for once more is no attempt at another link.
            if state.link(id).is_some() {
                return Vec::new();
            }
            return self.failed(id, event, failure, state, findings);
        }
        let Some(link) = state.link(id).filter(|link| link.is_certain()) else {
            return Vec::new();
        };
        let gone = self.make_room_for(link.id, findings);
        let marks = self.marks.get(&link.adapter).copied().unwrap_or_default();
        let story = self.of(link);
        story.learn(link, event.at);
        if matches!(event.what, What::LinkUp) {
            story.name(state);
        }
        phases::event(story, link, event);
        life::event(story, link, event);
        if let What::Listened(stream) = event.what {
            figures::listened(story, link, stream);
        }
        if let What::LinkDown(end) = event.what {
            story.end = Some(end);
            life::over(story, link, event.at, &marks);
        }
        gone
    }

    fn failed(
        &mut self,
        id: LinkId,
        event: &Event<'_>,
        failure: ConnectFailure,
        state: &State,
        findings: &Findings,
    ) -> Vec<LinkStory> {
        let latest = self.latest.get(&failure.peer);
        if let Some(last) = latest.and_then(|latest| self.stories.get_mut(latest))
            && let Some(before) = last.failure
            && last.adapter == event.adapter
            && (before.peer, before.status, before.transport, before.incoming)
                == (failure.peer, failure.status, failure.transport, failure.incoming)
        {
            last.attempts += 1;
            last.last = event.at;
            self.attempts.insert(id, last.id);
            if self.attempts.len() > MAX_STORIES {
                self.attempts.pop_first();
            }
            return Vec::new();
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
            failed_first: event.at,
            ..LinkStory::new(id, event.adapter, first)
        };
        story.name(state);
        story.phases.reserve_exact(1);
        story.phases.push(Phase {
            ended: Some(event.at),
            outcome: if failure.cancelled { Outcome::Cancelled } else { Outcome::Failed },
            detail: failure.status.to_string(),
            failed_by: Side::Controller,
            ..Phase::new(
                PhaseKind::Connect,
                first,
                if failure.incoming { Side::Peer } else { Side::Host },
            )
        });
        let gone = self.make_room_for(id, findings);
        self.begin(story);
        gone
    }

    /// Something happens to an adapter. The first ones are remembered.
    #[cold]
    fn mark(&mut self, event: &Event<'_>, kind: MarkKind) {
        if self.marks.len() < MAX_ADAPTERS || self.marks.contains_key(&event.adapter) {
            self.marks.entry(event.adapter).or_default().set(kind, event.at);
        }
    }

    fn of(&mut self, link: &Link) -> &mut LinkStory {
        if !self.stories.contains_key(&link.id) {
            self.latest.insert(link.peer, link.id);
        }
        let begin = || Box::new(LinkStory::new(link.id, link.adapter, link.first));
        self.stories.entry(link.id).or_insert_with(begin)
    }

    fn begin(&mut self, story: LinkStory) {
        self.latest.insert(story.peer, story.id);
        self.stories.insert(story.id, Box::new(story));
    }

    fn make_room_for(&mut self, id: LinkId, findings: &Findings) -> Vec<LinkStory> {
        if self.stories.len() < MAX_STORIES || self.stories.contains_key(&id) {
            return Vec::new();
        }
        self.make_room(findings)
    }

    /// Gives up the stories that say least: of links that are over, those in which nothing failed,
    /// and of these the oldest.
    #[cold]
    fn make_room(&mut self, findings: &Findings) -> Vec<LinkStory> {
        let weight = |story: &LinkStory| (weight(story), findings.worst_of(story.id), story.id);
        let mut order: Vec<_> = self.stories.values().map(|story| weight(story)).collect();
        order.sort_unstable();
        let least = order.into_iter().take(GIVEN_UP);
        let gone = least.filter_map(|(_, _, id)| self.stories.remove(&id).map(|story| *story));
        let gone: Vec<_> = gone.collect();
        self.more += gone.len() as u64;
        self.latest.retain(|_, id| self.stories.contains_key(id));
        gone
    }

    /// There are no more events.
    pub(super) fn close(&mut self, state: &State) {
        for link in state.links.iter().filter(|link| link.is_certain()) {
            let last = link.last;
            let marks = self.marks.get(&link.adapter).copied().unwrap_or_default();
            let story = self.of(link);
            story.learn(link, last);
            life::over(story, link, state.health.last.unwrap_or(last), &marks);
            phases::finish(story, link, state.health.last);
            // Whoever advertises again is not connected any more.
            if link.radio.as_deref().is_some_and(|radio| radio.advertises_again.is_some()) {
                story.end = Some(LinkEnd { reason: None, requested: None, by: Side::Unknown });
            }
        }
    }

    /// The stories, in the order of their links.
    pub(super) fn iter(&self) -> impl Iterator<Item = &LinkStory> {
        self.stories.values().map(|story| &**story)
    }

    /// Findings about an attempt that is told of in another's story are of that one.
    pub(super) fn assign(&self, found: &mut Found) {
        for finding in found.kept.iter_mut().chain(&mut found.worst) {
            let link = finding.link.and_then(|link| self.attempts.get(&link));
            finding.link = link.copied().or(finding.link);
        }
    }

    /// The stories with their verdicts, by the findings.
    pub(super) fn finish(self, state: &State, found: &Found, causes: &[Option<usize>]) -> Links {
        let mut of_link: BTreeMap<LinkId, Vec<Own<'_>>> = BTreeMap::new();
        let kept = found.kept.iter().zip(causes).map(|(finding, cause)| Own {
            finding,
            cause: cause.map_or(finding, |cause| &found.kept[cause]),
        });
        for own in kept.chain(found.worst.iter().map(|finding| Own { finding, cause: finding })) {
            if let Some(link) = own.finding.link {
                of_link.entry(link).or_default().push(own);
            }
        }
        let mut stories: Vec<LinkStory> = self.stories.into_values().map(|story| *story).collect();
        for story in &mut stories {
            story.name(state);
            story.phases.sort_by_key(|phase| phase.began.frame);
            verdict::judge(story, of_link.get(&story.id).map_or(&[], Vec::as_slice));
        }
        stories.sort_by_key(|story| (story.first.frame, story.id));
        Links { stories, more: self.more }
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
            identity: None,
            name: None,
            role: None,
            outgoing: None,
            on_air: false,
            first,
            last: first,
            from_start: false,
            end: None,
            failure: None,
            failed_first: first,
            attempts: 1,
            encryption: Encryption::Unknown,
            makers: [None; 2],
            codec: None,
            phases: Vec::new(),
            more_phases: 0,
            streams: Vec::new(),
            more_streams: 0,
            life: Life::default(),
            verdict: Verdict::Unknown,
            headline: String::new(),
        }
    }

    /// Keeps the name that is known by now. It is asked for when the link comes up, for where many
    /// others advertise it may be forgotten at the end of the capture, when the newest is wanted.
    fn name(&mut self, state: &State) {
        let identity = self.peer.map(|peer| state.names.identity(peer));
        self.identity = self.identity.or(identity).filter(|identity| Some(*identity) != self.peer);
        let own = [self.peer, self.identity];
        let known = own.into_iter().flatten().find_map(|address| state.names.of(address));
        if let Some(name) = known {
            self.name = Some(String::from_utf8_lossy(name).into_owned());
        }
    }

    fn learn(&mut self, link: &Link, at: At) {
        self.transport = link.transport.or(self.transport);
        self.peer = link.peer.or(self.peer);
        self.peer_is_random = link.peer_is_random;
        self.identity = link.identity.or(self.identity);
        self.role = link.role.or(self.role);
        self.outgoing = link.outgoing.or(self.outgoing);
        self.on_air = link.on_air();
        self.from_start = link.opened.is_some();
        self.encryption = link.security.encryption;
        for (known, of) in self.makers.iter_mut().zip(&link.abilities) {
            *known = of.version.or(*known);
        }
        self.last = self.last.max(at);
        let streams = link.avdtp().into_iter().flat_map(|session| &session.streams);
        if let Some(codec) = streams.rev().find_map(|s| s.configuration.and_then(|c| c.codec)) {
            self.codec = Some(codec.to_string());
        }
    }
}

/// How much it matters that the story is kept.
fn weight(story: &LinkStory) -> (bool, bool) {
    let failed = story.failure.is_some_and(|failure| !failure.cancelled)
        || story.phases.iter().any(|phase| phase.outcome == Outcome::Failed);
    let goes_on = story.end.is_none() && story.failure.is_none();
    (goes_on, failed)
}
