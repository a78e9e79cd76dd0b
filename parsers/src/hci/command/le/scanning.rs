//! Commands about LE scanning and the following of periodic advertising.

use crate::{
    Address, Hex8, Hex16, Slots, Timeout,
    hci::{AddressType, Handle, PerPhy},
    pdu,
};

pdu! {
    /// How to scan.
    pub struct SetScanParameters ("LE Set Scan Parameters", "Core Vol 4 Part E, 7.8.10") {
        /// 0 passive, 1 active.
        scan_type: u8 = "bthci_cmd.le_scan_type",
        interval: Slots = "bthci_cmd.le_scan_interval",
        window: Slots = "bthci_cmd.le_scan_window",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        filter_policy: u8 = "bthci_cmd.le_scan_filter_policy",
    }

    /// Starts or stops scanning.
    pub struct SetScanEnable ("LE Set Scan Enable", "Core Vol 4 Part E, 7.8.11") {
        enable: bool = "bthci_cmd.le_scan_enable",
        filter_duplicates: bool = "bthci_cmd.le_filter_duplicates",
    }

    /// A device joins the filter accept list.
    pub struct AddDeviceToFilterAcceptList ("LE Add Device To Filter Accept List", "Core Vol 4 Part E, 7.8.16") {
        address_type: AddressType = "bthci_cmd.le_address_type",
        address: Address = "bthci_cmd.bd_addr",
    }

    /// A device leaves the filter accept list.
    pub struct RemoveDeviceFromFilterAcceptList ("LE Remove Device From Filter Accept List", "Core Vol 4 Part E, 7.8.17") {
        address_type: AddressType = "bthci_cmd.le_address_type",
        address: Address = "bthci_cmd.bd_addr",
    }

    /// How to scan on one PHY.
    pub struct ScanPhy ("Scan on one PHY", "Core Vol 4 Part E, 7.8.64") {
        /// 0 passive, 1 active.
        scan_type: u8 = "bthci_cmd.le_scan_type",
        interval: Slots = "bthci_cmd.le_scan_interval",
        window: Slots = "bthci_cmd.le_scan_window",
    }

    /// How to scan on each PHY.
    pub struct SetExtendedScanParameters<'a> ("LE Set Extended Scan Parameters", "Core Vol 4 Part E, 7.8.64") {
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        filter_policy: u8 = "bthci_cmd.le_scan_filter_policy",
        phys: PerPhy<'a, ScanPhy> = "bthci_cmd.le_scan_phys",
    }

    /// Starts or stops extended scanning.
    pub struct SetExtendedScanEnable ("LE Set Extended Scan Enable", "Core Vol 4 Part E, 7.8.65") {
        enable: bool = "bthci_cmd.le_scan_enable",
        /// 2: start again in each period.
        filter_duplicates: u8 = "bthci_cmd.le_filter_duplicates",
        /// Steps of 10 ms; 0 for no limit.
        duration: u16 = "bthci_cmd.scan_duration",
        /// Steps of 1.28 s; 0 for one duration only.
        period: u16 = "bthci_cmd.scan_period",
    }

    /// Starts to follow periodic advertising.
    pub struct PeriodicAdvertisingCreateSync ("LE Periodic Advertising Create Sync", "Core Vol 4 Part E, 7.8.67") {
        options: Hex8 = "bthci_cmd.le_sync_filter_policy",
        sid: Hex8 = "bthci_cmd.advertising_sid",
        address_type: AddressType = "bthci_cmd.le_peer_address_type",
        address: Address = "bthci_cmd.bd_addr",
        /// Periodic events that may be skipped.
        skip: u16 = "bthci_cmd.skip",
        timeout: Timeout = "bthci_cmd.le_supv_timeout",
        cte_type: Hex8 = "bthci_cmd.sync_cte_type",
    }

    /// Stops following periodic advertising.
    pub struct PeriodicAdvertisingTerminateSync ("LE Periodic Advertising Terminate Sync", "Core Vol 4 Part E, 7.8.69") {
        sync_handle: Hex16 = "bthci_cmd.sync_handle",
    }

    /// Hands the place in periodic advertising to a peer.
    pub struct PeriodicAdvertisingSyncTransfer ("LE Periodic Advertising Sync Transfer", "Core Vol 4 Part E, 7.8.89") {
        handle: Handle = "bthci_cmd.connection_handle",
        service_data: Hex16 = "bthci_cmd.service_data_past",
        sync_handle: Hex16 = "bthci_cmd.sync_handle",
    }
}
