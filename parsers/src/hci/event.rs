//! Events (Core Vol 4 Part E, 7.7).

mod controller;
mod inquiry;
mod link;
mod security;

pub use controller::*;
pub use inquiry::*;
pub use link::*;
pub use security::*;

use crate::{
    Fault, View, codes, dispatch,
    frame::{Frame, Part},
    hci::{
        le_event::{self, LeMeta},
        returns,
    },
    pdu,
};

codes! {
    /// Event code.
    pub EventCode(u8) {
        INQUIRY_COMPLETE = 0x01 => "Inquiry Complete",
        INQUIRY_RESULT = 0x02 => "Inquiry Result",
        CONNECTION_COMPLETE = 0x03 => "Connection Complete",
        CONNECTION_REQUEST = 0x04 => "Connection Request",
        DISCONNECTION_COMPLETE = 0x05 => "Disconnection Complete",
        AUTHENTICATION_COMPLETE = 0x06 => "Authentication Complete",
        REMOTE_NAME_REQUEST_COMPLETE = 0x07 => "Remote Name Request Complete",
        ENCRYPTION_CHANGE_V1 = 0x08 => "Encryption Change [v1]",
        CHANGE_CONNECTION_LINK_KEY_COMPLETE = 0x09 => "Change Connection Link Key Complete",
        LINK_KEY_TYPE_CHANGED = 0x0a => "Link Key Type Changed",
        READ_REMOTE_SUPPORTED_FEATURES_COMPLETE = 0x0b => "Read Remote Supported Features Complete",
        READ_REMOTE_VERSION_INFORMATION_COMPLETE = 0x0c => "Read Remote Version Information Complete",
        QOS_SETUP_COMPLETE = 0x0d => "QoS Setup Complete",
        COMMAND_COMPLETE = 0x0e => "Command Complete",
        COMMAND_STATUS = 0x0f => "Command Status",
        HARDWARE_ERROR = 0x10 => "Hardware Error",
        FLUSH_OCCURRED = 0x11 => "Flush Occurred",
        ROLE_CHANGE = 0x12 => "Role Change",
        NUMBER_OF_COMPLETED_PACKETS = 0x13 => "Number Of Completed Packets",
        MODE_CHANGE = 0x14 => "Mode Change",
        RETURN_LINK_KEYS = 0x15 => "Return Link Keys",
        PIN_CODE_REQUEST = 0x16 => "PIN Code Request",
        LINK_KEY_REQUEST = 0x17 => "Link Key Request",
        LINK_KEY_NOTIFICATION = 0x18 => "Link Key Notification",
        LOOPBACK_COMMAND = 0x19 => "Loopback Command",
        DATA_BUFFER_OVERFLOW = 0x1a => "Data Buffer Overflow",
        MAX_SLOTS_CHANGE = 0x1b => "Max Slots Change",
        READ_CLOCK_OFFSET_COMPLETE = 0x1c => "Read Clock Offset Complete",
        CONNECTION_PACKET_TYPE_CHANGED = 0x1d => "Connection Packet Type Changed",
        QOS_VIOLATION = 0x1e => "QoS Violation",
        PAGE_SCAN_REPETITION_MODE_CHANGE = 0x20 => "Page Scan Repetition Mode Change",
        FLOW_SPECIFICATION_COMPLETE = 0x21 => "Flow Specification Complete",
        INQUIRY_RESULT_WITH_RSSI = 0x22 => "Inquiry Result with RSSI",
        READ_REMOTE_EXTENDED_FEATURES_COMPLETE = 0x23 => "Read Remote Extended Features Complete",
        SYNCHRONOUS_CONNECTION_COMPLETE = 0x2c => "Synchronous Connection Complete",
        SYNCHRONOUS_CONNECTION_CHANGED = 0x2d => "Synchronous Connection Changed",
        SNIFF_SUBRATING = 0x2e => "Sniff Subrating",
        EXTENDED_INQUIRY_RESULT = 0x2f => "Extended Inquiry Result",
        ENCRYPTION_KEY_REFRESH_COMPLETE = 0x30 => "Encryption Key Refresh Complete",
        IO_CAPABILITY_REQUEST = 0x31 => "IO Capability Request",
        IO_CAPABILITY_RESPONSE = 0x32 => "IO Capability Response",
        USER_CONFIRMATION_REQUEST = 0x33 => "User Confirmation Request",
        USER_PASSKEY_REQUEST = 0x34 => "User Passkey Request",
        REMOTE_OOB_DATA_REQUEST = 0x35 => "Remote OOB Data Request",
        SIMPLE_PAIRING_COMPLETE = 0x36 => "Simple Pairing Complete",
        LINK_SUPERVISION_TIMEOUT_CHANGED = 0x38 => "Link Supervision Timeout Changed",
        ENHANCED_FLUSH_COMPLETE = 0x39 => "Enhanced Flush Complete",
        USER_PASSKEY_NOTIFICATION = 0x3b => "User Passkey Notification",
        KEYPRESS_NOTIFICATION = 0x3c => "Keypress Notification",
        REMOTE_HOST_SUPPORTED_FEATURES_NOTIFICATION = 0x3d => "Remote Host Supported Features Notification",
        LE_META = 0x3e => "LE Meta",
        PHYSICAL_LINK_COMPLETE = 0x40 => "Physical Link Complete",
        CHANNEL_SELECTED = 0x41 => "Channel Selected",
        DISCONNECTION_PHYSICAL_LINK_COMPLETE = 0x42 => "Disconnection Physical Link Complete",
        PHYSICAL_LINK_LOSS_EARLY_WARNING = 0x43 => "Physical Link Loss Early Warning",
        PHYSICAL_LINK_RECOVERY = 0x44 => "Physical Link Recovery",
        LOGICAL_LINK_COMPLETE = 0x45 => "Logical Link Complete",
        DISCONNECTION_LOGICAL_LINK_COMPLETE = 0x46 => "Disconnection Logical Link Complete",
        FLOW_SPEC_MODIFY_COMPLETE = 0x47 => "Flow Spec Modify Complete",
        NUMBER_OF_COMPLETED_DATA_BLOCKS = 0x48 => "Number Of Completed Data Blocks",
        AMP_START_TEST = 0x49 => "AMP Start Test",
        AMP_TEST_END = 0x4a => "AMP Test End",
        AMP_RECEIVER_REPORT = 0x4b => "AMP Receiver Report",
        SHORT_RANGE_MODE_CHANGE_COMPLETE = 0x4c => "Short Range Mode Change Complete",
        AMP_STATUS_CHANGE = 0x4d => "AMP Status Change",
        TRIGGERED_CLOCK_CAPTURE = 0x4e => "Triggered Clock Capture",
        SYNCHRONIZATION_TRAIN_COMPLETE = 0x4f => "Synchronization Train Complete",
        SYNCHRONIZATION_TRAIN_RECEIVED = 0x50 => "Synchronization Train Received",
        CONNECTIONLESS_PERIPHERAL_BROADCAST_RECEIVE = 0x51 => "Connectionless Peripheral Broadcast Receive",
        CONNECTIONLESS_PERIPHERAL_BROADCAST_TIMEOUT = 0x52 => "Connectionless Peripheral Broadcast Timeout",
        TRUNCATED_PAGE_COMPLETE = 0x53 => "Truncated Page Complete",
        PERIPHERAL_PAGE_RESPONSE_TIMEOUT = 0x54 => "Peripheral Page Response Timeout",
        CONNECTIONLESS_PERIPHERAL_BROADCAST_CHANNEL_MAP_CHANGE = 0x55 => "Connectionless Peripheral Broadcast Channel Map Change",
        INQUIRY_RESPONSE_NOTIFICATION = 0x56 => "Inquiry Response Notification",
        AUTHENTICATED_PAYLOAD_TIMEOUT_EXPIRED = 0x57 => "Authenticated Payload Timeout Expired",
        SAM_STATUS_CHANGE = 0x58 => "SAM Status Change",
        ENCRYPTION_CHANGE_V2 = 0x59 => "Encryption Change [v2]",
        VENDOR_SPECIFIC = 0xff => "Vendor Specific",
    }
}

pdu! {
    /// The header of an event.
    pub struct Header<'a> ("HCI Event", "Core Vol 4 Part E, 5.4.4") {
        code: EventCode = "bthci_evt.code",
        /// Octets of parameters that the controller announced.
        length: u8 = "bthci_evt.param_length",
        parameters: &'a [u8],
    }
}

dispatch! {
    /// The parameters of an event.
    pub enum Event<'a> by EventCode {
        INQUIRY_COMPLETE => InquiryComplete(InquiryComplete),
        INQUIRY_RESULT => InquiryResult(InquiryResult<'a>),
        CONNECTION_COMPLETE => ConnectionComplete(ConnectionComplete),
        CONNECTION_REQUEST => ConnectionRequest(ConnectionRequest),
        DISCONNECTION_COMPLETE => DisconnectionComplete(DisconnectionComplete),
        AUTHENTICATION_COMPLETE => AuthenticationComplete(AuthenticationComplete),
        REMOTE_NAME_REQUEST_COMPLETE => RemoteNameRequestComplete(RemoteNameRequestComplete<'a>),
        ENCRYPTION_CHANGE_V1 => EncryptionChange(EncryptionChange),
        CHANGE_CONNECTION_LINK_KEY_COMPLETE => ChangeConnectionLinkKeyComplete(ChangeConnectionLinkKeyComplete),
        LINK_KEY_TYPE_CHANGED => LinkKeyTypeChanged(LinkKeyTypeChanged),
        READ_REMOTE_SUPPORTED_FEATURES_COMPLETE => ReadRemoteSupportedFeaturesComplete(ReadRemoteSupportedFeaturesComplete),
        READ_REMOTE_VERSION_INFORMATION_COMPLETE => ReadRemoteVersionInformationComplete(ReadRemoteVersionInformationComplete),
        QOS_SETUP_COMPLETE => QosSetupComplete(QosSetupComplete),
        COMMAND_COMPLETE => CommandComplete(CommandComplete<'a>),
        COMMAND_STATUS => CommandStatus(CommandStatus),
        HARDWARE_ERROR => HardwareError(HardwareError),
        FLUSH_OCCURRED => FlushOccurred(FlushOccurred),
        ROLE_CHANGE => RoleChange(RoleChange),
        NUMBER_OF_COMPLETED_PACKETS => NumberOfCompletedPackets(NumberOfCompletedPackets<'a>),
        MODE_CHANGE => ModeChange(ModeChange),
        PIN_CODE_REQUEST => PinCodeRequest(PinCodeRequest),
        RETURN_LINK_KEYS => ReturnLinkKeys(ReturnLinkKeys<'a>),
        LINK_KEY_REQUEST => LinkKeyRequest(LinkKeyRequest),
        LINK_KEY_NOTIFICATION => LinkKeyNotification(LinkKeyNotification<'a>),
        DATA_BUFFER_OVERFLOW => DataBufferOverflow(DataBufferOverflow),
        MAX_SLOTS_CHANGE => MaxSlotsChange(MaxSlotsChange),
        READ_CLOCK_OFFSET_COMPLETE => ReadClockOffsetComplete(ReadClockOffsetComplete),
        CONNECTION_PACKET_TYPE_CHANGED => ConnectionPacketTypeChanged(ConnectionPacketTypeChanged),
        QOS_VIOLATION => QosViolation(QosViolation),
        PAGE_SCAN_REPETITION_MODE_CHANGE => PageScanRepetitionModeChange(PageScanRepetitionModeChange),
        FLOW_SPECIFICATION_COMPLETE => FlowSpecificationComplete(FlowSpecificationComplete),
        INQUIRY_RESULT_WITH_RSSI => InquiryResultWithRssi(InquiryResultWithRssi<'a>),
        READ_REMOTE_EXTENDED_FEATURES_COMPLETE => ReadRemoteExtendedFeaturesComplete(ReadRemoteExtendedFeaturesComplete),
        SYNCHRONOUS_CONNECTION_COMPLETE => SynchronousConnectionComplete(SynchronousConnectionComplete),
        SYNCHRONOUS_CONNECTION_CHANGED => SynchronousConnectionChanged(SynchronousConnectionChanged),
        SNIFF_SUBRATING => SniffSubrating(SniffSubrating),
        EXTENDED_INQUIRY_RESULT => ExtendedInquiryResult(ExtendedInquiryResult<'a>),
        ENCRYPTION_KEY_REFRESH_COMPLETE => EncryptionKeyRefreshComplete(EncryptionKeyRefreshComplete),
        IO_CAPABILITY_REQUEST => IoCapabilityRequest(IoCapabilityRequest),
        IO_CAPABILITY_RESPONSE => IoCapabilityResponse(IoCapabilityResponse),
        USER_CONFIRMATION_REQUEST => UserConfirmationRequest(UserConfirmationRequest),
        USER_PASSKEY_REQUEST => UserPasskeyRequest(UserPasskeyRequest),
        REMOTE_OOB_DATA_REQUEST => RemoteOobDataRequest(RemoteOobDataRequest),
        SIMPLE_PAIRING_COMPLETE => SimplePairingComplete(SimplePairingComplete),
        LINK_SUPERVISION_TIMEOUT_CHANGED => LinkSupervisionTimeoutChanged(LinkSupervisionTimeoutChanged),
        ENHANCED_FLUSH_COMPLETE => EnhancedFlushComplete(EnhancedFlushComplete),
        USER_PASSKEY_NOTIFICATION => UserPasskeyNotification(UserPasskeyNotification),
        KEYPRESS_NOTIFICATION => KeypressNotification(KeypressNotification),
        REMOTE_HOST_SUPPORTED_FEATURES_NOTIFICATION => RemoteHostSupportedFeaturesNotification(RemoteHostSupportedFeaturesNotification),
        LE_META => LeMeta(LeMeta<'a>),
        AUTHENTICATED_PAYLOAD_TIMEOUT_EXPIRED => AuthenticatedPayloadTimeoutExpired(AuthenticatedPayloadTimeoutExpired),
        ENCRYPTION_CHANGE_V2 => EncryptionChangeV2(EncryptionChangeV2),
    }
}

/// Adds the layers of an event: its header, its parameters, and what is inside them (an LE
/// subevent, or what a command returned). Parameters that are not known here stay in the header.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    let rest = part.suffix(header.parameters);
    let declared = usize::from(header.length);
    let parameters = rest.limit(declared);
    match header.code {
        EventCode::COMMAND_COMPLETE => {
            if let Some(event) = frame.layer::<CommandComplete<'a>>(parameters) {
                let returned = parameters.suffix(event.return_parameters);
                returns::dissect(frame, event.opcode, returned);
            }
        }
        EventCode::LE_META => {
            if let Some(event) = frame.layer::<LeMeta<'a>>(parameters) {
                let subevent = parameters.suffix(event.parameters);
                if let Some(pdu) = le_event::LeEvent::pdu(event.subevent) {
                    frame.layer_of(pdu, subevent);
                }
            }
        }
        code => {
            if let Some(pdu) = Event::pdu(code) {
                frame.layer_of(pdu, parameters);
            }
        }
    }
    if declared > rest.bytes.len() {
        let available = rest.bytes.len();
        frame.fault(Header::PDU.title, rest, Fault::Length { declared, available });
    }
}
