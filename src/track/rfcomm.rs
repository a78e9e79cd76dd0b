//! The Hands-Free Profile over RFCOMM, as far as it tells that somebody speaks.

use parsers::rfcomm;

use super::{
    Queue,
    data::Pdu,
    event::{Intent, Source, What},
    state::Link,
};

/// One RFCOMM frame.
pub(super) fn frame<'a>(link: &mut Link, pdu: &Pdu<'a>, events: &mut Queue<'a>) {
    let Some(text) = rfcomm::at_text(pdu.payload) else { return };
    for line in rfcomm::at_lines(text) {
        let began = match line {
            b"AT+BVRA=1" | b"+BVRA: 1" | b"+BVRA:1" | b"RING" => true,
            b"AT+BVRA=0" | b"+BVRA: 0" | b"+BVRA:0" | b"AT+CHUP" => false,
            _ => continue,
        };
        let intent = if began {
            Intent::VoiceBegan(Source::HandsFree, pdu.direction)
        } else {
            Intent::VoiceEnded(Source::HandsFree, pdu.direction)
        };
        events.on(link, What::Intent(intent));
    }
}
