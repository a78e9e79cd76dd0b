//! Whether the octets of a PDU are just those that its declaration wants.

use core::ops::Range;

use parsers::{Fault, FieldInfo, ParseError, Pdu, Sink, Value};

struct Nothing;

impl Sink for Nothing {
    fn field(&mut self, _: &'static FieldInfo, _: Range<usize>, _: Value<'_>) {}
    fn enter(&mut self, _: &'static Pdu, _: usize) {}
    fn leave(&mut self, _: usize) {}
}

/// What is wrong with `bytes`. [`Fault::Length`] with more octets available than declared when
/// there are more than the declaration knows.
///
/// Reads every field, so it is for PDUs that are rare.
pub(super) fn fault(pdu: &'static Pdu, bytes: &[u8]) -> Option<ParseError> {
    match (pdu.describe)(bytes, 0, &mut Nothing) {
        Err(error) => Some(error),
        Ok(end) if end < bytes.len() => {
            let fault = Fault::Length { declared: end, available: bytes.len() };
            Some(ParseError { layer: pdu.title, fault, offset: end })
        }
        Ok(_) => None,
    }
}

/// A layer that holds fewer octets than its length field announces.
pub(super) fn announced(pdu: &'static Pdu, declared: usize, available: usize) -> ParseError {
    ParseError { layer: pdu.title, fault: Fault::Length { declared, available }, offset: available }
}

#[cfg(test)]
mod tests {
    use parsers::{Fault, smp};

    use super::fault;

    #[test]
    fn too_short_too_long_and_right() {
        let fault = |bytes: &[u8]| {
            smp::Message::pdu(smp::Opcode::PAIRING_FAILED)
                .and_then(|pdu| fault(pdu, bytes))
                .map(|error| (error.fault, error.offset))
        };
        assert_eq!(fault(&[]), Some((Fault::Truncated { needed: 1, available: 0 }, 0)));
        assert_eq!(fault(&[4]), None);
        assert_eq!(fault(&[4, 0, 0]), Some((Fault::Length { declared: 1, available: 3 }, 1)));
    }
}
