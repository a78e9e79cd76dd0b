//! The attributes of what is playing: title, artist and the like.

use crate::{
    Counted, Pdu, Text, View, codes,
    element::{Element, Tagged},
    pdu,
    types::Be16,
};

codes! {
    /// An attribute of a media element (AVRCP 1.6, Appendix E), in four octets.
    pub AttributeId(u32) {
        TITLE = 1 => "Title",
        ARTIST_NAME = 2 => "Artist Name",
        ALBUM_NAME = 3 => "Album Name",
        TRACK_NUMBER = 4 => "Track Number",
        TOTAL_NUMBER_OF_TRACKS = 5 => "Total Number of Tracks",
        GENRE = 6 => "Genre",
        PLAYING_TIME = 7 => "Playing Time",
        DEFAULT_COVER_ART = 8 => "Default Cover Art",
    }
}

pdu! {
    in PDUS;

    /// The head of an attribute.
    pub struct AttributeHead ("Media attribute", "AVRCP 1.6, 6.6.1") {
        @be32 attribute: AttributeId [0..32] = "btavrcp.attribute",
        /// As IANA numbers them: 106 is UTF-8.
        charset: Be16 as Keep = "btavrcp.character_set",
        length: Be16 as Form = "btavrcp.setting_value.length",
    }

    /// The text of an attribute.
    pub struct AttributeValue<'a> ("Media attribute value", "AVRCP 1.6, 6.6.1") {
        value: Text<'a> = "btavrcp.setting_value",
    }

    /// What is playing.
    pub struct GetElementAttributesResponse<'a> ("Get Element Attributes response", "AVRCP 1.6, 6.6.1") {
        attributes: Counted<'a, Element<'a, AttributeHead>>,
    }
}

impl<'a> Tagged<'a> for AttributeHead {
    fn content_length(&self) -> usize {
        usize::from(self.length.0)
    }

    const CONTENT: [&'static [&'static Pdu]; 3] = [&[AttributeValue::PDU], &[], &[]];
    fn content_pdus(&self, _: &[u8]) -> [Option<&'static Pdu>; 3] {
        [Some(AttributeValue::PDU), None, None]
    }
}
