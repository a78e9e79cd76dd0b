//! What a device says of itself: advertising data, scan responses and extended inquiry responses
//! (Core Vol 3 Part C, 11).

use crate::{
    Fault, Field, FieldInfo, ParseError, Pdu, Reader, Sink, Value, codes,
    hci::types::{Data, LENGTH, Name},
};

codes! {
    /// Kind of an AD structure (Assigned Numbers, 2.3).
    pub DataType(u8) {
        FLAGS = 0x01 => "Flags",
        INCOMPLETE_UUIDS_16 = 0x02 => "Incomplete List of 16-bit Service UUIDs",
        COMPLETE_UUIDS_16 = 0x03 => "Complete List of 16-bit Service UUIDs",
        INCOMPLETE_UUIDS_32 = 0x04 => "Incomplete List of 32-bit Service UUIDs",
        COMPLETE_UUIDS_32 = 0x05 => "Complete List of 32-bit Service UUIDs",
        INCOMPLETE_UUIDS_128 = 0x06 => "Incomplete List of 128-bit Service UUIDs",
        COMPLETE_UUIDS_128 = 0x07 => "Complete List of 128-bit Service UUIDs",
        SHORTENED_NAME = 0x08 => "Shortened Local Name",
        COMPLETE_NAME = 0x09 => "Complete Local Name",
        TX_POWER = 0x0a => "Tx Power Level",
        CLASS_OF_DEVICE = 0x0d => "Class of Device",
        HASH_192 = 0x0e => "Simple Pairing Hash C-192",
        RANDOMIZER_192 = 0x0f => "Simple Pairing Randomizer R-192",
        DEVICE_ID = 0x10 => "Device ID",
        SECURITY_MANAGER_FLAGS = 0x11 => "Security Manager Out of Band Flags",
        CONNECTION_INTERVAL_RANGE = 0x12 => "Peripheral Connection Interval Range",
        SOLICITED_UUIDS_16 = 0x14 => "List of 16-bit Service Solicitation UUIDs",
        SOLICITED_UUIDS_128 = 0x15 => "List of 128-bit Service Solicitation UUIDs",
        SERVICE_DATA_16 = 0x16 => "Service Data - 16-bit UUID",
        PUBLIC_TARGET_ADDRESS = 0x17 => "Public Target Address",
        RANDOM_TARGET_ADDRESS = 0x18 => "Random Target Address",
        APPEARANCE = 0x19 => "Appearance",
        ADVERTISING_INTERVAL = 0x1a => "Advertising Interval",
        DEVICE_ADDRESS = 0x1b => "LE Bluetooth Device Address",
        ROLE = 0x1c => "LE Role",
        HASH_256 = 0x1d => "Simple Pairing Hash C-256",
        RANDOMIZER_256 = 0x1e => "Simple Pairing Randomizer R-256",
        SOLICITED_UUIDS_32 = 0x1f => "List of 32-bit Service Solicitation UUIDs",
        SERVICE_DATA_32 = 0x20 => "Service Data - 32-bit UUID",
        SERVICE_DATA_128 = 0x21 => "Service Data - 128-bit UUID",
        SECURE_CONNECTIONS_CONFIRMATION = 0x22 => "LE Secure Connections Confirmation Value",
        SECURE_CONNECTIONS_RANDOM = 0x23 => "LE Secure Connections Random Value",
        URI = 0x24 => "URI",
        INDOOR_POSITIONING = 0x25 => "Indoor Positioning",
        TRANSPORT_DISCOVERY = 0x26 => "Transport Discovery Data",
        SUPPORTED_FEATURES = 0x27 => "LE Supported Features",
        CHANNEL_MAP_UPDATE = 0x28 => "Channel Map Update Indication",
        PB_ADV = 0x29 => "PB-ADV",
        MESH_MESSAGE = 0x2a => "Mesh Message",
        MESH_BEACON = 0x2b => "Mesh Beacon",
        BIG_INFO = 0x2c => "BIGInfo",
        BROADCAST_CODE = 0x2d => "Broadcast_Code",
        RESOLVABLE_SET_IDENTIFIER = 0x2e => "Resolvable Set Identifier",
        ADVERTISING_INTERVAL_LONG = 0x2f => "Advertising Interval - long",
        BROADCAST_NAME = 0x30 => "Broadcast_Name",
        ENCRYPTED_DATA = 0x31 => "Encrypted Advertising Data",
        PERIODIC_RESPONSE_TIMING = 0x32 => "Periodic Advertising Response Timing Information",
        ELECTRONIC_SHELF_LABEL = 0x34 => "Electronic Shelf Label",
        INFORMATION_3D = 0x3d => "3D Information Data",
        MANUFACTURER = 0xff => "Manufacturer Specific Data",
    }
}

/// AD structures one after another, up to an empty one or to the end of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdvertisingData<'a>(pub &'a [u8]);

/// One AD structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Structure<'a> {
    /// What `data` is.
    pub kind: DataType,
    /// The data without its length and type.
    pub data: &'a [u8],
}

impl<'a> AdvertisingData<'a> {
    /// The structures, up to the first that is empty or longer than what is left: what comes over
    /// the air need not be well formed, and that is no fault of the packet around it.
    pub fn structures(&self) -> impl Iterator<Item = Structure<'a>> + use<'a> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let (&length, tail) = rest.split_first()?;
            let (structure, tail) = tail.split_at_checked(usize::from(length))?;
            let (&kind, data) = structure.split_first()?;
            rest = tail;
            Some(Structure { kind: DataType(kind), data })
        })
    }

    /// The first structure of one kind.
    pub fn find(&self, kind: DataType) -> Option<&'a [u8]> {
        self.structures().find(|structure| structure.kind == kind).map(|found| found.data)
    }

    /// The device's name as it came from the air, up to a NUL; the complete one if it is there.
    pub fn name(&self) -> Option<&'a [u8]> {
        self.find(DataType::COMPLETE_NAME)
            .or_else(|| self.find(DataType::SHORTENED_NAME))
            .map(|octets| Name::new(octets).0)
    }
}

static FIELDS: [FieldInfo; 3] = [
    FieldInfo { name: "type", filter: Some("btcommon.eir_ad.entry.type"), bits: None },
    FieldInfo { name: "name", filter: Some("btcommon.eir_ad.entry.device_name"), bits: None },
    FieldInfo { name: "data", filter: None, bits: None },
];

/// The declaration of what is told of each AD structure.
pub static ADVERTISING_DATA: Pdu = Pdu {
    title: "Advertising data",
    spec: "Core Vol 3 Part C, 11",
    fields: &FIELDS,
    describe: |bytes, base, sink| {
        let [_, _, data] = &FIELDS;
        let mut reader = Reader::new(bytes, base);
        AdvertisingData::describe(&mut reader, data, sink)
            .map(|()| reader.offset())
            .map_err(|fault| ParseError { layer: "Advertising data", fault, offset: base })
    },
};

/// Takes everything that is left.
impl<'a> Field<'a> for AdvertisingData<'a> {
    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        Ok(Self(reader.take_rest()))
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self.0)
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let [type_field, name_field, data_field] = &FIELDS;
        let start = reader.offset();
        let all = Self::read(reader)?;
        if all.0.is_empty() {
            return Ok(());
        }
        sink.field(info, start..reader.offset(), all.value());
        let mut at = start;
        for Structure { kind, data } in all.structures() {
            let (body, end) = (at + 2, at + 2 + data.len());
            sink.enter("AD structure", at);
            sink.field(type_field, at + 1..body, kind.value());
            match kind {
                DataType::COMPLETE_NAME | DataType::SHORTENED_NAME => {
                    sink.field(name_field, body..end, Name::new(data).value());
                }
                _ => sink.field(data_field, body..end, Value::Bytes(data)),
            }
            sink.leave(end);
            at = end;
        }
        Ok(())
    }
}

/// Advertising data with a length of one octet before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedAdvertisingData<'a>(pub AdvertisingData<'a>);

impl<'a> Field<'a> for CountedAdvertisingData<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        Data::read(reader).map(|data| Self(AdvertisingData(data.0)))
    }
    fn value(&self) -> Value<'a> {
        self.0.value()
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let at = reader.offset();
        let length = u8::read(reader)?;
        sink.field(&LENGTH, at..reader.offset(), Value::Unsigned(u64::from(length)));
        let start = reader.offset();
        let bytes = reader.take(usize::from(length))?;
        AdvertisingData::describe(&mut Reader::new(bytes, start), info, sink)
    }
}
