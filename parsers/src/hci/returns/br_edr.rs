//! What the commands of sections 7.1 to 7.6 return.

use crate::{
    Address, Counted, Hex16, Hex24, Hex64, Secret, Slots, Timeout,
    hci::{
        AdvertisingData, AirMode, CodingFormatId, Handle, Name, Role, ScanEnable, Status, Version,
    },
    pdu,
};

pdu! {
    /// The status of a command that returns nothing else.
    pub struct StatusOnly ("Return Parameters", "Core Vol 4 Part E, 7.7.14") {
        status: Status = "bthci_evt.status",
    }

    /// A status and the connection that the command was about.
    pub struct ForHandle ("Return Parameters", "Core Vol 4 Part E, 7.7.14") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
    }

    /// A status and the device that the command was about.
    pub struct ForAddress ("Return Parameters", "Core Vol 4 Part E, 7.7.14") {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
    }

    /// The role on a connection.
    pub struct RoleDiscovery ("Role Discovery Return Parameters", "Core Vol 4 Part E, 7.2.7") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        role: Role = "bthci_evt.curr_role",
    }

    /// What a connection may do.
    pub struct ReadLinkPolicySettings ("Read Link Policy Settings Return Parameters", "Core Vol 4 Part E, 7.2.9") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        @u16 role_switch: bool [0..1] = "bthci_evt.link_policy_switch",
        hold: bool [1..2] = "bthci_evt.link_policy_hold",
        sniff: bool [2..3] = "bthci_evt.link_policy_sniff",
        park: bool [3..4] = "bthci_evt.link_policy_park",
    }

    /// What new connections may do.
    pub struct ReadDefaultLinkPolicySettings ("Read Default Link Policy Settings Return Parameters", "Core Vol 4 Part E, 7.2.11") {
        status: Status = "bthci_evt.status",
        @u16 role_switch: bool [0..1] = "bthci_evt.link_policy_switch",
        hold: bool [1..2] = "bthci_evt.link_policy_hold",
        sniff: bool [2..3] = "bthci_evt.link_policy_sniff",
        park: bool [3..4] = "bthci_evt.link_policy_park",
    }

    /// How many keys the controller stores.
    pub struct ReadStoredLinkKey ("Read Stored Link Key Return Parameters", "Core Vol 4 Part E, 7.3.8") {
        status: Status = "bthci_evt.status",
        max_keys: u16 = "bthci_evt.max_num_keys",
        keys: u16 = "bthci_evt.num_keys_read",
    }

    /// The name of this device.
    pub struct ReadLocalName<'a> ("Read Local Name Return Parameters", "Core Vol 4 Part E, 7.3.12") {
        status: Status = "bthci_evt.status",
        name: Name<'a> = "bthci_evt.device_name",
    }

    /// How long the controller waits: for the host to accept a connection, or for a page.
    pub struct ReadTimeout ("Return Parameters", "Core Vol 4 Part E, 7.3.13 and 7.3.15") {
        status: Status = "bthci_evt.status",
        timeout: Slots = "bthci_evt.timeout",
    }

    /// Whether this device can be found and connected to.
    pub struct ReadScanEnable ("Read Scan Enable Return Parameters", "Core Vol 4 Part E, 7.3.17") {
        status: Status = "bthci_evt.status",
        scans: ScanEnable = "bthci_evt.scan_enable",
    }

    /// How often this device listens for pages or inquiries.
    pub struct ReadScanActivity ("Return Parameters", "Core Vol 4 Part E, 7.3.19 and 7.3.21") {
        status: Status = "bthci_evt.status",
        interval: Slots = "bthci_evt.interval",
        window: Slots = "bthci_evt.window",
    }

    /// What this device is.
    pub struct ReadClassOfDevice ("Read Class of Device Return Parameters", "Core Vol 4 Part E, 7.3.25") {
        status: Status = "bthci_evt.status",
        class_of_device: Hex24 = "btcommon.cod.class_of_device",
    }

    /// How voice is coded (Core Vol 4 Part E, 6.12).
    pub struct VoiceSetting ("Voice setting", "Core Vol 4 Part E, 6.12") {
        @u16 air_mode: AirMode [0..2] = "bthci_evt.voice.air_coding_format",
        pcm_bit_position: u8 [2..5] = "bthci_evt.voice.linear_pcm_bit_pos",
        /// 0 is 8 bits, 1 is 16 bits.
        sample_size: u8 [5..6] = "bthci_evt.voice.input_sample_size",
        data_format: u8 [6..8] = "bthci_evt.voice.input_data_format",
        /// 0 linear, 1 µ-law, 2 A-law.
        coding: u8 [8..10] = "bthci_evt.voice.input_coding",
    }

    /// How voice is coded.
    pub struct ReadVoiceSetting ("Read Voice Setting Return Parameters", "Core Vol 4 Part E, 7.3.27") {
        status: Status = "bthci_evt.status",
        voice_setting: VoiceSetting,
    }

    /// A timeout of a connection, in slots.
    pub struct ReadLinkTimeout ("Return Parameters", "Core Vol 4 Part E, 7.3.29 and 7.3.41") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// 0 for never.
        timeout: Slots = "bthci_evt.timeout",
    }

    /// The power on a link.
    pub struct ReadTransmitPowerLevel ("Read Transmit Power Level Return Parameters", "Core Vol 4 Part E, 7.3.35") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// dBm.
        power: i8 = "bthci_evt.transmit_power_level",
    }

    /// Which inquiries this device answers.
    pub struct ReadCurrentIacLap<'a> ("Read Current IAC LAP Return Parameters", "Core Vol 4 Part E, 7.3.44") {
        status: Status = "bthci_evt.status",
        laps: Counted<'a, Hex24> = "bthci_evt.iac_lap",
    }

    /// What this device says of itself.
    pub struct ReadExtendedInquiryResponse<'a> ("Read Extended Inquiry Response Return Parameters", "Core Vol 4 Part E, 7.3.55") {
        status: Status = "bthci_evt.status",
        fec_required: bool = "bthci_evt.fec_required",
        data: AdvertisingData<'a>,
    }

    /// Whether Secure Simple Pairing is on.
    pub struct ReadSimplePairingMode ("Read Simple Pairing Mode Return Parameters", "Core Vol 4 Part E, 7.3.58") {
        status: Status = "bthci_evt.status",
        enabled: bool = "bthci_evt.simple_pairing_mode",
    }

    /// What is to be sent out of band.
    pub struct ReadLocalOobData<'a> ("Read Local OOB Data Return Parameters", "Core Vol 4 Part E, 7.3.60") {
        status: Status = "bthci_evt.status",
        hash: &'a [u8; 16] = "bthci_evt.hash_c",
        randomizer: Secret<'a> = "bthci_evt.randomizer_r",
    }

    /// The power of inquiry responses.
    pub struct ReadInquiryResponseTransmitPowerLevel ("Read Inquiry Response Transmit Power Level Return Parameters", "Core Vol 4 Part E, 7.3.61") {
        status: Status = "bthci_evt.status",
        /// dBm.
        power: i8 = "bthci_evt.power_level_type",
    }

    /// Whether the host supports LE.
    pub struct ReadLeHostSupport ("Read LE Host Support Return Parameters", "Core Vol 4 Part E, 7.3.78") {
        status: Status = "bthci_evt.status",
        supported: bool = "bthci_evt.le_supported_host",
        unused: u8 = "bthci_evt.le_simultaneous_host",
    }

    /// Whether Secure Connections is on.
    pub struct ReadSecureConnectionsHostSupport ("Read Secure Connections Host Support Return Parameters", "Core Vol 4 Part E, 7.3.91") {
        status: Status = "bthci_evt.status",
        supported: bool = "bthci_evt.secure_connection_host_support",
    }

    /// How long a link may go without a valid MIC.
    pub struct ReadAuthenticatedPayloadTimeout ("Read Authenticated Payload Timeout Return Parameters", "Core Vol 4 Part E, 7.3.93") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        timeout: Timeout = "bthci_evt.authenticated_payload_timeout",
    }

    /// What is to be sent out of band, for both curves.
    pub struct ReadLocalOobExtendedData<'a> ("Read Local OOB Extended Data Return Parameters", "Core Vol 4 Part E, 7.3.95") {
        status: Status = "bthci_evt.status",
        hash_192: &'a [u8; 16] = "bthci_evt.c192",
        randomizer_192: Secret<'a> = "bthci_evt.r192",
        hash_256: &'a [u8; 16] = "bthci_evt.c256",
        randomizer_256: Secret<'a> = "bthci_evt.r256",
    }

    /// A codec of a vendor's.
    pub struct VendorCodec ("Vendor codec", "Core Vol 4 Part E, 7.4.8") {
        company: Hex16 = "bthci_evt.comp_id",
        codec: Hex16 = "bthci_evt.vendor_codecs.item.codec_id",
    }

    /// The codecs of the controller.
    pub struct ReadLocalSupportedCodecs<'a> ("Read Local Supported Codecs [v1] Return Parameters", "Core Vol 4 Part E, 7.4.8") {
        status: Status = "bthci_evt.status",
        codecs: Counted<'a, CodingFormatId> = "bthci_evt.codec_id",
        vendor_codecs: Counted<'a, VendorCodec>,
    }

    /// The version of this device's controller.
    pub struct ReadLocalVersionInformation ("Read Local Version Information Return Parameters", "Core Vol 4 Part E, 7.4.1") {
        status: Status = "bthci_evt.status",
        hci_version: Version = "bthci_evt.hci_vers_nr",
        hci_subversion: Hex16,
        lmp_version: Version = "bthci_evt.lmp_vers_nr",
        /// Company identifier of the maker of the controller.
        company: Hex16 = "bthci_evt.comp_id",
        lmp_subversion: Hex16 = "bthci_evt.lmp_sub_vers_nr",
    }

    /// Which commands the controller knows.
    pub struct ReadLocalSupportedCommands<'a> ("Read Local Supported Commands Return Parameters", "Core Vol 4 Part E, 7.4.2") {
        status: Status = "bthci_evt.status",
        /// One bit for each command (Core Vol 4 Part E, 6.27).
        commands: &'a [u8; 64] = "bthci_evt.local_supported_cmds",
    }

    /// The features of this device, page 0.
    pub struct ReadLocalSupportedFeatures ("Read Local Supported Features Return Parameters", "Core Vol 4 Part E, 7.4.3") {
        status: Status = "bthci_evt.status",
        features: Hex64,
    }

    /// One page of the features of this device.
    pub struct ReadLocalExtendedFeatures ("Read Local Extended Features Return Parameters", "Core Vol 4 Part E, 7.4.4") {
        status: Status = "bthci_evt.status",
        page: u8 = "bthci_evt.page_number",
        max_page: u8 = "bthci_evt.max_page_number",
        features: Hex64,
    }

    /// The buffers of the controller.
    pub struct ReadBufferSize ("Read Buffer Size Return Parameters", "Core Vol 4 Part E, 7.4.5") {
        status: Status = "bthci_evt.status",
        /// Octets of payload in one packet.
        acl_length: u16 = "bthci_evt.max_data_length_acl",
        /// Octets of payload in one packet.
        synchronous_length: u8 = "bthci_evt.max_data_length_sco",
        acl_packets: u16 = "bthci_evt.max_data_num_acl",
        synchronous_packets: u16 = "bthci_evt.max_data_num_sco",
    }

    /// The address of this device.
    pub struct ReadBdAddr ("Read BD_ADDR Return Parameters", "Core Vol 4 Part E, 7.4.6") {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
    }

    /// How pairing works on this device.
    pub struct ReadLocalSimplePairingOptions ("Read Local Simple Pairing Options Return Parameters", "Core Vol 4 Part E, 7.4.9") {
        status: Status = "bthci_evt.status",
        /// Bit 0: public keys are validated.
        options: crate::Hex8 = "bthci_evt.simple_pairing_options",
        /// Octets.
        max_key_size: u8 = "bthci_evt.max_encryption_key_size",
    }

    /// How often data could not be delivered.
    pub struct ReadFailedContactCounter ("Read Failed Contact Counter Return Parameters", "Core Vol 4 Part E, 7.5.1") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        count: u16 = "bthci_evt.failed_contact_counter",
    }

    /// How good a link is.
    pub struct ReadLinkQuality ("Read Link Quality Return Parameters", "Core Vol 4 Part E, 7.5.3") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// More is better; the scale is the maker's.
        quality: u8 = "bthci_evt.link_quality",
    }

    /// The strength of the signal.
    pub struct ReadRssi ("Read RSSI Return Parameters", "Core Vol 4 Part E, 7.5.4") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// BR/EDR: dB above or below the golden range. LE: dBm, 127 when it is not known.
        rssi: i8 = "bthci_evt.rssi",
    }

    /// Which channels a link uses: 79 bits, 1 for used.
    pub struct ReadAfhChannelMap<'a> ("Read AFH Channel Map Return Parameters", "Core Vol 4 Part E, 7.5.5") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        enabled: bool = "bthci_evt.afh_mode",
        channels: &'a [u8; 10] = "bthci_evt.afh_channel_map",
    }

    /// A clock.
    pub struct ReadClock ("Read Clock Return Parameters", "Core Vol 4 Part E, 7.5.6") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// Steps of 312.5 µs.
        clock: u32 = "bthci_evt.clock",
        /// Steps of 312.5 µs; 0xffff when it is not known.
        accuracy: u16 = "bthci_evt.clock_accuracy",
    }

    /// The size of a link's encryption key.
    pub struct ReadEncryptionKeySize ("Read Encryption Key Size Return Parameters", "Core Vol 4 Part E, 7.5.7") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// Octets.
        size: u8 = "bthci_evt.enc_key_size",
    }
}
