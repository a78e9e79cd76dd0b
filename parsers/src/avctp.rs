//! Audio/Video Control Transport Protocol 1.4, and the AV/C frames of AVRCP in it.

pub mod avrcp;

use crate::{
    codes,
    frame::{Buffer, Context, Frame, Part},
    pdu,
    protocol::Protocol,
};

codes! {
    /// Place of a packet in its message (AVCTP 1.4, 6.1.1).
    pub PacketType(u8) {
        SINGLE = 0 => "Single",
        START = 1 => "Start",
        CONTINUE = 2 => "Continue",
        END = 3 => "End",
    }

    /// Kind of a message (AVCTP 1.4, 6.1.1).
    pub MessageType(u8) {
        COMMAND = 0 => "Command",
        RESPONSE = 1 => "Response",
    }

    /// Whom a message is for: a service class (AVCTP 1.4, 6.1.1).
    pub ProfileId(u16) {
        AV_REMOTE_CONTROL = 0x110e => "A/V Remote Control",
    }
}

/// All declarations of this protocol.
pub(crate) const LISTS: &[&[&crate::Pdu]] = &[PDUS, avrcp::PDUS, avrcp::attribute::PDUS];

pdu! {
    in PDUS;

    /// A message that fits in one packet.
    pub struct Single<'a> ("AVCTP", "AVCTP 1.4, 6.1") {
        /// Ties a response to its command.
        @u8 label: u8 [4..8] as Keep = "btavctp.transaction",
        packet_type: PacketType [2..4] = "btavctp.packet_type",
        message_type: MessageType [1..2] = "btavctp.cr",
        /// The profile is not known to the sender of the response.
        invalid_profile: bool [0..1] = "btavctp.ipid",
        @be16 profile: ProfileId [0..16] = "btavctp.pid",
        payload: &'a [u8],
    }

    /// The first packet of a message that takes several.
    pub struct Start<'a> ("AVCTP start packet", "AVCTP 1.4, 6.1") {
        @u8 label: u8 [4..8] as Keep = "btavctp.transaction",
        packet_type: PacketType [2..4] = "btavctp.packet_type",
        message_type: MessageType [1..2] = "btavctp.cr",
        invalid_profile: bool [0..1] = "btavctp.ipid",
        /// Packets of the message, this one included.
        packets: u8 as Keep = "btavctp.nop",
        @be16 profile: ProfileId [0..16] = "btavctp.pid",
        payload: &'a [u8],
    }

    /// A later packet of a message that takes several.
    pub struct Continue<'a> ("AVCTP continue or end packet", "AVCTP 1.4, 6.1") {
        @u8 label: u8 [4..8] as Keep = "btavctp.transaction",
        packet_type: PacketType [2..4] = "btavctp.packet_type",
        message_type: MessageType [1..2] = "btavctp.cr",
        payload: &'a [u8],
    }
}

/// The packet type of the AVCTP packet in `bytes`.
pub fn packet_type(bytes: &[u8]) -> PacketType {
    PacketType(bytes.first().map_or(0, |octet| (octet >> 2) & 3))
}

/// Adds the layers of a packet of the control or the browsing channel.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, context: &Context<'a>) {
    match packet_type(part.bytes) {
        PacketType::SINGLE => {
            let Some(single) = frame.layer::<Single<'a>>(part) else { return };
            if !single.invalid_profile {
                message(frame, single.profile, part.suffix(single.payload), context);
            }
        }
        PacketType::START => {
            frame.layer::<Start<'a>>(part);
        }
        _ => {
            frame.layer::<Continue<'a>>(part);
            let Some(bytes) = context.message else { return };
            let whole = Part::assembled(bytes, Buffer::Message);
            let Some(start) = frame.layer::<Start<'a>>(whole) else { return };
            message(frame, start.profile, whole.suffix(start.payload), context);
        }
    }
}

/// Adds the layers of a whole message.
fn message<'a>(frame: &mut Frame<'a>, profile: ProfileId, part: Part<'a>, context: &Context<'a>) {
    match (profile, context.protocol) {
        (ProfileId::AV_REMOTE_CONTROL, Protocol::AvctpBrowsing) => {
            frame.layer::<avrcp::Browsing<'a>>(part);
        }
        (ProfileId::AV_REMOTE_CONTROL, _) => avrcp::dissect(frame, part),
        _ => {}
    }
}
