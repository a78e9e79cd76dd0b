//! Events about the discovery of BR/EDR devices.

use crate::{
    Address, Counted, Hex16, Hex24,
    hci::{AdvertisingData, Status},
    pdu,
};

pdu! {
    /// Discovery ended.
    pub struct InquiryComplete ("Inquiry Complete", "Core Vol 4 Part E, 7.7.1") {
        status: Status = "bthci_evt.status",
    }

    /// A device that answered.
    pub struct InquiryResponse ("Inquiry response", "Core Vol 4 Part E, 7.7.2") {
        address: Address = "bthci_evt.bd_addr",
        page_scan_repetition_mode: u8 = "bthci_evt.page_scan_repetition_mode",
        reserved: Hex16,
        class_of_device: Hex24 = "btcommon.cod.class_of_device",
        clock_offset: Hex16 = "bthci_evt.clock_offset",
    }

    /// Devices that answered an inquiry.
    pub struct InquiryResult<'a> ("Inquiry Result", "Core Vol 4 Part E, 7.7.2") {
        responses: Counted<'a, InquiryResponse>,
    }

    /// A device that answered, with the strength of its signal.
    pub struct InquiryResponseWithRssi ("Inquiry response with RSSI", "Core Vol 4 Part E, 7.7.33") {
        address: Address = "bthci_evt.bd_addr",
        page_scan_repetition_mode: u8 = "bthci_evt.page_scan_repetition_mode",
        reserved: u8 = "bthci_evt.reserved",
        class_of_device: Hex24 = "btcommon.cod.class_of_device",
        clock_offset: Hex16 = "bthci_evt.clock_offset",
        /// dBm.
        rssi: i8 = "bthci_evt.rssi",
    }

    /// Devices that answered an inquiry, with the strength of their signals.
    pub struct InquiryResultWithRssi<'a> ("Inquiry Result with RSSI", "Core Vol 4 Part E, 7.7.33") {
        responses: Counted<'a, InquiryResponseWithRssi>,
    }

    /// One device that answered an inquiry, with what it says of itself.
    pub struct ExtendedInquiryResult<'a> ("Extended Inquiry Result", "Core Vol 4 Part E, 7.7.38") {
        /// Always 1.
        count: u8 = "bthci_evt.num_responses",
        address: Address = "bthci_evt.bd_addr",
        page_scan_repetition_mode: u8 = "bthci_evt.page_scan_repetition_mode",
        reserved: u8 = "bthci_evt.reserved",
        class_of_device: Hex24 = "btcommon.cod.class_of_device",
        clock_offset: Hex16 = "bthci_evt.clock_offset",
        /// dBm.
        rssi: i8 = "bthci_evt.rssi",
        data: AdvertisingData<'a>,
    }
}
