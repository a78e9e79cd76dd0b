//! Service Discovery Protocol (Core Vol 3 Part B).

pub mod element;

pub use element::{Attributes, DataElement, ElementType};

use crate::{
    Be16, Be32, Exposure, Fault, Field, FieldInfo, Kind, Reader, Sink, Uuid, Value, View, codes,
    dispatch,
    frame::{Buffer, Context, Frame, Part},
    pdu,
};

codes! {
    /// What a PDU is (Core Vol 3 Part B, 4.2).
    pub PduId(u8) {
        ERROR_RESPONSE = 0x01 => "Error Response",
        SERVICE_SEARCH_REQUEST = 0x02 => "Service Search Request",
        SERVICE_SEARCH_RESPONSE = 0x03 => "Service Search Response",
        SERVICE_ATTRIBUTE_REQUEST = 0x04 => "Service Attribute Request",
        SERVICE_ATTRIBUTE_RESPONSE = 0x05 => "Service Attribute Response",
        SERVICE_SEARCH_ATTRIBUTE_REQUEST = 0x06 => "Service Search Attribute Request",
        SERVICE_SEARCH_ATTRIBUTE_RESPONSE = 0x07 => "Service Search Attribute Response",
    }

    /// Why a request failed (Core Vol 3 Part B, 4.4.1).
    pub ErrorCode(u16) {
        INVALID_VERSION = 0x0001 => "Invalid/unsupported SDP version",
        INVALID_RECORD_HANDLE = 0x0002 => "Invalid Service Record Handle",
        INVALID_SYNTAX = 0x0003 => "Invalid request syntax",
        INVALID_PDU_SIZE = 0x0004 => "Invalid PDU Size",
        INVALID_CONTINUATION = 0x0005 => "Invalid Continuation State",
        INSUFFICIENT_RESOURCES = 0x0006 => "Insufficient Resources to satisfy Request",
    }
}

/// Where an answer that took several PDUs goes on: a length of at most 16, then as many octets
/// that only the server understands (Core Vol 3 Part B, 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Continuation<'a>(pub &'a [u8]);

static CONTINUATION_LENGTH: [FieldInfo; 1] =
    [FieldInfo::of::<u8>("continuation_length", Some("btsdp.continuation_state.length"))
        .exposed(Exposure::Keep)];

impl<'a> Field<'a> for Continuation<'a> {
    const KIND: Kind = Kind::Octets;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = Exposure::Key;
    const BESIDE: &'static [FieldInfo] = &CONTINUATION_LENGTH;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let length = u8::read(reader)?;
        reader.take(usize::from(length)).map(Self)
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self.0)
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        u8::describe(&mut reader.clone(), &CONTINUATION_LENGTH[0], sink)?;
        let start = reader.offset() + 1;
        let state = Self::read(reader)?;
        if !state.0.is_empty() {
            sink.field(info, start..reader.offset(), Value::Bytes(state.0));
        }
        Ok(())
    }
}

/// A count of two octets, then as many octets: a piece of an attribute list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted16<'a>(pub &'a [u8]);

static BYTE_COUNT: [FieldInfo; 1] =
    [FieldInfo::of::<Be16>("byte_count", Some("btsdp.attribute_list_byte_count"))
        .exposed(Exposure::Keep)];

impl<'a> Field<'a> for Counted16<'a> {
    const KIND: Kind = Kind::Octets;
    const OCTETS: Option<usize> = None;
    const BESIDE: &'static [FieldInfo] = &BYTE_COUNT;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let count = Be16::read(reader)?;
        reader.take(usize::from(count.0)).map(Self)
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self.0)
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        Be16::describe(&mut reader.clone(), &BYTE_COUNT[0], sink)?;
        let start = reader.offset() + 2;
        let list = Self::read(reader)?;
        sink.field(info, start..reader.offset(), Value::Bytes(list.0));
        Ok(())
    }
}

/// How many handles follow, then the handles of service records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordHandles<'a>(pub &'a [u8]);

static CURRENT_COUNT: [FieldInfo; 1] =
    [FieldInfo::of::<Be16>("current_count", Some("btsdp.ssr.current_count"))
        .exposed(Exposure::Keep)];

impl<'a> RecordHandles<'a> {
    /// The handles.
    pub fn iter(&self) -> impl Iterator<Item = u32> + use<'a> {
        self.0.as_chunks::<4>().0.iter().map(|octets| u32::from_be_bytes(*octets))
    }
}

impl<'a> Field<'a> for RecordHandles<'a> {
    const KIND: Kind = Kind::Hex;
    const OCTETS: Option<usize> = None;
    const EXPOSURE: Exposure = Exposure::Keep;
    const BESIDE: &'static [FieldInfo] = &CURRENT_COUNT;

    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let count = Be16::read(reader)?;
        reader.take(usize::from(count.0) * 4).map(Self)
    }
    fn value(&self) -> Value<'a> {
        Value::Bytes(self.0)
    }
    fn describe(
        reader: &mut Reader<'a>,
        info: &'static FieldInfo,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        Be16::describe(&mut reader.clone(), &CURRENT_COUNT[0], sink)?;
        let handles = Self::read(reader)?;
        let first = reader.offset() - handles.0.len();
        for (index, handle) in handles.iter().enumerate() {
            let at = first + index * 4;
            sink.field(info, at..at + 4, Value::Hex(u64::from(handle)));
        }
        Ok(())
    }
}

/// All declarations of this protocol.
pub(crate) const LISTS: &[&[&crate::Pdu]] = &[PDUS, element::PDUS, element::ELEMENTS];

pdu! {
    in PDUS;

    /// The header of every PDU.
    pub struct Header<'a> ("SDP", "Core Vol 3 Part B, 4.2") {
        id: PduId = "btsdp.pdu",
        /// Ties a response to its request.
        transaction: Be16 as Keep = "btsdp.tid",
        /// Octets of parameters.
        length: Be16 as Form = "btsdp.len",
        parameters: &'a [u8],
    }

    /// A request failed.
    pub struct ErrorResponse ("Error Response", "Core Vol 3 Part B, 4.4.1") {
        @be16 error: ErrorCode [0..16] = "btsdp.error_code",
    }

    /// Asks which records have all of these UUIDs.
    pub struct ServiceSearchRequest<'a> ("Service Search Request", "Core Vol 3 Part B, 4.5.1") {
        pattern: DataElement<'a>,
        maximum_records: Be16 as Keep = "btsdp.maximum_service_record_count",
        continuation: Continuation<'a> = "btsdp.continuation_state.value",
    }

    /// The handles of the records.
    pub struct ServiceSearchResponse<'a> ("Service Search Response", "Core Vol 3 Part B, 4.5.2") {
        total: Be16 as Keep = "btsdp.ssr.total_count",
        handles: RecordHandles<'a> = "btsdp.service_record_handle",
        continuation: Continuation<'a> = "btsdp.continuation_state.value",
    }

    /// Asks for attributes of one record.
    pub struct ServiceAttributeRequest<'a> ("Service Attribute Request", "Core Vol 3 Part B, 4.6.1") {
        record: Be32 as Keep = "btsdp.service_record_handle",
        maximum_bytes: Be16 as Keep = "btsdp.maximum_attribute_byte_count",
        attributes: DataElement<'a>,
        continuation: Continuation<'a> = "btsdp.continuation_state.value",
    }

    /// The attributes, or a piece of them.
    pub struct ServiceAttributeResponse<'a> ("Service Attribute Response", "Core Vol 3 Part B, 4.6.2") {
        attributes: Counted16<'a>,
        continuation: Continuation<'a> = "btsdp.continuation_state.value",
    }

    /// Asks for attributes of all records that have all of these UUIDs.
    pub struct ServiceSearchAttributeRequest<'a> ("Service Search Attribute Request", "Core Vol 3 Part B, 4.7.1") {
        pattern: DataElement<'a>,
        maximum_bytes: Be16 as Keep = "btsdp.maximum_attribute_byte_count",
        attributes: DataElement<'a>,
        continuation: Continuation<'a> = "btsdp.continuation_state.value",
    }

    /// The attributes of each record, or a piece of them.
    pub struct ServiceSearchAttributeResponse<'a> ("Service Search Attribute Response", "Core Vol 3 Part B, 4.7.2") {
        attributes: Counted16<'a>,
        continuation: Continuation<'a> = "btsdp.continuation_state.value",
    }
}

dispatch! {
    /// The parameters of a PDU.
    pub enum Message<'a> by PduId {
        ERROR_RESPONSE => ErrorResponse(ErrorResponse),
        SERVICE_SEARCH_REQUEST => ServiceSearchRequest(ServiceSearchRequest<'a>),
        SERVICE_SEARCH_RESPONSE => ServiceSearchResponse(ServiceSearchResponse<'a>),
        SERVICE_ATTRIBUTE_REQUEST => ServiceAttributeRequest(ServiceAttributeRequest<'a>),
        SERVICE_ATTRIBUTE_RESPONSE => ServiceAttributeResponse(ServiceAttributeResponse<'a>),
        SERVICE_SEARCH_ATTRIBUTE_REQUEST => ServiceSearchAttributeRequest(ServiceSearchAttributeRequest<'a>),
        SERVICE_SEARCH_ATTRIBUTE_RESPONSE => ServiceSearchAttributeResponse(ServiceSearchAttributeResponse<'a>),
    }
}

impl<'a> Message<'a> {
    /// The UUIDs that a request searches for; none for other PDUs.
    pub fn searched(&self) -> impl Iterator<Item = Uuid> + use<'a> {
        let pattern = match self {
            Self::ServiceSearchRequest(request) => Some(request.pattern),
            Self::ServiceSearchAttributeRequest(request) => Some(request.pattern),
            _ => None,
        };
        pattern.into_iter().flat_map(|p| p.children()).filter_map(|e| e.uuid())
    }
}

/// Adds the layers of a PDU. Attribute lists are read when the PDU has all of them.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, context: &Context<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    let parameters = part.suffix(header.parameters);
    let declared = usize::from(header.length.0);
    let body = parameters.limit(declared);
    if let Some(pdu) = Message::pdu(header.id) {
        frame.layer_of(pdu, body);
    }
    if declared > parameters.bytes.len() {
        let available = parameters.bytes.len();
        frame.fault(Header::PDU, parameters, Fault::Length { declared, available });
        return;
    }
    let whole = match Message::parse(header.id, body.bytes) {
        Ok(Message::ServiceAttributeResponse(r)) if r.continuation.0.is_empty() => r.attributes.0,
        Ok(Message::ServiceSearchAttributeResponse(r)) if r.continuation.0.is_empty() => {
            r.attributes.0
        }
        _ => return,
    };
    let list = match context.message {
        Some(bytes) => Part::assembled(bytes, Buffer::Message),
        None => Part { bytes: whole, offset: body.offset + 2, ..body },
    };
    // The last piece of an answer whose first ones were not captured is no element by itself.
    if DataElement::read(&mut Reader::new(list.bytes, 0))
        .is_ok_and(|e| e.octets == list.bytes.len())
    {
        frame.layer_of(element::AttributeLists::PDU, list);
    }
}
