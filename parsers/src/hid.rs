//! Human Interface Device Profile (HID 1.1, section 3): the messages of the control and the
//! interrupt channel.

use crate::{
    View, codes,
    frame::{Context, Frame, Part},
    pdu,
};

codes! {
    /// Kind of message (HID 1.1, 3.1.2).
    pub Transaction(u8) {
        HANDSHAKE = 0x0 => "HANDSHAKE",
        HID_CONTROL = 0x1 => "HID_CONTROL",
        GET_REPORT = 0x4 => "GET_REPORT",
        SET_REPORT = 0x5 => "SET_REPORT",
        GET_PROTOCOL = 0x6 => "GET_PROTOCOL",
        SET_PROTOCOL = 0x7 => "SET_PROTOCOL",
        GET_IDLE = 0x8 => "GET_IDLE",
        SET_IDLE = 0x9 => "SET_IDLE",
        DATA = 0xa => "DATA",
        DATC = 0xb => "DATC",
    }

    /// Result of a request (HID 1.1, 3.1.2.1).
    pub HandshakeResult(u8) {
        SUCCESSFUL = 0x0 => "Successful",
        NOT_READY = 0x1 => "Not Ready",
        ERR_INVALID_REPORT_ID = 0x2 => "Error, Invalid Report ID",
        ERR_UNSUPPORTED_REQUEST = 0x3 => "Error, Unsupported Request",
        ERR_INVALID_PARAMETER = 0x4 => "Error, Invalid Parameter",
        ERR_UNKNOWN = 0xe => "Error, Unknown",
        ERR_FATAL = 0xf => "Error, Fatal",
    }

    /// What a host or a device is to do (HID 1.1, 3.1.2.2).
    pub ControlOperation(u8) {
        NOP = 0x0 => "NOP",
        HARD_RESET = 0x1 => "Hard Reset",
        SOFT_RESET = 0x2 => "Soft Reset",
        SUSPEND = 0x3 => "Suspend",
        EXIT_SUSPEND = 0x4 => "Exit Suspend",
        VIRTUAL_CABLE_UNPLUG = 0x5 => "Virtual Cable Unplug",
    }

    /// Identifier of a report in the protocol for a computer that starts (HID 1.1, 3.3.2).
    pub BootDevice(u8) {
        KEYBOARD = 1 => "Keyboard",
    }

    /// Kind of report (HID 1.1, 3.1.2.3).
    pub ReportType(u8) {
        OTHER = 0x0 => "Other",
        INPUT = 0x1 => "Input",
        OUTPUT = 0x2 => "Output",
        FEATURE = 0x3 => "Feature",
    }
}

/// All declarations of this protocol.
pub(crate) const LISTS: &[&[&crate::Pdu]] = &[PDUS];

pdu! {
    in PDUS;

    /// A message of a kind that is not known.
    pub struct Message<'a> ("HID message", "HID 1.1, 3.1") {
        @u8 transaction: Transaction [4..8] = "bthid.transaction_type",
        parameter: u8 [0..4] as Keep,
        data: &'a [u8],
    }

    /// The result of a request that asks for no data.
    pub struct Handshake ("HID Handshake", "HID 1.1, 3.1.2.1") {
        @u8 transaction: Transaction [4..8] as Form = "bthid.transaction_type",
        result: HandshakeResult [0..4] = "bthid.result_code",
    }

    /// An order of the host or, to unplug, of the device.
    pub struct Control ("HID Control", "HID 1.1, 3.1.2.2") {
        @u8 transaction: Transaction [4..8] as Form = "bthid.transaction_type",
        operation: ControlOperation [0..4] = "bthid.control_operation",
    }

    /// The host asks for a report.
    pub struct GetReport<'a> ("HID Get Report", "HID 1.1, 3.1.2.3") {
        @u8 transaction: Transaction [4..8] as Form = "bthid.transaction_type",
        /// The size of the buffer follows.
        has_size: bool [3..4] = "bthid.parameter.size",
        reserved: u8 [2..3] as Reserved,
        report_type: ReportType [0..2] = "bthid.parameter.report_type",
        /// A report's identifier where the device has several, then the size of the buffer.
        rest: &'a [u8],
    }

    /// The host sends a report and wants a handshake.
    pub struct SetReport<'a> ("HID Set Report", "HID 1.1, 3.1.2.4") {
        @u8 transaction: Transaction [4..8] as Form = "bthid.transaction_type",
        reserved: u8 [2..4] as Reserved,
        report_type: ReportType [0..2] = "bthid.parameter.report_type",
        report: &'a [u8],
    }

    /// The host asks which protocol the device uses.
    pub struct GetProtocol ("HID Get Protocol", "HID 1.1, 3.1.2.5") {
        @u8 transaction: Transaction [4..8] as Form = "bthid.transaction_type",
        reserved: u8 [0..4] as Reserved,
    }

    /// The host chooses a protocol.
    pub struct SetProtocol ("HID Set Protocol", "HID 1.1, 3.1.2.6") {
        @u8 transaction: Transaction [4..8] as Form = "bthid.transaction_type",
        reserved: u8 [1..4] as Reserved,
        /// The report protocol, not the one for a computer that starts.
        report_protocol: bool [0..1] = "bthid.protocol",
    }

    /// What is typed on a keyboard, in the protocol for a computer that starts.
    pub struct BootKeyboard<'a> ("HID Data, boot keyboard", "HID 1.1, 3.3.2") {
        @u8 transaction: Transaction [4..8] as Form = "bthid.transaction_type",
        reserved: u8 [2..4] as Reserved,
        report_type: ReportType [0..2] = "bthid.parameter.report_type",
        report_id: BootDevice,
        report: &'a [u8; 8],
    }

    /// What is typed, moved and pressed, or shown by the device.
    pub struct Data<'a> ("HID Data", "HID 1.1, 3.1.2.9") {
        @u8 transaction: Transaction [4..8] as Form = "bthid.transaction_type",
        reserved: u8 [2..4] as Reserved,
        report_type: ReportType [0..2] = "bthid.parameter.report_type",
        report: &'a [u8],
    }
}

/// Adds the layer of a message.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, _context: &Context<'a>) {
    let transaction = part.bytes.first().map(|&octet| Transaction(octet >> 4));
    let pdu = match transaction {
        Some(Transaction::HANDSHAKE) => Handshake::PDU,
        Some(Transaction::HID_CONTROL) => Control::PDU,
        Some(Transaction::GET_REPORT) => GetReport::PDU,
        Some(Transaction::SET_REPORT) => SetReport::PDU,
        Some(Transaction::GET_PROTOCOL) => GetProtocol::PDU,
        Some(Transaction::SET_PROTOCOL) => SetProtocol::PDU,
        // Most keyboards have this report in their own protocol too.
        Some(Transaction::DATA) if part.bytes.len() == 10 && part.bytes.starts_with(&[0xa1, 1]) => {
            BootKeyboard::PDU
        }
        Some(Transaction::DATA | Transaction::DATC) => Data::PDU,
        _ => Message::PDU,
    };
    frame.layer_of(pdu, part);
}
