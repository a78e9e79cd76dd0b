//! LE meta subevents about advertising and scanning.

use crate::{
    Address, Counted, Hex8, Hex16, Interval,
    hci::{
        AddressType, AdvertisingEventType, ClockAccuracy, CountedAdvertisingData, Handle, Micros,
        Phy, Status,
    },
    pdu,
};

pdu! {
    /// One legacy advertisement or scan response.
    pub struct Report<'a> ("Advertising report", "Core Vol 4 Part E, 7.7.65.2") {
        event_type: AdvertisingEventType = "bthci_evt.le_advts_event_type",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        data: CountedAdvertisingData<'a>,
        /// dBm; 127 when it is not known.
        rssi: i8 = "bthci_evt.rssi",
    }

    /// Legacy advertisements that a scan found.
    pub struct AdvertisingReport<'a> ("LE Advertising Report", "Core Vol 4 Part E, 7.7.65.2") {
        reports: Counted<'a, Report<'a>>,
    }

    /// One advertisement to a private address.
    pub struct DirectedReport ("Directed advertising report", "Core Vol 4 Part E, 7.7.65.11") {
        event_type: AdvertisingEventType = "bthci_evt.event_type",
        address_type: AddressType = "bthci_evt.le_address_type",
        address: Address = "bthci_evt.bd_addr",
        direct_address_type: AddressType = "bthci_evt.le_direct_address_type",
        direct_address: Address = "bthci_evt.direct_bd_addr",
        /// dBm; 127 when it is not known.
        rssi: i8 = "bthci_evt.le_rssi",
    }

    /// Advertisements to private addresses that the controller could not resolve.
    pub struct DirectedAdvertisingReport<'a> ("LE Directed Advertising Report", "Core Vol 4 Part E, 7.7.65.11") {
        reports: Counted<'a, DirectedReport>,
    }

    /// One advertisement, or a part of one.
    pub struct ExtendedReport<'a> ("Extended advertising report", "Core Vol 4 Part E, 7.7.65.13") {
        /// Bit 0 connectable, 1 scannable, 2 directed, 3 scan response, 4 legacy; bits 5 and 6: 0
        /// complete, 1 more to come, 2 cut short.
        event_type: Hex16 = "bthci_evt.le_ext_advts_event_type",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        primary_phy: Phy = "bthci_evt.primary_phy",
        secondary_phy: Phy = "bthci_evt.secondary_phy",
        /// 0xff when there is none.
        sid: Hex8 = "bthci_evt.advertising_sid",
        /// dBm; 127 when it is not known.
        tx_power: i8 = "bthci_evt.tx_power",
        /// dBm; 127 when it is not known.
        rssi: i8 = "bthci_evt.rssi",
        /// 0 when there is no periodic advertising.
        periodic_interval: Interval = "bthci_evt.periodic_advertising_interval",
        direct_address_type: AddressType = "bthci_evt.le_direct_address_type",
        direct_address: Address = "bthci_evt.direct_bd_addr",
        data: CountedAdvertisingData<'a>,
    }

    /// Advertisements that an extended scan found.
    pub struct ExtendedAdvertisingReport<'a> ("LE Extended Advertising Report", "Core Vol 4 Part E, 7.7.65.13") {
        reports: Counted<'a, ExtendedReport<'a>>,
    }

    /// The controller follows periodic advertising, or could not.
    pub struct PeriodicAdvertisingSyncEstablished ("LE Periodic Advertising Sync Established [v1]", "Core Vol 4 Part E, 7.7.65.14") {
        status: Status = "bthci_evt.status",
        sync_handle: Hex16 = "bthci_evt.sync_handle",
        sid: Hex8 = "bthci_evt.advertising_sid",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        phy: Phy = "bthci_evt.adv_phy",
        interval: Interval = "bthci_evt.periodic_advertising_interval",
        clock_accuracy: ClockAccuracy = "bthci_evt.adv_clock_accuracy",
    }

    /// Data of periodic advertising.
    pub struct PeriodicAdvertisingReport<'a> ("LE Periodic Advertising Report [v1]", "Core Vol 4 Part E, 7.7.65.15") {
        sync_handle: Hex16 = "bthci_evt.sync_handle",
        /// dBm.
        tx_power: i8 = "bthci_evt.tx_power",
        /// dBm.
        rssi: i8 = "bthci_evt.rssi",
        cte_type: u8 = "bthci_evt.cte_type",
        /// 0 complete, 1 more to come, 2 cut short, 0xff nothing received.
        data_status: u8 = "bthci_evt.data_status",
        data: CountedAdvertisingData<'a>,
    }

    /// Periodic advertising was not heard for too long.
    pub struct PeriodicAdvertisingSyncLost ("LE Periodic Advertising Sync Lost", "Core Vol 4 Part E, 7.7.65.16") {
        sync_handle: Hex16 = "bthci_evt.sync_handle",
    }

    /// An advertising set ended, with a connection or otherwise.
    pub struct AdvertisingSetTerminated ("LE Advertising Set Terminated", "Core Vol 4 Part E, 7.7.65.18") {
        status: Status = "bthci_evt.status",
        advertising_handle: Hex8 = "bthci_evt.adv_handle",
        handle: Handle = "bthci_evt.connection_handle",
        completed_events: u8 = "bthci_evt.num_compl_ext_adv_events",
    }

    /// A scanner asked for the scan response.
    pub struct ScanRequestReceived ("LE Scan Request Received", "Core Vol 4 Part E, 7.7.65.19") {
        advertising_handle: Hex8 = "bthci_evt.adv_handle",
        scanner_address_type: AddressType = "bthci_evt.le_address_type",
        scanner_address: Address = "bthci_evt.bd_addr",
    }

    /// A peer handed over its place in periodic advertising.
    pub struct PeriodicAdvertisingSyncTransferReceived ("LE Periodic Advertising Sync Transfer Received [v1]", "Core Vol 4 Part E, 7.7.65.24") {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        service_data: Hex16 = "bthci_evt.service_data_past",
        sync_handle: Hex16 = "bthci_evt.sync_handle",
        sid: Hex8 = "bthci_evt.advertising_sid",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        phy: Phy = "bthci_evt.adv_phy",
        interval: Interval = "bthci_evt.periodic_advertising_interval",
        clock_accuracy: ClockAccuracy = "bthci_evt.adv_clock_accuracy",
    }

    /// What periodic advertising says of its isochronous group.
    pub struct BigInfoAdvertisingReport ("LE BIGInfo Advertising Report", "Core Vol 4 Part E, 7.7.65.34") {
        sync_handle: Hex16 = "bthci_evt.sync_handle",
        bis_count: u8 = "bthci_evt.num_bis",
        subevents: u8 = "bthci_evt.nse",
        interval: Interval = "bthci_evt.iso_interval",
        burst_number: u8 = "bthci_evt.bn",
        pretransmission_offset: u8 = "bthci_evt.pto",
        repetitions: u8 = "bthci_evt.irc",
        /// Octets.
        max_pdu: u16 = "bthci_evt.max_pdu",
        sdu_interval: Micros = "bthci_evt.sdu_interval",
        /// Octets.
        max_sdu: u16 = "bthci_evt.max_sdu",
        phy: Phy = "bthci_evt.phy",
        /// 0 unframed, 1 framed.
        framing: u8 = "bthci_evt.framing",
        encrypted: bool = "bthci_evt.encryption_mode",
    }

    /// The controller follows periodic advertising, or could not; with its subevents.
    pub struct PeriodicAdvertisingSyncEstablishedV2 ("LE Periodic Advertising Sync Established [v2]", "Core Vol 4 Part E, 7.7.65.14") {
        status: Status = "bthci_evt.status",
        sync_handle: Hex16 = "bthci_evt.sync_handle",
        sid: Hex8 = "bthci_evt.advertising_sid",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        phy: Phy = "bthci_evt.adv_phy",
        interval: Interval = "bthci_evt.periodic_advertising_interval",
        clock_accuracy: ClockAccuracy = "bthci_evt.adv_clock_accuracy",
        subevents: u8,
        /// Steps of 1.25 ms.
        subevent_interval: u8,
        /// Steps of 1.25 ms.
        response_slot_delay: u8,
        /// Steps of 0.125 ms.
        response_slot_spacing: u8,
    }

    /// Data of periodic advertising, with its place in the train.
    pub struct PeriodicAdvertisingReportV2<'a> ("LE Periodic Advertising Report [v2]", "Core Vol 4 Part E, 7.7.65.15") {
        sync_handle: Hex16 = "bthci_evt.sync_handle",
        /// dBm.
        tx_power: i8 = "bthci_evt.tx_power",
        /// dBm.
        rssi: i8 = "bthci_evt.rssi",
        cte_type: u8 = "bthci_evt.cte_type",
        event_counter: u16,
        subevent: u8,
        /// 0 complete, 1 more to come, 2 cut short, 0xff nothing received.
        data_status: u8 = "bthci_evt.data_status",
        data: CountedAdvertisingData<'a>,
    }
}
