//! Channel identifiers and protocol/service multiplexers, and what runs on them.

use crate::{
    codes,
    protocol::{Protocol, above_l2cap},
};

codes! {
    /// Channel identifier (Core Vol 3 Part A, 2.1). From 0x0040 on they are given out as needed.
    pub Cid(u16) dynamic from 0x0040 {
        SIGNALLING = 0x0001 => "L2CAP Signalling",
        CONNECTIONLESS = 0x0002 => "Connectionless",
        AMP_MANAGER = 0x0003 => "AMP Manager",
        ATT = 0x0004 => "Attribute Protocol",
        LE_SIGNALLING = 0x0005 => "LE L2CAP Signalling",
        SMP = 0x0006 => "Security Manager Protocol",
        BR_EDR_SMP = 0x0007 => "BR/EDR Security Manager",
    }

    /// Protocol/service multiplexer (Assigned Numbers, 4.5). From 0x1001 on they are dynamic.
    pub Psm(u16) dynamic from 0x1001 {
        SDP = 0x0001 => "SDP",
        RFCOMM = 0x0003 => "RFCOMM",
        TCS_BIN = 0x0005 => "TCS-BIN",
        TCS_BIN_CORDLESS = 0x0007 => "TCS-BIN-CORDLESS",
        BNEP = 0x000f => "BNEP",
        HID_CONTROL = 0x0011 => "HID Control",
        HID_INTERRUPT = 0x0013 => "HID Interrupt",
        UPNP = 0x0015 => "UPnP",
        AVCTP = 0x0017 => "AVCTP",
        AVDTP = 0x0019 => "AVDTP",
        AVCTP_BROWSING = 0x001b => "AVCTP Browsing",
        UDI_C_PLANE = 0x001d => "UDI C-Plane",
        ATT = 0x001f => "ATT",
        THREE_DSP = 0x0021 => "3DSP",
        IPSP = 0x0023 => "LE PSM IPSP",
        OTS = 0x0025 => "OTS",
        EATT = 0x0027 => "EATT",
    }
}

impl Cid {
    /// The first identifier that is given out at run time.
    pub const FIRST_DYNAMIC: u16 = 0x0040;
}

macro_rules! channels {
    ($($protocol:ident $name:literal = $module:ident [$($cid:ident)*] [$($psm:ident)*];)+) => {
        impl Protocol {
            /// What runs on a fixed channel; [`Protocol::Unknown`] for one that was given out at run
            /// time.
            pub fn of_fixed(cid: Cid) -> Self {
                match cid {
                    Cid::SIGNALLING | Cid::LE_SIGNALLING => Self::Signalling,
                    Cid::CONNECTIONLESS => Self::Connectionless,
                    $($( Cid::$cid => Self::$protocol, )*)+
                    _ => Self::Unknown,
                }
            }

            /// What runs on a channel that was opened with this multiplexer. The second and later
            /// channels with [`Psm::AVDTP`] between two devices are media channels, which follows
            /// only from the order of the requests.
            pub fn of_psm(psm: Psm) -> Self {
                match psm {
                    Psm::AVCTP_BROWSING => Self::AvctpBrowsing,
                    $($( Psm::$psm => Self::$protocol, )*)+
                    _ => Self::Unknown,
                }
            }
        }
    };
}
above_l2cap!(channels);
