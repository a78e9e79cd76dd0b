//! The figures of a stream that ends.

use crate::{
    story::{LinkStory, Margins, StreamFigures},
    track::{
        At,
        listen::Total,
        state::{Link, Listener, Session, StreamId},
    },
};

/// Streams of one link whose figures are kept; of more, the first ones and how many there were.
const MAX_STREAMS: usize = 32;

/// A stream does not flow any more.
pub(super) fn listened(story: &mut LinkStory, link: &Link, stream: StreamId) {
    let Some(listener) = link.listener(stream) else { return };
    let Some(figures) = figures(link, listener, story.life.asked) else { return };
    let life = &mut story.life;
    life.media = life.media.saturating_add(figures.media);
    life.late.add(figures.late.count.into(), figures.late.length);
    life.lost.add(figures.lost.count.into(), figures.lost.length);
    figures.start_latency().into_iter().for_each(|latency| life.start.add(latency));
    figures.play_latency().into_iter().for_each(|latency| life.play.add(latency));
    if story.streams.len() == MAX_STREAMS {
        story.more_streams += 1;
        return;
    }
    story.streams.push(figures);
}

/// The codecs that this host (on the air: the central) and the peer have shown, without settings.
pub(super) fn offered(session: &Session) -> [Vec<String>; 2] {
    [true, false].map(|local| {
        let points = session.end_points.iter().filter(|point| point.owner.is_local() == local);
        let mut names: Vec<String> =
            points.filter_map(|point| point.codec).map(|codec| codec.name()).collect();
        names.sort();
        names.dedup();
        names
    })
}

/// How long the media plays. Where the rate had to be found first, packets before that are as long as
/// those after it.
fn media(listener: &Listener) -> i64 {
    let (length, packets) = listener.ear.media;
    if packets == 0 || !listener.ear.clock.is_guessed() {
        return length;
    }
    let all = i128::from(length) * i128::from(listener.packets) / i128::from(packets);
    i64::try_from(all).unwrap_or(length)
}

fn figures(link: &Link, listener: &Listener, asked: Option<At>) -> Option<StreamFigures> {
    let session = link.avdtp()?;
    let stream = session.stream(listener.stream)?;
    let ear = &listener.ear;
    let (buffer, reported) = ear.buffer();
    let margin = || {
        Some(Margins {
            least: ear.margin.least()?,
            hundredth: ear.margin.quantile(10)?,
            median: ear.margin.quantile(500)?,
        })
    };
    let (length, holes) = ear.clock.holes;
    Some(StreamFigures {
        number: listener.stream.number,
        by: stream.source().unwrap_or_default(),
        codec: stream.configuration.and_then(|c| c.codec).map(|codec| codec.to_string()),
        offered: offered(session),
        asked: asked.filter(|_| listener.started.is_some()),
        started: listener.started,
        first: listener.first,
        last: listener.last,
        packets: listener.packets,
        octets: listener.octets,
        media: media(listener),
        buffer,
        reported,
        margin: margin(),
        late: ear.late,
        late_growing: ear.late_growing,
        lost: ear.lost,
        silent: ear.silent,
        missing: ear.clock.lost.saturating_sub(ear.clock.late),
        out_of_order: ear.clock.late,
        repeated: ear.clock.repeated,
        thrown_away: Total { count: u32::try_from(holes).unwrap_or(u32::MAX), length },
        stalls: (ear.rhythm.stalls, ear.rhythm.longest),
        period: ear.rhythm.period(),
        slow: ear.slow_source(),
    })
}
