//! Connection parameters, features, versions and refusals.

use crate::{
    Events16, Hex16, Hex64, Interval, Interval8, IntervalOffset, Periodicity, Timeout, codes,
    company::Company,
    hci::Status,
    ll::{ChannelMap, ControlOpcode, SleepClockAccuracy},
    pdu,
};

codes! {
    /// Version of the Core Specification (Assigned Numbers, 2.1).
    pub Version(u8) {
        V4_0 = 6 => "4.0",
        V4_1 = 7 => "4.1",
        V4_2 = 8 => "4.2",
        V5_0 = 9 => "5.0",
        V5_1 = 10 => "5.1",
        V5_2 = 11 => "5.2",
        V5_3 = 12 => "5.3",
        V5_4 = 13 => "5.4",
        V6_0 = 14 => "6.0",
    }
}

pdu! {
    in PDUS;

    /// The central changes the connection parameters at an instant.
    pub struct ConnectionUpdateInd ("LL_CONNECTION_UPDATE_IND", "Core Vol 6 Part B, 2.4.2.1") {
        window_size: Interval8 = "btle.control.window_size",
        window_offset: Interval = "btle.control.window_offset",
        interval: Interval = "btle.control.interval",
        /// Connection events that the peripheral may skip.
        latency: Events16 = "btle.control.latency",
        timeout: Timeout = "btle.control.timeout",
        /// Connection event counter at which it takes effect.
        instant: u16 as Keep = "btle.control.instant",
    }

    /// The central changes the channel map at an instant.
    pub struct ChannelMapInd ("LL_CHANNEL_MAP_IND", "Core Vol 6 Part B, 2.4.2.2") {
        channel_map: ChannelMap = "btle.control.channel_map",
        instant: u16 as Keep = "btle.control.instant",
    }

    /// The sender ends the connection.
    pub struct TerminateInd ("LL_TERMINATE_IND", "Core Vol 6 Part B, 2.4.2.3") {
        error: Status = "btle.control.error_code",
    }

    /// The sender does not know a control PDU.
    pub struct UnknownRsp ("LL_UNKNOWN_RSP", "Core Vol 6 Part B, 2.4.2.8") {
        unknown: ControlOpcode = "btle.control.unknown_type",
    }

    /// The central's features.
    pub struct FeatureReq ("LL_FEATURE_REQ", "Core Vol 6 Part B, 2.4.2.9") {
        features: Hex64 as Keep = "btle.control.feature_set",
    }

    /// Features that both sides can use.
    pub struct FeatureRsp ("LL_FEATURE_RSP", "Core Vol 6 Part B, 2.4.2.10") {
        features: Hex64 as Keep = "btle.control.feature_set",
    }

    /// The sender's version.
    pub struct VersionInd ("LL_VERSION_IND", "Core Vol 6 Part B, 2.4.2.13") {
        version: Version = "btle.control.version_number",
        company: Company = "btle.control.company_id",
        subversion: Hex16 as Keep = "btle.control.subversion_number",
    }

    /// The sender refuses to encrypt.
    pub struct RejectInd ("LL_REJECT_IND", "Core Vol 6 Part B, 2.4.2.14") {
        error: Status = "btle.control.error_code",
    }

    /// The peripheral's features.
    pub struct PeripheralFeatureReq ("LL_PERIPHERAL_FEATURE_REQ", "Core Vol 6 Part B, 2.4.2.15") {
        features: Hex64 as Keep = "btle.control.feature_set",
    }

    /// The sender wants other connection parameters.
    pub struct ConnectionParamReq ("LL_CONNECTION_PARAM_REQ", "Core Vol 6 Part B, 2.4.2.16") {
        interval_min: Interval = "btle.control.interval.min",
        interval_max: Interval = "btle.control.interval.max",
        latency: Events16 = "btle.control.latency",
        timeout: Timeout = "btle.control.timeout",
        /// The interval should be a multiple of this, in units of 1.25 ms; 0 for any.
        preferred_periodicity: Periodicity = "btle.control.preferred_periodicity",
        /// Event that the offsets count from.
        reference_event: u16 as Keep = "btle.control.reference_connection_event_count",
        /// In units of 1.25 ms, best first; 0xffff is no offset.
        offset_0: IntervalOffset = "btle.control.offset.0",
        offset_1: IntervalOffset = "btle.control.offset.1",
        offset_2: IntervalOffset = "btle.control.offset.2",
        offset_3: IntervalOffset = "btle.control.offset.3",
        offset_4: IntervalOffset = "btle.control.offset.4",
        offset_5: IntervalOffset = "btle.control.offset.5",
    }

    /// The peripheral's answer.
    pub struct ConnectionParamRsp ("LL_CONNECTION_PARAM_RSP", "Core Vol 6 Part B, 2.4.2.17") {
        interval_min: Interval = "btle.control.interval.min",
        interval_max: Interval = "btle.control.interval.max",
        latency: Events16 = "btle.control.latency",
        timeout: Timeout = "btle.control.timeout",
        /// The interval should be a multiple of this, in units of 1.25 ms; 0 for any.
        preferred_periodicity: Periodicity = "btle.control.preferred_periodicity",
        /// Event that the offsets count from.
        reference_event: u16 as Keep = "btle.control.reference_connection_event_count",
        /// In units of 1.25 ms, best first; 0xffff is no offset.
        offset_0: IntervalOffset = "btle.control.offset.0",
        offset_1: IntervalOffset = "btle.control.offset.1",
        offset_2: IntervalOffset = "btle.control.offset.2",
        offset_3: IntervalOffset = "btle.control.offset.3",
        offset_4: IntervalOffset = "btle.control.offset.4",
        offset_5: IntervalOffset = "btle.control.offset.5",
    }

    /// The sender refuses a control PDU.
    pub struct RejectExtInd ("LL_REJECT_EXT_IND", "Core Vol 6 Part B, 2.4.2.18") {
        /// What is refused.
        rejected: ControlOpcode = "btle.control.reject_opcode",
        error: Status = "btle.control.error_code",
    }

    /// The sender's sleep clock.
    pub struct ClockAccuracyReq ("LL_CLOCK_ACCURACY_REQ", "Core Vol 6 Part B, 2.4.2.28") {
        /// A whole octet, of which values above 7 are reserved.
        accuracy: SleepClockAccuracy,
    }

    /// The answerer's sleep clock.
    pub struct ClockAccuracyRsp ("LL_CLOCK_ACCURACY_RSP", "Core Vol 6 Part B, 2.4.2.28") {
        /// A whole octet, of which values above 7 are reserved.
        accuracy: SleepClockAccuracy,
    }

    /// The peripheral asks to use only some of the connection events.
    pub struct SubrateReq ("LL_SUBRATE_REQ", "Core Vol 6 Part B, 2.4.2.36") {
        factor_min: u16 as Keep,
        factor_max: u16 as Keep,
        /// In subrated events.
        max_latency: Events16,
        continuation_number: u16 as Keep,
        timeout: Timeout,
    }

    /// The central changes the subrating.
    pub struct SubrateInd ("LL_SUBRATE_IND", "Core Vol 6 Part B, 2.4.2.37") {
        factor: u16 as Keep,
        base_event: u16 as Keep,
        /// In subrated events.
        latency: Events16,
        continuation_number: u16 as Keep,
        timeout: Timeout,
    }

    /// One page of the central's features.
    pub struct FeatureExtReq<'a> ("LL_FEATURE_EXT_REQ", "Core Vol 6 Part B, 2.4.2") {
        max_page: u8 as Keep,
        page: u8 as Keep,
        features: &'a [u8; 24] as Keep,
    }

    /// One page of the answerer's features.
    pub struct FeatureExtRsp<'a> ("LL_FEATURE_EXT_RSP", "Core Vol 6 Part B, 2.4.2") {
        max_page: u8 as Keep,
        page: u8 as Keep,
        features: &'a [u8; 24] as Keep,
    }
}
