//! AVRCP over AVCTP, as far as it tells what the user wants.

use parsers::{avctp, link::Direction};

use super::{
    Queue,
    data::Pdu,
    event::{Intent, Source, What},
    state::Link,
};

/// One AVCTP packet.
pub(super) fn packet<'a>(link: &mut Link, pdu: &Pdu<'a>, events: &mut Queue<'a>) {
    let Some(meaning) = avctp::meaning(pdu.payload) else { return };
    let by: Direction = pdu.direction;
    let intent = match meaning {
        avctp::Meaning::Play => Intent::Play(Source::PassThrough, by),
        avctp::Meaning::Pause => Intent::Pause(Source::PassThrough, by),
        avctp::Meaning::Playing => Intent::Play(Source::PlaybackStatus, by),
        avctp::Meaning::NotPlaying => Intent::Pause(Source::PlaybackStatus, by),
    };
    events.on(link, What::Intent(intent));
}
