//! Audio/Video Distribution Transport Protocol 1.3, signalling (section 8).

pub mod capability;
pub mod codec;
mod codes;
pub mod message;

pub use capability::{Capability, Content};
pub use codec::Codec;
pub use codes::*;
pub use message::{Accept, Command, Reject};

use crate::{
    Exposure, Fault, Field, FromBits, Kind, Reader, Value, View,
    frame::{Buffer, Context, Frame, Part},
    pdu,
};

/// A stream end point identifier: the upper six bits of its octet, 1 to 62.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seid(pub u8);

impl<'a> Field<'a> for Seid {
    const KIND: Kind = Kind::Unsigned;
    const OCTETS: Option<usize> = Some(1);
    const EXPOSURE: Exposure = Exposure::Keep;

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        reader.little(1).map(|octet| Self::from_bits(octet >> 2))
    }
    fn value(&self) -> Value<'a> {
        Value::Unsigned(u64::from(self.0))
    }
}

impl FromBits for Seid {
    const BITS: u32 = 6;

    #[inline]
    fn from_bits(bits: u64) -> Self {
        Self((bits & 0x3f) as u8)
    }
}

/// All declarations of this protocol.
pub(crate) const LISTS: &[&[&crate::Pdu]] =
    &[PDUS, message::PDUS, capability::PDUS, codec::PDUS, codec::vendor::PDUS];

pdu! {
    in PDUS;

    /// A message that fits in one packet.
    pub struct Single<'a> ("AVDTP", "AVDTP 1.3, 8.4.2") {
        /// Ties a response to its command; chosen by the sender of the command.
        @u8 label: u8 [4..8] as Keep = "btavdtp.transaction",
        packet_type: PacketType [2..4] = "btavdtp.packet_type",
        message_type: MessageType [0..2] = "btavdtp.message_type",
        @u8 reserved: u8 [6..8] as Reserved = "btavdtp.rfa0",
        signal: Signal [0..6] = "btavdtp.signal_id",
        payload: &'a [u8],
    }

    /// The first packet of a message that takes several.
    pub struct Start<'a> ("AVDTP start packet", "AVDTP 1.3, 8.4.3") {
        @u8 label: u8 [4..8] as Keep = "btavdtp.transaction",
        packet_type: PacketType [2..4] = "btavdtp.packet_type",
        message_type: MessageType [0..2] = "btavdtp.message_type",
        /// Packets of the message, this one included.
        packets: u8 as Keep = "btavdtp.num_signal_packets",
        @u8 reserved: u8 [6..8] as Reserved = "btavdtp.rfa0",
        signal: Signal [0..6] = "btavdtp.signal_id",
        payload: &'a [u8],
    }

    /// A later packet of a message that takes several.
    pub struct Continue<'a> ("AVDTP continue or end packet", "AVDTP 1.3, 8.4.4") {
        @u8 label: u8 [4..8] as Keep = "btavdtp.transaction",
        packet_type: PacketType [2..4] = "btavdtp.packet_type",
        message_type: MessageType [0..2] = "btavdtp.message_type",
        payload: &'a [u8],
    }
}

/// A signalling packet with its payload: the whole message, or a piece of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packet<'a> {
    /// The whole message.
    Single(Single<'a>),
    /// The start of a message.
    Start(Start<'a>),
    /// More of a message, or its end.
    Continue(Continue<'a>),
}

impl<'a> Packet<'a> {
    /// Reads a packet by its packet type.
    ///
    /// # Errors
    /// The first field that could not be read.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, crate::ParseError> {
        match packet_type(bytes) {
            PacketType::SINGLE => Single::parse(bytes).map(Self::Single),
            PacketType::START => Start::parse(bytes).map(Self::Start),
            _ => Continue::parse(bytes).map(Self::Continue),
        }
    }
}

fn packet_type(bytes: &[u8]) -> PacketType {
    PacketType(bytes.first().map_or(0, |octet| (octet >> 2) & 3))
}

/// Adds the layers of a signalling packet.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, context: &Context<'a>) {
    match packet_type(part.bytes) {
        PacketType::SINGLE => {
            let Some(single) = frame.layer::<Single<'a>>(part) else { return };
            if let Some(pdu) = message::pdu(single.message_type, single.signal) {
                frame.layer_of(pdu, part.suffix(single.payload));
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
            if let Some(pdu) = message::pdu(start.message_type, start.signal) {
                frame.layer_of(pdu, whole.suffix(start.payload));
            }
        }
    }
}
