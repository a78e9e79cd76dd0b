//! Per-Packet Information (link type 192), as Ubertooth writes it.

use crate::{
    Clock100, Dbm, Fault, Megahertz, codes,
    frame::{Frame, Part},
    packet::{Direction, Packet},
    pdu,
    pdu::View,
    radio::{Radio, air, channel_index, other, skip},
};

codes! {
    /// Link type of the packet after the PPI header.
    pub InnerLink(u32) {
        /// Ubertooth used it before the link layer had a number of its own.
        USER0 = 147 => "User 0",
        LOW_ENERGY = 251 => "Bluetooth LE link layer",
    }

    /// Type of a PPI field.
    pub FieldType(u16) {
        UBERTOOTH = 30006 => "Bluetooth LE reception",
    }
}

pdu! {
    in PDUS;

    /// The header before the fields.
    pub struct PpiHeader ("PPI", "PPI 1.0.7, 3.1", Aside) {
        version: u8 as Form = "ppi.version",
        @u8 aligned: bool [0..1] = "ppi.flags.alignment",
        /// Octets of the header and its fields.
        length: u16 as Form = "ppi.length",
        link: InnerLink = "ppi.dlt",
    }

    /// The header of one field.
    pub struct PpiFieldHeader ("PPI field", "PPI 1.0.7, 3.1", Aside) {
        field_type: FieldType = "ppi.field_type",
        /// Octets after this header.
        length: u16 as Form = "ppi.field_len",
    }

    /// How Ubertooth received a packet.
    pub struct Ubertooth ("Ubertooth LE", "PPI field 30006", Aside) {
        version: u8 as Form,
        frequency: Megahertz,
        clock_high: u8 as Keep,
        clock: Clock100,
        rssi_max: Dbm,
        rssi_min: Dbm,
        rssi_average: Dbm,
        rssi_count: u8 as Keep,
    }
}

const HEADER: usize = 8;
const FIELD_HEADER: usize = 4;

/// Takes the header off; with `frame`, its layers are added to it.
pub(crate) fn open<'a>(whole: Part<'a>, mut frame: Option<&mut Frame<'a>>) -> Option<Packet<'a>> {
    if let Some(frame) = frame.as_deref_mut() {
        frame.layer::<PpiHeader>(whole);
    }
    let header = PpiHeader::parse(whole.bytes).ok()?;
    let length = usize::from(header.length);
    if length < HEADER || length > whole.bytes.len() {
        if let Some(frame) = frame {
            let fault = Fault::Length { declared: length, available: whole.bytes.len() };
            frame.fault(PpiHeader::PDU, whole, fault);
        }
        return None;
    }
    let received = ubertooth(skip(whole.limit(length), HEADER), header.aligned, frame);
    let part = skip(whole, length);
    let inner = u16::try_from(header.link.0).unwrap_or(u16::MAX);
    match (header.link, received) {
        (InnerLink::LOW_ENERGY, received) | (InnerLink::USER0, received @ Some(_)) => {
            let radio = received.map(radio).unwrap_or_default();
            Some(air(Direction::Unknown, radio, part))
        }
        _ => Some(other(inner, part)),
    }
}

/// Ubertooth's field, when it is there. Others are passed over.
fn ubertooth<'a>(
    mut fields: Part<'a>,
    aligned: bool,
    mut frame: Option<&mut Frame<'a>>,
) -> Option<Ubertooth> {
    while let Ok(header) = PpiFieldHeader::parse(fields.bytes) {
        let length = usize::from(header.length);
        if header.field_type == FieldType::UBERTOOTH {
            let value = skip(fields, FIELD_HEADER).limit(length);
            if let Some(frame) = frame.as_deref_mut() {
                frame.layer::<PpiFieldHeader>(fields);
                frame.layer::<Ubertooth>(value);
            }
            return Ubertooth::parse(value.bytes).ok();
        }
        let padded = if aligned { length.next_multiple_of(4) } else { length };
        fields = skip(fields, FIELD_HEADER + padded);
    }
    None
}

fn radio(received: Ubertooth) -> Radio {
    let rf_channel = received.frequency.0.checked_sub(2402).map(|above| above / 2);
    Radio {
        channel: rf_channel.and_then(|k| u8::try_from(k).ok()).and_then(channel_index),
        rssi: Some(received.rssi_average.0),
        ..Radio::default()
    }
}
