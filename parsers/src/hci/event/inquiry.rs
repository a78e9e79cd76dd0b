//! Events about the discovery of BR/EDR devices.

use crate::{
    Address, Counted, Dbm, Hex16, Hex24,
    hci::{AdvertisingData, PageScanRepetitionMode, Status, declare::events},
    pdu,
};

pdu! {
    in INQUIRY_PARTS;

    /// A device that answered.
    pub struct InquiryResponse ("Inquiry response", "Core Vol 4 Part E, 7.7.2") {
        address: Address = "bthci_evt.bd_addr",
        page_scan_repetition_mode: PageScanRepetitionMode = "bthci_evt.page_scan_repetition_mode",
        reserved: Hex16 as Reserved,
        class_of_device: Hex24 as Keep = "btcommon.cod.class_of_device",
        clock_offset: Hex16 as Blank = "bthci_evt.clock_offset",
    }

    /// A device that answered, with the strength of its signal.
    pub struct InquiryResponseWithRssi ("Inquiry response with RSSI", "Core Vol 4 Part E, 7.7.33") {
        address: Address = "bthci_evt.bd_addr",
        page_scan_repetition_mode: PageScanRepetitionMode = "bthci_evt.page_scan_repetition_mode",
        reserved: u8 as Reserved = "bthci_evt.reserved",
        class_of_device: Hex24 as Keep = "btcommon.cod.class_of_device",
        clock_offset: Hex16 as Blank = "bthci_evt.clock_offset",
        rssi: Dbm = "bthci_evt.rssi",
    }
}

events! {
    event_inquiry;

    /// Discovery ended.
    INQUIRY_COMPLETE = 0x01 "Inquiry Complete" ("Core Vol 4 Part E, 7.7.1") InquiryComplete {
        status: Status = "bthci_evt.status",
    },

    /// Devices that answered an inquiry.
    INQUIRY_RESULT = 0x02 "Inquiry Result" ("Core Vol 4 Part E, 7.7.2") InquiryResult<'a> {
        responses: Counted<'a, InquiryResponse>,
    },

    /// Devices that answered an inquiry, with the strength of their signals.
    INQUIRY_RESULT_WITH_RSSI = 0x22 "Inquiry Result with RSSI" ("Core Vol 4 Part E, 7.7.33") InquiryResultWithRssi<'a> {
        responses: Counted<'a, InquiryResponseWithRssi>,
    },

    /// One device that answered an inquiry, with what it says of itself.
    EXTENDED_INQUIRY_RESULT = 0x2f "Extended Inquiry Result" ("Core Vol 4 Part E, 7.7.38") ExtendedInquiryResult<'a> {
        /// Always 1.
        count: u8 as Form = "bthci_evt.num_responses",
        address: Address = "bthci_evt.bd_addr",
        page_scan_repetition_mode: PageScanRepetitionMode = "bthci_evt.page_scan_repetition_mode",
        reserved: u8 as Reserved = "bthci_evt.reserved",
        class_of_device: Hex24 as Keep = "btcommon.cod.class_of_device",
        clock_offset: Hex16 as Blank = "bthci_evt.clock_offset",
        rssi: Dbm = "bthci_evt.rssi",
        data: AdvertisingData<'a>,
    },
}
