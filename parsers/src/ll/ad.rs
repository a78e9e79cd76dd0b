//! Advertising data: structures of length, type and data (Core Vol 3 Part C, 11).

use crate::{
    Dbm, Exposure, Fault, Field, FieldInfo, Hex16, Hex24, Hex32, Kind, ParseError, Reader, Role,
    Sink, Value, codes, dispatch,
    field::Parts,
    hci::Name,
    pdu,
    pdu::{List, Pdu},
};

codes! {
    /// Type of a structure (Core Specification Supplement Part A; Assigned Numbers, 2.3).
    pub AdType(u8) {
        FLAGS = 0x01 => "Flags",
        INCOMPLETE_UUID16 = 0x02 => "Incomplete List of 16-bit Service Class UUIDs",
        COMPLETE_UUID16 = 0x03 => "Complete List of 16-bit Service Class UUIDs",
        INCOMPLETE_UUID32 = 0x04 => "Incomplete List of 32-bit Service Class UUIDs",
        COMPLETE_UUID32 = 0x05 => "Complete List of 32-bit Service Class UUIDs",
        INCOMPLETE_UUID128 = 0x06 => "Incomplete List of 128-bit Service Class UUIDs",
        COMPLETE_UUID128 = 0x07 => "Complete List of 128-bit Service Class UUIDs",
        SHORTENED_NAME = 0x08 => "Shortened Local Name",
        COMPLETE_NAME = 0x09 => "Complete Local Name",
        TX_POWER = 0x0a => "Tx Power Level",
        CLASS_OF_DEVICE = 0x0d => "Class of Device",
        PAIRING_HASH_C192 = 0x0e => "Simple Pairing Hash C-192",
        PAIRING_RANDOMIZER_R192 = 0x0f => "Simple Pairing Randomizer R-192",
        SECURITY_MANAGER_TK = 0x10 => "Device ID / Security Manager TK Value",
        OUT_OF_BAND_FLAGS = 0x11 => "Security Manager Out of Band Flags",
        CONNECTION_INTERVALS = 0x12 => "Peripheral Connection Interval Range",
        SOLICITATION_UUID16 = 0x14 => "List of 16-bit Service Solicitation UUIDs",
        SOLICITATION_UUID128 = 0x15 => "List of 128-bit Service Solicitation UUIDs",
        SERVICE_DATA16 = 0x16 => "Service Data - 16-bit UUID",
        PUBLIC_TARGET = 0x17 => "Public Target Address",
        RANDOM_TARGET = 0x18 => "Random Target Address",
        APPEARANCE = 0x19 => "Appearance",
        ADVERTISING_INTERVAL = 0x1a => "Advertising Interval",
        DEVICE_ADDRESS = 0x1b => "LE Bluetooth Device Address",
        ROLE = 0x1c => "LE Role",
        PAIRING_HASH_C256 = 0x1d => "Simple Pairing Hash C-256",
        PAIRING_RANDOMIZER_R256 = 0x1e => "Simple Pairing Randomizer R-256",
        SOLICITATION_UUID32 = 0x1f => "List of 32-bit Service Solicitation UUIDs",
        SERVICE_DATA32 = 0x20 => "Service Data - 32-bit UUID",
        SERVICE_DATA128 = 0x21 => "Service Data - 128-bit UUID",
        SECURE_CONFIRMATION = 0x22 => "LE Secure Connections Confirmation Value",
        SECURE_RANDOM = 0x23 => "LE Secure Connections Random Value",
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
        RESOLVABLE_SET = 0x2e => "Resolvable Set Identifier",
        ADVERTISING_INTERVAL_LONG = 0x2f => "Advertising Interval - long",
        BROADCAST_NAME = 0x30 => "Broadcast_Name",
        ENCRYPTED_DATA = 0x31 => "Encrypted Advertising Data",
        RESPONSE_TIMING = 0x32 => "Periodic Advertising Response Timing Information",
        ELECTRONIC_SHELF_LABEL = 0x34 => "Electronic Shelf Label",
        INFORMATION_3D = 0x3d => "3D Information Data",
        MANUFACTURER = 0xff => "Manufacturer Specific Data",
    }
}

pdu! {
    in PDUS;

    /// What the device can be discovered as.
    pub struct Flags ("Flags", "CSS Part A, 1.3") {
        @u8 limited_discoverable: bool [0..1] = "btcommon.eir_ad.entry.flags.le_limited_discoverable_mode",
        general_discoverable: bool [1..2] = "btcommon.eir_ad.entry.flags.le_general_discoverable_mode",
        br_edr_not_supported: bool [2..3] = "btcommon.eir_ad.entry.flags.bredr_not_supported",
        simultaneous_controller: bool [3..4] = "btcommon.eir_ad.entry.flags.le_bredr_support_controller",
        simultaneous_host: bool [4..5] = "btcommon.eir_ad.entry.flags.le_bredr_support_host",
        reserved: u8 [5..8] as Reserved = "btcommon.eir_ad.entry.flags.reserved",
    }

    /// Services with 16-bit UUIDs.
    pub struct Uuid16List<'a> ("16-bit UUIDs", "CSS Part A, 1.1") {
        uuids: List<'a, Hex16> as Uuid = "btcommon.eir_ad.entry.uuid_16",
    }

    /// Services with 32-bit UUIDs.
    pub struct Uuid32List<'a> ("32-bit UUIDs", "CSS Part A, 1.1") {
        uuids: List<'a, Hex32> as Uuid = "btcommon.eir_ad.entry.uuid_32",
    }

    /// Services with 128-bit UUIDs, least significant octet first.
    pub struct Uuid128List<'a> ("128-bit UUIDs", "CSS Part A, 1.1") {
        uuids: List<'a, &'a [u8; 16]>,
    }

    /// The name of the device.
    pub struct LocalName<'a> ("Local Name", "CSS Part A, 1.2") {
        name: Name<'a> = "btcommon.eir_ad.entry.device_name",
    }

    /// The power that the packet was sent with.
    pub struct TxPower ("Tx Power Level", "CSS Part A, 1.5") {
        level: Dbm = "btcommon.eir_ad.entry.power_level",
    }

    /// What kind of device it is, as in an inquiry response.
    pub struct ClassOfDevice ("Class of Device", "CSS Part A, 1.6") {
        class: Hex24 as Keep = "btcommon.cod.class_of_device",
    }

    /// Data of a service with a 16-bit UUID.
    pub struct ServiceData16<'a> ("Service Data", "CSS Part A, 1.11") {
        uuid: Hex16 as Keep = "btcommon.eir_ad.entry.uuid_16",
        data: &'a [u8] = "btcommon.eir_ad.entry.service_data",
    }

    /// What the device looks like.
    pub struct Appearance ("Appearance", "CSS Part A, 1.12") {
        appearance: Hex16 as Keep = "btcommon.eir_ad.entry.appearance",
    }

    /// Data in a manufacturer's own form.
    pub struct ManufacturerData<'a> ("Manufacturer Specific Data", "CSS Part A, 1.4") {
        company: Hex16 as Keep = "btcommon.eir_ad.entry.company_id",
        data: &'a [u8] = "btcommon.eir_ad.entry.data",
    }
}

dispatch! {
    /// The data of a structure, for the types that are read further.
    pub enum AdData<'a> by AdType {
        FLAGS => Flags(Flags),
        INCOMPLETE_UUID16 => IncompleteUuid16(Uuid16List<'a>),
        COMPLETE_UUID16 => CompleteUuid16(Uuid16List<'a>),
        INCOMPLETE_UUID32 => IncompleteUuid32(Uuid32List<'a>),
        COMPLETE_UUID32 => CompleteUuid32(Uuid32List<'a>),
        INCOMPLETE_UUID128 => IncompleteUuid128(Uuid128List<'a>),
        COMPLETE_UUID128 => CompleteUuid128(Uuid128List<'a>),
        SHORTENED_NAME => ShortenedName(LocalName<'a>),
        COMPLETE_NAME => CompleteName(LocalName<'a>),
        TX_POWER => TxPower(TxPower),
        CLASS_OF_DEVICE => ClassOfDevice(ClassOfDevice),
        SERVICE_DATA16 => ServiceData16(ServiceData16<'a>),
        APPEARANCE => Appearance(Appearance),
        MANUFACTURER => Manufacturer(ManufacturerData<'a>),
    }
}

/// One structure. A length of zero ends the data early, and what follows is padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdStructure<'a> {
    /// Octets of type and data.
    pub length: u8,
    /// The type; nothing when the length is zero.
    pub kind: Option<AdType>,
    /// The data; the padding when the length is zero.
    pub data: &'a [u8],
}

static FIELDS: [FieldInfo; 4] = [
    FieldInfo::of::<u8>("length", Some("btcommon.eir_ad.entry.length"))
        .exposed(Exposure::Keep)
        .form(),
    FieldInfo::of::<AdType>("type", Some("btcommon.eir_ad.entry.type")).form(),
    FieldInfo::of::<&[u8]>("data", Some("btcommon.eir_ad.entry.data")),
    FieldInfo::of::<&[u8]>("padding", None),
];

/// The declaration, which is made by hand: what the data is depends on the type.
const STRUCTURE: &Pdu = &Pdu {
    title: "AD structure",
    slug: crate::slug!("AD structure"),
    spec: "Core Vol 3 Part C, 11",
    role: Role::Message,
    fields: &FIELDS,
    octets: None,
    describe: |bytes, base, sink| {
        let mut reader = Reader::new(bytes, base);
        AdStructure::write_fields(&mut reader, sink)
            .map(|()| reader.offset())
            .map_err(|fault| ParseError { layer: STRUCTURE.title, fault, offset: reader.offset() })
    },
};

/// The declarations that are made by hand.
pub(crate) const ELEMENTS: &[&Pdu] = &[STRUCTURE];

impl<'a> Field<'a> for AdStructure<'a> {
    const KIND: Kind = Kind::Structure;
    const OCTETS: Option<usize> = None;
    const PARTS: Parts = [ELEMENTS, AdData::VIEWS, &[], &[]];

    #[inline]
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let length = u8::read(reader)?;
        if length == 0 {
            return Ok(Self { length, kind: None, data: reader.take_rest() });
        }
        let declared = usize::from(length);
        let available = reader.rest().len();
        let (&kind, data) = reader
            .take(declared)
            .ok()
            .and_then(<[u8]>::split_first)
            .ok_or(Fault::Length { declared, available })?;
        Ok(Self { length, kind: Some(AdType(kind)), data })
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self.data)
    }
    fn describe(
        reader: &mut Reader<'a>,
        _: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let start = reader.offset();
        sink.enter(STRUCTURE, start);
        let written = Self::write_fields(reader, sink);
        sink.leave(reader.offset());
        written
    }
}

impl<'a> AdStructure<'a> {
    fn write_fields(reader: &mut Reader<'a>, sink: &mut dyn Sink) -> Result<(), Fault> {
        let [length, kind_of, data, padding] = &FIELDS;
        u8::describe(&mut reader.clone(), length, sink)?;
        let structure = Self::read(reader)?;
        let at = reader.offset() - structure.data.len();
        let Some(kind) = structure.kind else {
            if !structure.data.is_empty() {
                sink.field(padding, at..reader.offset(), Value::Bytes(structure.data));
            }
            return Ok(());
        };
        sink.field(kind_of, at - 1..at, kind.value());
        match AdData::pdu(kind) {
            // Data that is too short for its type does not keep the next structure from being
            // read: the lengths are right.
            Some(pdu) => drop((pdu.describe)(structure.data, at, sink)),
            None => sink.field(data, at..reader.offset(), Value::Bytes(structure.data)),
        }
        Ok(())
    }
}
