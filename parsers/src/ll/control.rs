//! LL Control PDUs (Core Vol 6 Part B, 2.4.2).

pub mod connection;
pub mod isochronous;
pub mod radio;
pub mod security;

use crate::{
    codes, dispatch,
    frame::{Frame, Part},
    pdu,
};
use connection::*;
use isochronous::*;
use radio::*;
use security::*;

codes! {
    /// Opcode of an LL Control PDU (Core Vol 6 Part B, 2.4.2).
    pub ControlOpcode(u8) {
        CONNECTION_UPDATE_IND = 0x00 => "LL_CONNECTION_UPDATE_IND",
        CHANNEL_MAP_IND = 0x01 => "LL_CHANNEL_MAP_IND",
        TERMINATE_IND = 0x02 => "LL_TERMINATE_IND",
        ENC_REQ = 0x03 => "LL_ENC_REQ",
        ENC_RSP = 0x04 => "LL_ENC_RSP",
        START_ENC_REQ = 0x05 => "LL_START_ENC_REQ",
        START_ENC_RSP = 0x06 => "LL_START_ENC_RSP",
        UNKNOWN_RSP = 0x07 => "LL_UNKNOWN_RSP",
        FEATURE_REQ = 0x08 => "LL_FEATURE_REQ",
        FEATURE_RSP = 0x09 => "LL_FEATURE_RSP",
        PAUSE_ENC_REQ = 0x0a => "LL_PAUSE_ENC_REQ",
        PAUSE_ENC_RSP = 0x0b => "LL_PAUSE_ENC_RSP",
        VERSION_IND = 0x0c => "LL_VERSION_IND",
        REJECT_IND = 0x0d => "LL_REJECT_IND",
        PERIPHERAL_FEATURE_REQ = 0x0e => "LL_PERIPHERAL_FEATURE_REQ",
        CONNECTION_PARAM_REQ = 0x0f => "LL_CONNECTION_PARAM_REQ",
        CONNECTION_PARAM_RSP = 0x10 => "LL_CONNECTION_PARAM_RSP",
        REJECT_EXT_IND = 0x11 => "LL_REJECT_EXT_IND",
        PING_REQ = 0x12 => "LL_PING_REQ",
        PING_RSP = 0x13 => "LL_PING_RSP",
        LENGTH_REQ = 0x14 => "LL_LENGTH_REQ",
        LENGTH_RSP = 0x15 => "LL_LENGTH_RSP",
        PHY_REQ = 0x16 => "LL_PHY_REQ",
        PHY_RSP = 0x17 => "LL_PHY_RSP",
        PHY_UPDATE_IND = 0x18 => "LL_PHY_UPDATE_IND",
        MIN_USED_CHANNELS_IND = 0x19 => "LL_MIN_USED_CHANNELS_IND",
        CTE_REQ = 0x1a => "LL_CTE_REQ",
        CTE_RSP = 0x1b => "LL_CTE_RSP",
        PERIODIC_SYNC_IND = 0x1c => "LL_PERIODIC_SYNC_IND",
        CLOCK_ACCURACY_REQ = 0x1d => "LL_CLOCK_ACCURACY_REQ",
        CLOCK_ACCURACY_RSP = 0x1e => "LL_CLOCK_ACCURACY_RSP",
        CIS_REQ = 0x1f => "LL_CIS_REQ",
        CIS_RSP = 0x20 => "LL_CIS_RSP",
        CIS_IND = 0x21 => "LL_CIS_IND",
        CIS_TERMINATE_IND = 0x22 => "LL_CIS_TERMINATE_IND",
        POWER_CONTROL_REQ = 0x23 => "LL_POWER_CONTROL_REQ",
        POWER_CONTROL_RSP = 0x24 => "LL_POWER_CONTROL_RSP",
        POWER_CHANGE_IND = 0x25 => "LL_POWER_CHANGE_IND",
        SUBRATE_REQ = 0x26 => "LL_SUBRATE_REQ",
        SUBRATE_IND = 0x27 => "LL_SUBRATE_IND",
        CHANNEL_REPORTING_IND = 0x28 => "LL_CHANNEL_REPORTING_IND",
        CHANNEL_STATUS_IND = 0x29 => "LL_CHANNEL_STATUS_IND",
        PERIODIC_SYNC_WR_IND = 0x2a => "LL_PERIODIC_SYNC_WR_IND",
        FEATURE_EXT_REQ = 0x2b => "LL_FEATURE_EXT_REQ",
        FEATURE_EXT_RSP = 0x2c => "LL_FEATURE_EXT_RSP",
    }
}

pdu! {
    in PDUS;

    /// The payload of a data PDU whose LLID is 3.
    pub struct ControlHeader<'a> ("LL Control", "Core Vol 6 Part B, 2.4.2", Coded) {
        opcode: ControlOpcode as Form = "btle.control_opcode",
        /// CtrData.
        data: &'a [u8],
    }
}

dispatch! {
    /// The CtrData of an LL Control PDU.
    pub enum Control<'a> by ControlOpcode {
        CONNECTION_UPDATE_IND => ConnectionUpdateInd(ConnectionUpdateInd),
        CHANNEL_MAP_IND => ChannelMapInd(ChannelMapInd),
        TERMINATE_IND => TerminateInd(TerminateInd),
        ENC_REQ => EncReq(EncReq),
        ENC_RSP => EncRsp(EncRsp),
        START_ENC_REQ => StartEncReq(StartEncReq),
        START_ENC_RSP => StartEncRsp(StartEncRsp),
        UNKNOWN_RSP => UnknownRsp(UnknownRsp),
        FEATURE_REQ => FeatureReq(FeatureReq),
        FEATURE_RSP => FeatureRsp(FeatureRsp),
        PAUSE_ENC_REQ => PauseEncReq(PauseEncReq),
        PAUSE_ENC_RSP => PauseEncRsp(PauseEncRsp),
        VERSION_IND => VersionInd(VersionInd),
        REJECT_IND => RejectInd(RejectInd),
        PERIPHERAL_FEATURE_REQ => PeripheralFeatureReq(PeripheralFeatureReq),
        CONNECTION_PARAM_REQ => ConnectionParamReq(ConnectionParamReq),
        CONNECTION_PARAM_RSP => ConnectionParamRsp(ConnectionParamRsp),
        REJECT_EXT_IND => RejectExtInd(RejectExtInd),
        PING_REQ => PingReq(PingReq),
        PING_RSP => PingRsp(PingRsp),
        LENGTH_REQ => LengthReq(LengthReq),
        LENGTH_RSP => LengthRsp(LengthRsp),
        PHY_REQ => PhyReq(PhyReq),
        PHY_RSP => PhyRsp(PhyRsp),
        PHY_UPDATE_IND => PhyUpdateInd(PhyUpdateInd),
        MIN_USED_CHANNELS_IND => MinUsedChannelsInd(MinUsedChannelsInd),
        CTE_REQ => CteReq(CteReq),
        CTE_RSP => CteRsp(CteRsp),
        PERIODIC_SYNC_IND => PeriodicSyncInd(PeriodicSyncInd),
        CLOCK_ACCURACY_REQ => ClockAccuracyReq(ClockAccuracyReq),
        CLOCK_ACCURACY_RSP => ClockAccuracyRsp(ClockAccuracyRsp),
        CIS_REQ => CisReq(CisReq),
        CIS_RSP => CisRsp(CisRsp),
        CIS_IND => CisInd(CisInd),
        CIS_TERMINATE_IND => CisTerminateInd(CisTerminateInd),
        POWER_CONTROL_REQ => PowerControlReq(PowerControlReq),
        POWER_CONTROL_RSP => PowerControlRsp(PowerControlRsp),
        POWER_CHANGE_IND => PowerChangeInd(PowerChangeInd),
        SUBRATE_REQ => SubrateReq(SubrateReq),
        SUBRATE_IND => SubrateInd(SubrateInd),
        CHANNEL_REPORTING_IND => ChannelReportingInd(ChannelReportingInd),
        CHANNEL_STATUS_IND => ChannelStatusInd(ChannelStatusInd<'a>),
        PERIODIC_SYNC_WR_IND => PeriodicSyncWrInd(PeriodicSyncWrInd),
        FEATURE_EXT_REQ => FeatureExtReq(FeatureExtReq<'a>),
        FEATURE_EXT_RSP => FeatureExtRsp(FeatureExtRsp<'a>),
    }
}

/// Adds the layers of a control PDU.
pub(super) fn dissect<'a>(frame: &mut Frame<'a>, payload: Part<'a>) {
    let Some(header) = frame.layer::<ControlHeader<'a>>(payload) else { return };
    match Control::pdu(header.opcode) {
        // A PDU of an opcode alone has no layer of its own.
        Some(pdu) if !pdu.fields.is_empty() => {
            frame.layer_of(pdu, payload.suffix(header.data));
        }
        _ => {}
    }
}
