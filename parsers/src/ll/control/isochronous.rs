//! Connected isochronous streams and the transfer of periodic synchronization.

use crate::{
    Address, Hex16, Hex24, Hex32, Interval, U24,
    hci::Status,
    ll::{ChannelMap, SleepClockAccuracy},
    pdu,
};

pdu! {
    in PDUS;

    /// Where the periodic advertising is.
    pub struct SyncInfo ("Transferred SyncInfo", "Core Vol 6 Part B, 2.3.4.6") {
        @u16 offset: u16 [0..13] as Keep = "btle.control.sync_info.sync_offset",
        offset_units: bool [13..14] = "btle.control.sync_info.offset_units",
        offset_adjust: bool [14..15] = "btle.control.sync_info.offset_adjust",
        interval: Interval = "btle.control.sync_info.interval",
        @u40 channel_map: ChannelMap [0..37] = "btle.control.sync_info.channel_map",
        sleep_clock_accuracy: SleepClockAccuracy [37..40]
            = "btle.control.sync_info.sleep_clock_accuracy",
        access_address: Hex32 as Keep = "btle.control.sync_info.access_address",
        crc_init: Hex24 as Form = "btle.control.sync_info.crc_init",
        event_counter: u16 as Keep = "btle.control.sync_info.event_counter",
    }

    /// The sender hands on its synchronization with periodic advertising.
    pub struct PeriodicSyncInd ("LL_PERIODIC_SYNC_IND", "Core Vol 6 Part B, 2.4.2.27") {
        id: Hex16 as Keep = "btle.control.sync.id",
        sync_info: SyncInfo,
        connection_event: u16 as Keep = "btle.control.sync.conn_event_count",
        last_event_counter: u16 as Keep = "btle.control.sync.last_pa_event_counter",
        @u8 set_id: u8 [0..4] as Keep = "btle.control.sync.sid",
        address_random: bool [4..5] = "btle.control.sync.atype",
        sleep_clock_accuracy: SleepClockAccuracy [5..8] = "btle.control.sync.sleep_clock_accuracy",
        phy: u8 as Keep,
        advertiser: Address = "btle.advertising_address",
        sync_connection_event: u16 as Keep = "btle.control.sync.sync_conn_event_count",
    }

    /// The same for periodic advertising with responses.
    pub struct PeriodicSyncWrInd ("LL_PERIODIC_SYNC_WR_IND", "Core Vol 6 Part B, 2.4.2.40") {
        id: Hex16 as Keep = "btle.control.sync.id",
        sync_info: SyncInfo,
        connection_event: u16 as Keep = "btle.control.sync.conn_event_count",
        last_event_counter: u16 as Keep = "btle.control.sync.last_pa_event_counter",
        @u8 set_id: u8 [0..4] as Keep = "btle.control.sync.sid",
        address_random: bool [4..5] = "btle.control.sync.atype",
        sleep_clock_accuracy: SleepClockAccuracy [5..8] = "btle.control.sync.sleep_clock_accuracy",
        phy: u8 as Keep,
        advertiser: Address = "btle.advertising_address",
        sync_connection_event: u16 as Keep = "btle.control.sync.sync_conn_event_count",
        response_access_address: Hex32 as Keep,
        subevents: u8 as Keep,
        /// In units of 1.25 ms.
        subevent_interval: u8 as Keep,
        /// In units of 1.25 ms.
        response_slot_delay: u8 as Keep,
        /// In units of 0.125 ms.
        response_slot_spacing: u8 as Keep,
    }

    /// The central wants an isochronous stream.
    pub struct CisReq ("LL_CIS_REQ", "Core Vol 6 Part B, 2.4.2.29") {
        cig: u8 as Keep = "btle.control.cig_id",
        cis: u8 as Keep = "btle.control.cis_id",
        phy_central_to_peripheral: u8 as Keep = "btle.control.m_to_s_phy",
        phy_peripheral_to_central: u8 as Keep = "btle.control.s_to_m_phy",
        @u16 max_sdu_central_to_peripheral: u16 [0..12] as Keep = "btle.control.max_sdu_m_to_s",
        framed: bool [15..16] = "btle.control.framed",
        @u16 max_sdu_peripheral_to_central: u16 [0..12] as Keep = "btle.control.max_sdu_s_to_m",
        /// In microseconds.
        @u24 sdu_interval_central_to_peripheral: u32 [0..20] as Keep = "btle.control.sdu_interval_m_to_s",
        /// In microseconds.
        @u24 sdu_interval_peripheral_to_central: u32 [0..20] as Keep = "btle.control.sdu_interval_s_to_m",
        max_pdu_central_to_peripheral: u16 as Keep = "btle.control.max_pdu_m_to_s",
        max_pdu_peripheral_to_central: u16 as Keep = "btle.control.max_pdu_s_to_m",
        subevents: u8 as Keep = "btle.control.num_sub_events",
        /// In microseconds.
        subevent_interval: U24 as Keep = "btle.control.sub_interval",
        @u8 burst_central_to_peripheral: u8 [0..4] as Keep = "btle.control.bn_m_to_s",
        burst_peripheral_to_central: u8 [4..8] as Keep = "btle.control.bn_s_to_m",
        flush_timeout_central_to_peripheral: u8 as Keep = "btle.control.ft_m_to_s",
        flush_timeout_peripheral_to_central: u8 as Keep = "btle.control.ft_s_to_m",
        iso_interval: Interval = "btle.control.iso_interval",
        /// In microseconds.
        offset_min: U24 as Keep = "btle.control.cis_offset_min",
        /// In microseconds.
        offset_max: U24 as Keep = "btle.control.cis_offset_max",
        connection_event: u16 as Keep = "btle.control.conn_event_count",
    }

    /// The peripheral accepts.
    pub struct CisRsp ("LL_CIS_RSP", "Core Vol 6 Part B, 2.4.2.30") {
        /// In microseconds.
        offset_min: U24 as Keep = "btle.control.cis_offset_min",
        /// In microseconds.
        offset_max: U24 as Keep = "btle.control.cis_offset_max",
        connection_event: u16 as Keep = "btle.control.conn_event_count",
    }

    /// The central starts the stream.
    pub struct CisInd ("LL_CIS_IND", "Core Vol 6 Part B, 2.4.2.31") {
        access_address: Hex32 as Keep = "btle.control.access_address",
        /// In microseconds.
        offset: U24 as Keep = "btle.control.cis_offset",
        /// In microseconds.
        cig_sync_delay: U24 as Keep = "btle.control.cig_sync_delay",
        /// In microseconds.
        cis_sync_delay: U24 as Keep = "btle.control.cis_sync_delay",
        connection_event: u16 as Keep = "btle.control.conn_event_count",
    }

    /// The sender ends the stream.
    pub struct CisTerminateInd ("LL_CIS_TERMINATE_IND", "Core Vol 6 Part B, 2.4.2.32") {
        cig: u8 as Keep = "btle.control.cig_id",
        cis: u8 as Keep = "btle.control.cis_id",
        error: Status = "btle.control.error_code",
    }
}
