//! Commands (Core Vol 4 Part E, 7.1 to 7.8).

use crate::{
    codes,
    frame::{Frame, Part},
    pdu,
};

codes! {
    /// Command opcode: group in the upper six bits, command in the lower ten.
    pub Opcode(u16) {
        DISCONNECT = 0x0406 => "Disconnect",
    }
}

pdu! {
    /// The header of a command.
    pub struct Header<'a> ("HCI Command", "Core Vol 4 Part E, 5.4.1") {
        opcode: Opcode = "bthci_cmd.opcode",
        length: u8 = "bthci_cmd.param_length",
        parameters: &'a [u8],
    }
}

/// Adds the layers of a command.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    frame.layer::<Header<'a>>(part);
}
