//! Codes of the signalling channel (Core Vol 3 Part A, section 4).

use crate::codes;

codes! {
    /// Code of a signalling command (4, table 4.2).
    pub Code(u8) {
        COMMAND_REJECT = 0x01 => "Command Reject",
        CONNECTION_REQUEST = 0x02 => "Connection Request",
        CONNECTION_RESPONSE = 0x03 => "Connection Response",
        CONFIGURATION_REQUEST = 0x04 => "Configuration Request",
        CONFIGURATION_RESPONSE = 0x05 => "Configuration Response",
        DISCONNECTION_REQUEST = 0x06 => "Disconnection Request",
        DISCONNECTION_RESPONSE = 0x07 => "Disconnection Response",
        ECHO_REQUEST = 0x08 => "Echo Request",
        ECHO_RESPONSE = 0x09 => "Echo Response",
        INFORMATION_REQUEST = 0x0a => "Information Request",
        INFORMATION_RESPONSE = 0x0b => "Information Response",
        CREATE_CHANNEL_REQUEST = 0x0c => "Create Channel Request",
        CREATE_CHANNEL_RESPONSE = 0x0d => "Create Channel Response",
        MOVE_CHANNEL_REQUEST = 0x0e => "Move Channel Request",
        MOVE_CHANNEL_RESPONSE = 0x0f => "Move Channel Response",
        MOVE_CHANNEL_CONFIRMATION = 0x10 => "Move Channel Confirmation",
        MOVE_CHANNEL_CONFIRMATION_RESPONSE = 0x11 => "Move Channel Confirmation Response",
        CONNECTION_PARAMETER_UPDATE_REQUEST = 0x12 => "Connection Parameter Update Request",
        CONNECTION_PARAMETER_UPDATE_RESPONSE = 0x13 => "Connection Parameter Update Response",
        LE_CREDIT_BASED_CONNECTION_REQUEST = 0x14 => "LE Credit Based Connection Request",
        LE_CREDIT_BASED_CONNECTION_RESPONSE = 0x15 => "LE Credit Based Connection Response",
        FLOW_CONTROL_CREDIT = 0x16 => "Flow Control Credit",
        CREDIT_BASED_CONNECTION_REQUEST = 0x17 => "Credit Based Connection Request",
        CREDIT_BASED_CONNECTION_RESPONSE = 0x18 => "Credit Based Connection Response",
        CREDIT_BASED_RECONFIGURE_REQUEST = 0x19 => "Credit Based Reconfigure Request",
        CREDIT_BASED_RECONFIGURE_RESPONSE = 0x1a => "Credit Based Reconfigure Response",
    }

    /// Why a command was rejected (4.1).
    pub RejectReason(u16) {
        NOT_UNDERSTOOD = 0x0000 => "Command not understood",
        SIGNALLING_MTU_EXCEEDED = 0x0001 => "Signaling MTU exceeded",
        INVALID_CID = 0x0002 => "Invalid CID in request",
    }

    /// Result of a connection request (4.3).
    pub ConnectionResult(u16) {
        SUCCESS = 0x0000 => "Connection successful",
        PENDING = 0x0001 => "Connection pending",
        PSM_NOT_SUPPORTED = 0x0002 => "Connection refused - PSM not supported",
        SECURITY_BLOCK = 0x0003 => "Connection refused - security block",
        NO_RESOURCES = 0x0004 => "Connection refused - no resources available",
        INVALID_SOURCE_CID = 0x0006 => "Connection refused - invalid Source CID",
        SOURCE_CID_ALLOCATED = 0x0007 => "Connection refused - Source CID already allocated",
    }

    /// What a pending connection waits for (4.3).
    pub ConnectionStatus(u16) {
        NO_FURTHER_INFORMATION = 0x0000 => "No further information available",
        AUTHENTICATION_PENDING = 0x0001 => "Authentication pending",
        AUTHORIZATION_PENDING = 0x0002 => "Authorization pending",
    }

    /// Result of a configuration request (4.5).
    pub ConfigurationResult(u16) {
        SUCCESS = 0x0000 => "Success",
        UNACCEPTABLE_PARAMETERS = 0x0001 => "Failure - unacceptable parameters",
        REJECTED = 0x0002 => "Failure - rejected (no reason provided)",
        UNKNOWN_OPTIONS = 0x0003 => "Failure - unknown options",
        PENDING = 0x0004 => "Pending",
        FLOW_SPEC_REJECTED = 0x0005 => "Failure - flow spec rejected",
    }

    /// What information is asked for (4.10).
    pub InformationType(u16) {
        CONNECTIONLESS_MTU = 0x0001 => "Connectionless MTU",
        EXTENDED_FEATURES = 0x0002 => "Extended features supported",
        FIXED_CHANNELS = 0x0003 => "Fixed channels supported over BR/EDR",
    }

    /// Result of an information request (4.11).
    pub InformationResult(u16) {
        SUCCESS = 0x0000 => "Success",
        NOT_SUPPORTED = 0x0001 => "Not supported",
    }

    /// Result of a connection parameter update request (4.21).
    pub ParameterUpdateResult(u16) {
        ACCEPTED = 0x0000 => "Connection Parameters accepted",
        REJECTED = 0x0001 => "Connection Parameters rejected",
    }

    /// Result of a credit based connection request (4.23 and, from 0x000c on, 4.26). In the
    /// enhanced form some of the channels may have been made with 0x0004, 0x0009 and 0x000a.
    pub CreditBasedResult(u16) {
        SUCCESS = 0x0000 => "Connection successful",
        SPSM_NOT_SUPPORTED = 0x0002 => "Refused - SPSM not supported",
        NO_RESOURCES = 0x0004 => "Refused - insufficient resources",
        INSUFFICIENT_AUTHENTICATION = 0x0005 => "Refused - insufficient authentication",
        INSUFFICIENT_AUTHORIZATION = 0x0006 => "Refused - insufficient authorization",
        KEY_SIZE_TOO_SHORT = 0x0007 => "Refused - encryption key size too short",
        INSUFFICIENT_ENCRYPTION = 0x0008 => "Refused - insufficient encryption",
        INVALID_SOURCE_CID = 0x0009 => "Refused - invalid Source CID",
        SOURCE_CID_ALLOCATED = 0x000a => "Refused - Source CID already allocated",
        UNACCEPTABLE_PARAMETERS = 0x000b => "Refused - unacceptable parameters",
        INVALID_PARAMETERS = 0x000c => "Refused - invalid parameters",
        PENDING = 0x000d => "Pending - no further information available",
        AUTHENTICATION_PENDING = 0x000e => "Pending - authentication pending",
        AUTHORIZATION_PENDING = 0x000f => "Pending - authorization pending",
    }

    /// Result of a reconfigure request (4.28).
    pub ReconfigureResult(u16) {
        SUCCESS = 0x0000 => "Reconfiguration successful",
        MTU_REDUCED = 0x0001 => "Failed - reduction in size of MTU not allowed",
        MPS_REDUCED = 0x0002 => "Failed - reduction in size of MPS not allowed for more than one channel at a time",
        INVALID_DESTINATION_CID = 0x0003 => "Failed - one or more Destination CIDs invalid",
        UNACCEPTABLE_PARAMETERS = 0x0004 => "Failed - other unacceptable parameters",
    }

    /// Type of a configuration option without its hint bit (section 5).
    pub OptionType(u8) {
        MTU = 0x01 => "Maximum Transmission Unit",
        FLUSH_TIMEOUT = 0x02 => "Flush Timeout",
        QOS = 0x03 => "Quality of Service",
        RETRANSMISSION_AND_FLOW_CONTROL = 0x04 => "Retransmission and Flow Control",
        FCS = 0x05 => "Frame Check Sequence",
        EXTENDED_FLOW_SPECIFICATION = 0x06 => "Extended Flow Specification",
        EXTENDED_WINDOW_SIZE = 0x07 => "Extended Window Size",
    }

    /// Mode of a channel (5.4).
    pub ChannelMode(u8) {
        BASIC = 0x00 => "Basic L2CAP mode",
        RETRANSMISSION = 0x01 => "Retransmission mode",
        FLOW_CONTROL = 0x02 => "Flow control mode",
        ENHANCED_RETRANSMISSION = 0x03 => "Enhanced Retransmission mode",
        STREAMING = 0x04 => "Streaming mode",
    }

    /// Kind of service that a flow wants (5.3 and 5.6).
    pub ServiceType(u8) {
        NO_TRAFFIC = 0x00 => "No traffic",
        BEST_EFFORT = 0x01 => "Best effort",
        GUARANTEED = 0x02 => "Guaranteed",
    }

    /// Frame check sequence of a channel (5.5).
    pub FcsType(u8) {
        NONE = 0x00 => "No FCS",
        CRC_16 = 0x01 => "16-bit FCS",
    }
}

impl Code {
    /// Answers a request with the same identifier.
    pub fn is_response(self) -> bool {
        matches!(
            self,
            Self::COMMAND_REJECT
                | Self::CONNECTION_RESPONSE
                | Self::CONFIGURATION_RESPONSE
                | Self::DISCONNECTION_RESPONSE
                | Self::ECHO_RESPONSE
                | Self::INFORMATION_RESPONSE
                | Self::CREATE_CHANNEL_RESPONSE
                | Self::MOVE_CHANNEL_RESPONSE
                | Self::MOVE_CHANNEL_CONFIRMATION_RESPONSE
                | Self::CONNECTION_PARAMETER_UPDATE_RESPONSE
                | Self::LE_CREDIT_BASED_CONNECTION_RESPONSE
                | Self::CREDIT_BASED_CONNECTION_RESPONSE
                | Self::CREDIT_BASED_RECONFIGURE_RESPONSE
        )
    }

    /// The response that a request expects; none for responses and for what is not answered.
    pub fn response(self) -> Option<Self> {
        let next = Self(self.0.wrapping_add(1));
        (next.is_response() && !self.is_response()).then_some(next)
    }
}
