//! LE Controller commands (Core Vol 4 Part E, 7.8) for isochronous streams.

use crate::{
    Counted, Hex8, Hex16, Microseconds32, Milliseconds, Octets16, Secret, Timeout,
    hci::{
        ClockAccuracy, Data, DataPathDirection, Framing, Handle, Micros, Packing, Status,
        command::CodingFormat, declare::commands, returns::ForStream,
    },
    pdu,
};

pdu! {
    in LE_ISOCHRONOUS_PARTS;

    /// One stream of a group.
    pub struct CisParameters ("CIS", "Core Vol 4 Part E, 7.8.97") {
        cis: Hex8 as Keep = "bthci_cmd.cis_id",
        max_sdu_central: Octets16 = "bthci_cmd.max_sdu_m_to_s",
        max_sdu_peripheral: Octets16 = "bthci_cmd.max_sdu_s_to_m",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        phys_central: Hex8 as Keep = "bthci_cmd.phy_m_to_s",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        phys_peripheral: Hex8 as Keep = "bthci_cmd.phy_s_to_m",
        retransmissions_central: u8 as Keep = "bthci_cmd.rtn_m_to_s",
        retransmissions_peripheral: u8 as Keep = "bthci_cmd.rtn_s_to_m",
    }

    /// One stream and the connection that it is made on.
    pub struct CisOnAcl ("CIS on ACL", "Core Vol 4 Part E, 7.8.99") {
        cis_handle: Handle = "bthci_cmd.cis_handle",
        acl_handle: Handle = "bthci_cmd.connection_handle",
    }
}

commands! {
    le_isochronous;

    LE_SET_DEFAULT_PERIODIC_ADVERTISING_SYNC_TRANSFER_PARAMETERS = 0x205d "LE Set Default Periodic Advertising Sync Transfer Parameters",
    LE_GENERATE_DHKEY_V2 = 0x205e "LE Generate DHKey [v2]",
    LE_MODIFY_SLEEP_CLOCK_ACCURACY = 0x205f "LE Modify Sleep Clock Accuracy",

    /// The LE and isochronous buffers of the controller.
    LE_READ_BUFFER_SIZE_V2 = 0x2060 "LE Read Buffer Size [v2]" -> LeReadBufferSizeV2 ("LE Read Buffer Size [v2] Return Parameters", "Core Vol 4 Part E, 7.8.2") {
        status: Status = "bthci_evt.status",
        /// Octets of payload in one packet.
        acl_length: Octets16 = "bthci_evt.le_acl_data_pkt_len",
        acl_packets: u8 as Keep = "bthci_evt.le_total_num_acl_data_pkts",
        /// Octets of payload in one packet.
        iso_length: Octets16 = "bthci_evt.iso_data_pkt_len",
        iso_packets: u8 as Keep = "bthci_evt.total_num_iso_data_pkts",
    },

    /// Asks when an SDU was sent.
    LE_READ_ISO_TX_SYNC = 0x2061 "LE Read ISO TX Sync" ("Core Vol 4 Part E, 7.8.96") LeReadIsoTxSync {
        handle: Handle = "bthci_cmd.cis_bis_handle",
    } -> LeReadIsoTxSync ("LE Read ISO TX Sync Return Parameters", "Core Vol 4 Part E, 7.8.96") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_bis_handle",
        sequence_number: u16 as Keep = "bthci_evt.sdu_packet_seq_num",
        timestamp: Microseconds32 = "bthci_evt.sdu_packet_timestamp",
        offset: Micros = "bthci_evt.sdu_packet_offset",
    },

    /// A group of connected isochronous streams.
    LE_SET_CIG_PARAMETERS = 0x2062 "LE Set CIG Parameters" ("Core Vol 4 Part E, 7.8.97") LeSetCigParameters<'a> {
        cig: Hex8 as Keep = "bthci_cmd.cig_id",
        sdu_interval_central: Micros = "bthci_cmd.sdu_interval_m_to_s",
        sdu_interval_peripheral: Micros = "bthci_cmd.sdu_interval_s_to_m",
        worst_clock_accuracy: ClockAccuracy = "bthci_cmd.slaves_clock_accuracy",
        packing: Packing = "bthci_cmd.packing",
        framing: Framing = "bthci_cmd.framing",
        max_latency_central: Milliseconds = "bthci_cmd.max_transport_latency_m_to_s",
        max_latency_peripheral: Milliseconds = "bthci_cmd.max_transport_latency_s_to_m",
        streams: Counted<'a, CisParameters>,
    } -> LeSetCigParameters<'a> ("LE Set CIG Parameters Return Parameters", "Core Vol 4 Part E, 7.8.97") {
        status: Status = "bthci_evt.status",
        cig: Hex8 as Keep = "bthci_evt.cig_id",
        streams: Counted<'a, Handle> = "bthci_evt.cis_handle",
    },

    LE_SET_CIG_PARAMETERS_TEST = 0x2063 "LE Set CIG Parameters Test",

    /// Makes connected isochronous streams.
    LE_CREATE_CIS = 0x2064 "LE Create CIS" ("Core Vol 4 Part E, 7.8.99") LeCreateCis<'a> {
        streams: Counted<'a, CisOnAcl>,
    },

    /// Forgets a group of streams.
    LE_REMOVE_CIG = 0x2065 "LE Remove CIG" ("Core Vol 4 Part E, 7.8.100") LeRemoveCig {
        cig: Hex8 as Keep = "bthci_cmd.cig_id",
    } -> LeRemoveCig ("LE Remove CIG Return Parameters", "Core Vol 4 Part E, 7.8.100") {
        status: Status = "bthci_evt.status",
        cig: Hex8 as Keep = "bthci_evt.cig_id",
    },

    /// Takes a stream.
    LE_ACCEPT_CIS_REQUEST = 0x2066 "LE Accept CIS Request" ("Core Vol 4 Part E, 7.8.101") LeAcceptCisRequest {
        handle: Handle = "bthci_cmd.cis_handle",
    },

    /// Refuses a stream.
    LE_REJECT_CIS_REQUEST = 0x2067 "LE Reject CIS Request" ("Core Vol 4 Part E, 7.8.102") LeRejectCisRequest {
        handle: Handle = "bthci_cmd.connection_handle",
        reason: Status = "bthci_cmd.reason",
    } -> LeRejectCisRequest ("Return Parameters", "Core Vol 4 Part E, 7.8.102", Generic) {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_handle",
    },

    /// Makes a group of broadcast isochronous streams.
    LE_CREATE_BIG = 0x2068 "LE Create BIG" ("Core Vol 4 Part E, 7.8.103") LeCreateBig<'a> {
        big: Hex8 as Keep = "bthci_cmd.big_handle",
        advertising_handle: Hex8 as Keep = "bthci_cmd.advertising_handle",
        bis_count: u8 as Keep = "bthci_cmd.num_bis",
        sdu_interval: Micros = "bthci_cmd.sdu_interval",
        max_sdu: Octets16 = "bthci_cmd.max_sdu",
        max_latency: Milliseconds = "bthci_cmd.max_transport_latency",
        retransmissions: u8 as Keep = "bthci_cmd.rtn",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        phys: Hex8 as Keep = "bthci_cmd.phy",
        packing: Packing = "bthci_cmd.packing",
        framing: Framing = "bthci_cmd.framing",
        encrypted: bool = "bthci_cmd.encryption",
        broadcast_code: Secret<'a>,
    },

    LE_CREATE_BIG_TEST = 0x2069 "LE Create BIG Test",

    /// Ends a broadcast isochronous group.
    LE_TERMINATE_BIG = 0x206a "LE Terminate BIG" ("Core Vol 4 Part E, 7.8.105") LeTerminateBig {
        big: Hex8 as Keep = "bthci_cmd.big_handle",
        reason: Status = "bthci_cmd.reason",
    },

    /// Starts to follow a broadcast isochronous group.
    LE_BIG_CREATE_SYNC = 0x206b "LE BIG Create Sync" ("Core Vol 4 Part E, 7.8.106") LeBigCreateSync<'a> {
        big: Hex8 as Keep = "bthci_cmd.big_handle",
        sync_handle: Hex16 as Keep = "bthci_cmd.sync_handle",
        encrypted: bool = "bthci_cmd.encryption",
        broadcast_code: Secret<'a>,
        max_subevents: u8 as Keep = "bthci_cmd.mse",
        timeout: Timeout = "bthci_cmd.sync_timeout",
        streams: Counted<'a, u8> as Keep = "bthci_cmd.bis_index",
    },

    /// Stops following a broadcast isochronous group.
    LE_BIG_TERMINATE_SYNC = 0x206c "LE BIG Terminate Sync" ("Core Vol 4 Part E, 7.8.107") LeBigTerminateSync {
        big: Hex8 as Keep = "bthci_cmd.big_handle",
    } -> LeBigTerminateSync ("LE BIG Terminate Sync Return Parameters", "Core Vol 4 Part E, 7.8.107") {
        status: Status = "bthci_evt.status",
        big: Hex8 as Keep = "bthci_evt.big_handle",
    },

    /// Asks for the sleep clock accuracy of the peer.
    LE_REQUEST_PEER_SCA = 0x206d "LE Request Peer SCA" ("Core Vol 4 Part E, 7.8.108") LeRequestPeerSca {
        handle: Handle = "bthci_cmd.connection_handle",
    },

    /// Where the data of a stream comes from or goes to.
    LE_SETUP_ISO_DATA_PATH = 0x206e "LE Setup ISO Data Path" ("Core Vol 4 Part E, 7.8.109") LeSetupIsoDataPath<'a> {
        handle: Handle = "bthci_cmd.cis_bis_handle",
        direction: DataPathDirection = "bthci_cmd.data_path_direction",
        /// 0 is HCI.
        path: u8 as Keep = "bthci_cmd.data_path_id",
        coding: CodingFormat,
        controller_delay: Micros = "bthci_cmd.controller_delay",
        configuration: Data<'a>,
    } -> LeSetupIsoDataPath = ForStream,

    /// The data of a stream has no path any more.
    LE_REMOVE_ISO_DATA_PATH = 0x206f "LE Remove ISO Data Path" ("Core Vol 4 Part E, 7.8.110") LeRemoveIsoDataPath {
        handle: Handle = "bthci_cmd.cis_bis_handle",
        /// Bit 0 input, bit 1 output.
        directions: Hex8 as Keep = "bthci_cmd.data_path_direction",
    } -> LeRemoveIsoDataPath = ForStream,
    LE_ISO_TRANSMIT_TEST = 0x2070 "LE ISO Transmit Test",
    LE_ISO_RECEIVE_TEST = 0x2071 "LE ISO Receive Test",
    LE_ISO_READ_TEST_COUNTERS = 0x2072 "LE ISO Read Test Counters",
    LE_ISO_TEST_END = 0x2073 "LE ISO Test End",

    /// A feature of the host.
    LE_SET_HOST_FEATURE_V1 = 0x2074 "LE Set Host Feature [v1]" ("Core Vol 4 Part E, 7.8.115") LeSetHostFeature {
        bit_number: u8 as Keep = "bthci_cmd.feature_bit_number",
        bit_value: bool = "bthci_cmd.feature_bit_value",
    },

    /// Asks how good a stream is.
    LE_READ_ISO_LINK_QUALITY = 0x2075 "LE Read ISO Link Quality" ("Core Vol 4 Part E, 7.8.116") LeReadIsoLinkQuality {
        handle: Handle = "bthci_cmd.cis_bis_handle",
    } -> LeReadIsoLinkQuality ("LE Read ISO Link Quality Return Parameters", "Core Vol 4 Part E, 7.8.116") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_bis_handle",
        tx_unacked: u32 as Keep = "bthci_evt.pkt_count_tx_unacked",
        tx_flushed: u32 as Keep = "bthci_evt.pkt_count_tx_flushed",
        tx_last_subevent: u32 as Keep = "bthci_evt.pkt_count_tx_last_subevent",
        retransmitted: u32 as Keep = "bthci_evt.pkt_count_tx_retransmitted",
        crc_errors: u32 as Keep = "bthci_evt.pkt_count_rx_crc_error",
        rx_unreceived: u32 as Keep = "bthci_evt.pkt_count_rx_unreceived",
        duplicates: u32 as Keep = "bthci_evt.pkt_count_rx_duplicate",
    },
}
