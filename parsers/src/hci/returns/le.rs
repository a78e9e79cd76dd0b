//! What the LE Controller commands (section 7.8) return.

use crate::{
    Address, Counted, Hex8, Hex64, Secret,
    hci::{Handle, Micros, Phy, Status},
    pdu,
};

pdu! {
    /// A status and the connected isochronous stream that the command was about.
    pub struct ForCis ("Return Parameters", "Core Vol 4 Part E, 7.8.102") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_handle",
    }

    /// A status and the isochronous stream that the command was about.
    pub struct ForStream ("Return Parameters", "Core Vol 4 Part E, 7.8.109 and 7.8.110") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_bis_handle",
    }

    /// The LE buffers of the controller. Zeros: they are shared with BR/EDR.
    pub struct ReadBufferSize ("LE Read Buffer Size [v1] Return Parameters", "Core Vol 4 Part E, 7.8.2") {
        status: Status = "bthci_evt.status",
        /// Octets of payload in one packet.
        acl_length: u16 = "bthci_evt.le_acl_data_pkt_len",
        acl_packets: u8 = "bthci_evt.le_total_num_acl_data_pkts",
    }

    /// The LE features of this device, page 0.
    pub struct ReadLocalSupportedFeaturesPage0 ("LE Read Local Supported Features Page 0 Return Parameters", "Core Vol 4 Part E, 7.8.3") {
        status: Status = "bthci_evt.status",
        features: Hex64 = "bthci_evt.le_features",
    }

    /// The power of advertising.
    pub struct ReadAdvertisingTxPower ("LE Read Advertising Physical Channel Tx Power Return Parameters", "Core Vol 4 Part E, 7.8.6") {
        status: Status = "bthci_evt.status",
        /// dBm.
        power: i8 = "bthci_evt.transmit_power_level",
    }

    /// How many devices the filter accept list holds.
    pub struct ReadFilterAcceptListSize ("LE Read Filter Accept List Size Return Parameters", "Core Vol 4 Part E, 7.8.14") {
        status: Status = "bthci_evt.status",
        size: u8 = "bthci_evt.le_white_list_size",
    }

    /// Which channels a connection uses: 37 bits, 1 for used.
    pub struct ReadChannelMap<'a> ("LE Read Channel Map Return Parameters", "Core Vol 4 Part E, 7.8.20") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        channels: &'a [u8; 5] = "bthci_evt.le_channel_map",
    }

    /// The encrypted block, which can be a key: LE legacy pairing makes the STK so.
    pub struct Encrypt<'a> ("LE Encrypt Return Parameters", "Core Vol 4 Part E, 7.8.22") {
        status: Status = "bthci_evt.status",
        encrypted_data: Secret<'a> = "bthci_evt.le_encrypted_data",
    }

    /// A random number.
    pub struct Rand<'a> ("LE Rand Return Parameters", "Core Vol 4 Part E, 7.8.23") {
        status: Status = "bthci_evt.status",
        random_number: &'a [u8; 8] = "bthci_evt.le_random_number",
    }

    /// Which states and combinations of states the controller supports.
    pub struct ReadSupportedStates ("LE Read Supported States Return Parameters", "Core Vol 4 Part E, 7.8.27") {
        status: Status = "bthci_evt.status",
        states: Hex64,
    }

    /// How long the packets of new connections may be.
    pub struct ReadSuggestedDefaultDataLength ("LE Read Suggested Default Data Length Return Parameters", "Core Vol 4 Part E, 7.8.34") {
        status: Status = "bthci_evt.status",
        max_tx_octets: u16 = "bthci_evt.suggested_max_tx_octets",
        /// Microseconds.
        max_tx_time: u16 = "bthci_evt.suggested_max_tx_time",
    }

    /// How many devices the resolving list holds.
    pub struct ReadResolvingListSize ("LE Read Resolving List Size Return Parameters", "Core Vol 4 Part E, 7.8.41") {
        status: Status = "bthci_evt.status",
        size: u8 = "bthci_evt.resolving_list_size",
    }

    /// A private address in use.
    pub struct ReadResolvableAddress ("Return Parameters", "Core Vol 4 Part E, 7.8.42 and 7.8.43") {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
    }

    /// How long packets may be at most.
    pub struct ReadMaximumDataLength ("LE Read Maximum Data Length Return Parameters", "Core Vol 4 Part E, 7.8.46") {
        status: Status = "bthci_evt.status",
        max_tx_octets: u16 = "bthci_evt.suggested_max_tx_octets",
        /// Microseconds.
        max_tx_time: u16 = "bthci_evt.suggested_max_tx_time",
        max_rx_octets: u16 = "bthci_evt.suggested_max_rx_octets",
        /// Microseconds.
        max_rx_time: u16 = "bthci_evt.suggested_max_rx_time",
    }

    /// The PHYs of a connection.
    pub struct ReadPhy ("LE Read PHY Return Parameters", "Core Vol 4 Part E, 7.8.47") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        tx_phy: Phy = "bthci_evt.le_tx_phy",
        rx_phy: Phy = "bthci_evt.le_rx_phy",
    }

    /// The power that the controller picked for an advertising set.
    pub struct SetExtendedAdvertisingParameters ("LE Set Extended Advertising Parameters Return Parameters", "Core Vol 4 Part E, 7.8.53") {
        status: Status = "bthci_evt.status",
        /// dBm.
        power: i8 = "bthci_evt.transmit_power_level",
    }

    /// How much one set can advertise.
    pub struct ReadMaximumAdvertisingDataLength ("LE Read Maximum Advertising Data Length Return Parameters", "Core Vol 4 Part E, 7.8.57") {
        status: Status = "bthci_evt.status",
        /// Octets.
        length: u16 = "bthci_evt.max_adv_data_length",
    }

    /// How many sets can be advertised at once.
    pub struct ReadNumberOfSupportedAdvertisingSets ("LE Read Number of Supported Advertising Sets Return Parameters", "Core Vol 4 Part E, 7.8.58") {
        status: Status = "bthci_evt.status",
        sets: u8 = "bthci_evt.num_supported_adv_sets",
    }

    /// How many devices the periodic advertiser list holds.
    pub struct ReadPeriodicAdvertiserListSize ("LE Read Periodic Advertiser List Size Return Parameters", "Core Vol 4 Part E, 7.8.73") {
        status: Status = "bthci_evt.status",
        size: u8 = "bthci_evt.le_periodic_adv_list_size",
    }

    /// The least and the most power.
    pub struct ReadTransmitPower ("LE Read Transmit Power Return Parameters", "Core Vol 4 Part E, 7.8.74") {
        status: Status = "bthci_evt.status",
        /// dBm.
        min_power: i8 = "bthci_evt.min_tx_power",
        /// dBm.
        max_power: i8 = "bthci_evt.max_tx_power",
    }

    /// The LE and isochronous buffers of the controller.
    pub struct ReadBufferSizeV2 ("LE Read Buffer Size [v2] Return Parameters", "Core Vol 4 Part E, 7.8.2") {
        status: Status = "bthci_evt.status",
        /// Octets of payload in one packet.
        acl_length: u16 = "bthci_evt.le_acl_data_pkt_len",
        acl_packets: u8 = "bthci_evt.le_total_num_acl_data_pkts",
        /// Octets of payload in one packet.
        iso_length: u16 = "bthci_evt.iso_data_pkt_len",
        iso_packets: u8 = "bthci_evt.total_num_iso_data_pkts",
    }

    /// When an SDU was sent.
    pub struct ReadIsoTxSync ("LE Read ISO TX Sync Return Parameters", "Core Vol 4 Part E, 7.8.96") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_bis_handle",
        sequence_number: u16 = "bthci_evt.sdu_packet_seq_num",
        /// Microseconds.
        timestamp: u32 = "bthci_evt.sdu_packet_timestamp",
        offset: Micros = "bthci_evt.sdu_packet_offset",
    }

    /// The handles of the streams of a group.
    pub struct SetCigParameters<'a> ("LE Set CIG Parameters Return Parameters", "Core Vol 4 Part E, 7.8.97") {
        status: Status = "bthci_evt.status",
        cig: Hex8 = "bthci_evt.cig_id",
        streams: Counted<'a, Handle> = "bthci_evt.cis_handle",
    }

    /// The group that was forgotten.
    pub struct RemoveCig ("LE Remove CIG Return Parameters", "Core Vol 4 Part E, 7.8.100") {
        status: Status = "bthci_evt.status",
        cig: Hex8 = "bthci_evt.cig_id",
    }

    /// The group that is not followed any more.
    pub struct BigTerminateSync ("LE BIG Terminate Sync Return Parameters", "Core Vol 4 Part E, 7.8.107") {
        status: Status = "bthci_evt.status",
        big: Hex8 = "bthci_evt.big_handle",
    }

    /// How good a stream is.
    pub struct ReadIsoLinkQuality ("LE Read ISO Link Quality Return Parameters", "Core Vol 4 Part E, 7.8.116") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_bis_handle",
        tx_unacked: u32 = "bthci_evt.pkt_count_tx_unacked",
        tx_flushed: u32 = "bthci_evt.pkt_count_tx_flushed",
        tx_last_subevent: u32 = "bthci_evt.pkt_count_tx_last_subevent",
        retransmitted: u32 = "bthci_evt.pkt_count_tx_retransmitted",
        crc_errors: u32 = "bthci_evt.pkt_count_rx_crc_error",
        rx_unreceived: u32 = "bthci_evt.pkt_count_rx_unreceived",
        duplicates: u32 = "bthci_evt.pkt_count_rx_duplicate",
    }
}
