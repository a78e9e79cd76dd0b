//! Data elements (Core Vol 3 Part B, section 3).

use crate::{
    Exposure, Fault, Field, FieldInfo, Kind, List, ParseError, Pdu, Reader, Role, Sink, Text, Uuid,
    Uuid16, Value, codes, field::Parts, pdu, pdu::ListIter,
};

codes! {
    /// Type of a data element (3.2).
    pub ElementType(u8) {
        NIL = 0 => "Nil",
        UNSIGNED = 1 => "Unsigned Integer",
        SIGNED = 2 => "Signed Twos-Complement Integer",
        UUID = 3 => "UUID",
        TEXT = 4 => "Text string",
        BOOLEAN = 5 => "Boolean",
        SEQUENCE = 6 => "Data Element Sequence",
        ALTERNATIVE = 7 => "Data Element Alternative",
        URL = 8 => "URL",
    }
}

pdu! {
    in PDUS;

    /// The attributes of one record, or of a sequence of records.
    pub struct AttributeLists<'a> ("Attribute lists", "Core Vol 3 Part B, 4.7.2") {
        lists: DataElement<'a>,
    }
}

/// A data element: its type and its value, without the octets that say how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataElement<'a> {
    /// What the value is.
    pub kind: ElementType,
    /// The value, most significant octet first.
    pub value: &'a [u8],
    /// Octets of the whole element with its header.
    pub octets: usize,
}

/// Place of the field for values that no other field is for.
const VALUE: usize = 11;
/// Place of the field for numbers of two octets at most.
const SHORT: usize = 12;

/// Sequences deeper than this are shown as octets.
const MAX_DEPTH: u8 = 8;

impl<'a> DataElement<'a> {
    /// The elements of a sequence or alternative, up to the first that cannot be read.
    pub fn children(&self) -> impl Iterator<Item = Self> + use<'a> {
        self.list().filter_map(Result::ok)
    }

    fn list(&self) -> ListIter<'a, Self> {
        let bytes = if self.is_sequence() { self.value } else { &[] };
        List::new(bytes).iter()
    }

    /// Holds other elements.
    pub fn is_sequence(&self) -> bool {
        matches!(self.kind, ElementType::SEQUENCE | ElementType::ALTERNATIVE)
    }

    /// The UUID, of whatever length.
    pub fn uuid(&self) -> Option<Uuid> {
        (self.kind == ElementType::UUID).then(|| Uuid::from_big(self.value))?
    }

    /// An unsigned number of at most eight octets.
    pub fn unsigned(&self) -> Option<u64> {
        (self.kind == ElementType::UNSIGNED && self.value.len() <= 8).then(|| number(self.value))
    }

    /// The text of a string or URL, as it came from the air.
    pub fn text(&self) -> Option<&'a [u8]> {
        matches!(self.kind, ElementType::TEXT | ElementType::URL).then_some(self.value)
    }

    /// Identifiers and values, when this is the attribute list of one record.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { list: self.list() }
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |v, &b| (v << 8) | u64::from(b))
}

fn signed(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|first| first & 0x80 != 0) { -1 } else { 0 };
    bytes.iter().fold(sign, |v, &b| (v << 8) | i64::from(b))
}

/// See [`DataElement::attributes`].
#[derive(Debug, Clone)]
pub struct Attributes<'a> {
    list: ListIter<'a, DataElement<'a>>,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (u16, DataElement<'a>);
    fn next(&mut self) -> Option<Self::Item> {
        let id = self.list.next()?.ok()?.unsigned()?;
        let value = self.list.next()?.ok()?;
        Some((u16::try_from(id).ok()?, value))
    }
}

const fn info<'a, T: Field<'a>>(name: &'static str, filter: &'static str) -> FieldInfo {
    FieldInfo::of::<T>(name, Some(filter))
}

static FIELDS: [FieldInfo; 13] = [
    info::<ElementType>("type", "btsdp.data_element.type").bits(3, 8, 1).form(),
    info::<u8>("size", "btsdp.data_element.size").bits(0, 3, 1).exposed(Exposure::Keep).form(),
    info::<u32>("length", "btsdp.data_element.var_size")
        .of_any_length()
        .exposed(Exposure::Keep)
        .form(),
    info::<u64>("unsigned", "btsdp.data_element.value.unsigned_int").of_any_length(),
    FieldInfo {
        kind: Kind::Signed,
        ..info::<u64>("signed", "btsdp.data_element.value.signed_int").of_any_length()
    },
    info::<Uuid16>("uuid16", "btsdp.data_element.value.uuid_16"),
    FieldInfo {
        octets: Some(4),
        exposure: Exposure::Uuid,
        ..info::<Uuid16>("uuid32", "btsdp.data_element.value.uuid_32")
    },
    FieldInfo {
        beside: &[],
        octets: Some(16),
        ..info::<Uuid>("uuid128", "btsdp.data_element.value.custom_uuid")
    },
    info::<Text<'_>>("text", "btsdp.data_element.value.string"),
    info::<bool>("boolean", "btsdp.data_element.value.boolean"),
    info::<Text<'_>>("url", "btsdp.data_element.value.url"),
    FieldInfo::of::<&[u8]>("value", None),
    // Attributes, channels, versions and features have one octet or two; a number of more is anything.
    info::<u64>("unsigned", "btsdp.data_element.value.unsigned_int")
        .of_any_length()
        .exposed(Exposure::Keep),
];

/// The declaration of a data element, which is made by hand, since its fields depend on its type:
/// the groups of fields are called as the types are.
const fn declaration(title: &'static str, slug: &'static str) -> Pdu {
    Pdu {
        title,
        slug,
        spec: "Core Vol 3 Part B, 3",
        role: Role::Message,
        fields: &FIELDS,
        octets: None,
        describe: |bytes, base, sink| {
            let mut reader = Reader::new(bytes, base);
            DataElement::describe(&mut reader, &FIELDS[VALUE], sink)
                .map(|()| reader.offset())
                .map_err(|fault| ParseError { layer: OTHER.title, fault, offset: reader.offset() })
        },
    }
}

macro_rules! declarations {
    ($($kind:ident $title:literal,)+) => {
        /// The declaration of an element of this type.
        fn declaration_of(kind: ElementType) -> &'static Pdu {
            match kind {
                $( ElementType::$kind => const { &declaration($title, crate::slug!($title)) }, )+
                _ => OTHER,
            }
        }

        /// The declarations of this part of the file.
        pub(crate) const ELEMENTS: &[&Pdu] =
            &[$( &declaration($title, crate::slug!($title)), )+ OTHER];
    };
}

const OTHER: &Pdu = &declaration("Data element", crate::slug!("Data element"));

declarations! {
    NIL "Nil",
    UNSIGNED "Unsigned Integer",
    SIGNED "Signed Twos-Complement Integer",
    UUID "UUID",
    TEXT "Text string",
    BOOLEAN "Boolean",
    SEQUENCE "Data Element Sequence",
    ALTERNATIVE "Data Element Alternative",
    URL "URL",
}

/// The header: type, size index, and the octets of the value (3.3).
fn header(reader: &mut Reader<'_>) -> Result<(ElementType, u8, usize), Fault> {
    let first = u8::read(reader)?;
    let (kind, size) = (ElementType(first >> 3), first & 7);
    let length = match size {
        0 if kind == ElementType::NIL => 0,
        0..=4 => 1 << size,
        _ => usize::try_from(reader.big(1 << (size - 5))?).unwrap_or(usize::MAX),
    };
    Ok((kind, size, length))
}

impl<'a> Field<'a> for DataElement<'a> {
    const KIND: Kind = Kind::Structure;
    const OCTETS: Option<usize> = None;
    const PARTS: Parts = [ELEMENTS, &[], &[], &[]];

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let start = reader.offset();
        let (kind, _, length) = header(reader)?;
        let value = reader.take(length)?;
        Ok(Self { kind, value, octets: reader.offset() - start })
    }

    fn value(&self) -> Value<'a> {
        match self.kind {
            ElementType::UNSIGNED if self.value.len() <= 8 => Value::Unsigned(number(self.value)),
            ElementType::SIGNED if matches!(self.value.len(), 1..=8) => {
                Value::Signed(signed(self.value))
            }
            ElementType::UUID => match self.uuid() {
                Some(uuid) if self.value.len() < 16 => Value::Code(number(self.value), uuid.name()),
                Some(uuid) => Value::Uuid(uuid),
                None => Value::Bytes(self.value),
            },
            ElementType::TEXT | ElementType::URL => Value::Text(self.value),
            ElementType::BOOLEAN => Value::Flag(self.value != [0]),
            _ => Value::Bytes(self.value),
        }
    }

    fn describe(
        reader: &mut Reader<'a>,
        _: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        write_fields(reader, sink, 0)
    }
}

fn write_fields<'a>(reader: &mut Reader<'a>, sink: &mut dyn Sink, depth: u8) -> Result<(), Fault> {
    let [kind_info, size_info, length_info, ..] = &FIELDS;
    let start = reader.offset();
    let (kind, size, length) = header(&mut reader.clone())?;
    sink.enter(declaration_of(kind), start);
    sink.field(kind_info, start..start + 1, kind.value());
    sink.field(size_info, start..start + 1, Value::Unsigned(u64::from(size)));
    header(reader)?;
    if size >= 5 {
        sink.field(length_info, start + 1..reader.offset(), Value::Unsigned(length as u64));
    }
    let written = write_value(reader, sink, kind, length, depth);
    sink.leave(reader.offset());
    written
}

fn write_value<'a>(
    reader: &mut Reader<'a>,
    sink: &mut dyn Sink,
    kind: ElementType,
    length: usize,
    depth: u8,
) -> Result<(), Fault> {
    let start = reader.offset();
    let value = reader.take(length)?;
    let element = DataElement { kind, value, octets: 0 };
    if element.is_sequence() && depth < MAX_DEPTH {
        let mut inner = Reader::new(value, start);
        while !inner.rest().is_empty() {
            write_fields(&mut inner, sink, depth + 1)?;
        }
        return Ok(());
    }
    let field = match (kind, length) {
        (ElementType::UNSIGNED, ..=2) => SHORT,
        (ElementType::UNSIGNED, ..=8) => 3,
        (ElementType::SIGNED, ..=8) => 4,
        (ElementType::UUID, 2) => 5,
        (ElementType::UUID, 4) => 6,
        (ElementType::UUID, 16) => 7,
        (ElementType::TEXT, _) => 8,
        (ElementType::BOOLEAN, _) => 9,
        (ElementType::URL, _) => 10,
        _ => VALUE,
    };
    if !value.is_empty() {
        let info = FIELDS.get(field).unwrap_or(&FIELDS[VALUE]);
        sink.field(info, start..reader.offset(), element.value());
    }
    Ok(())
}
