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
    }
}

impl Protocol {
    /// A bit of its own, the same for all kinds of media: sets of protocols are quick to look into.
    pub const fn bit(self) -> u32 {
        1 << match self {
            Self::Unknown => 0,
            Self::Signalling => 1,
            Self::Connectionless => 2,
            Self::Att => 3,
            Self::Smp => 4,
            Self::Sdp => 5,
            Self::Rfcomm => 6,
            Self::Avctp => 7,
            Self::AvctpBrowsing => 8,
            Self::Avdtp => 9,
            Self::Media(_) => 10,
            Self::ProtectedMedia(_) => 11,
            Self::Hid => 12,
            Self::Bnep => 13,
        }
    }
}

listed! {
    /// How an L2CAP channel carries what runs on it (Core Vol 3 Part A, 2.4).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum Mode {
        /// A PDU is an SDU.
        #[default]
        Basic,
        /// Enhanced retransmission or streaming: I-frames and S-frames.
        Retransmission,
        /// Credit based flow control: K-frames.
        CreditBased(KFrame),
    }
}

listed! {
    /// The place of a K-frame in its SDU (Core Vol 3 Part A, 3.4).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum KFrame {
        /// The first, which has the SDU's length.
        #[default]
        Start,
        /// A later one.
        Continuation,
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

#[cfg(test)]
mod tests {
    use super::Protocol;

    #[test]
    fn no_two_protocols_have_one_bit() {
        let simple = |one: Protocol| match one {
            Protocol::Media(_) => Protocol::Media(Default::default()),
            Protocol::ProtectedMedia(_) => Protocol::ProtectedMedia(Default::default()),
            other => other,
        };
        for one in Protocol::all() {
            for other in Protocol::all() {
                assert_eq!(
                    one.bit() == other.bit(),
                    simple(one) == simple(other),
                    "{one:?} {other:?}"
                );
            }
        }
    }
}
