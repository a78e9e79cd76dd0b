//! Commands (Core Vol 4 Part E, 7.1 to 7.8), a file for each section, in the order of their opcodes.

mod baseband;
mod baseband_extended;
mod baseband_settings;
mod informational;
mod le;
mod le_extended;
mod le_isochronous;
mod le_later;
mod link_control;
mod link_policy;
mod status;
mod testing;

pub use baseband::*;
pub use baseband_extended::*;
pub use baseband_settings::*;
pub use informational::*;
pub use le::*;
pub use le_extended::*;
pub use le_isochronous::*;
pub use le_later::*;
pub use link_control::*;
pub use link_policy::*;
pub use status::*;
pub use testing::*;

/// What commands return, by the section of the command.
pub mod returned {
    pub use super::baseband::returned::*;
    pub use super::baseband_extended::returned::*;
    pub use super::baseband_settings::returned::*;
    pub use super::informational::returned::*;
    pub use super::le::returned::*;
    pub use super::le_extended::returned::*;
    pub use super::le_isochronous::returned::*;
    pub use super::le_later::returned::*;
    pub use super::link_control::returned::*;
    pub use super::link_policy::returned::*;
    pub use super::status::returned::*;
}

use {
    baseband::baseband, baseband_extended::baseband_extended, baseband_settings::baseband_settings,
    informational::informational, le::le, le_extended::le_extended, le_isochronous::le_isochronous,
    le_later::le_later, link_control::link_control, link_policy::link_policy, status::status,
    testing::testing,
};

use crate::{
    Fault, Octets8, View, codes, dispatch,
    frame::{Frame, Part},
    hci::declare::chain,
    pdu,
};

pdu! {
    in PDUS;

    /// The header of a command.
    pub struct Header<'a> ("HCI Command", "Core Vol 4 Part E, 5.4.1", Coded) {
        opcode: Opcode as Form = "bthci_cmd.opcode",
        /// Octets of parameters that the host announced.
        length: Octets8 as Form = "bthci_cmd.param_length",
        parameters: &'a [u8],
    }
}

macro_rules! tables {
    ( [$($codes:tt)*] [$($views:tt)*] [$($returns:tt)*] ) => {
        codes! {
            /// Opcode of a command (Core Vol 4 Part E, 5.4.1): the group in the upper six bits, the
            /// command within the group in the lower ten.
            pub Opcode(u16) { $($codes)* }
        }

        dispatch! {
            /// The parameters of a command. Commands without parameters are not here: their opcode
            /// says it all.
            pub enum Command<'a> by Opcode { $($views)* }
        }

        dispatch! {
            /// The return parameters of a command.
            ///
            /// Commands that return nothing but a status are not here: see
            /// [`CommandComplete::status`](crate::hci::event::CommandComplete::status).
            pub enum Returns<'a> by Opcode { $($returns)* }
        }
    };
}
chain! {
    tables
    [link_control link_policy baseband baseband_settings baseband_extended informational status testing le le_extended le_isochronous le_later]
    [] [] []
}

impl Opcode {
    /// The group of vendor-specific commands.
    pub const VENDOR_GROUP: u8 = 0x3f;

    /// The group (OGF) of the command.
    pub const fn group(self) -> u8 {
        (self.0 >> 10) as u8
    }

    /// The command (OCF) within its group.
    pub const fn command(self) -> u16 {
        self.0 & 0x03ff
    }
}

/// Adds the layers of a command. Parameters that are not known here stay in the header.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    let Some(header) = frame.layer::<Header<'a>>(part) else { return };
    let rest = part.suffix(header.parameters);
    let declared = usize::from(header.length);
    if let Some(pdu) = Command::pdu(header.opcode) {
        frame.layer_of(pdu, rest.limit(declared));
    } else {
        super::offload::dissect(frame, header.opcode, rest.limit(declared));
    }
    if declared > rest.bytes.len() {
        let available = rest.bytes.len();
        frame.fault(Header::PDU, rest, Fault::Length { declared, available });
    }
}

/// Adds the layer of what a command returned. Of a command that is not among [`Returns`] only the
/// status is read, and of a vendor's command not even that.
pub(super) fn dissect_returned<'a>(frame: &mut Frame<'a>, opcode: Opcode, part: Part<'a>) {
    if let Some(pdu) = Returns::pdu(opcode) {
        frame.layer_of(pdu, part);
    } else if opcode.name().is_some() && !part.bytes.is_empty() {
        frame.layer::<super::returns::StatusOnly>(part);
    }
}
