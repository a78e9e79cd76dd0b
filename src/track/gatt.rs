//! The Generic Attribute Profile (Core Vol 3 Part G): which characteristic has which handle, what
//! devices say that they are called, and the operations that control points refuse.

use parsers::{
    Uuid16, View,
    att::{
        CharacteristicDeclarations, Opcode, ReadByTypeRequest, ReadByTypeResponse, ReadRequest,
        is_control_point, refusal,
    },
    hci::Name,
};

use super::{
    event::{OperationRefused, What},
    id::Side,
    layer::Queue,
    state::{Attribute, Characteristic, Gatt, Link, Reading},
};

/// A request: of reading ones it is kept what they ask for.
pub(super) fn request(link: &mut Link, by: Side, opcode: Opcode, payload: &[u8]) {
    let server = by.opposite();
    let reading = match opcode {
        Opcode::READ_BY_TYPE_REQUEST => {
            let kind = ReadByTypeRequest::parse(payload).ok().and_then(|m| m.kind.short());
            let kind = kind.and_then(|kind| u16::try_from(kind).ok()).map(Uuid16);
            kind.filter(|kind| [Uuid16::CHARACTERISTIC, Uuid16::DEVICE_NAME].contains(kind))
                .map(Reading::Type)
        }
        Opcode::READ_REQUEST => {
            let handle = ReadRequest::parse(payload).ok().map(|m| m.handle.0);
            let known = link.memory.get_mut::<Gatt>().zip(handle);
            known.and_then(|(gatt, handle)| gatt.at(server, handle)).map(|c| Reading::Value(c.kind))
        }
        _ => None,
    };
    if reading.is_some() {
        link.memory.get_or_default::<Gatt>().reading[by.index()] = reading;
    } else if let Some(gatt) = link.memory.get_mut::<Gatt>() {
        gatt.reading[by.index()] = None;
    }
}

/// Something is written, with or without a wish for an answer.
#[inline]
pub(super) fn written(link: &mut Link, by: Side, payload: &[u8], events: &Queue<'_>) {
    let Some(gatt) = link.memory.get_mut::<Gatt>() else { return };
    let Some(&[low, high]) = payload.first_chunk() else { return };
    if let Some(known) = gatt.at(by.opposite(), u16::from_le_bytes([low, high])) {
        known.written = Some(events.at);
    }
}

/// The answer to a request.
pub(super) fn response<'a>(
    link: &mut Link,
    by: Side,
    opcode: Opcode,
    payload: &'a [u8],
    events: &mut Queue<'a>,
) {
    let address = link.identity.or(link.peer).filter(|_| by.is_remote());
    let mtu = link.att_mtu.map(|mtu| usize::from(mtu.octets));
    let Some(gatt) = link.memory.get_mut::<Gatt>() else { return };
    let Some(reading) = gatt.reading[by.opposite().index()].take() else { return };
    let name = match (opcode, reading) {
        (Opcode::READ_BY_TYPE_RESPONSE, Reading::Type(Uuid16::CHARACTERISTIC)) => {
            events.attribute = Some(Uuid16::CHARACTERISTIC);
            let Ok(all) = CharacteristicDeclarations::parse(payload) else { return };
            for found in all.declarations.iter().flatten() {
                gatt.name(by, found.handle.0, Attribute::from(found.uuid));
                let Some(kind) = found.uuid.short().and_then(|kind| u16::try_from(kind).ok())
                else {
                    continue;
                };
                let (kind, handle) = (Uuid16(kind), found.handle.0);
                let matters = kind == Uuid16::DEVICE_NAME || is_control_point(kind);
                match gatt.at(by, handle) {
                    Some(known) => known.kind = kind,
                    None if matters => {
                        let known = Characteristic { server: by, handle, kind, written: None };
                        gatt.known.push(known);
                    }
                    None => {}
                }
            }
            return;
        }
        (Opcode::READ_BY_TYPE_RESPONSE, Reading::Type(Uuid16::DEVICE_NAME)) => {
            let Ok(all) = ReadByTypeResponse::parse(payload) else { return };
            let Some(Ok(found)) = all.attributes.iter().next() else { return };
            found.value
        }
        (Opcode::READ_RESPONSE, Reading::Value(Uuid16::DEVICE_NAME)) => payload,
        _ => return,
    };
    events.attribute = Some(Uuid16::DEVICE_NAME);
    // The opcode, and what stands before the value, take their place in the PDU too.
    let whole = mtu.is_some_and(|mtu| payload.len() + 1 < mtu);
    if let Some(address) = address {
        events.named = Some((address, Name::new(name).0, whole));
    }
}

/// A notification or an indication: of control points, whether it refuses an operation.
#[inline]
pub(super) fn said<'a>(link: &mut Link, by: Side, payload: &'a [u8], events: &mut Queue<'a>) {
    let Some(gatt) = link.memory.get_mut::<Gatt>() else { return };
    let Some((&[low, high], value)) = payload.split_first_chunk() else { return };
    let Some(known) = gatt.at(by, u16::from_le_bytes([low, high])) else { return };
    let (kind, asked) = (known.kind, known.written);
    events.attribute = Some(kind);
    if let Some(refusal) = refusal(kind, value) {
        let refused = OperationRefused { by, refusal, asked };
        events.on(link, What::OperationRefused(refused));
    }
}
