//! LE link layer (Core Vol 6 Part B).

pub mod ad;
pub mod advertising;
pub mod control;
mod crc;
pub mod data;
pub mod extended;
mod types;

use crate::{
    Fault, Hex32, ParseError,
    frame::{Buffer, Context, Frame, Part},
    packet::{Framing, Radio, Traffic},
    pdu,
    pdu::View,
};

pub use advertising::{Advertising, AdvertisingHeader, AdvertisingType};
pub use control::{Control, ControlOpcode};
pub use crc::{ADVERTISING_CRC_INIT, Crc, Crc24, crc24};
pub use data::{BroadcastHeader, CteInfo, DataHeader, IsochronousHeader, Llid};
pub use types::{ChannelMap, SleepClockAccuracy};

/// Access address of all advertising except periodic (Core Vol 6 Part B, 2.1.2).
pub const ADVERTISING_ACCESS_ADDRESS: u32 = 0x8e89_bed6;

pdu! {
    in PDUS;

    /// The address that a packet begins with.
    pub struct Access ("LE link layer", "Core Vol 6 Part B, 2.1", Wrapping) {
        access_address: Hex32 as Keep = "btle.access_address",
    }

    /// The same on the LE Coded PHY.
    pub struct CodedAccess ("LE link layer, coded", "Core Vol 6 Part B, 2.2", Wrapping) {
        access_address: Hex32 as Keep = "btle.access_address",
        /// 0: eight symbols a bit, 1: two.
        @u8 coding_indicator: u8 [0..2] as Keep = "btle.coding_indicator",
    }

    /// What ends a packet.
    pub struct Check ("LE CRC", "Core Vol 6 Part B, 3.1.1", Aside) {
        crc: Crc24 = "btle.crc",
    }
}

/// A packet, split at its length field, from the access address on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Which connection or stream, or [`ADVERTISING_ACCESS_ADDRESS`].
    pub access_address: u32,
    /// The header and the payload.
    pub body: Body<'a>,
    /// The CRC at the end, when it was captured.
    pub crc: Option<Crc24>,
    /// The header's octets, which the CRC covers too.
    header: &'a [u8],
}

/// The header and the payload of a packet; the payload has just the announced length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<'a> {
    /// On an advertising channel.
    Advertising(AdvertisingHeader, &'a [u8]),
    /// Of a connection.
    Data(DataHeader, &'a [u8]),
    /// Of a connected isochronous stream.
    Isochronous(IsochronousHeader, &'a [u8]),
    /// Of a broadcast isochronous stream.
    Broadcast(BroadcastHeader, &'a [u8]),
}

impl<'a> Body<'a> {
    /// The header, with no payload yet.
    fn header(bytes: &'a [u8], channel: Channel) -> Result<Self, ParseError> {
        Ok(match channel {
            Channel::Advertising => Self::Advertising(AdvertisingHeader::parse(bytes)?, &[]),
            Channel::Data => Self::Data(DataHeader::parse(bytes)?, &[]),
            Channel::Isochronous => Self::Isochronous(IsochronousHeader::parse(bytes)?, &[]),
            Channel::Broadcast => Self::Broadcast(BroadcastHeader::parse(bytes)?, &[]),
        })
    }

    /// The title of the header and its length field.
    fn announced(&self) -> (&'static str, u8) {
        match self {
            Self::Advertising(header, _) => (AdvertisingHeader::PDU.title, header.length),
            Self::Data(header, _) => (DataHeader::PDU.title, header.length),
            Self::Isochronous(header, _) => (IsochronousHeader::PDU.title, header.length),
            Self::Broadcast(header, _) => (BroadcastHeader::PDU.title, header.length),
        }
    }

    fn payload_mut(&mut self) -> &mut &'a [u8] {
        match self {
            Self::Advertising(_, payload)
            | Self::Data(_, payload)
            | Self::Isochronous(_, payload)
            | Self::Broadcast(_, payload) => payload,
        }
    }

    /// The octets that the length field counts.
    pub fn payload(&self) -> &'a [u8] {
        match self {
            Self::Advertising(_, payload)
            | Self::Data(_, payload)
            | Self::Isochronous(_, payload)
            | Self::Broadcast(_, payload) => payload,
        }
    }
}

/// Octets of the access address.
const ACCESS: usize = 4;
/// Octets of every header without CTEInfo.
const HEADER: usize = 2;
const CRC: usize = 3;

impl<'a> Packet<'a> {
    /// Splits a packet. `bytes` start at the access address and may lack the CRC.
    ///
    /// # Errors
    /// The header or the payload is cut short; the offset counts from the access address.
    #[inline]
    pub fn parse(bytes: &'a [u8], framing: Framing) -> Result<Self, ParseError> {
        let access_address = Access::parse(bytes)?.access_address.0;
        let at = ACCESS + usize::from(framing.coding_indicator);
        let rest = bytes.get(at..).unwrap_or_default();
        let mut body = Body::header(rest, channel(access_address, framing))
            .map_err(|error| ParseError { offset: error.offset + at, ..error })?;
        let (title, length) = body.announced();
        let with_cte = matches!(body, Body::Data(header, _) if header.cte_info_present);
        let header_length = HEADER + usize::from(with_cte);
        let header = rest.get(..header_length).unwrap_or(rest);
        let gap = header_length + usize::from(framing.padding);
        let payload = rest.get(gap..).unwrap_or_default();
        let declared = usize::from(length);
        let Some((payload, after)) = payload.split_at_checked(declared) else {
            let fault = Fault::Length { declared, available: payload.len() };
            let offset = bytes.len() - payload.len();
            return Err(ParseError { layer: title, fault, offset });
        };
        *body.payload_mut() = payload;
        let crc = Check::parse(after).ok().map(|check| check.crc);
        Ok(Self { access_address, body, crc, header })
    }

    /// Whether the CRC is right, for the CRCInit of the connection or [`ADVERTISING_CRC_INIT`].
    /// Nothing when the CRC was not captured. Wrong for a payload that the sniffer has decrypted.
    pub fn check(&self, init: u32) -> Option<bool> {
        let mut crc = Crc::new(init);
        crc.update(self.header);
        crc.update(self.body.payload());
        self.crc.map(|sent| sent == crc.finish())
    }
}

/// What decides which header follows the access address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Channel {
    Advertising,
    Data,
    Isochronous,
    Broadcast,
}

fn channel(access_address: u32, framing: Framing) -> Channel {
    match framing.traffic {
        _ if access_address == ADVERTISING_ACCESS_ADDRESS => Channel::Advertising,
        Traffic::Auxiliary => Channel::Advertising,
        Traffic::Unknown => Channel::Data,
        Traffic::ConnectedIsochronous => Channel::Isochronous,
        Traffic::BroadcastIsochronous => Channel::Broadcast,
    }
}

/// Adds the layers of a link layer packet, from the access address on.
///
/// A packet with a wrong CRC is shown up to its header: what follows is noise.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, radio: Radio, context: &Context<'a>) {
    let framing = radio.framing;
    let access_address = if framing.coding_indicator {
        frame.layer::<CodedAccess>(part).map(|access| access.access_address)
    } else {
        frame.layer::<Access>(part).map(|access| access.access_address)
    };
    let Some(Hex32(access_address)) = access_address else { return };
    let header = skip(part, ACCESS + usize::from(framing.coding_indicator));
    match channel(access_address, framing) {
        Channel::Advertising => drop(frame.layer::<AdvertisingHeader>(header)),
        Channel::Data => drop(frame.layer::<DataHeader>(header)),
        Channel::Isochronous => drop(frame.layer::<IsochronousHeader>(header)),
        Channel::Broadcast => drop(frame.layer::<BroadcastHeader>(header)),
    }
    if frame.stop.is_some() || radio.crc_ok == Some(false) {
        return;
    }
    let packet = match Packet::parse(part.bytes, framing) {
        Ok(packet) => packet,
        Err(error) => {
            frame.stop_at(part, error);
            return;
        }
    };
    if packet.header.len() > HEADER {
        frame.layer::<CteInfo>(skip(header, HEADER));
    }
    let declared = packet.body.payload().len();
    let payload = skip(header, packet.header.len() + usize::from(framing.padding));
    let crc = skip(payload, declared);
    let payload = payload.limit(declared);
    // A layer cannot follow a fault, and a CRC that is not there is one.
    if packet.crc.is_some() {
        frame.layer::<Check>(crc.limit(CRC));
    }
    let opaque = !radio.decrypted && (context.encrypted || radio.encrypted == Some(true));
    match packet.body {
        Body::Advertising(header, _) => advertising::dissect(frame, header, payload),
        Body::Data(header, _) if !opaque => data(frame, header, payload, radio, context),
        _ => {}
    }
    if packet.crc.is_none() {
        frame.layer::<Check>(crc);
    }
}

fn data<'a>(
    frame: &mut Frame<'a>,
    header: DataHeader,
    payload: Part<'a>,
    radio: Radio,
    context: &Context<'a>,
) {
    match header.llid {
        Llid::CONTROL => control::dissect(frame, payload),
        Llid::START | Llid::CONTINUATION => {
            if let Some(bytes) = context.pdu {
                let whole = Part::assembled(bytes, Buffer::Pdu);
                crate::l2cap::dissect(frame, whole, context);
            } else if header.llid == Llid::START
                && !context.incomplete
                && let Some(whole) = data::whole_pdu(payload, radio.decrypted)
            {
                crate::l2cap::dissect(frame, whole, context);
            }
        }
        _ => {}
    }
}

/// `part` without its first `count` octets.
fn skip(part: Part<'_>, count: usize) -> Part<'_> {
    part.suffix(part.bytes.get(count..).unwrap_or_default())
}
