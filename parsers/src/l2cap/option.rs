//! Configuration options (Core Vol 3 Part A, section 5).

use crate::{
    FlushTimeout16, FlushTimeout32, MicrosecondsOrAny32, Milliseconds, Octets16, Octets32,
    OctetsPerSecond, Pdu, dispatch,
    element::{Element, Tagged},
    l2cap::{ChannelMode, FcsType, OptionType, ServiceType},
    pdu,
};

pdu! {
    in PDUS;

    /// Type and length of an option.
    pub struct OptionHeader ("Configuration Option", "Core Vol 3 Part A, 5") {
        /// The option may be skipped by who does not know it.
        @u8 hint: bool [7..8],
        kind: OptionType [0..7] = "btl2cap.option_type",
        length: u8 as Form = "btl2cap.option_length",
    }

    /// The largest SDU that the sender of the request takes, in octets.
    pub struct Mtu ("Maximum Transmission Unit", "Core Vol 3 Part A, 5.1") {
        mtu: Octets16 = "btl2cap.option_mtu",
    }

    /// How long the sender tries to send, in milliseconds; 0xffff without end.
    pub struct FlushTimeout ("Flush Timeout", "Core Vol 3 Part A, 5.2") {
        timeout: FlushTimeout16 = "btl2cap.option_flushto",
    }

    /// Quality of service of the outgoing traffic.
    pub struct Qos ("Quality of Service", "Core Vol 3 Part A, 5.3") {
        flags: u8 as Keep = "btl2cap.option_flags",
        service_type: ServiceType = "btl2cap.option_servicetype",
        token_rate: OctetsPerSecond = "btl2cap.option_tokenrate",
        token_bucket_size: Octets32 = "btl2cap.option_tokenbsize",
        peak_bandwidth: OctetsPerSecond = "btl2cap.option_peakbandwidth",
        latency: MicrosecondsOrAny32 = "btl2cap.option_latency",
        delay_variation: MicrosecondsOrAny32 = "btl2cap.option_delayvar",
    }

    /// The mode of the channel and its parameters.
    pub struct RetransmissionAndFlowControl ("Retransmission and Flow Control", "Core Vol 3 Part A, 5.4") {
        mode: ChannelMode = "btl2cap.retransmissionmode",
        /// I-frames in flight, 1 to 63.
        tx_window: u8 as Keep = "btl2cap.txwindow",
        max_transmit: u8 as Keep = "btl2cap.maxtransmit",
        retransmission_timeout: Milliseconds = "btl2cap.retransmittimeout",
        monitor_timeout: Milliseconds = "btl2cap.monitortimeout",
        /// Octets of the largest I-frame payload.
        mps: Octets16 = "btl2cap.mps",
    }

    /// Whether frames have a check sequence.
    pub struct Fcs ("Frame Check Sequence", "Core Vol 3 Part A, 5.5") {
        fcs: FcsType = "btl2cap.option_fcs",
    }

    /// A flow in more detail.
    pub struct ExtendedFlowSpecification ("Extended Flow Specification", "Core Vol 3 Part A, 5.6") {
        identifier: u8 as Keep = "btl2cap.option_ident",
        service_type: ServiceType = "btl2cap.option_servicetype",
        maximum_sdu_size: Octets16 = "btl2cap.option_sdu_size",
        sdu_inter_arrival_time: MicrosecondsOrAny32 = "btl2cap.option_sdu_arrival_time",
        access_latency: MicrosecondsOrAny32 = "btl2cap.option_access_latency",
        flush_timeout: FlushTimeout32 = "btl2cap.option_flushto",
    }

    /// I-frames in flight when the extended control field is used.
    pub struct ExtendedWindowSize ("Extended Window Size", "Core Vol 3 Part A, 5.7") {
        size: u16 as Keep = "btl2cap.option_window",
    }
}

dispatch! {
    /// The content of an option.
    pub enum OptionValue<'a> by OptionType {
        MTU => Mtu(Mtu),
        FLUSH_TIMEOUT => FlushTimeout(FlushTimeout),
        QOS => Qos(Qos),
        RETRANSMISSION_AND_FLOW_CONTROL => RetransmissionAndFlowControl(RetransmissionAndFlowControl),
        FCS => Fcs(Fcs),
        EXTENDED_FLOW_SPECIFICATION => ExtendedFlowSpecification(ExtendedFlowSpecification),
        EXTENDED_WINDOW_SIZE => ExtendedWindowSize(ExtendedWindowSize),
    }
}

impl<'a> Tagged<'a> for OptionHeader {
    fn content_length(&self) -> usize {
        usize::from(self.length)
    }
    const CONTENT: [&'static [&'static Pdu]; 3] = [OptionValue::VIEWS, &[], &[]];
    fn content_pdus(&self, content: &[u8]) -> [Option<&'static Pdu>; 3] {
        // A response that names options it does not know may send them without content.
        let pdu = OptionValue::pdu(self.kind).filter(|_| !content.is_empty() || self.length > 0);
        [pdu, None, None]
    }
}

/// An option: type, length, content.
pub type ConfigurationOption<'a> = Element<'a, OptionHeader>;

impl<'a> ConfigurationOption<'a> {
    /// The content by its type.
    ///
    /// # Errors
    /// The content is shorter than its type wants.
    pub fn option(&self) -> Result<OptionValue<'a>, crate::ParseError> {
        OptionValue::parse(self.head.kind, self.content)
    }
}
