//! The Hands-Free Profile over RFCOMM, as far as it tells that somebody speaks.

use parsers::rfcomm::{FrameType, RfcommFrame, at};

use super::{
    Queue,
    event::{Intent, Source, What},
    input::Pdu,
    state::Link,
};

/// One RFCOMM frame. AT lines are not put together over several frames: those that matter here are
/// short.
pub(super) fn frame<'a>(link: &mut Link, pdu: &Pdu<'a>, events: &mut Queue<'a>) {
    let Ok(frame) = RfcommFrame::parse(pdu.payload) else { return };
    let is_data = frame.header.frame_type == FrameType::UIH && frame.header.dlci != 0;
    if !is_data || !at::looks_like_at(frame.information) {
        return;
    }
    for line in at::lines(frame.information) {
        let intent = match at::split(line) {
            (b"AT+BVRA" | b"+BVRA", Some(b"1")) | (b"RING", None) => {
                Intent::VoiceBegan(Source::HandsFree, pdu.direction)
            }
            (b"AT+BVRA" | b"+BVRA", Some(b"0")) | (b"AT+CHUP", None) => {
                Intent::VoiceEnded(Source::HandsFree, pdu.direction)
            }
            _ => continue,
        };
        events.on(link, What::Intent(intent));
    }
}
