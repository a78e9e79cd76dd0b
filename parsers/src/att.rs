//! Attribute Protocol (Core Vol 3 Part F).

mod codes;
mod control_point;
mod list;

pub use codes::*;
pub use control_point::*;
pub use list::*;

use crate::{
    Hex8, Hex16, List, Octets16, Uuid, Uuid16, View, dispatch,
    element::Strided,
    frame::{Context, Frame, Part},
    hci::Name,
    pdu,
};

/// All declarations of this protocol.
pub(crate) const LISTS: &[&[&crate::Pdu]] = &[PDUS, LIST_PDUS];

pdu! {
    in PDUS;

    /// The opcode, and the parameters that belong to it.
    pub struct Header<'a> ("ATT", "Core Vol 3 Part F, 3.3.1") {
        opcode: Opcode as Form = "btatt.opcode",
        parameters: &'a [u8],
    }

    /// A request failed.
    pub struct ErrorResponse ("Error Response", "Core Vol 3 Part F, 3.4.1.1") {
        request: Opcode = "btatt.req_opcode_in_error",
        handle: Hex16 as Keep = "btatt.handle",
        error: ErrorCode = "btatt.error_code",
    }

    /// The client says what it takes.
    pub struct ExchangeMtuRequest ("Exchange MTU Request", "Core Vol 3 Part F, 3.4.2.1") {
        /// Octets of the largest PDU.
        client_mtu: Octets16 = "btatt.client_rx_mtu",
    }

    /// The server says what it takes.
    pub struct ExchangeMtuResponse ("Exchange MTU Response", "Core Vol 3 Part F, 3.4.2.2") {
        /// Octets of the largest PDU.
        server_mtu: Octets16 = "btatt.server_rx_mtu",
    }

    /// Asks for the types of attributes.
    pub struct FindInformationRequest ("Find Information Request", "Core Vol 3 Part F, 3.4.3.1") {
        starting: Hex16 as Keep = "btatt.starting_handle",
        ending: Hex16 as Keep = "btatt.ending_handle",
    }

    /// The types of attributes.
    pub struct FindInformationResponse<'a> ("Find Information Response", "Core Vol 3 Part F, 3.4.3.2") {
        information: Strided<'a, InformationFormat>,
    }

    /// Asks for attributes with this type and value.
    pub struct FindByTypeValueRequest<'a> ("Find By Type Value Request", "Core Vol 3 Part F, 3.4.3.3") {
        starting: Hex16 as Keep = "btatt.starting_handle",
        ending: Hex16 as Keep = "btatt.ending_handle",
        kind: Uuid16 = "btatt.uuid16",
        value: &'a [u8] = "btatt.value",
    }

    /// Where attributes with that type and value are.
    pub struct FindByTypeValueResponse<'a> ("Find By Type Value Response", "Core Vol 3 Part F, 3.4.3.4") {
        ranges: List<'a, HandleRange>,
    }

    /// Asks for the values of all attributes of a type.
    pub struct ReadByTypeRequest ("Read By Type Request", "Core Vol 3 Part F, 3.4.4.1") {
        starting: Hex16 as Keep = "btatt.starting_handle",
        ending: Hex16 as Keep = "btatt.ending_handle",
        kind: Uuid = "btatt.uuid16",
    }

    /// Handles with values.
    pub struct ReadByTypeResponse<'a> ("Read By Type Response", "Core Vol 3 Part F, 3.4.4.2") {
        attributes: Strided<'a, AttributeLength>,
    }

    /// Asks for a value.
    pub struct ReadRequest ("Read Request", "Core Vol 3 Part F, 3.4.4.3") {
        handle: Hex16 as Keep = "btatt.handle",
    }

    /// A value, or its start.
    pub struct ReadResponse<'a> ("Read Response", "Core Vol 3 Part F, 3.4.4.4") {
        value: &'a [u8] = "btatt.value",
    }

    /// Asks for a later piece of a value.
    pub struct ReadBlobRequest ("Read Blob Request", "Core Vol 3 Part F, 3.4.4.5") {
        handle: Hex16 as Keep = "btatt.handle",
        offset: u16 as Keep = "btatt.offset",
    }

    /// A piece of a value.
    pub struct ReadBlobResponse<'a> ("Read Blob Response", "Core Vol 3 Part F, 3.4.4.6") {
        value: &'a [u8] = "btatt.value",
    }

    /// Asks for several values of known length.
    pub struct ReadMultipleRequest<'a> ("Read Multiple Request", "Core Vol 3 Part F, 3.4.4.7") {
        handles: List<'a, Hex16> as Keep = "btatt.handle",
    }

    /// The values, one after another.
    pub struct ReadMultipleResponse<'a> ("Read Multiple Response", "Core Vol 3 Part F, 3.4.4.8") {
        values: &'a [u8] = "btatt.value",
    }

    /// Asks for the groups of attributes of a type.
    pub struct ReadByGroupTypeRequest ("Read By Group Type Request", "Core Vol 3 Part F, 3.4.4.9") {
        starting: Hex16 as Keep = "btatt.starting_handle",
        ending: Hex16 as Keep = "btatt.ending_handle",
        kind: Uuid = "btatt.uuid16",
    }

    /// Groups with their values.
    pub struct ReadByGroupTypeResponse<'a> ("Read By Group Type Response", "Core Vol 3 Part F, 3.4.4.10") {
        groups: Strided<'a, GroupLength>,
    }

    /// Asks for several values of any length.
    pub struct ReadMultipleVariableRequest<'a> ("Read Multiple Variable Request", "Core Vol 3 Part F, 3.4.4.11") {
        handles: List<'a, Hex16> as Keep = "btatt.handle",
    }

    /// Values, each after its length.
    pub struct ReadMultipleVariableResponse<'a> ("Read Multiple Variable Response", "Core Vol 3 Part F, 3.4.4.12") {
        values: List<'a, LengthValue<'a>>,
    }

    /// Writes a value.
    pub struct WriteRequest<'a> ("Write Request", "Core Vol 3 Part F, 3.4.5.1") {
        handle: Hex16 as Keep = "btatt.handle",
        value: &'a [u8] = "btatt.value",
    }

    /// The value was written.
    pub struct WriteResponse ("Write Response", "Core Vol 3 Part F, 3.4.5.2") {}

    /// Writes a value without an answer.
    pub struct WriteCommand<'a> ("Write Command", "Core Vol 3 Part F, 3.4.5.3") {
        handle: Hex16 as Keep = "btatt.handle",
        value: &'a [u8] = "btatt.value",
    }

    /// Writes a value, signed, without an answer; the last 12 octets are the signature.
    pub struct SignedWriteCommand<'a> ("Signed Write Command", "Core Vol 3 Part F, 3.4.5.4") {
        handle: Hex16 as Keep = "btatt.handle",
        signed: Signed<'a> = "btatt.value",
    }

    /// Queues a piece of a value.
    pub struct PrepareWriteRequest<'a> ("Prepare Write Request", "Core Vol 3 Part F, 3.4.6.1") {
        handle: Hex16 as Keep = "btatt.handle",
        offset: u16 as Keep = "btatt.offset",
        value: &'a [u8] = "btatt.value",
    }

    /// Repeats what was queued.
    pub struct PrepareWriteResponse<'a> ("Prepare Write Response", "Core Vol 3 Part F, 3.4.6.2") {
        handle: Hex16 as Keep = "btatt.handle",
        offset: u16 as Keep = "btatt.offset",
        value: &'a [u8] = "btatt.value",
    }

    /// Writes or drops what was queued.
    pub struct ExecuteWriteRequest ("Execute Write Request", "Core Vol 3 Part F, 3.4.6.3") {
        flags: ExecuteFlags = "btatt.flags",
    }

    /// What was queued has been written or dropped.
    pub struct ExecuteWriteResponse ("Execute Write Response", "Core Vol 3 Part F, 3.4.6.4") {}

    /// A value, unasked.
    pub struct HandleValueNotification<'a> ("Handle Value Notification", "Core Vol 3 Part F, 3.4.7.1") {
        handle: Hex16 as Keep = "btatt.handle",
        value: &'a [u8] = "btatt.value",
    }

    /// A value, unasked, that wants a confirmation.
    pub struct HandleValueIndication<'a> ("Handle Value Indication", "Core Vol 3 Part F, 3.4.7.2") {
        handle: Hex16 as Keep = "btatt.handle",
        value: &'a [u8] = "btatt.value",
    }

    /// Confirms an indication.
    pub struct HandleValueConfirmation ("Handle Value Confirmation", "Core Vol 3 Part F, 3.4.7.3") {}

    /// What a service consists of, in a Read By Type Response.
    pub struct CharacteristicDeclarations<'a> ("Characteristics", "Core Vol 3 Part G, 4.6.1", Aside) {
        declarations: Strided<'a, DeclarationLength>,
    }

    /// What a device is called.
    pub struct DeviceName<'a> ("Device Name", "Core Vol 3 Part C, 12.1", Aside) {
        name: Name<'a>,
    }

    /// A control point refuses an operation.
    pub struct OperationRefused<'a> ("Operation refused", "Core Vol 3 Part G, 4.10 and 4.11", Aside) {
        /// Codes alone: of the operation, and of what came of it.
        codes: List<'a, Hex8> as Keep,
    }

    /// Several values, unasked.
    pub struct MultipleHandleValueNotification<'a> ("Multiple Handle Value Notification", "Core Vol 3 Part F, 3.4.7.4") {
        values: List<'a, HandleLengthValue<'a>>,
    }
}

dispatch! {
    /// The parameters of an attribute PDU.
    pub enum Message<'a> by Opcode {
        ERROR_RESPONSE => ErrorResponse(ErrorResponse),
        EXCHANGE_MTU_REQUEST => ExchangeMtuRequest(ExchangeMtuRequest),
        EXCHANGE_MTU_RESPONSE => ExchangeMtuResponse(ExchangeMtuResponse),
        FIND_INFORMATION_REQUEST => FindInformationRequest(FindInformationRequest),
        FIND_INFORMATION_RESPONSE => FindInformationResponse(FindInformationResponse<'a>),
        FIND_BY_TYPE_VALUE_REQUEST => FindByTypeValueRequest(FindByTypeValueRequest<'a>),
        FIND_BY_TYPE_VALUE_RESPONSE => FindByTypeValueResponse(FindByTypeValueResponse<'a>),
        READ_BY_TYPE_REQUEST => ReadByTypeRequest(ReadByTypeRequest),
        READ_BY_TYPE_RESPONSE => ReadByTypeResponse(ReadByTypeResponse<'a>),
        READ_REQUEST => ReadRequest(ReadRequest),
        READ_RESPONSE => ReadResponse(ReadResponse<'a>),
        READ_BLOB_REQUEST => ReadBlobRequest(ReadBlobRequest),
        READ_BLOB_RESPONSE => ReadBlobResponse(ReadBlobResponse<'a>),
        READ_MULTIPLE_REQUEST => ReadMultipleRequest(ReadMultipleRequest<'a>),
        READ_MULTIPLE_RESPONSE => ReadMultipleResponse(ReadMultipleResponse<'a>),
        READ_BY_GROUP_TYPE_REQUEST => ReadByGroupTypeRequest(ReadByGroupTypeRequest),
        READ_BY_GROUP_TYPE_RESPONSE => ReadByGroupTypeResponse(ReadByGroupTypeResponse<'a>),
        WRITE_REQUEST => WriteRequest(WriteRequest<'a>),
        WRITE_RESPONSE => WriteResponse(WriteResponse),
        PREPARE_WRITE_REQUEST => PrepareWriteRequest(PrepareWriteRequest<'a>),
        PREPARE_WRITE_RESPONSE => PrepareWriteResponse(PrepareWriteResponse<'a>),
        EXECUTE_WRITE_REQUEST => ExecuteWriteRequest(ExecuteWriteRequest),
        EXECUTE_WRITE_RESPONSE => ExecuteWriteResponse(ExecuteWriteResponse),
        HANDLE_VALUE_NOTIFICATION => HandleValueNotification(HandleValueNotification<'a>),
        HANDLE_VALUE_INDICATION => HandleValueIndication(HandleValueIndication<'a>),
        HANDLE_VALUE_CONFIRMATION => HandleValueConfirmation(HandleValueConfirmation),
        READ_MULTIPLE_VARIABLE_REQUEST => ReadMultipleVariableRequest(ReadMultipleVariableRequest<'a>),
        READ_MULTIPLE_VARIABLE_RESPONSE => ReadMultipleVariableResponse(ReadMultipleVariableResponse<'a>),
        MULTIPLE_HANDLE_VALUE_NOTIFICATION => MultipleHandleValueNotification(MultipleHandleValueNotification<'a>),
        WRITE_COMMAND => WriteCommand(WriteCommand<'a>),
        SIGNED_WRITE_COMMAND => SignedWriteCommand(SignedWriteCommand<'a>),
    }
}

impl<'a> Message<'a> {
    /// Reads a whole attribute PDU.
    ///
    /// # Errors
    /// The first field that could not be read.
    pub fn of_pdu(bytes: &'a [u8]) -> Result<Self, crate::ParseError> {
        let header = Header::parse(bytes)?;
        Self::parse(header.opcode, header.parameters)
    }
}

/// Adds the layers of an attribute PDU.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, context: &Context<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    if let Some(pdu) = Message::pdu(header.opcode) {
        let part = part.suffix(header.parameters);
        frame.layer_of(pdu, part);
        if let Some(kind) = context.attribute {
            value(frame, part, header.opcode, kind);
        }
    }
}

/// Octets before the value in a Read By Type Response that has one: the length, the handle.
const LENGTH_AND_HANDLE: usize = 3;
/// Octets before the value of a notification or an indication.
const HANDLE: usize = 2;

/// The value of an attribute whose type is known.
fn value<'a>(frame: &mut Frame<'a>, part: Part<'a>, opcode: Opcode, kind: Uuid16) {
    let after = |count| part.suffix(part.bytes.get(count..).unwrap_or_default());
    match (opcode, kind) {
        (Opcode::READ_BY_TYPE_RESPONSE, Uuid16::CHARACTERISTIC) => {
            frame.layer::<CharacteristicDeclarations<'a>>(part);
        }
        (Opcode::READ_BY_TYPE_RESPONSE, Uuid16::DEVICE_NAME) => {
            frame.layer::<DeviceName<'a>>(after(LENGTH_AND_HANDLE));
        }
        (Opcode::READ_RESPONSE, Uuid16::DEVICE_NAME) => {
            frame.layer::<DeviceName<'a>>(part);
        }
        (Opcode::HANDLE_VALUE_NOTIFICATION | Opcode::HANDLE_VALUE_INDICATION, kind) => {
            let said = after(HANDLE);
            if refusal(kind, said.bytes).is_some() {
                frame.layer::<OperationRefused<'a>>(said);
            }
        }
        _ => {}
    }
}
