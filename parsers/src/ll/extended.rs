//! The Common Extended Advertising Payload (Core Vol 6 Part B, 2.3.4).

use crate::{
    Address, Dbm, Exposure, Fault, Field, FieldInfo, FromBits, Hex8, Hex24, Hex32, Interval, Kind,
    ParseError, Reader, Role, Sink, Value, codes,
    field::Parts,
    ll::{ChannelMap, SleepClockAccuracy, ad::AdStructure},
    pdu,
    pdu::{List, Pdu},
};

codes! {
    /// Whether the advertising can be connected to or scanned.
    pub AdvertisingMode(u8) {
        NEITHER = 0 => "Non-connectable non-scannable",
        CONNECTABLE = 1 => "Connectable non-scannable",
        SCANNABLE = 2 => "Non-connectable scannable",
    }
}

pdu! {
    in PDUS;

    /// Extended advertising: a header with optional fields, then data.
    pub struct ExtendedAdvertising<'a> ("Extended advertising", "Core Vol 6 Part B, 2.3.4") {
        header: ExtendedHeader<'a>,
        /// May be one fragment of several; a structure may go on in the next.
        data: &'a [u8],
    }

    /// Which advertising data this is.
    pub struct DataInfo ("AdvDataInfo", "Core Vol 6 Part B, 2.3.4.4") {
        @u16 data_id: u16 [0..12] as Keep = "btle.extended_advertising.advertising_data_info.did",
        set_id: u8 [12..16] as Keep = "btle.extended_advertising.advertising_data_info.sid",
    }

    /// Where the auxiliary packet comes.
    pub struct AuxPointer ("AuxPtr", "Core Vol 6 Part B, 2.3.4.5") {
        @u8 channel: u8 [0..6] as Keep = "btle.extended_advertising_header.aux_pointer.channel",
        /// The advertiser's clock drifts at most 50 ppm.
        clock_accuracy: bool [6..7] = "btle.extended_advertising_header.aux_pointer.ca",
        /// The offset counts 300 instead of 30 microseconds.
        offset_units: bool [7..8] = "btle.extended_advertising_header.aux_pointer.offset_units",
        @u16 offset: u16 [0..13] as Keep = "btle.extended_advertising_header.aux_pointer.aux_offset",
        phy: u8 [13..16] as Keep = "btle.extended_advertising_header.aux_pointer.aux_phy",
    }

    /// Where the periodic advertising is.
    pub struct SyncInfo ("SyncInfo", "Core Vol 6 Part B, 2.3.4.6") {
        @u16 offset: u16 [0..13] as Keep = "btle.extended_advertising_header.sync_info.sync_offset",
        offset_units: bool [13..14] = "btle.extended_advertising_header.sync_info.offset_units",
        offset_adjust: bool [14..15] = "btle.extended_advertising_header.sync_info.offset_adjust",
        interval: Interval = "btle.extended_advertising_header.sync_info.interval",
        @u40 channel_map: ChannelMap [0..37] = "btle.extended_advertising_header.sync_info.channel_map",
        sleep_clock_accuracy: SleepClockAccuracy [37..40]
            = "btle.extended_advertising_header.sync_info.sleep_clock_accuracy",
        access_address: Hex32 as Keep = "btle.extended_advertising_header.sync_info.access_address",
        crc_init: Hex24 as Form = "btle.extended_advertising_header.sync_info.crc_init",
        event_counter: u16 as Keep = "btle.extended_advertising_header.sync_info.event_counter",
    }
}

impl<'a> ExtendedAdvertising<'a> {
    /// The data as structures, for a packet whose data is not in fragments.
    pub fn structures(&self) -> List<'a, AdStructure<'a>> {
        List::new(self.data)
    }
}

/// The extended header: which fields are there is in its flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtendedHeader<'a> {
    /// Octets after the first, up to the data.
    pub length: u8,
    /// Connectable, scannable or neither.
    pub mode: AdvertisingMode,
    /// Which fields are there; zero when the header is empty.
    pub flags: Hex8,
    /// AdvA.
    pub advertiser: Option<Address>,
    /// TargetA.
    pub target: Option<Address>,
    /// CTEInfo.
    pub cte_info: Option<Hex8>,
    /// ADI.
    pub data_info: Option<DataInfo>,
    /// AuxPtr.
    pub aux_pointer: Option<AuxPointer>,
    /// SyncInfo.
    pub sync_info: Option<SyncInfo>,
    /// The power that the packet was sent with.
    pub tx_power: Option<Dbm>,
    /// Additional Controller Advertising Data.
    pub acad: &'a [u8],
}

static FIELDS: [FieldInfo; 11] = [
    FieldInfo::of::<u8>("length", Some("btle.extended_advertising_header.length"))
        .bits(0, 6, 1)
        .exposed(Exposure::Keep)
        .form(),
    FieldInfo::of::<AdvertisingMode>("mode", Some("btle.extended_advertising_header.mode"))
        .bits(6, 8, 1),
    FieldInfo::of::<Hex8>("flags", Some("btle.extended_advertising_header.flags"))
        .exposed(Exposure::Keep),
    FieldInfo::of::<Address>("advertiser", Some("btle.advertising_address")),
    FieldInfo::of::<Address>("target", Some("btle.target_address")),
    FieldInfo::of::<Hex8>("cte_info", Some("btle.extended_advertising_header.cte_info"))
        .exposed(Exposure::Keep),
    FieldInfo::of::<DataInfo>("data_info", None),
    FieldInfo::of::<AuxPointer>("aux_pointer", None),
    FieldInfo::of::<SyncInfo>("sync_info", None),
    FieldInfo::of::<Dbm>("tx_power", Some("btle.extended_advertising_header.tx_power")),
    FieldInfo::of::<&[u8]>("acad", Some("btle.extended_advertising_header.acad")),
];

/// The declaration, which is made by hand: its flags say which fields are there.
const HEADER: &Pdu = &Pdu {
    title: "Extended header",
    slug: crate::slug!("Extended header"),
    spec: "Core Vol 6 Part B, 2.3.4",
    role: Role::Message,
    fields: &FIELDS,
    octets: None,
    describe: |bytes, base, sink| {
        let mut reader = Reader::new(bytes, base);
        ExtendedHeader::walk(&mut reader, Some(sink))
            .map(|_| reader.offset())
            .map_err(|fault| ParseError { layer: HEADER.title, fault, offset: reader.offset() })
    },
};

/// The declarations that are made by hand.
pub(crate) const HEADERS: &[&Pdu] = &[HEADER];

impl<'a> ExtendedHeader<'a> {
    fn walk(reader: &mut Reader<'a>, mut sink: Option<&mut dyn Sink>) -> Result<Self, Fault> {
        let [
            length_info,
            mode_info,
            flags_info,
            advertiser,
            target,
            cte_info,
            data_info,
            aux_pointer,
            sync_info,
            tx_power,
            acad_info,
        ] = &FIELDS;
        reader.load_unit(1, false)?;
        let length = u8::from_bits(reader.bits(0, 6));
        let mode = AdvertisingMode::from_bits(reader.bits(6, 8));
        if let Some(sink) = sink.as_deref_mut() {
            sink.field(length_info, reader.unit_span(), length.value());
            sink.field(mode_info, reader.unit_span(), mode.value());
        }
        let start = reader.offset();
        let declared = usize::from(length);
        let fields = &mut Fields { reader, sink };
        let flags = fields.read::<Hex8>(declared > 0, flags_info)?.unwrap_or_default();
        let has = |bit: u8| flags.0 >> bit & 1 == 1;
        let header = Self {
            length,
            mode,
            flags,
            advertiser: fields.read(has(0), advertiser)?,
            target: fields.read(has(1), target)?,
            cte_info: fields.read(has(2), cte_info)?,
            data_info: fields.read(has(3), data_info)?,
            aux_pointer: fields.read(has(4), aux_pointer)?,
            sync_info: fields.read(has(5), sync_info)?,
            tx_power: fields.read(has(6), tx_power)?,
            acad: &[],
        };
        let used = fields.reader.offset() - start;
        let Some(left) = declared.checked_sub(used) else {
            return Err(Fault::Length { declared, available: used });
        };
        let at = fields.reader.offset();
        let acad = fields.reader.take(left)?;
        if let Some(sink) = fields.sink.as_deref_mut().filter(|_| left > 0) {
            sink.field(acad_info, at..at + left, Value::Bytes(acad));
        }
        Ok(Self { acad, ..header })
    }
}

/// Reads optional fields, and passes them to the sink if there is one.
struct Fields<'r, 's, 'a> {
    reader: &'r mut Reader<'a>,
    sink: Option<&'s mut dyn Sink>,
}

impl<'a> Fields<'_, '_, 'a> {
    fn read<T: Field<'a>>(
        &mut self,
        present: bool,
        info: &'static FieldInfo,
    ) -> Result<Option<T>, Fault> {
        if !present {
            return Ok(None);
        }
        if let Some(sink) = self.sink.as_deref_mut() {
            // Its fault is the one that reading meets next.
            T::describe(&mut self.reader.clone(), info, sink).ok();
        }
        T::read(self.reader).map(Some)
    }
}

impl<'a> Field<'a> for ExtendedHeader<'a> {
    const KIND: Kind = Kind::Structure;
    const OCTETS: Option<usize> = None;
    const PARTS: Parts = [HEADERS, DataInfo::PARTS[0], AuxPointer::PARTS[0], SyncInfo::PARTS[0]];

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        Self::walk(reader, None)
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(&[])
    }
    fn describe(
        reader: &mut Reader<'a>,
        _: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        sink.enter(HEADER, reader.offset());
        let written = Self::walk(reader, Some(sink)).map(drop);
        sink.leave(reader.offset());
        written
    }
}
