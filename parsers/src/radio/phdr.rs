//! The pseudo-header of ten octets before a link layer packet (link type 256).

use crate::{
    Dbm, Hex16, Hex32, codes,
    frame::{Frame, Part},
    packet::{Direction, Packet},
    pdu,
    pdu::View,
    radio::{Framing, Phy, Radio, Traffic, air, channel_index, other, skip},
};

const LENGTH: usize = 10;

codes! {
    /// What the packet is, as the sniffer followed it.
    pub PduKind(u8) {
        UNSPECIFIED = 0 => "Advertising or Data (unspecified direction)",
        AUXILIARY = 1 => "Auxiliary Advertising",
        CENTRAL_TO_PERIPHERAL = 2 => "Data, Central to Peripheral",
        PERIPHERAL_TO_CENTRAL = 3 => "Data, Peripheral to Central",
        CONNECTED_ISOCHRONOUS_SENT = 4 => "Connected Isochronous, Central to Peripheral",
        CONNECTED_ISOCHRONOUS_RECEIVED = 5 => "Connected Isochronous, Peripheral to Central",
        BROADCAST_ISOCHRONOUS = 6 => "Broadcast Isochronous",
    }
}

pdu! {
    in PDUS;

    /// How the packet was received. A field with a "valid" flag means something only if the flag is set.
    pub struct Phdr ("LE radio", "link type 256", Aside) {
        /// RF channel 0 to 39, by frequency.
        rf_channel: u8 as Keep = "btle_rf.channel",
        signal: Dbm = "btle_rf.signal_dbm",
        noise: Dbm = "btle_rf.noise_dbm",
        /// Bits of the access address that were received wrong.
        access_address_offenses: u8 as Keep = "btle_rf.access_address_offenses",
        /// The access address that the sniffer was set to.
        reference_access_address: Hex32 as Keep = "btle_rf.reference_access_address",
        @u16 flags: Hex16 [0..16] as Keep = "btle_rf.flags",
        dewhitened: bool [0..1] = "btle_rf.flags.dewhitened",
        signal_valid: bool [1..2] = "btle_rf.flags.signal_dbm_valid",
        noise_valid: bool [2..3] = "btle_rf.flags.noise_dbm_valid",
        decrypted: bool [3..4] = "btle_rf.flags.decrypted",
        reference_access_address_valid: bool [4..5] = "btle_rf.flags.reference_access_address_valid",
        access_address_offenses_valid: bool [5..6] = "btle_rf.flags.access_address_offenses_valid",
        /// The channel is one of several that the sniffer could not distinguish.
        channel_aliased: bool [6..7] = "btle_rf.flags.channel_aliased",
        pdu_kind: PduKind [7..10] = "btle_rf.pdu_type",
        crc_checked: bool [10..11] = "btle_rf.flags.crc_checked",
        crc_valid: bool [11..12] = "btle_rf.flags.crc_valid",
        /// For auxiliary advertising, this bit and the next give the kind of PDU instead.
        mic_checked: bool [12..13] = "btle_rf.flags.mic_checked",
        mic_valid: bool [13..14] = "btle_rf.flags.mic_valid",
        phy: Phy [14..16] = "btle_rf.phy",
    }
}

/// Takes the header off; with `frame`, its layers are added to it.
pub(crate) fn open<'a>(whole: Part<'a>, frame: Option<&mut Frame<'a>>) -> Option<Packet<'a>> {
    if let Some(frame) = frame {
        frame.layer::<Phdr>(whole);
    }
    let header = Phdr::parse(whole.bytes).ok()?;
    let part = skip(whole, LENGTH);
    if !header.dewhitened {
        // Still scrambled: not one field of it can be read.
        return Some(other(u16::from(header.pdu_kind.0), part));
    }
    let (direction, traffic) = match header.pdu_kind {
        PduKind::AUXILIARY => (Direction::Unknown, Traffic::Auxiliary),
        PduKind::CENTRAL_TO_PERIPHERAL => (Direction::Sent, Traffic::Unknown),
        PduKind::PERIPHERAL_TO_CENTRAL => (Direction::Received, Traffic::Unknown),
        PduKind::CONNECTED_ISOCHRONOUS_SENT => (Direction::Sent, Traffic::ConnectedIsochronous),
        PduKind::CONNECTED_ISOCHRONOUS_RECEIVED => {
            (Direction::Received, Traffic::ConnectedIsochronous)
        }
        PduKind::BROADCAST_ISOCHRONOUS => (Direction::Unknown, Traffic::BroadcastIsochronous),
        _ => (Direction::Unknown, Traffic::Unknown),
    };
    let mic_checked = header.mic_checked && header.pdu_kind != PduKind::AUXILIARY;
    let radio = Radio {
        channel: channel_index(header.rf_channel).filter(|_| !header.channel_aliased),
        rssi: header.signal_valid.then_some(header.signal.0),
        crc_ok: header.crc_checked.then_some(header.crc_valid),
        // Without the flag the packet may be plain or encrypted: the sniffer does not know.
        encrypted: header.decrypted.then_some(true),
        decrypted: header.decrypted,
        mic_ok: mic_checked.then_some(header.mic_valid),
        phy: Some(header.phy),
        framing: Framing { coding_indicator: header.phy == Phy::LE_CODED, padding: false, traffic },
        ..Radio::default()
    };
    Some(air(direction, radio, part))
}
