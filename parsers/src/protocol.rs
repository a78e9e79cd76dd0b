//! What an L2CAP channel carries. Above L2CAP only the context of a packet knows.

use crate::listed::listed;

/// The protocols above L2CAP, a line each: the variant of [`Protocol`], its name, its module, the
/// fixed channels that it runs on, and the multiplexers of those that are given out at run time.
/// The module has a `dissect`, and its declarations in `LISTS`.
macro_rules! above_l2cap {
    ($make:ident) => {
        $make! {
            Att "ATT" = att [ATT] [ATT EATT];
            Smp "SMP" = smp [SMP BR_EDR_SMP] [];
            Sdp "SDP" = sdp [] [SDP];
            Rfcomm "RFCOMM" = rfcomm [] [RFCOMM];
            Avctp "AVCTP" = avctp [] [AVCTP];
            Avdtp "AVDTP" = avdtp [] [AVDTP];
            Hid "HID" = hid [] [HID_CONTROL HID_INTERRUPT];
            Bnep "BNEP" = bnep [] [BNEP];
        }
    };
}
pub(crate) use above_l2cap;

macro_rules! declare {
    ($($protocol:ident $name:literal = $module:ident [$($cid:ident)*] [$($psm:ident)*];)+) => {
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
                $(
                    #[doc = concat!($name, ".")]
                    $protocol,
                )+
                /// AVCTP browsing, in Enhanced Retransmission Mode.
                AvctpBrowsing,
                /// An AVDTP media channel.
                Media(MediaKind),
                /// An AVDTP media channel with the octet of SCMS-T before the codec's payload.
                ProtectedMedia(MediaKind),
            }
        }

        /// The places of the bits.
        enum Bit {
            Unknown,
            Signalling,
            Connectionless,
            AvctpBrowsing,
            Media,
            ProtectedMedia,
            $( $protocol, )+
        }

        impl Protocol {
            /// A bit of its own, the same for all kinds of media: sets of protocols are quick to look into.
            pub const fn bit(self) -> u32 {
                1 << match self {
                    Self::Unknown => Bit::Unknown,
                    Self::Signalling => Bit::Signalling,
                    Self::Connectionless => Bit::Connectionless,
                    Self::AvctpBrowsing => Bit::AvctpBrowsing,
                    Self::Media(_) => Bit::Media,
                    Self::ProtectedMedia(_) => Bit::ProtectedMedia,
                    $( Self::$protocol => Bit::$protocol, )+
                } as u32
            }

            /// Its name, as users read it.
            pub const fn name(self) -> &'static str {
                match self {
                    Self::Unknown => "unknown",
                    Self::Signalling => "L2CAP signalling",
                    Self::Connectionless => "connectionless",
                    Self::AvctpBrowsing => "AVCTP browsing",
                    Self::Media(_) | Self::ProtectedMedia(_) => "media",
                    $( Self::$protocol => $name, )+
                }
            }
        }
    };
}
above_l2cap!(declare);

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
