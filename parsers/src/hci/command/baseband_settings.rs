//! Controller & Baseband commands (Core Vol 4 Part E, 7.3), 7.3.36 to 7.3.50.

use crate::{
    Counted, Dbm, Hex24, Octets8, Octets16, Slots,
    hci::{
        Handle, HostFlowControl, InquiryMode, PowerLevelType, ScanType, Status,
        declare::commands,
        returns::{ForHandle, ReadLinkTimeout},
    },
    pdu,
};

pdu! {
    in SETTINGS_PARTS;

    /// How many packets of one connection the host is done with.
    pub struct HostCompletedPackets ("Completed packets", "Core Vol 4 Part E, 7.3.40") {
        handle: Handle = "bthci_cmd.connection_handle",
        count: u16 as Keep = "bthci_cmd.num_compl_packets",
    }
}

commands! {
    baseband_settings;

    /// When data that was not delivered is thrown away.
    WRITE_AUTOMATIC_FLUSH_TIMEOUT = 0x0c28 "Write Automatic Flush Timeout" ("Core Vol 4 Part E, 7.3.30") WriteAutomaticFlushTimeout {
        handle: Handle = "bthci_cmd.connection_handle",
        /// 0 for never.
        timeout: Slots = "bthci_cmd.timeout",
    } -> WriteAutomaticFlushTimeout = ForHandle,
    READ_NUM_BROADCAST_RETRANSMISSIONS = 0x0c29 "Read Num Broadcast Retransmissions",
    WRITE_NUM_BROADCAST_RETRANSMISSIONS = 0x0c2a "Write Num Broadcast Retransmissions",
    READ_HOLD_MODE_ACTIVITY = 0x0c2b "Read Hold Mode Activity",
    WRITE_HOLD_MODE_ACTIVITY = 0x0c2c "Write Hold Mode Activity",

    /// Asks for the power on a link.
    READ_TRANSMIT_POWER_LEVEL = 0x0c2d "Read Transmit Power Level" ("Core Vol 4 Part E, 7.3.35") ReadTransmitPowerLevel {
        handle: Handle = "bthci_cmd.connection_handle",
        kind: PowerLevelType = "bthci_cmd.tx_power_level_type",
    } -> ReadTransmitPowerLevel ("Read Transmit Power Level Return Parameters", "Core Vol 4 Part E, 7.3.35") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        power: Dbm = "bthci_evt.transmit_power_level",
    },

    READ_SYNCHRONOUS_FLOW_CONTROL_ENABLE = 0x0c2e "Read Synchronous Flow Control Enable",

    /// Whether the controller reports completed synchronous packets.
    WRITE_SYNCHRONOUS_FLOW_CONTROL_ENABLE = 0x0c2f "Write Synchronous Flow Control Enable" ("Core Vol 4 Part E, 7.3.37") WriteSynchronousFlowControlEnable {
        enable: bool = "bthci_cmd.flow_control",
    },

    /// Whether the host returns buffers to the controller.
    SET_CONTROLLER_TO_HOST_FLOW_CONTROL = 0x0c31 "Set Controller To Host Flow Control" ("Core Vol 4 Part E, 7.3.38") SetControllerToHostFlowControl {
        enable: HostFlowControl = "bthci_cmd.flow_contr_enable",
    },

    /// The buffers of the host.
    HOST_BUFFER_SIZE = 0x0c33 "Host Buffer Size" ("Core Vol 4 Part E, 7.3.39") HostBufferSize {
        /// Octets of payload in one packet.
        acl_length: Octets16 = "bthci_cmd.max_data_length_acl",
        /// Octets of payload in one packet.
        synchronous_length: Octets8 = "bthci_cmd.max_data_length_sco",
        acl_packets: u16 as Keep = "bthci_cmd.max_data_num_acl",
        synchronous_packets: u16 as Keep = "bthci_cmd.max_data_num_sco",
    },

    /// The host returns buffers.
    HOST_NUMBER_OF_COMPLETED_PACKETS = 0x0c35 "Host Number Of Completed Packets" ("Core Vol 4 Part E, 7.3.40") HostNumberOfCompletedPackets<'a> {
        connections: Counted<'a, HostCompletedPackets>,
    },

    /// Asks after how long without packets a link is lost.
    READ_LINK_SUPERVISION_TIMEOUT = 0x0c36 "Read Link Supervision Timeout" ("Core Vol 4 Part E, 7.3.41") ReadLinkSupervisionTimeout {
        handle: Handle = "bthci_cmd.connection_handle",
    } -> ReadLinkSupervisionTimeout = ReadLinkTimeout,

    /// After how long without packets a link is lost.
    WRITE_LINK_SUPERVISION_TIMEOUT = 0x0c37 "Write Link Supervision Timeout" ("Core Vol 4 Part E, 7.3.42") WriteLinkSupervisionTimeout {
        handle: Handle = "bthci_cmd.connection_handle",
        /// 0 for never.
        timeout: Slots = "bthci_cmd.timeout",
    } -> WriteLinkSupervisionTimeout = ForHandle,
    READ_NUMBER_OF_SUPPORTED_IAC = 0x0c38 "Read Number Of Supported IAC",

    /// Which inquiries this device answers.
    READ_CURRENT_IAC_LAP = 0x0c39 "Read Current IAC LAP" -> ReadCurrentIacLap<'a> ("Read Current IAC LAP Return Parameters", "Core Vol 4 Part E, 7.3.44") {
        status: Status = "bthci_evt.status",
        laps: Counted<'a, Hex24> as Keep = "bthci_evt.iac_lap",
    },

    /// Which inquiries this device answers.
    WRITE_CURRENT_IAC_LAP = 0x0c3a "Write Current IAC LAP" ("Core Vol 4 Part E, 7.3.45") WriteCurrentIacLap<'a> {
        laps: Counted<'a, Hex24> as Keep = "bthci_cmd.num_iac_lap",
    },

    READ_PAGE_SCAN_PERIOD_MODE = 0x0c3b "Read Page Scan Period Mode",
    WRITE_PAGE_SCAN_PERIOD_MODE = 0x0c3c "Write Page Scan Period Mode",
    READ_PAGE_SCAN_MODE = 0x0c3d "Read Page Scan Mode",
    WRITE_PAGE_SCAN_MODE = 0x0c3e "Write Page Scan Mode",

    /// Which channels are known to be bad: 79 bits, 1 for unknown.
    SET_AFH_HOST_CHANNEL_CLASSIFICATION = 0x0c3f "Set AFH Host Channel Classification" ("Core Vol 4 Part E, 7.3.46") SetAfhHostChannelClassification<'a> {
        channels: &'a [u8; 10] as Keep,
    },

    READ_INQUIRY_SCAN_TYPE = 0x0c42 "Read Inquiry Scan Type",

    /// How this device listens for inquiries.
    WRITE_INQUIRY_SCAN_TYPE = 0x0c43 "Write Inquiry Scan Type" ("Core Vol 4 Part E, 7.3.48") WriteInquiryScanType {
        scan_type: ScanType = "bthci_cmd.inq_scan_type",
    },

    READ_INQUIRY_MODE = 0x0c44 "Read Inquiry Mode",

    /// Which form inquiry results have.
    WRITE_INQUIRY_MODE = 0x0c45 "Write Inquiry Mode" ("Core Vol 4 Part E, 7.3.50") WriteInquiryMode {
        mode: InquiryMode = "bthci_cmd.inq_mode",
    },
}
