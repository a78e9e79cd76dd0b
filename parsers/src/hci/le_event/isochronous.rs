//! LE meta subevents about connected and broadcast isochronous streams.

use crate::{
    Counted, Hex8, Interval, IsochronousIntervals, Octets16,
    hci::{Framing, Handle, Micros, Phy, Status, declare::events},
};

events! {
    le_event_isochronous;

    /// A connected isochronous stream was made, or could not be made.
    CIS_ESTABLISHED_V1 = 0x19 "LE CIS Established [v1]" ("Core Vol 4 Part E, 7.7.65.25") CisEstablished {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_handle",
        cig_sync_delay: Micros = "bthci_evt.cig_sync_delay",
        cis_sync_delay: Micros = "bthci_evt.cis_sync_delay",
        transport_latency_central: Micros = "bthci_evt.transport_latency_m_to_s",
        transport_latency_peripheral: Micros = "bthci_evt.transport_latency_s_to_m",
        phy_central: Phy = "bthci_evt.phy_m_to_s",
        phy_peripheral: Phy = "bthci_evt.phy_s_to_m",
        subevents: u8 as Keep = "bthci_evt.nse",
        burst_number_central: u8 as Keep = "bthci_evt.bn_m_to_s",
        burst_number_peripheral: u8 as Keep = "bthci_evt.bn_s_to_m",
        flush_timeout_central: IsochronousIntervals = "bthci_evt.ft_m_to_s",
        flush_timeout_peripheral: IsochronousIntervals = "bthci_evt.ft_s_to_m",
        max_pdu_central: Octets16 = "bthci_evt.max_pdu_m_to_s",
        max_pdu_peripheral: Octets16 = "bthci_evt.max_pdu_s_to_m",
        interval: Interval = "bthci_evt.iso_interval",
    },

    /// A central wants a connected isochronous stream.
    CIS_REQUEST = 0x1a "LE CIS Request" ("Core Vol 4 Part E, 7.7.65.26") CisRequest {
        acl_handle: Handle = "bthci_evt.connection_handle",
        cis_handle: Handle = "bthci_evt.cis_handle",
        cig: Hex8 as Keep = "bthci_evt.cig_id",
        cis: Hex8 as Keep = "bthci_evt.cis_id",
    },

    /// A broadcast isochronous group was made, or could not be made.
    CREATE_BIG_COMPLETE = 0x1b "LE Create BIG Complete" ("Core Vol 4 Part E, 7.7.65.27") CreateBigComplete<'a> {
        status: Status = "bthci_evt.status",
        big: Hex8 as Keep = "bthci_evt.big_handle",
        sync_delay: Micros = "bthci_evt.big_sync_delay",
        transport_latency: Micros = "bthci_evt.big_transport_latency",
        phy: Phy = "bthci_evt.phy",
        subevents: u8 as Keep = "bthci_evt.nse",
        burst_number: u8 as Keep = "bthci_evt.bn",
        pretransmission_offset: u8 as Keep = "bthci_evt.pto",
        repetitions: u8 as Keep = "bthci_evt.irc",
        max_pdu: Octets16 = "bthci_evt.max_pdu",
        interval: Interval = "bthci_evt.iso_interval",
        streams: Counted<'a, Handle> = "bthci_evt.bis_handle",
    },

    /// A broadcast isochronous group ended.
    TERMINATE_BIG_COMPLETE = 0x1c "LE Terminate BIG Complete" ("Core Vol 4 Part E, 7.7.65.28") TerminateBigComplete {
        big: Hex8 as Keep = "bthci_evt.big_handle",
        reason: Status = "bthci_evt.reason",
    },

    /// The controller follows a broadcast isochronous group, or could not.
    BIG_SYNC_ESTABLISHED = 0x1d "LE BIG Sync Established" ("Core Vol 4 Part E, 7.7.65.29") BigSyncEstablished<'a> {
        status: Status = "bthci_evt.status",
        big: Hex8 as Keep = "bthci_evt.big_handle",
        transport_latency: Micros = "bthci_evt.big_transport_latency",
        subevents: u8 as Keep = "bthci_evt.nse",
        burst_number: u8 as Keep = "bthci_evt.bn",
        pretransmission_offset: u8 as Keep = "bthci_evt.pto",
        repetitions: u8 as Keep = "bthci_evt.irc",
        max_pdu: Octets16 = "bthci_evt.max_pdu",
        interval: Interval = "bthci_evt.iso_interval",
        streams: Counted<'a, Handle> = "bthci_evt.bis_handle",
    },

    /// A broadcast isochronous group was not heard for too long, or ended.
    BIG_SYNC_LOST = 0x1e "LE BIG Sync Lost" ("Core Vol 4 Part E, 7.7.65.30") BigSyncLost {
        big: Hex8 as Keep = "bthci_evt.big_handle",
        reason: Status = "bthci_evt.reason",
    },

    /// A connected isochronous stream was made, or could not be made, with its subintervals.
    CIS_ESTABLISHED_V2 = 0x2a "LE CIS Established [v2]" ("Core Vol 4 Part E, 7.7.65.25") CisEstablishedV2 {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_handle",
        cig_sync_delay: Micros = "bthci_evt.cig_sync_delay",
        cis_sync_delay: Micros = "bthci_evt.cis_sync_delay",
        transport_latency_central: Micros = "bthci_evt.transport_latency_m_to_s",
        transport_latency_peripheral: Micros = "bthci_evt.transport_latency_s_to_m",
        phy_central: Phy = "bthci_evt.phy_m_to_s",
        phy_peripheral: Phy = "bthci_evt.phy_s_to_m",
        subevents: u8 as Keep = "bthci_evt.nse",
        burst_number_central: u8 as Keep = "bthci_evt.bn_m_to_s",
        burst_number_peripheral: u8 as Keep = "bthci_evt.bn_s_to_m",
        flush_timeout_central: IsochronousIntervals = "bthci_evt.ft_m_to_s",
        flush_timeout_peripheral: IsochronousIntervals = "bthci_evt.ft_s_to_m",
        max_pdu_central: Octets16 = "bthci_evt.max_pdu_m_to_s",
        max_pdu_peripheral: Octets16 = "bthci_evt.max_pdu_s_to_m",
        interval: Interval = "bthci_evt.iso_interval",
        subinterval: Micros,
        max_sdu_central: Octets16,
        max_sdu_peripheral: Octets16,
        sdu_interval_central: Micros,
        sdu_interval_peripheral: Micros,
        framing: Framing = "bthci_evt.framing",
    },
}
