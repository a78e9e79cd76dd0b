//! Link Control commands (Core Vol 4 Part E, 7.1).

use crate::{
    Address, Bandwidth, Bits8, Bits16, Hex16, Hex24, InquiryTime8, InquiryTime16, LatencyOrAny,
    Octets8, Octets16, Secret,
    hci::{
        AirCodingFormat, AuthenticationRequirements, CodingFormatId, Handle, InputCoding,
        InputDataFormat, InputSampleSize, IoCapability, OobDataPresent, PageScanRepetitionMode,
        RetransmissionEffort, Role, Status, declare::commands, returns::ForAddress,
    },
    pdu,
};

pdu! {
    in LINK_CONTROL_PARTS;

    /// How voice is coded (Core Vol 4 Part E, 6.12).
    pub struct VoiceSetting ("Voice setting", "Core Vol 4 Part E, 6.12") {
        @u16 air_coding: AirCodingFormat [0..2] = "bthci_cmd.voice.air_coding_format",
        pcm_bit_position: u8 [2..5] as Keep = "bthci_cmd.voice.linear_pcm_bit_pos",
        sample_size: InputSampleSize [5..6] = "bthci_cmd.voice.input_sample_size",
        data_format: InputDataFormat [6..8] = "bthci_cmd.voice.input_data_format",
        coding: InputCoding [8..10] = "bthci_cmd.voice.input_coding",
    }

    /// How audio is coded.
    pub struct CodingFormat ("Coding format", "Core Vol 4 Part E, 7.1.45") {
        codec: CodingFormatId = "bthci_cmd.codec_id",
        company: Hex16 as Keep = "bthci_cmd.company_id",
        vendor_codec: Hex16 as Keep = "bthci_cmd.vendor_codec_id",
    }

    /// The codecs, sizes and paths of a synchronous connection.
    pub struct SynchronousParameters ("Synchronous connection parameters", "Core Vol 4 Part E, 7.1.45") {
        transmit_bandwidth: Bandwidth = "bthci_cmd.tx_bandwidth",
        receive_bandwidth: Bandwidth = "bthci_cmd.rx_bandwidth",
        transmit_coding: CodingFormat,
        receive_coding: CodingFormat,
        transmit_frame_size: Octets16 = "bthci_cmd.transmit_codec_frame_size",
        receive_frame_size: Octets16 = "bthci_cmd.receive_codec_frame_size",
        input_bandwidth: Bandwidth = "bthci_cmd.input_bandwidth",
        output_bandwidth: Bandwidth = "bthci_cmd.output_bandwidth",
        input_coding: CodingFormat,
        output_coding: CodingFormat,
        input_size: Bits16 = "bthci_cmd.input_coded_data_size",
        output_size: Bits16 = "bthci_cmd.output_coded_data_size",
        input_pcm_format: u8 as Keep = "bthci_cmd.input_pcm_data_format",
        output_pcm_format: u8 as Keep = "bthci_cmd.output_pcm_data_format",
        input_pcm_msb: u8 as Keep = "bthci_cmd.input_pcm_sample_payload_msb_position",
        output_pcm_msb: u8 as Keep = "bthci_cmd.output_pcm_sample_payload_msb_position",
        /// 0 is HCI.
        input_path: u8 as Keep = "bthci_cmd.input_data_path",
        /// 0 is HCI.
        output_path: u8 as Keep = "bthci_cmd.output_data_path",
        input_unit_size: Bits8 = "bthci_cmd.input_transport_unit_size",
        output_unit_size: Bits8 = "bthci_cmd.output_transport_unit_size",
        max_latency: LatencyOrAny = "bthci_cmd.max_latency_ms",
        packet_types: Hex16 as Keep = "bthci_cmd.sco_packet_type",
        retransmission_effort: RetransmissionEffort = "bthci_cmd.retransmission_effort",
    }
}

commands! {
    link_control;

    // Completes nothing: a controller sends it to say how many commands it takes.
    NO_OPERATION = 0x0000 "No Operation",

    /// Looks for devices.
    INQUIRY = 0x0401 "Inquiry" ("Core Vol 4 Part E, 7.1.1") Inquiry {
        lap: Hex24 as Keep = "bthci_cmd.lap",
        length: InquiryTime8 = "bthci_cmd.inq_length",
        /// 0 for no limit.
        max_responses: u8 as Keep = "bthci_cmd.num_responses",
    },

    INQUIRY_CANCEL = 0x0402 "Inquiry Cancel",

    /// Looks for devices again and again.
    PERIODIC_INQUIRY_MODE = 0x0403 "Periodic Inquiry Mode" ("Core Vol 4 Part E, 7.1.3") PeriodicInquiryMode {
        max_period: InquiryTime16 = "bthci_cmd.max_period_length",
        min_period: InquiryTime16 = "bthci_cmd.min_period_length",
        lap: Hex24 as Keep = "bthci_cmd.lap",
        length: InquiryTime8 = "bthci_cmd.inq_length",
        /// 0 for no limit.
        max_responses: u8 as Keep = "bthci_cmd.num_responses",
    },

    EXIT_PERIODIC_INQUIRY_MODE = 0x0404 "Exit Periodic Inquiry Mode",

    /// Pages a device.
    CREATE_CONNECTION = 0x0405 "Create Connection" ("Core Vol 4 Part E, 7.1.5") CreateConnection {
        address: Address = "bthci_cmd.bd_addr",
        packet_types: Hex16 as Keep = "bthci_cmd.packet_type",
        page_scan_repetition_mode: PageScanRepetitionMode = "bthci_cmd.page_scan_repetition_mode",
        reserved: u8 as Reserved = "bthci_cmd.page_scan_mode",
        @u16 clock_offset: Hex16 [0..15] as Blank = "bthci_cmd.clock_offset",
        clock_offset_valid: bool [15..16] = "bthci_cmd.clock_offset_valid",
        allow_role_switch: bool = "bthci_cmd.allow_role_switch",
    },

    /// Ends a connection.
    DISCONNECT = 0x0406 "Disconnect" ("Core Vol 4 Part E, 7.1.6") Disconnect {
        handle: Handle = "bthci_cmd.connection_handle",
        reason: Status = "bthci_cmd.reason",
    },

    ADD_SCO_CONNECTION = 0x0407 "Add SCO Connection",

    /// Stops paging.
    CREATE_CONNECTION_CANCEL = 0x0408 "Create Connection Cancel" ("Core Vol 4 Part E, 7.1.7") CreateConnectionCancel {
        address: Address = "bthci_cmd.bd_addr",
    } -> CreateConnectionCancel = ForAddress,

    /// Takes a connection.
    ACCEPT_CONNECTION_REQUEST = 0x0409 "Accept Connection Request" ("Core Vol 4 Part E, 7.1.8") AcceptConnectionRequest {
        address: Address = "bthci_cmd.bd_addr",
        role: Role = "bthci_cmd.acr.role",
    },

    /// Refuses a connection.
    REJECT_CONNECTION_REQUEST = 0x040a "Reject Connection Request" ("Core Vol 4 Part E, 7.1.9") RejectConnectionRequest {
        address: Address = "bthci_cmd.bd_addr",
        reason: Status = "bthci_cmd.reason",
    },

    /// Gives the stored key.
    LINK_KEY_REQUEST_REPLY = 0x040b "Link Key Request Reply" ("Core Vol 4 Part E, 7.1.10") LinkKeyRequestReply<'a> {
        address: Address = "bthci_cmd.bd_addr",
        key: Secret<'a> = "bthci_cmd.link_key",
    } -> LinkKeyRequestReply = ForAddress,

    /// There is no stored key.
    LINK_KEY_REQUEST_NEGATIVE_REPLY = 0x040c "Link Key Request Negative Reply" ("Core Vol 4 Part E, 7.1.11") LinkKeyRequestNegativeReply {
        address: Address = "bthci_cmd.bd_addr",
    } -> LinkKeyRequestNegativeReply = ForAddress,

    /// Gives the PIN code.
    PIN_CODE_REQUEST_REPLY = 0x040d "PIN Code Request Reply" ("Core Vol 4 Part E, 7.1.12") PinCodeRequestReply<'a> {
        address: Address = "bthci_cmd.bd_addr",
        /// Octets of `pin` that count.
        length: Octets8 = "bthci_cmd.pin_code_length",
        pin: Secret<'a> as Digits = "bthci_cmd.pin_code",
    } -> PinCodeRequestReply = ForAddress,

    /// There is no PIN code.
    PIN_CODE_REQUEST_NEGATIVE_REPLY = 0x040e "PIN Code Request Negative Reply" ("Core Vol 4 Part E, 7.1.13") PinCodeRequestNegativeReply {
        address: Address = "bthci_cmd.bd_addr",
    } -> PinCodeRequestNegativeReply = ForAddress,

    /// Which packets a connection may use.
    CHANGE_CONNECTION_PACKET_TYPE = 0x040f "Change Connection Packet Type" ("Core Vol 4 Part E, 7.1.14") ChangeConnectionPacketType {
        handle: Handle = "bthci_cmd.connection_handle",
        packet_types: Hex16 as Keep = "bthci_cmd.packet_type",
    },

    /// Starts authentication.
    AUTHENTICATION_REQUESTED = 0x0411 "Authentication Requested" ("Core Vol 4 Part E, 7.1.15") AuthenticationRequested {
        handle: Handle = "bthci_cmd.connection_handle",
    },

    /// Turns encryption on or off.
    SET_CONNECTION_ENCRYPTION = 0x0413 "Set Connection Encryption" ("Core Vol 4 Part E, 7.1.16") SetConnectionEncryption {
        handle: Handle = "bthci_cmd.connection_handle",
        enable: bool = "bthci_cmd.encryption_enable",
    },

    /// Makes a new key for a link.
    CHANGE_CONNECTION_LINK_KEY = 0x0415 "Change Connection Link Key" ("Core Vol 4 Part E, 7.1.17") ChangeConnectionLinkKey {
        handle: Handle = "bthci_cmd.connection_handle",
    },

    LINK_KEY_SELECTION = 0x0417 "Link Key Selection",

    /// Asks a device for its name.
    REMOTE_NAME_REQUEST = 0x0419 "Remote Name Request" ("Core Vol 4 Part E, 7.1.19") RemoteNameRequest {
        address: Address = "bthci_cmd.bd_addr",
        page_scan_repetition_mode: PageScanRepetitionMode = "bthci_cmd.page_scan_repetition_mode",
        reserved: u8 as Reserved = "bthci_cmd.page_scan_mode",
        @u16 clock_offset: Hex16 [0..15] as Blank = "bthci_cmd.clock_offset",
        clock_offset_valid: bool [15..16] = "bthci_cmd.clock_offset_valid",
    },

    /// Stops asking for a name.
    REMOTE_NAME_REQUEST_CANCEL = 0x041a "Remote Name Request Cancel" ("Core Vol 4 Part E, 7.1.20") RemoteNameRequestCancel {
        address: Address = "bthci_cmd.bd_addr",
    } -> RemoteNameRequestCancel = ForAddress,

    /// Asks for features, page 0.
    READ_REMOTE_SUPPORTED_FEATURES = 0x041b "Read Remote Supported Features" ("Core Vol 4 Part E, 7.1.21") ReadRemoteSupportedFeatures {
        handle: Handle = "bthci_cmd.connection_handle",
    },

    /// Asks for one page of features.
    READ_REMOTE_EXTENDED_FEATURES = 0x041c "Read Remote Extended Features" ("Core Vol 4 Part E, 7.1.22") ReadRemoteExtendedFeatures {
        handle: Handle = "bthci_cmd.connection_handle",
        page: u8 as Keep = "bthci_cmd.page_number",
    },

    /// Asks for the version.
    READ_REMOTE_VERSION_INFORMATION = 0x041d "Read Remote Version Information" ("Core Vol 4 Part E, 7.1.23") ReadRemoteVersionInformation {
        handle: Handle = "bthci_cmd.connection_handle",
    },

    /// Asks for the difference of the clocks.
    READ_CLOCK_OFFSET = 0x041f "Read Clock Offset" ("Core Vol 4 Part E, 7.1.24") ReadClockOffset {
        handle: Handle = "bthci_cmd.connection_handle",
    },

    READ_LMP_HANDLE = 0x0420 "Read LMP Handle",

    /// Makes a SCO or eSCO connection.
    SETUP_SYNCHRONOUS_CONNECTION = 0x0428 "Setup Synchronous Connection" ("Core Vol 4 Part E, 7.1.26") SetupSynchronousConnection {
        /// The ACL connection.
        handle: Handle = "bthci_cmd.connection_handle",
        transmit_bandwidth: Bandwidth = "bthci_cmd.tx_bandwidth",
        receive_bandwidth: Bandwidth = "bthci_cmd.rx_bandwidth",
        max_latency: LatencyOrAny = "bthci_cmd.max_latency_ms",
        voice_setting: VoiceSetting,
        retransmission_effort: RetransmissionEffort = "bthci_cmd.retransmission_effort",
        packet_types: Hex16 as Keep = "bthci_cmd.sco_packet_type",
    },

    /// Takes a SCO or eSCO connection.
    ACCEPT_SYNCHRONOUS_CONNECTION_REQUEST = 0x0429 "Accept Synchronous Connection Request" ("Core Vol 4 Part E, 7.1.27") AcceptSynchronousConnectionRequest {
        address: Address = "bthci_cmd.bd_addr",
        transmit_bandwidth: Bandwidth = "bthci_cmd.tx_bandwidth",
        receive_bandwidth: Bandwidth = "bthci_cmd.rx_bandwidth",
        max_latency: LatencyOrAny = "bthci_cmd.max_latency_ms",
        voice_setting: VoiceSetting,
        retransmission_effort: RetransmissionEffort = "bthci_cmd.retransmission_effort",
        packet_types: Hex16 as Keep = "bthci_cmd.sco_packet_type",
    },

    /// Refuses a SCO or eSCO connection.
    REJECT_SYNCHRONOUS_CONNECTION_REQUEST = 0x042a "Reject Synchronous Connection Request" ("Core Vol 4 Part E, 7.1.28") RejectSynchronousConnectionRequest {
        address: Address = "bthci_cmd.bd_addr",
        reason: Status = "bthci_cmd.reason",
    },

    /// What this device has and wants.
    IO_CAPABILITY_REQUEST_REPLY = 0x042b "IO Capability Request Reply" ("Core Vol 4 Part E, 7.1.29") IoCapabilityRequestReply {
        address: Address = "bthci_cmd.bd_addr",
        io_capability: IoCapability = "bthci_cmd.io_capability",
        oob_data_present: OobDataPresent = "bthci_cmd.oob_data_present",
        requirements: AuthenticationRequirements = "bthci_cmd.auth_requirements",
    } -> IoCapabilityRequestReply = ForAddress,

    /// The numbers are equal.
    USER_CONFIRMATION_REQUEST_REPLY = 0x042c "User Confirmation Request Reply" ("Core Vol 4 Part E, 7.1.30") UserConfirmationRequestReply {
        address: Address = "bthci_cmd.bd_addr",
    } -> UserConfirmationRequestReply = ForAddress,

    /// The numbers are not equal, or the user does not agree.
    USER_CONFIRMATION_REQUEST_NEGATIVE_REPLY = 0x042d "User Confirmation Request Negative Reply" ("Core Vol 4 Part E, 7.1.31") UserConfirmationRequestNegativeReply {
        address: Address = "bthci_cmd.bd_addr",
    } -> UserConfirmationRequestNegativeReply = ForAddress,

    /// The number that the user typed.
    USER_PASSKEY_REQUEST_REPLY = 0x042e "User Passkey Request Reply" ("Core Vol 4 Part E, 7.1.32") UserPasskeyRequestReply {
        address: Address = "bthci_cmd.bd_addr",
        numeric_value: u32 as Digits = "bthci_cmd.passkey",
    } -> UserPasskeyRequestReply = ForAddress,

    /// The user typed nothing.
    USER_PASSKEY_REQUEST_NEGATIVE_REPLY = 0x042f "User Passkey Request Negative Reply" ("Core Vol 4 Part E, 7.1.33") UserPasskeyRequestNegativeReply {
        address: Address = "bthci_cmd.bd_addr",
    } -> UserPasskeyRequestNegativeReply = ForAddress,

    /// What came out of band.
    REMOTE_OOB_DATA_REQUEST_REPLY = 0x0430 "Remote OOB Data Request Reply" ("Core Vol 4 Part E, 7.1.34") RemoteOobDataRequestReply<'a> {
        address: Address = "bthci_cmd.bd_addr",
        hash: &'a [u8; 16] as Key = "bthci_cmd.hash_c",
        randomizer: Secret<'a> = "bthci_cmd.randomizer_r",
    } -> RemoteOobDataRequestReply = ForAddress,

    /// Nothing came out of band.
    REMOTE_OOB_DATA_REQUEST_NEGATIVE_REPLY = 0x0433 "Remote OOB Data Request Negative Reply" ("Core Vol 4 Part E, 7.1.35") RemoteOobDataRequestNegativeReply {
        address: Address = "bthci_cmd.bd_addr",
    } -> RemoteOobDataRequestNegativeReply = ForAddress,

    /// The host refuses to pair.
    IO_CAPABILITY_REQUEST_NEGATIVE_REPLY = 0x0434 "IO Capability Request Negative Reply" ("Core Vol 4 Part E, 7.1.36") IoCapabilityRequestNegativeReply {
        address: Address = "bthci_cmd.bd_addr",
        reason: Status = "bthci_cmd.reason",
    } -> IoCapabilityRequestNegativeReply = ForAddress,
    CREATE_PHYSICAL_LINK = 0x0435 "Create Physical Link",
    ACCEPT_PHYSICAL_LINK = 0x0436 "Accept Physical Link",
    DISCONNECT_PHYSICAL_LINK = 0x0437 "Disconnect Physical Link",
    CREATE_LOGICAL_LINK = 0x0438 "Create Logical Link",
    ACCEPT_LOGICAL_LINK = 0x0439 "Accept Logical Link",
    DISCONNECT_LOGICAL_LINK = 0x043a "Disconnect Logical Link",
    LOGICAL_LINK_CANCEL = 0x043b "Logical Link Cancel",
    FLOW_SPEC_MODIFY = 0x043c "Flow Spec Modify",

    /// Makes a SCO or eSCO connection, codecs included.
    ENHANCED_SETUP_SYNCHRONOUS_CONNECTION = 0x043d "Enhanced Setup Synchronous Connection" ("Core Vol 4 Part E, 7.1.45") EnhancedSetupSynchronousConnection {
        /// The ACL connection.
        handle: Handle = "bthci_cmd.connection_handle",
        parameters: SynchronousParameters,
    },

    /// Takes a SCO or eSCO connection, codecs included.
    ENHANCED_ACCEPT_SYNCHRONOUS_CONNECTION_REQUEST = 0x043e "Enhanced Accept Synchronous Connection Request" ("Core Vol 4 Part E, 7.1.46") EnhancedAcceptSynchronousConnectionRequest {
        address: Address = "bthci_cmd.bd_addr",
        parameters: SynchronousParameters,
    },

    TRUNCATED_PAGE = 0x043f "Truncated Page",
    TRUNCATED_PAGE_CANCEL = 0x0440 "Truncated Page Cancel",
    SET_CONNECTIONLESS_PERIPHERAL_BROADCAST = 0x0441 "Set Connectionless Peripheral Broadcast",
    SET_CONNECTIONLESS_PERIPHERAL_BROADCAST_RECEIVE = 0x0442 "Set Connectionless Peripheral Broadcast Receive",
    START_SYNCHRONIZATION_TRAIN = 0x0443 "Start Synchronization Train",
    RECEIVE_SYNCHRONIZATION_TRAIN = 0x0444 "Receive Synchronization Train",

    /// What came out of band, for both curves.
    REMOTE_OOB_EXTENDED_DATA_REQUEST_REPLY = 0x0445 "Remote OOB Extended Data Request Reply" ("Core Vol 4 Part E, 7.1.53") RemoteOobExtendedDataRequestReply<'a> {
        address: Address = "bthci_cmd.bd_addr",
        hash_192: &'a [u8; 16] as Key = "bthci_cmd.c192",
        randomizer_192: Secret<'a> = "bthci_cmd.r192",
        hash_256: &'a [u8; 16] as Key = "bthci_cmd.c256",
        randomizer_256: Secret<'a> = "bthci_cmd.r256",
    } -> RemoteOobExtendedDataRequestReply = ForAddress,
}
