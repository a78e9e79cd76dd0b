//! Commands that ask for informational parameters (Core Vol 4 Part E, 7.4).

use crate::{
    Address, Counted, Hex16, Hex64, Octets8, Octets16,
    company::Company,
    hci::{CodingFormatId, Status, Version, declare::commands, returns},
};

commands! {
    informational;

    /// The version of this device's controller.
    READ_LOCAL_VERSION_INFORMATION = 0x1001 "Read Local Version Information" -> ReadLocalVersionInformation ("Read Local Version Information Return Parameters", "Core Vol 4 Part E, 7.4.1") {
        status: Status = "bthci_evt.status",
        hci_version: Version = "bthci_evt.hci_vers_nr",
        hci_subversion: Hex16 as Keep,
        lmp_version: Version = "bthci_evt.lmp_vers_nr",
        /// Company identifier of the maker of the controller.
        company: Company = "bthci_evt.comp_id",
        lmp_subversion: Hex16 as Keep = "bthci_evt.lmp_sub_vers_nr",
    },

    /// Which commands the controller knows.
    READ_LOCAL_SUPPORTED_COMMANDS = 0x1002 "Read Local Supported Commands" -> ReadLocalSupportedCommands<'a> ("Read Local Supported Commands Return Parameters", "Core Vol 4 Part E, 7.4.2") {
        status: Status = "bthci_evt.status",
        /// One bit for each command (Core Vol 4 Part E, 6.27).
        commands: &'a [u8; 64] as Keep = "bthci_evt.local_supported_cmds",
    },

    /// The features of this device, page 0.
    READ_LOCAL_SUPPORTED_FEATURES = 0x1003 "Read Local Supported Features" -> ReadLocalSupportedFeatures ("Read Local Supported Features Return Parameters", "Core Vol 4 Part E, 7.4.3") {
        status: Status = "bthci_evt.status",
        features: Hex64 as Keep,
    },

    /// Asks for one page of features.
    READ_LOCAL_EXTENDED_FEATURES = 0x1004 "Read Local Extended Features" ("Core Vol 4 Part E, 7.4.4") ReadLocalExtendedFeatures {
        page: u8 as Keep = "bthci_cmd.page_number",
    } -> ReadLocalExtendedFeatures ("Read Local Extended Features Return Parameters", "Core Vol 4 Part E, 7.4.4") {
        status: Status = "bthci_evt.status",
        page: u8 as Keep = "bthci_evt.page_number",
        max_page: u8 as Keep = "bthci_evt.max_page_number",
        features: Hex64 as Keep,
    },

    /// The buffers of the controller.
    READ_BUFFER_SIZE = 0x1005 "Read Buffer Size" -> ReadBufferSize ("Read Buffer Size Return Parameters", "Core Vol 4 Part E, 7.4.5") {
        status: Status = "bthci_evt.status",
        /// Octets of payload in one packet.
        acl_length: Octets16 = "bthci_evt.max_data_length_acl",
        /// Octets of payload in one packet.
        synchronous_length: Octets8 = "bthci_evt.max_data_length_sco",
        acl_packets: u16 as Keep = "bthci_evt.max_data_num_acl",
        synchronous_packets: u16 as Keep = "bthci_evt.max_data_num_sco",
    },

    READ_COUNTRY_CODE = 0x1007 "Read Country Code",

    /// The address of this device.
    READ_BD_ADDR = 0x1009 "Read BD_ADDR" -> ReadBdAddr ("Read BD_ADDR Return Parameters", "Core Vol 4 Part E, 7.4.6") {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
    },

    READ_DATA_BLOCK_SIZE = 0x100a "Read Data Block Size",

    /// The codecs of the controller.
    READ_LOCAL_SUPPORTED_CODECS_V1 = 0x100b "Read Local Supported Codecs [v1]" -> ReadLocalSupportedCodecs<'a> ("Read Local Supported Codecs [v1] Return Parameters", "Core Vol 4 Part E, 7.4.8") {
        status: Status = "bthci_evt.status",
        codecs: Counted<'a, CodingFormatId> = "bthci_evt.codec_id",
        vendor_codecs: Counted<'a, returns::VendorCodec>,
    },

    /// How pairing works on this device.
    READ_LOCAL_SIMPLE_PAIRING_OPTIONS = 0x100c "Read Local Simple Pairing Options" -> ReadLocalSimplePairingOptions ("Read Local Simple Pairing Options Return Parameters", "Core Vol 4 Part E, 7.4.9") {
        status: Status = "bthci_evt.status",
        /// Bit 0: public keys are validated.
        options: crate::Hex8 as Keep = "bthci_evt.simple_pairing_options",
        max_key_size: Octets8 = "bthci_evt.max_encryption_key_size",
    },

    READ_LOCAL_SUPPORTED_CODECS_V2 = 0x100d "Read Local Supported Codecs [v2]",
    READ_LOCAL_SUPPORTED_CODEC_CAPABILITIES = 0x100e "Read Local Supported Codec Capabilities",
    READ_LOCAL_SUPPORTED_CONTROLLER_DELAY = 0x100f "Read Local Supported Controller Delay",
}
