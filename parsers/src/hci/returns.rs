//! What several commands return in Command Complete (Core Vol 4 Part E, 7.7.14): what each returns
//! stands beside it.

use crate::{
    Address, Dbm, Fault, Field, FieldInfo, Hex16, Kind, Pdu, Reader, Sink, Slots, Value, View,
    field::Parts,
    hci::{AirCodingFormat, Handle, InputCoding, InputDataFormat, InputSampleSize, Status},
    layout::Place,
    pdu,
};

/// The return parameters of a command, which begin with its status.
///
/// A command that failed has nothing to return, and controllers differ in what they send then: all
/// parameters, or the status alone. Both are well formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return<T> {
    /// How the command ended.
    pub status: Status,
    /// All parameters, the status among them, where they were sent. What they say of a command
    /// that failed means nothing but for the handle or the address that it was about.
    pub parameters: Option<T>,
}

impl<T> Return<T> {
    /// The parameters of a command that succeeded.
    pub fn success(self) -> Option<T> {
        self.parameters.filter(|_| self.status == Status::SUCCESS)
    }
}

impl<'a, T: View<'a>> Field<'a> for Return<T> {
    const KIND: Kind = Kind::Structure;
    /// A command that failed may return its status alone.
    const OCTETS: Option<usize> = None;
    const PARTS: Parts = T::PARTS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let status = Status::read(&mut reader.clone())?;
        let parameters = match T::read(reader) {
            Err(fault) if status == Status::SUCCESS => return Err(fault),
            read => read.ok(),
        };
        Ok(Self { status, parameters })
    }
    fn value(&self) -> Value<'a> {
        self.status.value()
    }
}

impl<'a, T: View<'a>> View<'a> for Return<T> {
    const PLACES: &'static [Place] = T::PLACES;
    const FIELDS: &'static [FieldInfo] = T::FIELDS;
    const PDU: &'static Pdu = &Pdu {
        title: T::PDU.title,
        slug: T::PDU.slug,
        spec: T::PDU.spec,
        role: T::PDU.role,
        fields: T::FIELDS,
        octets: None,
        describe: |bytes, base, sink| match (T::PDU.describe)(bytes, base, sink) {
            Err(error) if failed(bytes) => Ok(error.offset),
            described => described,
        },
    };

    fn write_fields(reader: &mut Reader<'a>, sink: &mut dyn Sink) -> Result<(), Fault> {
        let failed = failed(reader.rest());
        T::write_fields(reader, sink).or_else(|fault| if failed { Ok(()) } else { Err(fault) })
    }
}

/// Whether return parameters begin with a status other than success.
fn failed(parameters: &[u8]) -> bool {
    parameters.first().is_some_and(|&status| Status(status) != Status::SUCCESS)
}

pdu! {
    in PARTS;

    /// The status of a command that returns nothing else.
    pub struct StatusOnly ("Return Parameters", "Core Vol 4 Part E, 7.7.14", Generic) {
        status: Status = "bthci_evt.status",
    }

    /// A status and the connection that the command was about.
    pub struct ForHandle ("Return Parameters", "Core Vol 4 Part E, 7.7.14", Generic) {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
    }

    /// A status and the device that the command was about.
    pub struct ForAddress ("Return Parameters", "Core Vol 4 Part E, 7.7.14", Generic) {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
    }

    /// How long the controller waits: for the host to accept a connection, or for a page.
    pub struct ReadTimeout ("Return Parameters", "Core Vol 4 Part E, 7.3.13 and 7.3.15", Generic) {
        status: Status = "bthci_evt.status",
        timeout: Slots = "bthci_evt.timeout",
    }

    /// How often this device listens for pages or inquiries.
    pub struct ReadScanActivity ("Return Parameters", "Core Vol 4 Part E, 7.3.19 and 7.3.21", Generic) {
        status: Status = "bthci_evt.status",
        interval: Slots = "bthci_evt.interval",
        window: Slots = "bthci_evt.window",
    }

    /// How voice is coded (Core Vol 4 Part E, 6.12).
    pub struct VoiceSetting ("Voice setting", "Core Vol 4 Part E, 6.12") {
        @u16 air_coding: AirCodingFormat [0..2] = "bthci_evt.voice.air_coding_format",
        pcm_bit_position: u8 [2..5] as Keep = "bthci_evt.voice.linear_pcm_bit_pos",
        sample_size: InputSampleSize [5..6] = "bthci_evt.voice.input_sample_size",
        data_format: InputDataFormat [6..8] = "bthci_evt.voice.input_data_format",
        coding: InputCoding [8..10] = "bthci_evt.voice.input_coding",
    }

    /// A timeout of a connection, in slots.
    pub struct ReadLinkTimeout ("Return Parameters", "Core Vol 4 Part E, 7.3.29 and 7.3.41", Generic) {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.connection_handle",
        /// 0 for never.
        timeout: Slots = "bthci_evt.timeout",
    }

    /// A status and the power that the controller chose to advertise with.
    pub struct SelectedTxPower ("LE Set Extended Advertising Parameters Return Parameters", "Core Vol 4 Part E, 7.8.53") {
        status: Status = "bthci_evt.status",
        power: Dbm = "bthci_evt.transmit_power_level",
    }

    /// A codec of a vendor's.
    pub struct VendorCodec ("Vendor codec", "Core Vol 4 Part E, 7.4.8") {
        company: Hex16 as Keep = "bthci_evt.comp_id",
        codec: Hex16 as Keep = "bthci_evt.vendor_codecs.item.codec_id",
    }

    /// A status and the isochronous stream that the command was about.
    pub struct ForStream ("Return Parameters", "Core Vol 4 Part E, 7.8.109 and 7.8.110", Generic) {
        status: Status = "bthci_evt.status",
        handle: Handle = "bthci_evt.cis_bis_handle",
    }

    /// A private address in use.
    pub struct ReadResolvableAddress ("Return Parameters", "Core Vol 4 Part E, 7.8.42 and 7.8.43", Generic) {
        status: Status = "bthci_evt.status",
        address: Address = "bthci_evt.bd_addr",
    }
}
