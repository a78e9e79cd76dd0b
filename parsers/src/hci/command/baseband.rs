//! Controller & Baseband commands (Core Vol 4 Part E, 7.3).

use crate::{
    Address, Counted, Hex24, Hex64, Secret, Slots, Timeout,
    hci::{
        AdvertisingData, Handle, HostFlowControl, Keypress, Name, ScanEnable, command::VoiceSetting,
    },
    pdu,
};

pdu! {
    /// Which events the controller may send.
    pub struct SetEventMask ("Set Event Mask", "Core Vol 4 Part E, 7.3.1") {
        mask: Hex64,
    }

    /// Which inquiry results and connection requests reach the host.
    pub struct SetEventFilter<'a> ("Set Event Filter", "Core Vol 4 Part E, 7.3.3") {
        /// 0 clears all filters, 1 inquiry result, 2 connection setup.
        filter_type: u8 = "bthci_cmd.filter_type",
        /// Its form depends on `filter_type`.
        condition: &'a [u8],
    }

    /// Throws away what waits to be sent.
    pub struct Flush ("Flush", "Core Vol 4 Part E, 7.3.4") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Whether the PIN code is fixed.
    pub struct WritePinType ("Write PIN Type", "Core Vol 4 Part E, 7.3.6") {
        pin_type: u8 = "bthci_cmd.pin_type",
    }

    /// Asks for keys that the controller stores.
    pub struct ReadStoredLinkKey ("Read Stored Link Key", "Core Vol 4 Part E, 7.3.8") {
        address: Address = "bthci_cmd.bd_addr",
        all: bool = "bthci_cmd.read_all_flag",
    }

    /// A device and the key that it shares with this one.
    pub struct StoredLinkKey<'a> ("Stored Link Key", "Core Vol 4 Part E, 7.3.9") {
        address: Address = "bthci_cmd.bd_addr",
        key: Secret<'a> = "bthci_cmd.link_key",
    }

    /// Gives keys to the controller to store.
    pub struct WriteStoredLinkKey<'a> ("Write Stored Link Key", "Core Vol 4 Part E, 7.3.9") {
        keys: Counted<'a, StoredLinkKey<'a>>,
    }

    /// Deletes keys that the controller stores.
    pub struct DeleteStoredLinkKey ("Delete Stored Link Key", "Core Vol 4 Part E, 7.3.10") {
        address: Address = "bthci_cmd.bd_addr",
        all: bool = "bthci_cmd.delete_all_flag",
    }

    /// The name of this device.
    pub struct WriteLocalName<'a> ("Write Local Name", "Core Vol 4 Part E, 7.3.11") {
        name: Name<'a> = "bthci_cmd.device_name",
    }

    /// How long a connection request may wait for the host.
    pub struct WriteConnectionAcceptTimeout ("Write Connection Accept Timeout", "Core Vol 4 Part E, 7.3.14") {
        timeout: Slots = "bthci_cmd.timeout",
    }

    /// How long to page.
    pub struct WritePageTimeout ("Write Page Timeout", "Core Vol 4 Part E, 7.3.16") {
        timeout: Slots = "bthci_cmd.timeout",
    }

    /// Whether this device can be found and connected to.
    pub struct WriteScanEnable ("Write Scan Enable", "Core Vol 4 Part E, 7.3.18") {
        scans: ScanEnable = "bthci_cmd.scan_enable",
    }

    /// How often this device listens for pages.
    pub struct WritePageScanActivity ("Write Page Scan Activity", "Core Vol 4 Part E, 7.3.20") {
        interval: Slots = "bthci_cmd.interval",
        window: Slots = "bthci_cmd.window",
    }

    /// How often this device listens for inquiries.
    pub struct WriteInquiryScanActivity ("Write Inquiry Scan Activity", "Core Vol 4 Part E, 7.3.22") {
        interval: Slots = "bthci_cmd.interval",
        window: Slots = "bthci_cmd.window",
    }

    /// Whether every connection is to be authenticated.
    pub struct WriteAuthenticationEnable ("Write Authentication Enable", "Core Vol 4 Part E, 7.3.24") {
        enable: bool = "bthci_cmd.auth_enable",
    }

    /// What this device is.
    pub struct WriteClassOfDevice ("Write Class of Device", "Core Vol 4 Part E, 7.3.26") {
        class_of_device: Hex24 = "btcommon.cod.class_of_device",
    }

    /// How voice is coded.
    pub struct WriteVoiceSetting ("Write Voice Setting", "Core Vol 4 Part E, 7.3.28") {
        voice_setting: VoiceSetting,
    }

    /// Asks when data is thrown away.
    pub struct ReadAutomaticFlushTimeout ("Read Automatic Flush Timeout", "Core Vol 4 Part E, 7.3.29") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// When data that was not delivered is thrown away.
    pub struct WriteAutomaticFlushTimeout ("Write Automatic Flush Timeout", "Core Vol 4 Part E, 7.3.30") {
        handle: Handle = "bthci_cmd.connection_handle",
        /// 0 for never.
        timeout: Slots = "bthci_cmd.timeout",
    }

    /// Asks for the power on a link.
    pub struct ReadTransmitPowerLevel ("Read Transmit Power Level", "Core Vol 4 Part E, 7.3.35") {
        handle: Handle = "bthci_cmd.connection_handle",
        /// 0 current, 1 maximum.
        kind: u8 = "bthci_cmd.tx_power_level_type",
    }

    /// Whether the controller tells of completed synchronous packets.
    pub struct WriteSynchronousFlowControlEnable ("Write Synchronous Flow Control Enable", "Core Vol 4 Part E, 7.3.37") {
        enable: bool = "bthci_cmd.flow_control",
    }

    /// Whether the host returns buffers to the controller.
    pub struct SetControllerToHostFlowControl ("Set Controller To Host Flow Control", "Core Vol 4 Part E, 7.3.38") {
        enable: HostFlowControl = "bthci_cmd.flow_contr_enable",
    }

    /// The buffers of the host.
    pub struct HostBufferSize ("Host Buffer Size", "Core Vol 4 Part E, 7.3.39") {
        /// Octets of payload in one packet.
        acl_length: u16 = "bthci_cmd.max_data_length_acl",
        /// Octets of payload in one packet.
        synchronous_length: u8 = "bthci_cmd.max_data_length_sco",
        acl_packets: u16 = "bthci_cmd.max_data_num_acl",
        synchronous_packets: u16 = "bthci_cmd.max_data_num_sco",
    }

    /// How many packets of one connection the host is done with.
    pub struct HostCompletedPackets ("Completed packets", "Core Vol 4 Part E, 7.3.40") {
        handle: Handle = "bthci_cmd.connection_handle",
        count: u16 = "bthci_cmd.num_compl_packets",
    }

    /// The host returns buffers.
    pub struct HostNumberOfCompletedPackets<'a> ("Host Number Of Completed Packets", "Core Vol 4 Part E, 7.3.40") {
        connections: Counted<'a, HostCompletedPackets>,
    }

    /// Asks after how long without packets a link is lost.
    pub struct ReadLinkSupervisionTimeout ("Read Link Supervision Timeout", "Core Vol 4 Part E, 7.3.41") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// After how long without packets a link is lost.
    pub struct WriteLinkSupervisionTimeout ("Write Link Supervision Timeout", "Core Vol 4 Part E, 7.3.42") {
        handle: Handle = "bthci_cmd.connection_handle",
        /// 0 for never.
        timeout: Slots = "bthci_cmd.timeout",
    }

    /// Which inquiries this device answers.
    pub struct WriteCurrentIacLap<'a> ("Write Current IAC LAP", "Core Vol 4 Part E, 7.3.45") {
        laps: Counted<'a, Hex24> = "bthci_cmd.num_iac_lap",
    }

    /// Which channels are known to be bad: 79 bits, 1 for unknown.
    pub struct SetAfhHostChannelClassification<'a> ("Set AFH Host Channel Classification", "Core Vol 4 Part E, 7.3.46") {
        channels: &'a [u8; 10],
    }

    /// How this device listens for inquiries.
    pub struct WriteInquiryScanType ("Write Inquiry Scan Type", "Core Vol 4 Part E, 7.3.48") {
        /// 0 standard, 1 interlaced.
        scan_type: u8 = "bthci_cmd.inq_scan_type",
    }

    /// Which form inquiry results have.
    pub struct WriteInquiryMode ("Write Inquiry Mode", "Core Vol 4 Part E, 7.3.50") {
        /// 0 standard, 1 with RSSI, 2 with RSSI or extended.
        mode: u8 = "bthci_cmd.inq_mode",
    }

    /// How this device listens for pages.
    pub struct WritePageScanType ("Write Page Scan Type", "Core Vol 4 Part E, 7.3.52") {
        /// 0 standard, 1 interlaced.
        scan_type: u8 = "bthci_cmd.inq_scan_type",
    }

    /// Whether the controller looks for bad channels itself.
    pub struct WriteAfhChannelAssessmentMode ("Write AFH Channel Assessment Mode", "Core Vol 4 Part E, 7.3.54") {
        enable: bool = "bthci_cmd.afh_ch_assessment_mode",
    }

    /// What this device says of itself.
    pub struct WriteExtendedInquiryResponse<'a> ("Write Extended Inquiry Response", "Core Vol 4 Part E, 7.3.56") {
        fec_required: bool = "bthci_cmd.fec_required",
        data: AdvertisingData<'a>,
    }

    /// Renews the encryption key.
    pub struct RefreshEncryptionKey ("Refresh Encryption Key", "Core Vol 4 Part E, 7.3.57") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Turns on Secure Simple Pairing.
    pub struct WriteSimplePairingMode ("Write Simple Pairing Mode", "Core Vol 4 Part E, 7.3.59") {
        enable: bool = "bthci_cmd.simple_pairing_mode",
    }

    /// The power of inquiries.
    pub struct WriteInquiryTransmitPowerLevel ("Write Inquiry Transmit Power Level", "Core Vol 4 Part E, 7.3.62") {
        /// dBm.
        power: i8 = "bthci_cmd.power_level",
    }

    /// What the user does at this device's keyboard.
    pub struct SendKeypressNotification ("Send Keypress Notification", "Core Vol 4 Part E, 7.3.63") {
        address: Address = "bthci_cmd.bd_addr",
        keypress: Keypress = "bthci_cmd.notification_type",
    }

    /// Whether synchronous packets with errors reach the host.
    pub struct WriteDefaultErroneousDataReporting ("Write Default Erroneous Data Reporting", "Core Vol 4 Part E, 7.3.65") {
        enable: bool = "bthci_cmd.err_data_reporting",
    }

    /// Throws away what waits to be sent and may be thrown away.
    pub struct EnhancedFlush ("Enhanced Flush", "Core Vol 4 Part E, 7.3.66") {
        handle: Handle = "bthci_cmd.connection_handle",
        packet_type: u8 = "bthci_cmd.flush_packet_type",
    }

    /// Which further events the controller may send.
    pub struct SetEventMaskPage2 ("Set Event Mask Page 2", "Core Vol 4 Part E, 7.3.69") {
        mask: Hex64,
    }

    /// Asks for the power on a link, for each modulation.
    pub struct ReadEnhancedTransmitPowerLevel ("Read Enhanced Transmit Power Level", "Core Vol 4 Part E, 7.3.74") {
        handle: Handle = "bthci_cmd.connection_handle",
        /// 0 current, 1 maximum.
        kind: u8 = "bthci_cmd.tx_power_level_type",
    }

    /// Whether the host supports LE.
    pub struct WriteLeHostSupport ("Write LE Host Support", "Core Vol 4 Part E, 7.3.79") {
        supported: bool = "bthci_cmd.le_supported_host",
        /// Reserved; was simultaneous LE and BR/EDR.
        unused: u8 = "bthci_cmd.le_simultaneous_host",
    }

    /// Turns on Secure Connections.
    pub struct WriteSecureConnectionsHostSupport ("Write Secure Connections Host Support", "Core Vol 4 Part E, 7.3.92") {
        supported: bool = "bthci_cmd.secure_connection_host_support",
    }

    /// Asks how long a link may go without a valid MIC.
    pub struct ReadAuthenticatedPayloadTimeout ("Read Authenticated Payload Timeout", "Core Vol 4 Part E, 7.3.93") {
        handle: Handle = "bthci_cmd.connection_handle",
    }

    /// How long a link may go without a valid MIC.
    pub struct WriteAuthenticatedPayloadTimeout ("Write Authenticated Payload Timeout", "Core Vol 4 Part E, 7.3.94") {
        handle: Handle = "bthci_cmd.connection_handle",
        timeout: Timeout = "bthci_cmd.authenticated_payload_timeout",
    }

    /// How much longer to page.
    pub struct WriteExtendedPageTimeout ("Write Extended Page Timeout", "Core Vol 4 Part E, 7.3.97") {
        timeout: Slots = "bthci_cmd.timeout",
    }

    /// How much longer to look for devices.
    pub struct WriteExtendedInquiryLength ("Write Extended Inquiry Length", "Core Vol 4 Part E, 7.3.99") {
        length: Slots = "bthci_cmd.extended_inquiry_length",
    }

    /// The shortest encryption key that the controller accepts.
    pub struct SetMinEncryptionKeySize ("Set Min Encryption Key Size", "Core Vol 4 Part E, 7.3.102") {
        /// Octets, 7 to 16.
        size: u8,
    }
}
