//! The figures of a stream that ends.

use crate::{
    story::{LinkStory, Margins, StreamFigures},
    track::{
        listen::Total,
        state::{Link, Listener, StreamId},
    },
};

/// Streams of one link whose figures are kept; of more, the first ones and how many there were.
const MAX_STREAMS: usize = 32;

/// A stream does not flow any more.
pub(super) fn listened(story: &mut LinkStory, link: &Link, stream: StreamId) {
    let Some(listener) = link.listener(stream) else { return };
    if story.streams.len() == MAX_STREAMS {
        story.more_streams += 1;
        return;
    }
    story.streams.extend(figures(link, listener));
}

fn figures(link: &Link, listener: &Listener) -> Option<StreamFigures> {
    let session = link.avdtp()?;
    let stream = session.stream(listener.stream)?;
    let ear = &listener.ear;
    let of = |local: bool| {
        let points = session.end_points.iter().filter(|point| point.owner.is_local() == local);
        let mut names: Vec<String> =
            points.filter_map(|point| point.codec).map(|codec| codec.name()).collect();
        names.sort();
        names.dedup();
        names
    };
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
        offered: [of(true), of(false)],
        started: listener.started,
        first: listener.first,
        last: listener.last,
        packets: listener.packets,
        octets: listener.octets,
        media: ear.media.0,
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
