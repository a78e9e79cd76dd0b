//! The LE link layer.

use parsers::ll;

use crate::track::id::{At, Side};

/// A link layer control PDU.
#[derive(Debug, Clone, Copy)]
pub struct ControlMessage<'a> {
    /// Central (`Sent`) or peripheral.
    pub by: Side,
    /// What it is.
    pub opcode: ll::ControlOpcode,
    /// What follows the opcode.
    pub payload: &'a [u8],
    /// The number of the connection event, where the sniffer counts them.
    pub event_counter: Option<u16>,
}

/// The peripheral was not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RadioSilence {
    /// CONNECT_IND.
    pub connect: At,
    /// Packets of the central that were heard since.
    pub central: u32,
}
