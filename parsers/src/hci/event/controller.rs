//! Events about the controller itself: commands, buffers and faults.

use crate::{
    Counted,
    hci::{Handle, LinkKind, Opcode, Status},
    pdu,
};

pdu! {
    /// A command was carried out.
    pub struct CommandComplete<'a> ("Command Complete", "Core Vol 4 Part E, 7.7.14") {
        /// How many commands the controller takes now.
        commands: u8 = "bthci_evt.num_command_packets",
        opcode: Opcode = "bthci_evt.opcode",
        /// See [`Returns`](crate::hci::Returns).
        return_parameters: &'a [u8],
    }

    /// A command was refused, or has begun and ends with another event.
    pub struct CommandStatus ("Command Status", "Core Vol 4 Part E, 7.7.15") {
        status: Status = "bthci_evt.status",
        /// How many commands the controller takes now.
        commands: u8 = "bthci_evt.num_command_packets",
        opcode: Opcode = "bthci_evt.opcode",
    }

    /// The controller is broken.
    pub struct HardwareError ("Hardware Error", "Core Vol 4 Part E, 7.7.16") {
        /// The maker's own code.
        code: u8 = "bthci_evt.hardware_code",
    }

    /// How many packets of one connection the controller is done with.
    pub struct CompletedPackets ("Completed packets", "Core Vol 4 Part E, 7.7.19") {
        handle: Handle = "bthci_evt.connection_handle",
        count: u16 = "bthci_evt.num_compl_packets",
    }

    /// The controller returns buffers.
    pub struct NumberOfCompletedPackets<'a> ("Number Of Completed Packets", "Core Vol 4 Part E, 7.7.19") {
        connections: Counted<'a, CompletedPackets>,
    }

    /// The host sent more than the controller has buffers for.
    pub struct DataBufferOverflow ("Data Buffer Overflow", "Core Vol 4 Part E, 7.7.26") {
        link_kind: LinkKind = "bthci_evt.link_type",
    }
}

impl CommandComplete<'_> {
    /// The status of the command: the first octet of what it returns. Commands without return
    /// parameters, and vendors' commands, need not have one.
    #[inline]
    pub fn status(&self) -> Option<Status> {
        self.return_parameters.first().copied().map(Status)
    }
}
