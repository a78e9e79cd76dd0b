//! What an L2CAP channel carries. Above L2CAP only the context of a packet knows.

use crate::listed::listed;

listed! {
    /// What runs on a channel.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum Protocol {
        /// Not known, or nothing that is read here.
        #[default]
        Unknown,
        /// L2CAP signalling on BR/EDR or LE.
        Signalling,
        /// Connectionless data: a multiplexer, then the payload.
        Connectionless,
        /// Attribute Protocol.
        Att,
        /// Security Manager Protocol.
        Smp,
        /// Service Discovery Protocol.
        Sdp,
        /// RFCOMM.
        Rfcomm,
        /// AVCTP control.
        Avctp,
        /// AVCTP browsing, in Enhanced Retransmission Mode.
        AvctpBrowsing,
        /// AVDTP signalling.
        Avdtp,
        /// An AVDTP media channel.
        Media(MediaKind),
        /// An AVDTP media channel with the octet of SCMS-T before the codec's payload.
        ProtectedMedia(MediaKind),
        /// Human Interface Device control or interrupt channel.
        Hid,
        /// Bluetooth Network Encapsulation Protocol.
        Bnep,
        /// A channel in a credit based flow control mode, whose PDUs are K-frames.
        CreditBased {
            /// The frame is the first of its SDU and so has the SDU's length.
            start: bool,
            /// The channel is an enhanced ATT bearer.
            att: bool,
        },
    }
}

impl Protocol {
    /// What a media channel carries, with or without the octet of SCMS-T.
    pub const fn media(self) -> Option<MediaKind> {
        match self {
            Self::Media(kind) | Self::ProtectedMedia(kind) => Some(kind),
            _ => None,
        }
    }
}

listed! {
    /// What follows the RTP header on a media channel.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum MediaKind {
        /// RTP and then something not read here (MPEG audio, AAC, aptX HD, LHDC).
        #[default]
        Rtp,
        /// RTP, the SBC payload header, SBC frames.
        Sbc,
        /// RTP, a payload header of the same shape as SBC's, LDAC frames.
        Ldac,
        /// No RTP header at all (aptX, aptX Low Latency, FastStream).
        Raw,
    }
}
