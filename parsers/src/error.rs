//! What can be wrong with the bytes of a protocol data unit.

use thiserror::Error;

/// Why reading stopped. Carries no text and no heap: a broken frame is data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    /// The bytes end before the field does.
    #[error("{needed} more octets needed, {available} left")]
    Truncated {
        /// Octets the field wants.
        needed: usize,
        /// Octets that are left.
        available: usize,
    },
    /// A length field disagrees with what is there.
    #[error("declared length is {declared}, {available} available")]
    Length {
        /// The value of the length field, in octets.
        declared: usize,
        /// Octets that are there.
        available: usize,
    },
    /// A field holds a value that its specification does not allow.
    #[error("{field} holds a value that is not allowed")]
    Invalid {
        /// The field's name.
        field: &'static str,
    },
}

/// The first thing that stopped the reading of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{layer}: {fault}, at octet {offset}")]
pub struct ParseError {
    /// Title of the protocol data unit that could not be read.
    pub layer: &'static str,
    /// What was wrong.
    pub fault: Fault,
    /// Where, in octets from the start of the layer's buffer.
    pub offset: usize,
}
