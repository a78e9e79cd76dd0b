//! Commands about LE advertising.

use crate::{
    Address, Counted, Hex8, Hex16, Interval, Slots, U24,
    hci::{AddressType, AdvertisingType, CountedAdvertisingData, Data, PaddedAdvertisingData, Phy},
    pdu,
};

pdu! {
    /// The random address of this device.
    pub struct SetRandomAddress ("LE Set Random Address", "Core Vol 4 Part E, 7.8.4") {
        address: Address = "bthci_cmd.bd_addr",
    }

    /// How to advertise.
    pub struct SetAdvertisingParameters ("LE Set Advertising Parameters", "Core Vol 4 Part E, 7.8.5") {
        min_interval: Slots = "bthci_cmd.le_advts_interval_min",
        max_interval: Slots = "bthci_cmd.le_advts_interval_max",
        advertising_type: AdvertisingType = "bthci_cmd.le_advts_type",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        peer_address_type: AddressType = "bthci_cmd.le_direct_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        @u8 channel_37: bool [0..1] = "bthci_cmd.le_advts_ch_map_1",
        channel_38: bool [1..2] = "bthci_cmd.le_advts_ch_map_2",
        channel_39: bool [2..3] = "bthci_cmd.le_advts_ch_map_3",
        /// Bit 0: scan requests only from the filter accept list; bit 1: connections likewise.
        filter_policy: u8 = "bthci_cmd.le_advts_filter_policy",
    }

    /// What to advertise. Always 31 octets, of which the first `length` count.
    pub struct SetAdvertisingData<'a> ("LE Set Advertising Data", "Core Vol 4 Part E, 7.8.7") {
        data: PaddedAdvertisingData<'a>,
    }

    /// What to answer scans with. Always 31 octets, of which the first `length` count.
    pub struct SetScanResponseData<'a> ("LE Set Scan Response Data", "Core Vol 4 Part E, 7.8.8") {
        data: PaddedAdvertisingData<'a>,
    }

    /// Starts or stops advertising.
    pub struct SetAdvertisingEnable ("LE Set Advertising Enable", "Core Vol 4 Part E, 7.8.9") {
        enable: bool = "bthci_cmd.le_advts_enable",
    }

    /// The random address of one advertising set.
    pub struct SetAdvertisingSetRandomAddress ("LE Set Advertising Set Random Address", "Core Vol 4 Part E, 7.8.52") {
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        address: Address = "bthci_cmd.bd_addr",
    }

    /// How to advertise one set.
    pub struct SetExtendedAdvertisingParameters ("LE Set Extended Advertising Parameters [v1]", "Core Vol 4 Part E, 7.8.53") {
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        /// Bit 0 connectable, 1 scannable, 2 directed, 3 high duty cycle, 4 legacy, 5 anonymous,
        /// 6 with transmit power.
        properties: Hex16 = "bthci_cmd.advertising_properties",
        /// Steps of 0.625 ms.
        min_interval: U24 = "bthci_cmd.le_advts_interval_min",
        /// Steps of 0.625 ms.
        max_interval: U24 = "bthci_cmd.le_advts_interval_max",
        @u8 channel_37: bool [0..1] = "bthci_cmd.le_advts_ch_map_1",
        channel_38: bool [1..2] = "bthci_cmd.le_advts_ch_map_2",
        channel_39: bool [2..3] = "bthci_cmd.le_advts_ch_map_3",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        peer_address_type: AddressType = "bthci_cmd.le_peer_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        /// Bit 0: scan requests only from the filter accept list; bit 1: connections likewise.
        filter_policy: u8 = "bthci_cmd.le_advts_filter_policy",
        /// dBm; 127 for no preference.
        tx_power: i8 = "bthci_cmd.power_level",
        primary_phy: Phy = "bthci_cmd.primary_advertising_phy",
        /// Advertising events.
        secondary_max_skip: u8 = "bthci_cmd.secondary_advertising_max_skip",
        secondary_phy: Phy = "bthci_cmd.secondary_advertising_phy",
        sid: Hex8 = "bthci_cmd.advertising_sid",
        notify_scan_requests: bool = "bthci_cmd.scan_request_notification_enable",
    }

    /// What to advertise in one set, or a part of it.
    pub struct SetExtendedAdvertisingData<'a> ("LE Set Extended Advertising Data", "Core Vol 4 Part E, 7.8.54") {
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        /// 0 more to come, 1 first, 2 last, 3 complete, 4 unchanged.
        operation: u8 = "bthci_cmd.adv_data_operation",
        /// 0 the controller may fragment, 1 it should not.
        fragment_preference: u8 = "bthci_cmd.adv_fragment_preference",
        data: CountedAdvertisingData<'a>,
    }

    /// What to answer scans of one set with, or a part of it.
    pub struct SetExtendedScanResponseData<'a> ("LE Set Extended Scan Response Data", "Core Vol 4 Part E, 7.8.55") {
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        /// 0 more to come, 1 first, 2 last, 3 complete.
        operation: u8 = "bthci_cmd.adv_data_operation",
        /// 0 the controller may fragment, 1 it should not.
        fragment_preference: u8 = "bthci_cmd.adv_fragment_preference",
        data: CountedAdvertisingData<'a>,
    }

    /// One set that starts or stops.
    pub struct AdvertisingSet ("Advertising set", "Core Vol 4 Part E, 7.8.56") {
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        /// Steps of 10 ms; 0 for no limit.
        duration: u16 = "bthci_cmd.adv_duration",
        /// 0 for no limit.
        max_events: u8 = "bthci_cmd.max_extended_advertising_events",
    }

    /// Starts or stops sets; with none, stops all.
    pub struct SetExtendedAdvertisingEnable<'a> ("LE Set Extended Advertising Enable", "Core Vol 4 Part E, 7.8.56") {
        enable: bool = "bthci_cmd.le_advts_enable",
        sets: Counted<'a, AdvertisingSet>,
    }

    /// Forgets one set.
    pub struct RemoveAdvertisingSet ("LE Remove Advertising Set", "Core Vol 4 Part E, 7.8.59") {
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
    }

    /// How to advertise periodically.
    pub struct SetPeriodicAdvertisingParameters ("LE Set Periodic Advertising Parameters [v1]", "Core Vol 4 Part E, 7.8.61") {
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        min_interval: Interval = "bthci_cmd.le_advts_interval_min",
        max_interval: Interval = "bthci_cmd.le_advts_interval_max",
        properties: Hex16 = "bthci_cmd.periodic_adv_properties",
    }

    /// What to advertise periodically, or a part of it.
    pub struct SetPeriodicAdvertisingData<'a> ("LE Set Periodic Advertising Data", "Core Vol 4 Part E, 7.8.62") {
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        /// 0 more to come, 1 first, 2 last, 3 complete, 4 unchanged.
        operation: u8 = "bthci_cmd.adv_data_operation",
        data: Data<'a>,
    }

    /// Starts or stops periodic advertising.
    pub struct SetPeriodicAdvertisingEnable ("LE Set Periodic Advertising Enable", "Core Vol 4 Part E, 7.8.63") {
        /// Bit 0 on, bit 1 with the advertising data identifier.
        enable: Hex8 = "bthci_cmd.le_advts_enable",
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
    }

    /// How to advertise one set, with the options of its PHYs.
    pub struct SetExtendedAdvertisingParametersV2 ("LE Set Extended Advertising Parameters [v2]", "Core Vol 4 Part E, 7.8.53") {
        advertising_handle: Hex8 = "bthci_cmd.advertising_handle",
        /// Bit 0 connectable, 1 scannable, 2 directed, 3 high duty cycle, 4 legacy, 5 anonymous,
        /// 6 with transmit power.
        properties: Hex16 = "bthci_cmd.advertising_properties",
        /// Steps of 0.625 ms.
        min_interval: U24 = "bthci_cmd.le_advts_interval_min",
        /// Steps of 0.625 ms.
        max_interval: U24 = "bthci_cmd.le_advts_interval_max",
        @u8 channel_37: bool [0..1] = "bthci_cmd.le_advts_ch_map_1",
        channel_38: bool [1..2] = "bthci_cmd.le_advts_ch_map_2",
        channel_39: bool [2..3] = "bthci_cmd.le_advts_ch_map_3",
        own_address_type: AddressType = "bthci_cmd.le_own_address_type",
        peer_address_type: AddressType = "bthci_cmd.le_peer_address_type",
        peer_address: Address = "bthci_cmd.bd_addr",
        /// Bit 0: scan requests only from the filter accept list; bit 1: connections likewise.
        filter_policy: u8 = "bthci_cmd.le_advts_filter_policy",
        /// dBm; 127 for no preference.
        tx_power: i8 = "bthci_cmd.power_level",
        primary_phy: Phy = "bthci_cmd.primary_advertising_phy",
        /// Advertising events.
        secondary_max_skip: u8 = "bthci_cmd.secondary_advertising_max_skip",
        secondary_phy: Phy = "bthci_cmd.secondary_advertising_phy",
        sid: Hex8 = "bthci_cmd.advertising_sid",
        notify_scan_requests: bool = "bthci_cmd.scan_request_notification_enable",
        /// Preferred coding: 0 none, 1 S=2, 2 S=8; 3 and 4 as a requirement.
        primary_phy_options: u8,
        /// Preferred coding: 0 none, 1 S=2, 2 S=8; 3 and 4 as a requirement.
        secondary_phy_options: u8,
    }
}
