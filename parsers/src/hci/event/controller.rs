//! Events about the controller itself: commands, buffers and faults.

use crate::{
    Counted,
    hci::{Handle, LeSubevent, LinkKind, Opcode, Status, declare::events},
    pdu,
};

pdu! {
    in CONTROLLER_PARTS;

    /// How many packets of one connection the controller is done with.
    pub struct CompletedPackets ("Completed packets", "Core Vol 4 Part E, 7.7.19") {
        handle: Handle = "bthci_evt.connection_handle",
        count: u16 as Keep = "bthci_evt.num_compl_packets",
    }
}

events! {
    event_controller;

    /// A command was carried out.
    COMMAND_COMPLETE = 0x0e "Command Complete" ("Core Vol 4 Part E, 7.7.14", Wrapping) CommandComplete<'a> {
        /// How many commands the controller takes now.
        commands: u8 as Keep = "bthci_evt.num_command_packets",
        opcode: Opcode = "bthci_evt.opcode",
        /// See [`Returns`](crate::hci::Returns).
        return_parameters: &'a [u8],
    },

    /// A command was refused, or has begun and ends with another event.
    COMMAND_STATUS = 0x0f "Command Status" ("Core Vol 4 Part E, 7.7.15") CommandStatus {
        status: Status = "bthci_evt.status",
        /// How many commands the controller takes now.
        commands: u8 as Keep = "bthci_evt.num_command_packets",
        opcode: Opcode = "bthci_evt.opcode",
    },

    /// The controller is broken.
    HARDWARE_ERROR = 0x10 "Hardware Error" ("Core Vol 4 Part E, 7.7.16") HardwareError {
        /// The maker's own code.
        code: u8 as Keep = "bthci_evt.hardware_code",
    },

    /// The controller returns buffers.
    NUMBER_OF_COMPLETED_PACKETS = 0x13 "Number Of Completed Packets" ("Core Vol 4 Part E, 7.7.19") NumberOfCompletedPackets<'a> {
        connections: Counted<'a, CompletedPackets>,
    },

    /// The host sent more than the controller has buffers for.
    DATA_BUFFER_OVERFLOW = 0x1a "Data Buffer Overflow" ("Core Vol 4 Part E, 7.7.26") DataBufferOverflow {
        link_kind: LinkKind = "bthci_evt.link_type",
    },

    /// The envelope of all LE events.
    LE_META = 0x3e "LE Meta" ("Core Vol 4 Part E, 7.7.65", Wrapping) LeMeta<'a> {
        subevent: LeSubevent = "bthci_evt.le_meta_subevent",
        /// See `LeEvent`.
        parameters: &'a [u8],
    },
}

impl CommandComplete<'_> {
    /// The status of the command: the first octet of what it returns. Commands without return
    /// parameters, and vendors' commands, need not have one.
    #[inline]
    pub fn status(&self) -> Option<Status> {
        self.return_parameters.first().copied().map(Status)
    }
}
