//! Advertising physical channel PDUs (Core Vol 6 Part B, 2.3).

use crate::{
    Address, Events16, Hex24, Hex32, Interval, Interval8, Timeout, codes, dispatch,
    frame::{Frame, Part},
    ll::{ChannelMap, SleepClockAccuracy, ad::AdStructure, extended::ExtendedAdvertising},
    pdu,
    pdu::List,
};

codes! {
    /// Type of an advertising PDU. Where two names are given, the second is the one on the
    /// secondary channels.
    pub AdvertisingType(u8) {
        ADV_IND = 0x0 => "ADV_IND",
        ADV_DIRECT_IND = 0x1 => "ADV_DIRECT_IND",
        ADV_NONCONN_IND = 0x2 => "ADV_NONCONN_IND",
        SCAN_REQ = 0x3 => "SCAN_REQ / AUX_SCAN_REQ",
        SCAN_RSP = 0x4 => "SCAN_RSP",
        CONNECT_IND = 0x5 => "CONNECT_IND / AUX_CONNECT_REQ",
        ADV_SCAN_IND = 0x6 => "ADV_SCAN_IND",
        ADV_EXT_IND = 0x7 => "ADV_EXT_IND / AUX_*_IND",
        AUX_CONNECT_RSP = 0x8 => "AUX_CONNECT_RSP",
    }
}

pdu! {
    in PDUS;

    /// Header of an advertising physical channel PDU.
    pub struct AdvertisingHeader ("LE advertising header", "Core Vol 6 Part B, 2.3", Wrapping) {
        @u8 kind: AdvertisingType [0..4] = "btle.advertising_header.pdu_type",
        reserved: u8 [4..5] as Reserved = "btle.advertising_header.rfu.1",
        /// The sender supports Channel Selection Algorithm #2; meaningful in ADV_IND,
        /// ADV_DIRECT_IND and CONNECT_IND only.
        channel_selection_2: bool [5..6] = "btle.advertising_header.ch_sel",
        /// The sender's address is random.
        tx_random: bool [6..7] = "btle.advertising_header.randomized_tx",
        /// The addressee's address is random.
        rx_random: bool [7..8] = "btle.advertising_header.randomized_rx",
        /// Octets of the payload.
        length: u8 as Form = "btle.length",
    }

    /// Connectable and scannable undirected advertising.
    pub struct AdvInd<'a> ("ADV_IND", "Core Vol 6 Part B, 2.3.1.1") {
        advertiser: Address = "btle.advertising_address",
        data: List<'a, AdStructure<'a>>,
    }

    /// Connectable directed advertising.
    pub struct AdvDirectInd ("ADV_DIRECT_IND", "Core Vol 6 Part B, 2.3.1.2") {
        advertiser: Address = "btle.advertising_address",
        target: Address = "btle.target_address",
    }

    /// Undirected advertising that can neither be connected to nor scanned.
    pub struct AdvNonconnInd<'a> ("ADV_NONCONN_IND", "Core Vol 6 Part B, 2.3.1.3") {
        advertiser: Address = "btle.advertising_address",
        data: List<'a, AdStructure<'a>>,
    }

    /// Scannable undirected advertising.
    pub struct AdvScanInd<'a> ("ADV_SCAN_IND", "Core Vol 6 Part B, 2.3.1.4") {
        advertiser: Address = "btle.advertising_address",
        data: List<'a, AdStructure<'a>>,
    }

    /// A scanner asks an advertiser for more.
    pub struct ScanReq ("SCAN_REQ", "Core Vol 6 Part B, 2.3.2.1") {
        scanner: Address = "btle.scanning_address",
        advertiser: Address = "btle.advertising_address",
    }

    /// An advertiser's answer.
    pub struct ScanRsp<'a> ("SCAN_RSP", "Core Vol 6 Part B, 2.3.2.2") {
        advertiser: Address = "btle.advertising_address",
        data: List<'a, AdStructure<'a>>,
    }

    /// A connection begins: the initiator becomes the central.
    pub struct ConnectInd ("CONNECT_IND", "Core Vol 6 Part B, 2.3.3.1") {
        initiator: Address = "btle.initiator_address",
        advertiser: Address = "btle.advertising_address",
        /// Of the new connection.
        access_address: Hex32 as Keep = "btle.link_layer_data.access_address",
        /// What the CRC of the new connection's packets starts with.
        crc_init: Hex24 as Form = "btle.link_layer_data.crc_init",
        window_size: Interval8 = "btle.link_layer_data.window_size",
        window_offset: Interval = "btle.link_layer_data.window_offset",
        interval: Interval = "btle.link_layer_data.interval",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "btle.link_layer_data.latency",
        timeout: Timeout = "btle.link_layer_data.timeout",
        channel_map: ChannelMap = "btle.link_layer_data.channel_map",
        /// Hop increment, 5 to 16.
        @u8 hop: u8 [0..5] as Keep = "btle.link_layer_data.hop",
        /// Of the central.
        sleep_clock_accuracy: SleepClockAccuracy [5..8] = "btle.link_layer_data.sleep_clock_accuracy",
    }
}

dispatch! {
    /// The payload of an advertising PDU.
    pub enum Advertising<'a> by AdvertisingType {
        ADV_IND => AdvInd(AdvInd<'a>),
        ADV_DIRECT_IND => AdvDirectInd(AdvDirectInd),
        ADV_NONCONN_IND => AdvNonconnInd(AdvNonconnInd<'a>),
        SCAN_REQ => ScanReq(ScanReq),
        SCAN_RSP => ScanRsp(ScanRsp<'a>),
        CONNECT_IND => ConnectInd(ConnectInd),
        ADV_SCAN_IND => AdvScanInd(AdvScanInd<'a>),
        ADV_EXT_IND => Extended(ExtendedAdvertising<'a>),
        AUX_CONNECT_RSP => AuxConnectRsp(ExtendedAdvertising<'a>),
    }
}

/// Adds the layer of the payload.
pub(super) fn dissect<'a>(frame: &mut Frame<'a>, header: AdvertisingHeader, payload: Part<'a>) {
    if let Some(pdu) = Advertising::pdu(header.kind) {
        frame.layer_of(pdu, payload);
    }
}
