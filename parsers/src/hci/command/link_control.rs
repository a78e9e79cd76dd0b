//! Link Control commands (Core Vol 4 Part E, 7.1).

use crate::{
    Address, Hex16, Hex24, Secret,
    hci::{
        AirMode, AuthenticationRequirements, CodingFormatId, Handle, IoCapability, Role, Status,
    },
    pdu,
};

pdu! {
    /// Looks for devices.
    pub struct Inquiry ("Inquiry", "Core Vol 4 Part E, 7.1.1") {
        lap: Hex24 = "bthci_cmd.lap",
        /// Steps of 1.28 s.
        length: u8 = "bthci_cmd.inq_length",
        /// 0 for no limit.
        max_responses: u8 = "bthci_cmd.num_responses",
    }

    /// Looks for devices again and again.
    pub struct PeriodicInquiryMode ("Periodic Inquiry Mode", "Core Vol 4 Part E, 7.1.3") {
        /// Steps of 1.28 s.
        max_period: u16 = "bthci_cmd.max_period_length",
        /// Steps of 1.28 s.
        min_period: u16 = "bthci_cmd.min_period_length",
        lap: Hex24 = "bthci_cmd.lap",
        /// Steps of 1.28 s.
        length: u8 = "bthci_cmd.inq_length",
        /// 0 for no limit.
        max_responses: u8 = "bthci_cmd.num_responses",
    }

    /// Pages a device.
    pub struct CreateConnection ("Create Connection", "Core Vol 4 Part E, 7.1.5") {
        address: Address = "bthci_cmd.bd_addr",
        packet_types: Hex16 = "bthci_cmd.packet_type",
        page_scan_repetition_mode: u8 = "bthci_cmd.page_scan_repetition_mode",
        reserved: u8 = "bthci_cmd.page_scan_mode",
        @u16 clock_offset: Hex16 [0..15] = "bthci_cmd.clock_offset",
        clock_offset_valid: bool [15..16] = "bthci_cmd.clock_offset_valid",
        allow_role_switch: bool = "bthci_cmd.allow_role_switch",
    }

    /// Ends a connection.
    pub struct Disconnect ("Disconnect", "Core Vol 4 Part E, 7.1.6") {
        handle: Handle = "bthci_cmd.connection_handle",
        reason: Status = "bthci_cmd.reason",
    }

    /// Stops paging.
    pub struct CreateConnectionCancel ("Create Connection Cancel", "Core Vol 4 Part E, 7.1.7") {
        address: Address = "bthci_cmd.bd_addr",
    }

    /// Takes a connection.
    pub struct AcceptConnectionRequest ("Accept Connection Request", "Core Vol 4 Part E, 7.1.8") {
        address: Address = "bthci_cmd.bd_addr",
        role: Role = "bthci_cmd.acr.role",
    }

    /// Refuses a connection.
    pub struct RejectConnectionRequest ("Reject Connection Request", "Core Vol 4 Part E, 7.1.9") {
        address: Address = "bthci_cmd.bd_addr",
        reason: Status = "bthci_cmd.reason",
    }

    /// Gives the stored key.
    pub struct LinkKeyRequestReply<'a> ("Link Key Request Reply", "Core Vol 4 Part E, 7.1.10") {
        address: Address = "bthci_cmd.bd_addr",
        key: Secret<'a> = "bthci_cmd.link_key",
    }

    /// There is no stored key.
    pub struct LinkKeyRequestNegativeReply ("Link Key Request Negative Reply", "Core Vol 4 Part E, 7.1.11") {
        address: Address = "bthci_cmd.bd_addr",
    }

    /// Gives the PIN code.
    pub struct PinCodeRequestReply<'a> ("PIN Code Request Reply", "Core Vol 4 Part E, 7.1.12") {
        address: Address = "bthci_cmd.bd_addr",
        /// Octets of `pin` that count.
        length: u8 = "bthci_cmd.pin_code_length",
        pin: Secret<'a> = "bthci_cmd.pin_code",
    }

    /// There is no PIN code.
    pub struct PinCodeRequestNegativeReply ("PIN Code Request Negative Reply", "Core Vol 4 Part E, 7.1.13") {
        address: Address = "bthci_cmd.bd_addr",
    }

    /// Which packets a connection may use.
    pub struct ChangeConnectionPacketType ("Change Connection Packet Type", "Core Vol 4 Part E, 7.1.14") {
        handle: Handle = "bthci_cmd.connection_handle",
        packet_types: Hex16 = "bthci_cmd.packet_type",
    }

    /// Starts authentication.
    pub struct AuthenticationRequested ("Authentication Requested", "Core Vol 4 Part E, 7.1.15") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Turns encryption on or off.
    pub struct SetConnectionEncryption ("Set Connection Encryption", "Core Vol 4 Part E, 7.1.16") {
        handle: Handle = "bthci_cmd.connection_handle",
        enable: bool = "bthci_cmd.encryption_enable",
    }

    /// Makes a new key for a link.
    pub struct ChangeConnectionLinkKey ("Change Connection Link Key", "Core Vol 4 Part E, 7.1.17") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Asks a device for its name.
    pub struct RemoteNameRequest ("Remote Name Request", "Core Vol 4 Part E, 7.1.19") {
        address: Address = "bthci_cmd.bd_addr",
        page_scan_repetition_mode: u8 = "bthci_cmd.page_scan_repetition_mode",
        reserved: u8 = "bthci_cmd.page_scan_mode",
        @u16 clock_offset: Hex16 [0..15] = "bthci_cmd.clock_offset",
        clock_offset_valid: bool [15..16] = "bthci_cmd.clock_offset_valid",
    }

    /// Stops asking for a name.
    pub struct RemoteNameRequestCancel ("Remote Name Request Cancel", "Core Vol 4 Part E, 7.1.20") {
        address: Address = "bthci_cmd.bd_addr",
    }

    /// Asks for features, page 0.
    pub struct ReadRemoteSupportedFeatures ("Read Remote Supported Features", "Core Vol 4 Part E, 7.1.21") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Asks for one page of features.
    pub struct ReadRemoteExtendedFeatures ("Read Remote Extended Features", "Core Vol 4 Part E, 7.1.22") {
        handle: Handle = "bthci_cmd.connection_handle",
        page: u8 = "bthci_cmd.page_number",
    }

    /// Asks for the version.
    pub struct ReadRemoteVersionInformation ("Read Remote Version Information", "Core Vol 4 Part E, 7.1.23") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Asks for the difference of the clocks.
    pub struct ReadClockOffset ("Read Clock Offset", "Core Vol 4 Part E, 7.1.24") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// How voice is coded (Core Vol 4 Part E, 6.12).
    pub struct VoiceSetting ("Voice setting", "Core Vol 4 Part E, 6.12") {
        @u16 air_mode: AirMode [0..2] = "bthci_cmd.voice.air_coding_format",
        pcm_bit_position: u8 [2..5] = "bthci_cmd.voice.linear_pcm_bit_pos",
        /// 0 is 8 bits, 1 is 16 bits.
        sample_size: u8 [5..6] = "bthci_cmd.voice.input_sample_size",
        data_format: u8 [6..8] = "bthci_cmd.voice.input_data_format",
        /// 0 linear, 1 µ-law, 2 A-law.
        coding: u8 [8..10] = "bthci_cmd.voice.input_coding",
    }

    /// Makes a SCO or eSCO connection.
    pub struct SetupSynchronousConnection ("Setup Synchronous Connection", "Core Vol 4 Part E, 7.1.26") {
        /// The ACL connection.
        handle: Handle = "bthci_cmd.connection_handle",
        /// Octets per second.
        transmit_bandwidth: u32 = "bthci_cmd.tx_bandwidth",
        /// Octets per second.
        receive_bandwidth: u32 = "bthci_cmd.rx_bandwidth",
        /// Milliseconds; 0xffff for any.
        max_latency: u16 = "bthci_cmd.max_latency_ms",
        voice_setting: VoiceSetting,
        retransmission_effort: u8 = "bthci_cmd.retransmission_effort",
        packet_types: Hex16 = "bthci_cmd.sco_packet_type",
    }

    /// Takes a SCO or eSCO connection.
    pub struct AcceptSynchronousConnectionRequest ("Accept Synchronous Connection Request", "Core Vol 4 Part E, 7.1.27") {
        address: Address = "bthci_cmd.bd_addr",
        /// Octets per second.
        transmit_bandwidth: u32 = "bthci_cmd.tx_bandwidth",
        /// Octets per second.
        receive_bandwidth: u32 = "bthci_cmd.rx_bandwidth",
        /// Milliseconds; 0xffff for any.
        max_latency: u16 = "bthci_cmd.max_latency_ms",
        voice_setting: VoiceSetting,
        retransmission_effort: u8 = "bthci_cmd.retransmission_effort",
        packet_types: Hex16 = "bthci_cmd.sco_packet_type",
    }

    /// Refuses a SCO or eSCO connection.
    pub struct RejectSynchronousConnectionRequest ("Reject Synchronous Connection Request", "Core Vol 4 Part E, 7.1.28") {
        address: Address = "bthci_cmd.bd_addr",
        reason: Status = "bthci_cmd.reason",
    }

    /// What this device has and wants.
    pub struct IoCapabilityRequestReply ("IO Capability Request Reply", "Core Vol 4 Part E, 7.1.29") {
        address: Address = "bthci_cmd.bd_addr",
        io_capability: IoCapability = "bthci_cmd.io_capability",
        oob_data_present: u8 = "bthci_cmd.oob_data_present",
        requirements: AuthenticationRequirements = "bthci_cmd.auth_requirements",
    }

    /// The numbers are equal.
    pub struct UserConfirmationRequestReply ("User Confirmation Request Reply", "Core Vol 4 Part E, 7.1.30") {
        address: Address = "bthci_cmd.bd_addr",
    }

    /// The numbers are not equal, or the user does not agree.
    pub struct UserConfirmationRequestNegativeReply ("User Confirmation Request Negative Reply", "Core Vol 4 Part E, 7.1.31") {
        address: Address = "bthci_cmd.bd_addr",
    }

    /// The number that the user typed.
    pub struct UserPasskeyRequestReply ("User Passkey Request Reply", "Core Vol 4 Part E, 7.1.32") {
        address: Address = "bthci_cmd.bd_addr",
        numeric_value: u32 = "bthci_cmd.passkey",
    }

    /// The user typed nothing.
    pub struct UserPasskeyRequestNegativeReply ("User Passkey Request Negative Reply", "Core Vol 4 Part E, 7.1.33") {
        address: Address = "bthci_cmd.bd_addr",
    }

    /// What came out of band.
    pub struct RemoteOobDataRequestReply<'a> ("Remote OOB Data Request Reply", "Core Vol 4 Part E, 7.1.34") {
        address: Address = "bthci_cmd.bd_addr",
        hash: &'a [u8; 16] = "bthci_cmd.hash_c",
        randomizer: Secret<'a> = "bthci_cmd.randomizer_r",
    }

    /// Nothing came out of band.
    pub struct RemoteOobDataRequestNegativeReply ("Remote OOB Data Request Negative Reply", "Core Vol 4 Part E, 7.1.35") {
        address: Address = "bthci_cmd.bd_addr",
    }

    /// The host refuses to pair.
    pub struct IoCapabilityRequestNegativeReply ("IO Capability Request Negative Reply", "Core Vol 4 Part E, 7.1.36") {
        address: Address = "bthci_cmd.bd_addr",
        reason: Status = "bthci_cmd.reason",
    }

    /// How audio is coded.
    pub struct CodingFormat ("Coding format", "Core Vol 4 Part E, 7.1.45") {
        codec: CodingFormatId = "bthci_cmd.codec_id",
        company: Hex16 = "bthci_cmd.company_id",
        vendor_codec: Hex16 = "bthci_cmd.vendor_codec_id",
    }

    /// The codecs, sizes and paths of a synchronous connection.
    pub struct SynchronousParameters ("Synchronous connection parameters", "Core Vol 4 Part E, 7.1.45") {
        /// Octets per second.
        transmit_bandwidth: u32 = "bthci_cmd.tx_bandwidth",
        /// Octets per second.
        receive_bandwidth: u32 = "bthci_cmd.rx_bandwidth",
        transmit_coding: CodingFormat,
        receive_coding: CodingFormat,
        /// Octets.
        transmit_frame_size: u16 = "bthci_cmd.transmit_codec_frame_size",
        /// Octets.
        receive_frame_size: u16 = "bthci_cmd.receive_codec_frame_size",
        /// Octets per second.
        input_bandwidth: u32 = "bthci_cmd.input_bandwidth",
        /// Octets per second.
        output_bandwidth: u32 = "bthci_cmd.output_bandwidth",
        input_coding: CodingFormat,
        output_coding: CodingFormat,
        /// Bits.
        input_size: u16 = "bthci_cmd.input_coded_data_size",
        /// Bits.
        output_size: u16 = "bthci_cmd.output_coded_data_size",
        input_pcm_format: u8 = "bthci_cmd.input_pcm_data_format",
        output_pcm_format: u8 = "bthci_cmd.output_pcm_data_format",
        input_pcm_msb: u8 = "bthci_cmd.input_pcm_sample_payload_msb_position",
        output_pcm_msb: u8 = "bthci_cmd.output_pcm_sample_payload_msb_position",
        /// 0 is HCI.
        input_path: u8 = "bthci_cmd.input_data_path",
        /// 0 is HCI.
        output_path: u8 = "bthci_cmd.output_data_path",
        /// Bits.
        input_unit_size: u8 = "bthci_cmd.input_transport_unit_size",
        /// Bits.
        output_unit_size: u8 = "bthci_cmd.output_transport_unit_size",
        /// Milliseconds; 0xffff for any.
        max_latency: u16 = "bthci_cmd.max_latency_ms",
        packet_types: Hex16 = "bthci_cmd.sco_packet_type",
        retransmission_effort: u8 = "bthci_cmd.retransmission_effort",
    }

    /// Makes a SCO or eSCO connection, codecs included.
    pub struct EnhancedSetupSynchronousConnection ("Enhanced Setup Synchronous Connection", "Core Vol 4 Part E, 7.1.45") {
        /// The ACL connection.
        handle: Handle = "bthci_cmd.connection_handle",
        parameters: SynchronousParameters,
    }

    /// Takes a SCO or eSCO connection, codecs included.
    pub struct EnhancedAcceptSynchronousConnectionRequest ("Enhanced Accept Synchronous Connection Request", "Core Vol 4 Part E, 7.1.46") {
        address: Address = "bthci_cmd.bd_addr",
        parameters: SynchronousParameters,
    }

    /// What came out of band, for both curves.
    pub struct RemoteOobExtendedDataRequestReply<'a> ("Remote OOB Extended Data Request Reply", "Core Vol 4 Part E, 7.1.53") {
        address: Address = "bthci_cmd.bd_addr",
        hash_192: &'a [u8; 16] = "bthci_cmd.c192",
        randomizer_192: Secret<'a> = "bthci_cmd.r192",
        hash_256: &'a [u8; 16] = "bthci_cmd.c256",
        randomizer_256: Secret<'a> = "bthci_cmd.r256",
    }
}
