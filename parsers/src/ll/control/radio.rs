//! Packet length, PHY, channels, power and direction finding.

use crate::{Decibels, Eights, Fifths, Hex8, Microseconds16, Octets16, PhyDbm, Reduction, pdu};

pdu! {
    in PDUS;

    /// The longest packets that the sender can receive and wants to send.
    pub struct LengthReq ("LL_LENGTH_REQ", "Core Vol 6 Part B, 2.4.2.21") {
        max_rx_octets: Octets16 = "btle.control.max_rx_octets",
        max_rx_time: Microseconds16 = "btle.control.max_rx_time",
        max_tx_octets: Octets16 = "btle.control.max_tx_octets",
        max_tx_time: Microseconds16 = "btle.control.max_tx_time",
    }

    /// The answer.
    pub struct LengthRsp ("LL_LENGTH_RSP", "Core Vol 6 Part B, 2.4.2.21") {
        max_rx_octets: Octets16 = "btle.control.max_rx_octets",
        max_rx_time: Microseconds16 = "btle.control.max_rx_time",
        max_tx_octets: Octets16 = "btle.control.max_tx_octets",
        max_tx_time: Microseconds16 = "btle.control.max_tx_time",
    }

    /// PHYs that the sender prefers. Bit 0: 1M, bit 1: 2M, bit 2: Coded.
    pub struct PhyReq ("LL_PHY_REQ", "Core Vol 6 Part B, 2.4.2.22") {
        tx_phys: Hex8 as Keep = "btle.control.tx_phys",
        rx_phys: Hex8 as Keep = "btle.control.rx_phys",
    }

    /// The answer.
    pub struct PhyRsp ("LL_PHY_RSP", "Core Vol 6 Part B, 2.4.2.22") {
        tx_phys: Hex8 as Keep = "btle.control.tx_phys",
        rx_phys: Hex8 as Keep = "btle.control.rx_phys",
    }

    /// The central changes the PHYs at an instant. One bit is set, or none for no change; when
    /// both are zero there is no instant.
    pub struct PhyUpdateInd ("LL_PHY_UPDATE_IND", "Core Vol 6 Part B, 2.4.2.23") {
        central_to_peripheral: Hex8 as Keep = "btle.control.m_to_s_phy",
        peripheral_to_central: Hex8 as Keep = "btle.control.s_to_m_phy",
        instant: u16 as Keep = "btle.control.instant",
    }

    /// The peripheral needs a number of channels.
    pub struct MinUsedChannelsInd ("LL_MIN_USED_CHANNELS_IND", "Core Vol 6 Part B, 2.4.2.24") {
        phys: Hex8 as Keep = "btle.control.phys",
        min_used_channels: u8 as Keep = "btle.control.min_used_channels",
    }

    /// The sender wants a constant tone.
    pub struct CteReq ("LL_CTE_REQ", "Core Vol 6 Part B, 2.4.2.25") {
        @u8 min_length: Eights [0..5] = "btle.control.cte.min_len_req",
        reserved: u8 [5..6] as Reserved = "btle.control.cte.rfu",
        kind: u8 [6..8] as Keep = "btle.control.cte.type_req",
    }

    /// A packet that the constant tone follows.
    pub struct CteRsp ("LL_CTE_RSP", "Core Vol 6 Part B, 2.4.2.26") {}

    /// The sender wants the peer to change its power.
    pub struct PowerControlReq ("LL_POWER_CONTROL_REQ", "Core Vol 6 Part B, 2.4.2.33") {
        phy: Hex8 as Keep = "btle.control.pwr_phy",
        delta: Decibels = "btle.control.delta",
        /// The sender's own, in dBm; 126: the PHY is not supported, 127: not known.
        tx_power: PhyDbm = "btle.control.txpower",
    }

    /// The answer.
    pub struct PowerControlRsp ("LL_POWER_CONTROL_RSP", "Core Vol 6 Part B, 2.4.2.34") {
        @u8 flags: Hex8 [0..8] as Keep = "btle.control.pwrflags",
        at_minimum: bool [0..1] = "btle.control.min",
        at_maximum: bool [1..2] = "btle.control.max",
        delta: Decibels = "btle.control.delta",
        tx_power: PhyDbm = "btle.control.txpower",
        /// In dB; 255: not known.
        acceptable_reduction: Reduction = "btle.control.acceptable_power_reduction",
    }

    /// The sender has changed its power by itself.
    pub struct PowerChangeInd ("LL_POWER_CHANGE_IND", "Core Vol 6 Part B, 2.4.2.35") {
        phy: Hex8 as Keep = "btle.control.pwr_phy",
        @u8 flags: Hex8 [0..8] as Keep = "btle.control.pwrflags",
        at_minimum: bool [0..1] = "btle.control.min",
        at_maximum: bool [1..2] = "btle.control.max",
        delta: Decibels = "btle.control.delta",
        tx_power: PhyDbm = "btle.control.txpower",
    }

    /// The central wants to know which channels are bad, or no longer.
    pub struct ChannelReportingInd ("LL_CHANNEL_REPORTING_IND", "Core Vol 6 Part B, 2.4.2.38") {
        enable: bool,
        min_spacing: Fifths,
        max_delay: Fifths,
    }

    /// The peripheral's view of the channels, two bits a channel: 0 unknown, 1 good, 3 bad.
    pub struct ChannelStatusInd<'a> ("LL_CHANNEL_STATUS_IND", "Core Vol 6 Part B, 2.4.2.39") {
        classification: &'a [u8; 10] as Keep,
    }
}
