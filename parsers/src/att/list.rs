//! The lists in responses, whose elements have one length, or each its own.

use crate::{
    Exposure, Fault, Field, FieldInfo, Hex8, Hex16, Kind, Octets16, Pdu, Reader, Sink, Uuid, Value,
    element::{Element, Stride, Tagged},
    pdu,
};

pdu! {
    in LIST_PDUS;

    /// An attribute and its type.
    pub struct HandleUuid ("Attribute", "Core Vol 3 Part F, 3.4.3.2") {
        handle: Hex16 as Keep = "btatt.handle",
        uuid: Uuid = "btatt.uuid16",
    }

    /// An attribute and its value.
    pub struct HandleValue<'a> ("Attribute", "Core Vol 3 Part F, 3.4.4.2") {
        handle: Hex16 as Keep = "btatt.handle",
        value: &'a [u8] = "btatt.value",
    }

    /// A characteristic of a service.
    pub struct CharacteristicDeclaration ("Characteristic", "Core Vol 3 Part G, 3.3.1") {
        declaration: Hex16 as Keep,
        properties: Hex8 as Keep,
        /// Of the value.
        handle: Hex16 as Keep,
        uuid: Uuid,
    }

    /// A group of attributes and its value.
    pub struct GroupValue<'a> ("Group", "Core Vol 3 Part F, 3.4.4.10") {
        handle: Hex16 as Keep = "btatt.handle",
        end: Hex16 as Keep = "btatt.group_end_handle",
        value: &'a [u8] = "btatt.value",
    }

    /// An attribute and the end of its group.
    pub struct HandleRange ("Handles", "Core Vol 3 Part F, 3.4.3.4") {
        handle: Hex16 as Keep = "btatt.handle",
        end: Hex16 as Keep = "btatt.group_end_handle",
    }

    /// Length of a value.
    pub struct LengthValueHeader ("Value", "Core Vol 3 Part F, 3.4.4.12") {
        /// Octets of the value; the value itself may be cut to fit in the PDU.
        length: Octets16 as Form,
    }

    /// Attribute and length of a value.
    pub struct HandleLengthValueHeader ("Attribute", "Core Vol 3 Part F, 3.4.7.4") {
        handle: Hex16 as Keep = "btatt.handle",
        length: u16 as Form,
    }
}

impl<'a> Tagged<'a> for LengthValueHeader {
    fn content_length(&self) -> usize {
        usize::from(self.length)
    }
    const CONTENT: [&'static [&'static Pdu]; 3] = [&[], &[], &[]];
    fn content_pdus(&self, _: &[u8]) -> [Option<&'static Pdu>; 3] {
        [None, None, None]
    }
}

impl<'a> Tagged<'a> for HandleLengthValueHeader {
    fn content_length(&self) -> usize {
        usize::from(self.length)
    }
    const CONTENT: [&'static [&'static Pdu]; 3] = [&[], &[], &[]];
    fn content_pdus(&self, _: &[u8]) -> [Option<&'static Pdu>; 3] {
        [None, None, None]
    }
}

/// A value after its length.
pub type LengthValue<'a> = Element<'a, LengthValueHeader>;

/// An attribute's value after its handle and length.
pub type HandleLengthValue<'a> = Element<'a, HandleLengthValueHeader>;

/// The format octet of a Find Information Response (Core Vol 3 Part F, 3.4.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InformationFormat;

impl<'a> Stride<'a> for InformationFormat {
    type Item = HandleUuid;
    const CODE: &'static [FieldInfo; 1] =
        &[FieldInfo::of::<u8>("format", Some("btatt.uuid_format")).exposed(Exposure::Keep)];
    fn octets(code: u8) -> Option<usize> {
        match code {
            1 => Some(4),
            2 => Some(18),
            _ => None,
        }
    }
}

static LENGTH: [FieldInfo; 1] =
    [FieldInfo::of::<u8>("length", Some("btatt.length")).exposed(Exposure::Keep).form()];

/// The length octet of a Read By Type Response (Core Vol 3 Part F, 3.4.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttributeLength;

impl<'a> Stride<'a> for AttributeLength {
    type Item = HandleValue<'a>;
    const CODE: &'static [FieldInfo; 1] = &LENGTH;
    fn octets(code: u8) -> Option<usize> {
        (code >= 2).then_some(usize::from(code))
    }
}

/// The same where the attributes are declarations of characteristics (Core Vol 3 Part G, 4.6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclarationLength;

impl<'a> Stride<'a> for DeclarationLength {
    type Item = CharacteristicDeclaration;
    // The list that it is another reading of has the name.
    const CODE: &'static [FieldInfo; 1] =
        &[FieldInfo::of::<u8>("length", None).exposed(Exposure::Keep).form()];
    fn octets(code: u8) -> Option<usize> {
        (code >= 7).then_some(usize::from(code))
    }
}

/// The length octet of a Read By Group Type Response (Core Vol 3 Part F, 3.4.4.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupLength;

impl<'a> Stride<'a> for GroupLength {
    type Item = GroupValue<'a>;
    const CODE: &'static [FieldInfo; 1] = &LENGTH;
    fn octets(code: u8) -> Option<usize> {
        (code >= 4).then_some(usize::from(code))
    }
}

/// Octets of an authentication signature (Core Vol 3 Part F, 3.3.1).
const SIGNATURE: usize = 12;

/// A value and the signature over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed<'a> {
    /// The value.
    pub value: &'a [u8],
    /// Counts the signatures that the sender made.
    pub counter: u32,
    /// The message authentication code.
    pub signature: &'a [u8; 8],
}

static SIGNATURE_FIELDS: [FieldInfo; 2] = [
    FieldInfo::of::<u32>("sign_counter", Some("btatt.sign_counter")),
    FieldInfo::of::<&[u8; 8]>("signature", Some("btatt.signature")),
];

impl<'a> Field<'a> for Signed<'a> {
    const KIND: Kind = Kind::Octets;
    const OCTETS: Option<usize> = None;
    const BESIDE: &'static [FieldInfo] = &SIGNATURE_FIELDS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let available = reader.rest().len();
        let length = available
            .checked_sub(SIGNATURE)
            .ok_or(Fault::Truncated { needed: SIGNATURE, available })?;
        Ok(Self {
            value: reader.take(length)?,
            counter: u32::read(reader)?,
            signature: Field::read(reader)?,
        })
    }

    fn value(&self) -> Value<'a> {
        Value::Bytes(self.value)
    }

    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let start = reader.offset();
        let signed = Self::read(reader)?;
        let end = start + signed.value.len();
        sink.field(info, start..end, Value::Bytes(signed.value));
        let [counter, code] = &SIGNATURE_FIELDS;
        sink.field(counter, end..end + 4, Value::Unsigned(u64::from(signed.counter)));
        sink.field(code, end + 4..end + SIGNATURE, Value::Bytes(signed.signature));
        Ok(())
    }
}
