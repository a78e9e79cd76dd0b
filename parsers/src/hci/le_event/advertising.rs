//! LE meta subevents about advertising and scanning.

use crate::{
    Address, Counted, DbmOrNone, Hex8, Hex16, Interval, Interval8, Octets16, SlotSpacing,
    hci::{
        AddressType, AdvertisingEventType, ClockAccuracy, CountedAdvertisingData, CteType,
        DataStatus, Framing, Handle, Micros, Phy, Status, declare::events,
    },
    pdu,
};

pdu! {
    in ADVERTISING_PARTS;

    /// One legacy advertisement or scan response.
    pub struct Report<'a> ("Advertising report", "Core Vol 4 Part E, 7.7.65.2") {
        event_type: AdvertisingEventType = "bthci_evt.le_advts_event_type",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        data: CountedAdvertisingData<'a>,
        rssi: DbmOrNone = "bthci_evt.rssi",
    }

    /// One advertisement to a private address.
    pub struct DirectedReport ("Directed advertising report", "Core Vol 4 Part E, 7.7.65.11") {
        event_type: AdvertisingEventType = "bthci_evt.event_type",
        address_type: AddressType = "bthci_evt.le_address_type",
        address: Address = "bthci_evt.bd_addr",
        direct_address_type: AddressType = "bthci_evt.le_direct_address_type",
        direct_address: Address = "bthci_evt.direct_bd_addr",
        rssi: DbmOrNone = "bthci_evt.le_rssi",
    }

    /// One advertisement, or a part of one.
    pub struct ExtendedReport<'a> ("Extended advertising report", "Core Vol 4 Part E, 7.7.65.13") {
        /// Bit 0 connectable, 1 scannable, 2 directed, 3 scan response, 4 legacy; bits 5 and 6: 0
        /// complete, 1 more to come, 2 cut short.
        event_type: Hex16 as Keep = "bthci_evt.le_ext_advts_event_type",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        primary_phy: Phy = "bthci_evt.primary_phy",
        secondary_phy: Phy = "bthci_evt.secondary_phy",
        /// 0xff when there is none.
        sid: Hex8 as Keep = "bthci_evt.advertising_sid",
        tx_power: DbmOrNone = "bthci_evt.tx_power",
        rssi: DbmOrNone = "bthci_evt.rssi",
        /// 0 when there is no periodic advertising.
        periodic_interval: Interval = "bthci_evt.periodic_advertising_interval",
        direct_address_type: AddressType = "bthci_evt.le_direct_address_type",
        direct_address: Address = "bthci_evt.direct_bd_addr",
        data: CountedAdvertisingData<'a>,
    }
}

events! {
    le_event_advertising;

    /// Legacy advertisements that a scan found.
    ADVERTISING_REPORT = 0x02 "LE Advertising Report" ("Core Vol 4 Part E, 7.7.65.2") AdvertisingReport<'a> {
        reports: Counted<'a, Report<'a>>,
    },

    /// Advertisements to private addresses that the controller could not resolve.
    DIRECTED_ADVERTISING_REPORT = 0x0b "LE Directed Advertising Report" ("Core Vol 4 Part E, 7.7.65.11") DirectedAdvertisingReport<'a> {
        reports: Counted<'a, DirectedReport>,
    },

    /// Advertisements that an extended scan found.
    EXTENDED_ADVERTISING_REPORT = 0x0d "LE Extended Advertising Report" ("Core Vol 4 Part E, 7.7.65.13") ExtendedAdvertisingReport<'a> {
        reports: Counted<'a, ExtendedReport<'a>>,
    },

    /// The controller follows periodic advertising, or could not.
    PERIODIC_ADVERTISING_SYNC_ESTABLISHED_V1 = 0x0e "LE Periodic Advertising Sync Established [v1]" ("Core Vol 4 Part E, 7.7.65.14") PeriodicAdvertisingSyncEstablished {
        status: Status = "bthci_evt.status",
        sync_handle: Hex16 as Keep = "bthci_evt.sync_handle",
        sid: Hex8 as Keep = "bthci_evt.advertising_sid",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        phy: Phy = "bthci_evt.adv_phy",
        interval: Interval = "bthci_evt.periodic_advertising_interval",
        clock_accuracy: ClockAccuracy = "bthci_evt.adv_clock_accuracy",
    },

    /// Data of periodic advertising.
    PERIODIC_ADVERTISING_REPORT_V1 = 0x0f "LE Periodic Advertising Report [v1]" ("Core Vol 4 Part E, 7.7.65.15") PeriodicAdvertisingReport<'a> {
        sync_handle: Hex16 as Keep = "bthci_evt.sync_handle",
        tx_power: DbmOrNone = "bthci_evt.tx_power",
        rssi: DbmOrNone = "bthci_evt.rssi",
        cte_type: CteType = "bthci_evt.cte_type",
        data_status: DataStatus = "bthci_evt.data_status",
        data: CountedAdvertisingData<'a>,
    },

    /// Periodic advertising was not heard for too long.
    PERIODIC_ADVERTISING_SYNC_LOST = 0x10 "LE Periodic Advertising Sync Lost" ("Core Vol 4 Part E, 7.7.65.16") PeriodicAdvertisingSyncLost {
        sync_handle: Hex16 as Keep = "bthci_evt.sync_handle",
    },

    SCAN_TIMEOUT = 0x11 "LE Scan Timeout",

    /// An advertising set ended, with a connection or otherwise.
    ADVERTISING_SET_TERMINATED = 0x12 "LE Advertising Set Terminated" ("Core Vol 4 Part E, 7.7.65.18") AdvertisingSetTerminated {
        status: Status = "bthci_evt.status",
        advertising_handle: Hex8 as Keep = "bthci_evt.adv_handle",
        handle: Handle = "bthci_evt.connection_handle",
        completed_events: u8 as Keep = "bthci_evt.num_compl_ext_adv_events",
    },

    /// A scanner asked for the scan response.
    SCAN_REQUEST_RECEIVED = 0x13 "LE Scan Request Received" ("Core Vol 4 Part E, 7.7.65.19") ScanRequestReceived {
        advertising_handle: Hex8 as Keep = "bthci_evt.adv_handle",
        scanner_address_type: AddressType = "bthci_evt.le_address_type",
        scanner_address: Address = "bthci_evt.bd_addr",
    },

    /// A peer handed over its place in periodic advertising.
    PERIODIC_ADVERTISING_SYNC_TRANSFER_RECEIVED_V1 = 0x18 "LE Periodic Advertising Sync Transfer Received [v1]" ("Core Vol 4 Part E, 7.7.65.24") PeriodicAdvertisingSyncTransferReceived {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        service_data: Hex16 as Blank = "bthci_evt.service_data_past",
        sync_handle: Hex16 as Keep = "bthci_evt.sync_handle",
        sid: Hex8 as Keep = "bthci_evt.advertising_sid",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        phy: Phy = "bthci_evt.adv_phy",
        interval: Interval = "bthci_evt.periodic_advertising_interval",
        clock_accuracy: ClockAccuracy = "bthci_evt.adv_clock_accuracy",
    },

    /// What periodic advertising says of its isochronous group.
    BIGINFO_ADVERTISING_REPORT = 0x22 "LE BIGInfo Advertising Report" ("Core Vol 4 Part E, 7.7.65.34") BigInfoAdvertisingReport {
        sync_handle: Hex16 as Keep = "bthci_evt.sync_handle",
        bis_count: u8 as Keep = "bthci_evt.num_bis",
        subevents: u8 as Keep = "bthci_evt.nse",
        interval: Interval = "bthci_evt.iso_interval",
        burst_number: u8 as Keep = "bthci_evt.bn",
        pretransmission_offset: u8 as Keep = "bthci_evt.pto",
        repetitions: u8 as Keep = "bthci_evt.irc",
        max_pdu: Octets16 = "bthci_evt.max_pdu",
        sdu_interval: Micros = "bthci_evt.sdu_interval",
        max_sdu: Octets16 = "bthci_evt.max_sdu",
        phy: Phy = "bthci_evt.phy",
        framing: Framing = "bthci_evt.framing",
        encrypted: bool = "bthci_evt.encryption_mode",
    },

    /// The controller follows periodic advertising, or could not; with its subevents.
    PERIODIC_ADVERTISING_SYNC_ESTABLISHED_V2 = 0x24 "LE Periodic Advertising Sync Established [v2]" ("Core Vol 4 Part E, 7.7.65.14") PeriodicAdvertisingSyncEstablishedV2 {
        status: Status = "bthci_evt.status",
        sync_handle: Hex16 as Keep = "bthci_evt.sync_handle",
        sid: Hex8 as Keep = "bthci_evt.advertising_sid",
        address_type: AddressType = "bthci_evt.le_peer_address_type",
        address: Address = "bthci_evt.bd_addr",
        phy: Phy = "bthci_evt.adv_phy",
        interval: Interval = "bthci_evt.periodic_advertising_interval",
        clock_accuracy: ClockAccuracy = "bthci_evt.adv_clock_accuracy",
        subevents: u8 as Keep,
        subevent_interval: Interval8,
        response_slot_delay: Interval8,
        response_slot_spacing: SlotSpacing,
    },

    /// Data of periodic advertising, with its place in the train.
    PERIODIC_ADVERTISING_REPORT_V2 = 0x25 "LE Periodic Advertising Report [v2]" ("Core Vol 4 Part E, 7.7.65.15") PeriodicAdvertisingReportV2<'a> {
        sync_handle: Hex16 as Keep = "bthci_evt.sync_handle",
        tx_power: DbmOrNone = "bthci_evt.tx_power",
        rssi: DbmOrNone = "bthci_evt.rssi",
        cte_type: CteType = "bthci_evt.cte_type",
        event_counter: u16 as Keep,
        subevent: u8 as Keep,
        data_status: DataStatus = "bthci_evt.data_status",
        data: CountedAdvertisingData<'a>,
    },

    PERIODIC_ADVERTISING_SYNC_TRANSFER_RECEIVED_V2 = 0x26 "LE Periodic Advertising Sync Transfer Received [v2]",
    PERIODIC_ADVERTISING_SUBEVENT_DATA_REQUEST = 0x27 "LE Periodic Advertising Subevent Data Request",
    PERIODIC_ADVERTISING_RESPONSE_REPORT = 0x28 "LE Periodic Advertising Response Report",
}
