//! Commands of the signalling channels (Core Vol 3 Part A, section 4).

use crate::{
    Events16, Fault, Hex64, Interval, List, Octets16, Pdu, Timeout, View, dispatch,
    element::{Element, Tagged},
    frame::{Frame, Part},
    l2cap::{
        Cid, Code, ConfigurationResult, ConnectionResult, ConnectionStatus, CreditBasedResult,
        InformationResult, InformationType, ParameterUpdateResult, Psm, ReconfigureResult,
        RejectReason, option::ConfigurationOption,
    },
    pdu,
};

pdu! {
    in PDUS;

    /// The header of a signalling command.
    pub struct CommandHeader ("L2CAP Signalling", "Core Vol 3 Part A, 4") {
        code: Code = "btl2cap.cmd_code",
        /// Ties a response to its request; chosen by the sender of the request, never 0.
        identifier: u8 as Keep = "btl2cap.cmd_ident",
        /// Octets of data after the header.
        length: u16 as Form = "btl2cap.cmd_length",
    }

    /// A command was not understood or cannot be done.
    pub struct CommandReject<'a> ("Command Reject", "Core Vol 3 Part A, 4.1") {
        reason: RejectReason = "btl2cap.rej_reason",
        /// [`MtuExceeded`], [`InvalidCid`] or nothing, by the reason.
        data: &'a [u8],
    }

    /// Data of a reject with [`RejectReason::SIGNALLING_MTU_EXCEEDED`].
    pub struct MtuExceeded ("Command Reject data", "Core Vol 3 Part A, 4.1") {
        /// The largest signalling PDU that the rejecting side takes, in octets.
        mtu: Octets16 = "btl2cap.sig_mtu",
    }

    /// Data of a reject with [`RejectReason::INVALID_CID`]; both identifiers are 0 or as in the
    /// rejected command, `local` seen from the rejecting side.
    pub struct InvalidCid ("Command Reject data", "Core Vol 3 Part A, 4.1") {
        local: Cid = "btl2cap.scid",
        remote: Cid = "btl2cap.dcid",
    }

    /// Asks for a channel.
    pub struct ConnectionRequest ("Connection Request", "Core Vol 3 Part A, 4.2") {
        psm: Psm = "btl2cap.psm",
        /// The channel's end on the device that sends the request.
        source: Cid = "btl2cap.scid",
    }

    /// Answers a connection request.
    pub struct ConnectionResponse ("Connection Response", "Core Vol 3 Part A, 4.3") {
        /// The channel's end on the device that sends the response; 0 when refused.
        destination: Cid = "btl2cap.dcid",
        source: Cid = "btl2cap.scid",
        result: ConnectionResult = "btl2cap.result",
        status: ConnectionStatus = "btl2cap.status",
    }

    /// What the sender wants for the direction from the receiver of the request to itself.
    pub struct ConfigurationRequest<'a> ("Configuration Request", "Core Vol 3 Part A, 4.4") {
        /// The channel's end on the device that gets the request.
        destination: Cid = "btl2cap.dcid",
        /// More options follow in another request.
        @u16 continuation: bool [0..1] = "btl2cap.flags.continuation",
        options: List<'a, ConfigurationOption<'a>>,
    }

    /// Answers a configuration request.
    pub struct ConfigurationResponse<'a> ("Configuration Response", "Core Vol 3 Part A, 4.5") {
        /// The channel's end on the device that gets the response.
        source: Cid = "btl2cap.scid",
        @u16 continuation: bool [0..1] = "btl2cap.flags.continuation",
        result: ConfigurationResult = "btl2cap.conf_result",
        options: List<'a, ConfigurationOption<'a>>,
    }

    /// Asks to end a channel.
    pub struct DisconnectionRequest ("Disconnection Request", "Core Vol 3 Part A, 4.6") {
        /// The channel's end on the device that gets the request.
        destination: Cid = "btl2cap.dcid",
        source: Cid = "btl2cap.scid",
    }

    /// The channel has ended.
    pub struct DisconnectionResponse ("Disconnection Response", "Core Vol 3 Part A, 4.7") {
        /// The channel's end on the device that sends the response.
        destination: Cid = "btl2cap.dcid",
        source: Cid = "btl2cap.scid",
    }

    /// Asks for an answer.
    pub struct EchoRequest<'a> ("Echo Request", "Core Vol 3 Part A, 4.8") {
        data: &'a [u8],
    }

    /// Answers an echo request.
    pub struct EchoResponse<'a> ("Echo Response", "Core Vol 3 Part A, 4.9") {
        data: &'a [u8],
    }

    /// Asks what the other side can do.
    pub struct InformationRequest ("Information Request", "Core Vol 3 Part A, 4.10") {
        kind: InformationType = "btl2cap.info_type",
    }

    /// Answers an information request.
    pub struct InformationResponse<'a> ("Information Response", "Core Vol 3 Part A, 4.11") {
        kind: InformationType = "btl2cap.info_type",
        result: InformationResult = "btl2cap.info_result",
        /// [`ConnectionlessMtu`], [`ExtendedFeatures`], [`FixedChannels`] or nothing.
        data: &'a [u8],
    }

    /// Data of an information response with [`InformationType::CONNECTIONLESS_MTU`].
    pub struct ConnectionlessMtu ("Connectionless MTU", "Core Vol 3 Part A, 4.11") {
        mtu: Octets16 = "btl2cap.info_mtu",
    }

    /// Data of an information response with [`InformationType::EXTENDED_FEATURES`].
    pub struct ExtendedFeatures ("Extended features", "Core Vol 3 Part A, 4.12") {
        @u32 flow_control_mode: bool [0..1] = "btl2cap.info_flowcontrol",
        retransmission_mode: bool [1..2] = "btl2cap.info_retransmission",
        bidirectional_qos: bool [2..3] = "btl2cap.info_bidirqos",
        enhanced_retransmission_mode: bool [3..4] = "btl2cap.info_enh_retransmission",
        streaming_mode: bool [4..5] = "btl2cap.info_streaming",
        fcs_option: bool [5..6] = "btl2cap.info_fcs",
        extended_flow_specification: bool [6..7] = "btl2cap.info_flow_spec",
        fixed_channels: bool [7..8] = "btl2cap.info_fixedchan",
        extended_window_size: bool [8..9] = "btl2cap.info_window",
        unicast_connectionless: bool [9..10] = "btl2cap.info_unicast",
        enhanced_credit_based: bool [10..11],
    }

    /// Data of an information response with [`InformationType::FIXED_CHANNELS`]: bit n set means
    /// that channel n is there.
    pub struct FixedChannels ("Fixed channels", "Core Vol 3 Part A, 4.13") {
        mask: Hex64 as Keep,
    }

    /// A peripheral asks its central for other connection parameters.
    pub struct ConnectionParameterUpdateRequest ("Connection Parameter Update Request", "Core Vol 3 Part A, 4.20") {
        interval_min: Interval = "btl2cap.min_interval",
        interval_max: Interval = "btl2cap.max_interval",
        /// Connection events that the peripheral may miss.
        latency: Events16 = "btl2cap.slave_latency",
        timeout: Timeout = "btl2cap.timeout_multiplier",
    }

    /// Answers a connection parameter update request.
    pub struct ConnectionParameterUpdateResponse ("Connection Parameter Update Response", "Core Vol 3 Part A, 4.21") {
        result: ParameterUpdateResult = "btl2cap.move_result",
    }

    /// Asks for a channel in LE credit based flow control mode.
    pub struct LeCreditBasedConnectionRequest ("LE Credit Based Connection Request", "Core Vol 3 Part A, 4.22") {
        spsm: Psm = "btl2cap.le_psm",
        source: Cid = "btl2cap.scid",
        /// Octets of the largest SDU that the sender takes.
        mtu: Octets16 = "btl2cap.option_mtu",
        /// Octets of the largest K-frame payload that the sender takes.
        mps: Octets16 = "btl2cap.mps",
        initial_credits: u16 as Keep = "btl2cap.initial_credits",
    }

    /// Answers an LE credit based connection request.
    pub struct LeCreditBasedConnectionResponse ("LE Credit Based Connection Response", "Core Vol 3 Part A, 4.23") {
        destination: Cid = "btl2cap.dcid",
        mtu: Octets16 = "btl2cap.option_mtu",
        mps: Octets16 = "btl2cap.mps",
        initial_credits: u16 as Keep = "btl2cap.initial_credits",
        result: CreditBasedResult = "btl2cap.le_result",
    }

    /// Gives the other side leave to send more K-frames.
    pub struct FlowControlCredit ("Flow Control Credit", "Core Vol 3 Part A, 4.24") {
        /// The channel's end on the device that sends this command.
        cid: Cid = "btl2cap.cid",
        credits: u16 as Keep = "btl2cap.credits",
    }

    /// Asks for one to five channels in enhanced credit based flow control mode.
    pub struct CreditBasedConnectionRequest<'a> ("Credit Based Connection Request", "Core Vol 3 Part A, 4.25") {
        spsm: Psm = "btl2cap.le_psm",
        mtu: Octets16 = "btl2cap.option_mtu",
        mps: Octets16 = "btl2cap.mps",
        initial_credits: u16 as Keep = "btl2cap.initial_credits",
        sources: List<'a, Cid> = "btl2cap.scid",
    }

    /// Answers a credit based connection request.
    pub struct CreditBasedConnectionResponse<'a> ("Credit Based Connection Response", "Core Vol 3 Part A, 4.26") {
        mtu: Octets16 = "btl2cap.option_mtu",
        mps: Octets16 = "btl2cap.mps",
        initial_credits: u16 as Keep = "btl2cap.initial_credits",
        result: CreditBasedResult = "btl2cap.le_result",
        /// In the order of the request; 0 for a channel that was refused.
        destinations: List<'a, Cid> = "btl2cap.dcid",
    }

    /// Changes the MTU and MPS that the sender takes.
    pub struct CreditBasedReconfigureRequest<'a> ("Credit Based Reconfigure Request", "Core Vol 3 Part A, 4.27") {
        mtu: Octets16 = "btl2cap.option_mtu",
        mps: Octets16 = "btl2cap.mps",
        /// The ends on the device that sends the request.
        channels: List<'a, Cid> = "btl2cap.dcid",
    }

    /// Answers a reconfigure request.
    pub struct CreditBasedReconfigureResponse ("Credit Based Reconfigure Response", "Core Vol 3 Part A, 4.28") {
        result: ReconfigureResult = "btl2cap.result",
    }

    /// The data of a command whose code is not known, or was of the withdrawn AMP feature.
    pub struct UnknownCommand<'a> ("Unknown command", "Core Vol 3 Part A, 4") {
        data: &'a [u8],
    }
}

dispatch! {
    /// The data of a signalling command.
    pub enum Command<'a> by Code {
        COMMAND_REJECT => CommandReject(CommandReject<'a>),
        CONNECTION_REQUEST => ConnectionRequest(ConnectionRequest),
        CONNECTION_RESPONSE => ConnectionResponse(ConnectionResponse),
        CONFIGURATION_REQUEST => ConfigurationRequest(ConfigurationRequest<'a>),
        CONFIGURATION_RESPONSE => ConfigurationResponse(ConfigurationResponse<'a>),
        DISCONNECTION_REQUEST => DisconnectionRequest(DisconnectionRequest),
        DISCONNECTION_RESPONSE => DisconnectionResponse(DisconnectionResponse),
        ECHO_REQUEST => EchoRequest(EchoRequest<'a>),
        ECHO_RESPONSE => EchoResponse(EchoResponse<'a>),
        INFORMATION_REQUEST => InformationRequest(InformationRequest),
        INFORMATION_RESPONSE => InformationResponse(InformationResponse<'a>),
        CONNECTION_PARAMETER_UPDATE_REQUEST => ConnectionParameterUpdateRequest(ConnectionParameterUpdateRequest),
        CONNECTION_PARAMETER_UPDATE_RESPONSE => ConnectionParameterUpdateResponse(ConnectionParameterUpdateResponse),
        LE_CREDIT_BASED_CONNECTION_REQUEST => LeCreditBasedConnectionRequest(LeCreditBasedConnectionRequest),
        LE_CREDIT_BASED_CONNECTION_RESPONSE => LeCreditBasedConnectionResponse(LeCreditBasedConnectionResponse),
        FLOW_CONTROL_CREDIT => FlowControlCredit(FlowControlCredit),
        CREDIT_BASED_CONNECTION_REQUEST => CreditBasedConnectionRequest(CreditBasedConnectionRequest<'a>),
        CREDIT_BASED_CONNECTION_RESPONSE => CreditBasedConnectionResponse(CreditBasedConnectionResponse<'a>),
        CREDIT_BASED_RECONFIGURE_REQUEST => CreditBasedReconfigureRequest(CreditBasedReconfigureRequest<'a>),
        CREDIT_BASED_RECONFIGURE_RESPONSE => CreditBasedReconfigureResponse(CreditBasedReconfigureResponse),
    }
}

impl<'a> Tagged<'a> for CommandHeader {
    fn content_length(&self) -> usize {
        usize::from(self.length)
    }
    const CONTENT: [&'static [&'static Pdu]; 3] = [Command::VIEWS, &[], &[]];
    fn content_pdus(&self, _: &[u8]) -> [Option<&'static Pdu>; 3] {
        [Command::pdu(self.code), None, None]
    }
}

/// The commands of one signalling PDU: several on BR/EDR, one on LE. A command whose data ends
/// early is the last item, a fault.
pub type Commands<'a> = List<'a, Element<'a, CommandHeader>>;

impl<'a> Element<'a, CommandHeader> {
    /// The command's data by its code.
    ///
    /// # Errors
    /// The first field that could not be read.
    pub fn command(&self) -> Result<Command<'a>, crate::ParseError> {
        Command::parse(self.head.code, self.content)
    }
}

/// The declaration of what a reject or an information response carries.
fn data_pdu(code: Code, data: &[u8]) -> Option<(&'static Pdu, &[u8])> {
    match Command::parse(code, data).ok()? {
        Command::CommandReject(reject) => match reject.reason {
            RejectReason::SIGNALLING_MTU_EXCEEDED => Some((MtuExceeded::PDU, reject.data)),
            RejectReason::INVALID_CID => Some((InvalidCid::PDU, reject.data)),
            _ => None,
        },
        Command::InformationResponse(response) if response.result == InformationResult::SUCCESS => {
            match response.kind {
                InformationType::CONNECTIONLESS_MTU => {
                    Some((ConnectionlessMtu::PDU, response.data))
                }
                InformationType::EXTENDED_FEATURES => Some((ExtendedFeatures::PDU, response.data)),
                InformationType::FIXED_CHANNELS => Some((FixedChannels::PDU, response.data)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Adds a layer for each command and for its data.
pub fn dissect<'a>(frame: &mut Frame<'a>, mut part: Part<'a>) {
    while !part.bytes.is_empty() && frame.stop.is_none() && !frame.layers.is_full() {
        let declared = CommandHeader::parse(part.bytes).map_or(0, |h| usize::from(h.length));
        let Some(header) = frame.layer::<CommandHeader>(part.limit(4 + declared)) else { return };
        let data = part.suffix(part.bytes.get(4..).unwrap_or_default());
        let body = data.limit(declared);
        frame.layer_of(Command::pdu(header.code).unwrap_or(UnknownCommand::PDU), body);
        if let Some((pdu, bytes)) = data_pdu(header.code, body.bytes) {
            frame.layer_of(pdu, body.suffix(bytes));
        }
        if declared > data.bytes.len() {
            let available = data.bytes.len();
            frame.fault(CommandHeader::PDU, data, Fault::Length { declared, available });
            return;
        }
        part = data.suffix(data.bytes.get(declared..).unwrap_or_default());
    }
}
