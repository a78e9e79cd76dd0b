//! Commands of the multiplexer, on data link connection 0 (TS 07.10, 5.4.6).

use crate::{
    List, Octets16, Pdu, Tenths, codes, dispatch,
    element::{Element, Tagged},
    pdu,
    rfcomm::Length,
};

codes! {
    /// What a command is, without its extension and command bits (TS 07.10, 5.4.6.3).
    pub CommandType(u8) {
        TEST = 0x08 => "Test Command (Test)",
        FLOW_CONTROL_ON = 0x28 => "Flow Control On Command (FCon)",
        FLOW_CONTROL_OFF = 0x18 => "Flow Control Off Command (FCoff)",
        MODEM_STATUS = 0x38 => "Modem Status Command (MSC)",
        REMOTE_PORT_NEGOTIATION = 0x24 => "Remote Port Negotiation Command (RPN)",
        REMOTE_LINE_STATUS = 0x14 => "Remote Line Status Command (RLS)",
        PARAMETER_NEGOTIATION = 0x20 => "DLC parameter negotiation (PN)",
        NON_SUPPORTED = 0x04 => "Non Supported Command Response (NSC)",
    }

    /// Whether a channel has credits (RFCOMM 1.2, 5.5.3).
    pub ConvergenceLayer(u8) {
        NONE = 0x0 => "No credit based flow control",
        CREDITS_OFFERED = 0xf => "Credit based flow control supported",
        CREDITS_TAKEN = 0xe => "Credit based flow control taken",
    }
}

pdu! {
    in PDUS;

    /// Type and length of a command.
    pub struct CommandHeader ("Multiplexer command", "TS 07.10, 5.4.6.1") {
        @u8 extension: bool [0..1] = "btrfcomm.mcc.ea",
        command: bool [1..2] = "btrfcomm.mcc.cr",
        kind: CommandType [2..8] = "btrfcomm.mcc.cmd",
        length: Length as Form = "btrfcomm.mcc.len",
    }

    /// The commands of one frame.
    pub struct Commands<'a> ("RFCOMM multiplexer", "TS 07.10, 5.4.6", Part) {
        commands: List<'a, Element<'a, CommandHeader>>,
    }

    /// Parameters of a channel before it is opened.
    pub struct ParameterNegotiation ("Parameter negotiation", "TS 07.10, 5.4.6.3.1") {
        @u8 dlci: u8 [0..6] as Keep = "btrfcomm.mcc.dlci",
        @u8 frame_kind: u8 [0..4] as Keep = "btrfcomm.pn.i",
        convergence_layer: ConvergenceLayer [4..8] = "btrfcomm.pn.cl",
        @u8 priority: u8 [0..6] as Keep = "btrfcomm.priority",
        /// Tenths of a second; 0 in RFCOMM.
        acknowledgement_timer: Tenths = "btrfcomm.acknowledgement_timer_t1",
        /// N1: octets of information in the largest frame.
        max_frame_size: Octets16 = "btrfcomm.max_frame_size",
        max_retransmissions: u8 as Keep = "btrfcomm.max_retrans",
        /// Credits to begin with.
        @u8 initial_credits: u8 [0..3] as Keep = "btrfcomm.error_recovery_mode",
    }

    /// Signals of a serial port.
    pub struct ModemStatus ("Modem status", "TS 07.10, 5.4.6.3.7") {
        @u8 extension: bool [0..1] = "btrfcomm.mcc.ea",
        dlci: u8 [2..8] as Keep = "btrfcomm.mcc.dlci",
        @u8 flow_control: bool [1..2] = "btrfcomm.msc.fc",
        ready_to_communicate: bool [2..3] = "btrfcomm.msc.rtc",
        ready_to_receive: bool [3..4] = "btrfcomm.msc.rtr",
        incoming_call: bool [6..7] = "btrfcomm.msc.ic",
        data_valid: bool [7..8] = "btrfcomm.msc.dv",
    }

    /// Settings of a serial port.
    pub struct RemotePortNegotiation<'a> ("Remote port negotiation", "TS 07.10, 5.4.6.3.9") {
        @u8 extension: bool [0..1] = "btrfcomm.mcc.ea",
        dlci: u8 [2..8] as Keep = "btrfcomm.mcc.dlci",
        settings: &'a [u8],
    }

    /// Errors of a serial line.
    pub struct RemoteLineStatus ("Remote line status", "TS 07.10, 5.4.6.3.10") {
        @u8 extension: bool [0..1] = "btrfcomm.mcc.ea",
        dlci: u8 [2..8] as Keep = "btrfcomm.mcc.dlci",
        @u8 error: bool [0..1],
        overrun: bool [1..2],
        parity: bool [2..3],
        framing: bool [3..4],
    }
}

dispatch! {
    /// What a command carries.
    pub enum Command<'a> by CommandType {
        MODEM_STATUS => ModemStatus(ModemStatus),
        REMOTE_PORT_NEGOTIATION => RemotePortNegotiation(RemotePortNegotiation<'a>),
        REMOTE_LINE_STATUS => RemoteLineStatus(RemoteLineStatus),
        PARAMETER_NEGOTIATION => ParameterNegotiation(ParameterNegotiation),
    }
}

impl<'a> Tagged<'a> for CommandHeader {
    fn content_length(&self) -> usize {
        usize::from(self.length.0)
    }
    const CONTENT: [&'static [&'static Pdu]; 3] = [Command::VIEWS, &[], &[]];
    fn content_pdus(&self, _: &[u8]) -> [Option<&'static Pdu>; 3] {
        [Command::pdu(self.kind), None, None]
    }
}

impl<'a> Element<'a, CommandHeader> {
    /// What the command carries.
    ///
    /// # Errors
    /// The first field that could not be read.
    pub fn command(&self) -> Result<Command<'a>, crate::ParseError> {
        Command::parse(self.head.kind, self.content)
    }
}
