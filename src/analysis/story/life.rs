//! The figures of a link while it lasts.

use parsers::hci::{Command, Event as HciEvent, LeEvent, Mode, Status};

use super::figures;
use crate::{
    story::{LinkStory, MarkKind, Marks},
    track::{
        At, Event, What,
        event::{Intent, Source},
        state::{Link, StreamState},
    },
};

/// What an event means for the figures of its link.
pub(super) fn event(story: &mut LinkStory, link: &Link, event: &Event<'_>) {
    let at = event.at;
    let life = &mut story.life;
    match event.what {
        What::LinkUp => {
            life.opened = link.opened;
            life.connecting = link.requested.map(|asked| at.time.since(asked.time));
        }
        What::StreamChanged(change) if change.to == StreamState::Streaming => {
            life.asked = life.wish.take();
            life.streaming.get_or_insert(at);
        }
        What::StreamChanged(change) if change.from == StreamState::Streaming => {
            stops(story, link, at);
        }
        What::MediaBegan(stream) => {
            let stream = link.avdtp().and_then(|session| session.stream(stream));
            if stream.is_some_and(|stream| stream.state == StreamState::Streaming) {
                life.streaming.get_or_insert(at);
            }
        }
        What::Listened(_) => stops(story, link, at),
        What::Intent(Intent::Play(Source::PassThrough, _)) => life.wish = Some(at),
        What::Intent(Intent::Pause(..)) => life.wish = None,
        What::Controller(what) => controller(story, at, &what),
        What::LowEnergy(LeEvent::ConnectionUpdateComplete(e)) if e.status == Status::SUCCESS => {
            life.marks.set(MarkKind::ParametersChanged, at);
        }
        _ => {}
    }
}

/// A stream stops; another one may go on.
fn stops(story: &mut LinkStory, link: &Link, at: At) {
    let mut streams = link.avdtp().into_iter().flat_map(|session| &session.streams);
    if link.closed.is_some() || !streams.any(|s| s.state == StreamState::Streaming) {
        let life = &mut story.life;
        if let Some(since) = life.streaming.take() {
            life.streamed = life.streamed.saturating_add(at.time.since(since.time));
            life.stopped = Some(at);
            // What ends with the link is not what the link ends after.
            if link.closed.is_none_or(|(end, _)| end.frame != at.frame) {
                life.marks.set(MarkKind::StreamEnded, at);
            }
        }
    }
}

fn controller(story: &mut LinkStory, at: At, event: &HciEvent<'_>) {
    let life = &mut story.life;
    match event {
        HciEvent::ReadRemoteVersionInformationComplete(e) if e.status == Status::SUCCESS => {
            life.version = Some(e.version);
        }
        HciEvent::ModeChange(e) if e.status == Status::SUCCESS => {
            let sniffs = e.mode == Mode::SNIFF;
            let kind = if sniffs { MarkKind::SniffBegan } else { MarkKind::SniffEnded };
            life.marks.set(kind, at);
        }
        HciEvent::EncryptionKeyRefreshComplete(e) if e.status == Status::SUCCESS => {
            life.marks.set(MarkKind::KeyRefreshed, at);
        }
        HciEvent::RoleChange(e) if e.status == Status::SUCCESS => {
            life.marks.set(MarkKind::RoleChanged, at);
        }
        _ => {}
    }
}

/// What a command does to the adapter, and so to all of its links.
pub(super) fn of_adapter(event: &Event<'_>) -> Option<MarkKind> {
    let What::Command(sent) = event.what else { return None };
    match Command::parse(sent.opcode, sent.parameters).ok()? {
        Command::LeSetRandomAddress(_) | Command::LeSetAdvertisingSetRandomAddress(_) => {
            Some(MarkKind::AddressChanged)
        }
        Command::LeSetAdvertisingEnable(c) if c.enable => Some(MarkKind::AdvertisingBegan),
        Command::LeSetExtendedAdvertisingEnable(c) if c.enable => Some(MarkKind::AdvertisingBegan),
        Command::Inquiry(_) | Command::PeriodicInquiryMode(_) => Some(MarkKind::InquiryBegan),
        _ => None,
    }
}

/// The link is over, or the capture is.
pub(super) fn over(story: &mut LinkStory, link: &Link, at: At, adapter: &Marks) {
    let life = &mut story.life;
    if let Some(since) = life.streaming.take() {
        life.streamed = life.streamed.saturating_add(at.time.since(since.time));
        life.stopped = Some(at);
    }
    life.opened = link.opened;
    if link.closed.is_some() {
        life.closed = Some(at);
        let streams = link.avdtp().into_iter().flat_map(|session| &session.streams);
        let source = streams.rev().find_map(|stream| stream.source());
        life.cut_off = source.filter(|_| life.stopped.is_some_and(|end| end.frame == at.frame));
    }
    if let Some(session) = link.avdtp() {
        life.offered = figures::offered(session);
        let delay = session.streams.iter().rev().find_map(|stream| stream.delay);
        life.delay = delay.map(|delay| delay.nanoseconds()).or(life.delay);
    }
    for kind in MarkKind::ALL.into_iter().filter(|kind| kind.is_of_adapter()) {
        if let Some(mark) = adapter.get(kind).filter(|mark| mark.time >= link.first.time) {
            life.marks.set(kind, mark);
        }
    }
}
