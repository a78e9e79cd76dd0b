//! Commands about connected and broadcast isochronous streams.

use crate::{
    Counted, Hex8, Hex16, Secret, Timeout,
    hci::{Data, DataPathDirection, Handle, Micros, Status, command::CodingFormat},
    pdu,
};

pdu! {
    /// Asks when an SDU was sent.
    pub struct ReadIsoTxSync ("LE Read ISO TX Sync", "Core Vol 4 Part E, 7.8.96") {
        handle: Handle = "bthci_cmd.cis_bis_handle",
    }

    /// One stream of a group.
    pub struct CisParameters ("CIS", "Core Vol 4 Part E, 7.8.97") {
        cis: Hex8 = "bthci_cmd.cis_id",
        /// Octets.
        max_sdu_central: u16 = "bthci_cmd.max_sdu_m_to_s",
        /// Octets.
        max_sdu_peripheral: u16 = "bthci_cmd.max_sdu_s_to_m",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        phys_central: Hex8 = "bthci_cmd.phy_m_to_s",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        phys_peripheral: Hex8 = "bthci_cmd.phy_s_to_m",
        retransmissions_central: u8 = "bthci_cmd.rtn_m_to_s",
        retransmissions_peripheral: u8 = "bthci_cmd.rtn_s_to_m",
    }

    /// A group of connected isochronous streams.
    pub struct SetCigParameters<'a> ("LE Set CIG Parameters", "Core Vol 4 Part E, 7.8.97") {
        cig: Hex8 = "bthci_cmd.cig_id",
        sdu_interval_central: Micros = "bthci_cmd.sdu_interval_m_to_s",
        sdu_interval_peripheral: Micros = "bthci_cmd.sdu_interval_s_to_m",
        worst_clock_accuracy: u8 = "bthci_cmd.slaves_clock_accuracy",
        /// 0 sequential, 1 interleaved.
        packing: u8 = "bthci_cmd.packing",
        /// 0 unframed, 1 framed.
        framing: u8 = "bthci_cmd.framing",
        /// Milliseconds.
        max_latency_central: u16 = "bthci_cmd.max_transport_latency_m_to_s",
        /// Milliseconds.
        max_latency_peripheral: u16 = "bthci_cmd.max_transport_latency_s_to_m",
        streams: Counted<'a, CisParameters>,
    }

    /// One stream and the connection that it is made on.
    pub struct CisOnAcl ("CIS on ACL", "Core Vol 4 Part E, 7.8.99") {
        cis_handle: Handle = "bthci_cmd.cis_handle",
        acl_handle: Handle = "bthci_cmd.connection_handle",
    }

    /// Makes connected isochronous streams.
    pub struct CreateCis<'a> ("LE Create CIS", "Core Vol 4 Part E, 7.8.99") {
        streams: Counted<'a, CisOnAcl>,
    }

    /// Forgets a group of streams.
    pub struct RemoveCig ("LE Remove CIG", "Core Vol 4 Part E, 7.8.100") {
        cig: Hex8 = "bthci_cmd.cig_id",
    }

    /// Takes a stream.
    pub struct AcceptCisRequest ("LE Accept CIS Request", "Core Vol 4 Part E, 7.8.101") {
        handle: Handle = "bthci_cmd.cis_handle",
    }

    /// Refuses a stream.
    pub struct RejectCisRequest ("LE Reject CIS Request", "Core Vol 4 Part E, 7.8.102") {
        handle: Handle = "bthci_cmd.connection_handle",
        reason: Status = "bthci_cmd.reason",
    }

    /// Makes a group of broadcast isochronous streams.
    pub struct CreateBig<'a> ("LE Create BIG", "Core Vol 4 Part E, 7.8.103") {
        big: Hex8 = "bthci_cmd.big_handle",
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        bis_count: u8 = "bthci_cmd.num_bis",
        sdu_interval: Micros = "bthci_cmd.sdu_interval",
        /// Octets.
        max_sdu: u16 = "bthci_cmd.max_sdu",
        /// Milliseconds.
        max_latency: u16 = "bthci_cmd.max_transport_latency",
        retransmissions: u8 = "bthci_cmd.rtn",
        /// Bit 0 LE 1M, 1 LE 2M, 2 LE Coded.
        phys: Hex8 = "bthci_cmd.phy",
        /// 0 sequential, 1 interleaved.
        packing: u8 = "bthci_cmd.packing",
        /// 0 unframed, 1 framed.
        framing: u8 = "bthci_cmd.framing",
        encrypted: bool = "bthci_cmd.encryption",
        broadcast_code: Secret<'a>,
    }

    /// Ends a broadcast isochronous group.
    pub struct TerminateBig ("LE Terminate BIG", "Core Vol 4 Part E, 7.8.105") {
        big: Hex8 = "bthci_cmd.big_handle",
        reason: Status = "bthci_cmd.reason",
    }

    /// Starts to follow a broadcast isochronous group.
    pub struct BigCreateSync<'a> ("LE BIG Create Sync", "Core Vol 4 Part E, 7.8.106") {
        big: Hex8 = "bthci_cmd.big_handle",
        sync_handle: Hex16 = "bthci_cmd.sync_handle",
        encrypted: bool = "bthci_cmd.encryption",
        broadcast_code: Secret<'a>,
        max_subevents: u8 = "bthci_cmd.mse",
        timeout: Timeout = "bthci_cmd.sync_timeout",
        streams: Counted<'a, u8> = "bthci_cmd.bis_index",
    }

    /// Stops following a broadcast isochronous group.
    pub struct BigTerminateSync ("LE BIG Terminate Sync", "Core Vol 4 Part E, 7.8.107") {
        big: Hex8 = "bthci_cmd.big_handle",
    }

    /// Where the data of a stream comes from or goes to.
    pub struct SetupIsoDataPath<'a> ("LE Setup ISO Data Path", "Core Vol 4 Part E, 7.8.109") {
        handle: Handle = "bthci_cmd.cis_bis_handle",
        direction: DataPathDirection = "bthci_cmd.data_path_direction",
        /// 0 is HCI.
        path: u8 = "bthci_cmd.data_path_id",
        coding: CodingFormat,
        controller_delay: Micros = "bthci_cmd.controller_delay",
        configuration: Data<'a>,
    }

    /// The data of a stream has no path any more.
    pub struct RemoveIsoDataPath ("LE Remove ISO Data Path", "Core Vol 4 Part E, 7.8.110") {
        handle: Handle = "bthci_cmd.cis_bis_handle",
        /// Bit 0 input, bit 1 output.
        directions: Hex8 = "bthci_cmd.data_path_direction",
    }

    /// Asks how good a stream is.
    pub struct ReadIsoLinkQuality ("LE Read ISO Link Quality", "Core Vol 4 Part E, 7.8.116") {
        handle: Handle = "bthci_cmd.cis_bis_handle",
    }
}
