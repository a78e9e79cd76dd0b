//! What commands and responses carry (AVDTP 1.3, 8.6 to 8.19).

use crate::{
    BeTenths, List, Pdu,
    avdtp::{Capability, Category, EndPointType, ErrorCode, MediaType, MessageType, Seid, Signal},
    dispatch, pdu,
};

pdu! {
    in PDUS;

    /// A stream end point, as Discover reports it.
    pub struct EndPoint ("Stream end point", "AVDTP 1.3, 8.6.2") {
        @u8 seid: Seid [2..8] = "btavdtp.sep_seid",
        in_use: bool [1..2] = "btavdtp.sep_inuse",
        reserved_0: u8 [0..1] as Reserved = "btavdtp.sep_rfa0",
        @u8 media_type: MediaType [4..8] = "btavdtp.sep_media_type",
        kind: EndPointType [3..4] = "btavdtp.sep_type",
        reserved_1: u8 [0..3] as Reserved = "btavdtp.sep_rfa1",
    }

    /// Asks for the stream end points.
    pub struct Discover ("Discover command", "AVDTP 1.3, 8.6.1") {}

    /// The stream end points.
    pub struct DiscoverAccept<'a> ("Discover response", "AVDTP 1.3, 8.6.2") {
        end_points: List<'a, EndPoint>,
    }

    /// Asks what an end point can do, in the categories of AVDTP 1.2.
    pub struct GetCapabilities ("Get Capabilities command", "AVDTP 1.3, 8.7.1") {
        acceptor: Seid = "btavdtp.acp_seid",
    }

    /// What an end point can do.
    pub struct GetCapabilitiesAccept<'a> ("Get Capabilities response", "AVDTP 1.3, 8.7.2") {
        capabilities: List<'a, Capability<'a>>,
    }

    /// Asks all that an end point can do.
    pub struct GetAllCapabilities ("Get All Capabilities command", "AVDTP 1.3, 8.8.1") {
        acceptor: Seid = "btavdtp.acp_seid",
    }

    /// All that an end point can do.
    pub struct GetAllCapabilitiesAccept<'a> ("Get All Capabilities response", "AVDTP 1.3, 8.8.2") {
        capabilities: List<'a, Capability<'a>>,
    }

    /// Configures a stream.
    pub struct SetConfiguration<'a> ("Set Configuration command", "AVDTP 1.3, 8.9.1") {
        acceptor: Seid = "btavdtp.acp_seid",
        initiator: Seid = "btavdtp.int_seid",
        configuration: List<'a, Capability<'a>>,
    }

    /// The configuration is taken.
    pub struct SetConfigurationAccept ("Set Configuration response", "AVDTP 1.3, 8.9.2") {}

    /// The configuration is refused.
    pub struct SetConfigurationReject ("Set Configuration reject", "AVDTP 1.3, 8.9.3") {
        /// The first category that is refused; 0 when none is to blame.
        category: Category = "btavdtp.service_category",
        error: ErrorCode = "btavdtp.error_code",
    }

    /// Asks how a stream is configured.
    pub struct GetConfiguration ("Get Configuration command", "AVDTP 1.3, 8.10.1") {
        acceptor: Seid = "btavdtp.acp_seid",
    }

    /// How the stream is configured.
    pub struct GetConfigurationAccept<'a> ("Get Configuration response", "AVDTP 1.3, 8.10.2") {
        configuration: List<'a, Capability<'a>>,
    }

    /// Configures an open stream anew.
    pub struct Reconfigure<'a> ("Reconfigure command", "AVDTP 1.3, 8.11.1") {
        acceptor: Seid = "btavdtp.acp_seid",
        configuration: List<'a, Capability<'a>>,
    }

    /// The configuration is taken.
    pub struct ReconfigureAccept ("Reconfigure response", "AVDTP 1.3, 8.11.2") {}

    /// The configuration is refused.
    pub struct ReconfigureReject ("Reconfigure reject", "AVDTP 1.3, 8.11.3") {
        category: Category = "btavdtp.service_category",
        error: ErrorCode = "btavdtp.error_code",
    }

    /// Opens a configured stream; its media channel is to follow.
    pub struct Open ("Open command", "AVDTP 1.3, 8.12.1") {
        acceptor: Seid = "btavdtp.acp_seid",
    }

    /// The stream is open.
    pub struct OpenAccept ("Open response", "AVDTP 1.3, 8.12.2") {}

    /// Starts one or more streams.
    pub struct StartStreams<'a> ("Start command", "AVDTP 1.3, 8.13.1") {
        acceptors: List<'a, Seid> = "btavdtp.acp_seid",
    }

    /// All of the streams have started.
    pub struct StartAccept ("Start response", "AVDTP 1.3, 8.13.2") {}

    /// None of the streams has started.
    pub struct StartReject ("Start reject", "AVDTP 1.3, 8.13.3") {
        /// The first end point that failed.
        acceptor: Seid = "btavdtp.acp_seid",
        error: ErrorCode = "btavdtp.error_code",
    }

    /// Ends a stream.
    pub struct Close ("Close command", "AVDTP 1.3, 8.14.1") {
        acceptor: Seid = "btavdtp.acp_seid",
    }

    /// The stream ends.
    pub struct CloseAccept ("Close response", "AVDTP 1.3, 8.14.2") {}

    /// Suspends one or more streams.
    pub struct Suspend<'a> ("Suspend command", "AVDTP 1.3, 8.15.1") {
        acceptors: List<'a, Seid> = "btavdtp.acp_seid",
    }

    /// All of the streams are suspended.
    pub struct SuspendAccept ("Suspend response", "AVDTP 1.3, 8.15.2") {}

    /// None of the streams is suspended.
    pub struct SuspendReject ("Suspend reject", "AVDTP 1.3, 8.15.3") {
        /// The first end point that failed.
        acceptor: Seid = "btavdtp.acp_seid",
        error: ErrorCode = "btavdtp.error_code",
    }

    /// Ends a stream in whatever state it is.
    pub struct Abort ("Abort command", "AVDTP 1.3, 8.16.1") {
        acceptor: Seid = "btavdtp.acp_seid",
    }

    /// The stream has ended.
    pub struct AbortAccept ("Abort response", "AVDTP 1.3, 8.16.2") {}

    /// Data of a content protection method.
    pub struct SecurityControl<'a> ("Security Control command", "AVDTP 1.3, 8.17.1") {
        acceptor: Seid = "btavdtp.acp_seid",
        data: &'a [u8],
    }

    /// Data of a content protection method.
    pub struct SecurityControlAccept<'a> ("Security Control response", "AVDTP 1.3, 8.17.2") {
        data: &'a [u8],
    }

    /// The sink says how long it takes from reception to sound.
    pub struct DelayReport ("Delay Report command", "AVDTP 1.3, 8.19.1") {
        acceptor: Seid = "btavdtp.acp_seid",
        delay: BeTenths = "btavdtp.delay",
    }

    /// The delay is noted.
    pub struct DelayReportAccept ("Delay Report response", "AVDTP 1.3, 8.19.2") {}

    /// A command is refused; for the signals whose reject is an error code alone.
    pub struct ErrorReject ("Reject", "AVDTP 1.3, 8.6.3") {
        error: ErrorCode = "btavdtp.error_code",
    }
}

dispatch! {
    /// What a command carries.
    pub enum Command<'a> by Signal {
        DISCOVER => Discover(Discover),
        GET_CAPABILITIES => GetCapabilities(GetCapabilities),
        SET_CONFIGURATION => SetConfiguration(SetConfiguration<'a>),
        GET_CONFIGURATION => GetConfiguration(GetConfiguration),
        RECONFIGURE => Reconfigure(Reconfigure<'a>),
        OPEN => Open(Open),
        START => Start(StartStreams<'a>),
        CLOSE => Close(Close),
        SUSPEND => Suspend(Suspend<'a>),
        ABORT => Abort(Abort),
        SECURITY_CONTROL => SecurityControl(SecurityControl<'a>),
        GET_ALL_CAPABILITIES => GetAllCapabilities(GetAllCapabilities),
        DELAY_REPORT => DelayReport(DelayReport),
    }
}

dispatch! {
    /// What a Response Accept carries.
    pub enum Accept<'a> by Signal {
        DISCOVER => Discover(DiscoverAccept<'a>),
        GET_CAPABILITIES => GetCapabilities(GetCapabilitiesAccept<'a>),
        SET_CONFIGURATION => SetConfiguration(SetConfigurationAccept),
        GET_CONFIGURATION => GetConfiguration(GetConfigurationAccept<'a>),
        RECONFIGURE => Reconfigure(ReconfigureAccept),
        OPEN => Open(OpenAccept),
        START => Start(StartAccept),
        CLOSE => Close(CloseAccept),
        SUSPEND => Suspend(SuspendAccept),
        ABORT => Abort(AbortAccept),
        SECURITY_CONTROL => SecurityControl(SecurityControlAccept<'a>),
        GET_ALL_CAPABILITIES => GetAllCapabilities(GetAllCapabilitiesAccept<'a>),
        DELAY_REPORT => DelayReport(DelayReportAccept),
    }
}

dispatch! {
    /// What a Response Reject carries. An Abort has no reject.
    pub enum Reject<'a> by Signal {
        DISCOVER => Discover(ErrorReject),
        GET_CAPABILITIES => GetCapabilities(ErrorReject),
        SET_CONFIGURATION => SetConfiguration(SetConfigurationReject),
        GET_CONFIGURATION => GetConfiguration(ErrorReject),
        RECONFIGURE => Reconfigure(ReconfigureReject),
        OPEN => Open(ErrorReject),
        START => Start(StartReject),
        CLOSE => Close(ErrorReject),
        SUSPEND => Suspend(SuspendReject),
        SECURITY_CONTROL => SecurityControl(ErrorReject),
        GET_ALL_CAPABILITIES => GetAllCapabilities(ErrorReject),
        DELAY_REPORT => DelayReport(ErrorReject),
    }
}

impl Reject<'_> {
    /// Why the command was rejected.
    pub fn error(&self) -> Option<ErrorCode> {
        match self {
            Self::Discover(r)
            | Self::GetCapabilities(r)
            | Self::GetConfiguration(r)
            | Self::Open(r)
            | Self::Close(r)
            | Self::SecurityControl(r)
            | Self::GetAllCapabilities(r)
            | Self::DelayReport(r) => Some(r.error),
            Self::SetConfiguration(r) => Some(r.error),
            Self::Reconfigure(r) => Some(r.error),
            Self::Start(r) => Some(r.error),
            Self::Suspend(r) => Some(r.error),
            Self::Unknown(_) => None,
        }
    }
}

/// The declaration of what a message carries; nothing for a General Reject.
pub fn pdu(message_type: MessageType, signal: Signal) -> Option<&'static Pdu> {
    match message_type {
        MessageType::COMMAND => Command::pdu(signal),
        MessageType::ACCEPT => Accept::pdu(signal),
        MessageType::REJECT => Reject::pdu(signal),
        _ => None,
    }
}
