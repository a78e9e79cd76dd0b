//! Whether a data packet is encrypted, packet by packet: by what its octets can be, and by what was
//! heard of the procedures (Core Vol 6 Part B, 5.1.3).
//!
//! A sniffer may miss each PDU of a procedure, and one that decrypts writes plain octets where there
//! were none on the air. So the procedures say only what to expect.

use parsers::ll::{Control, ControlOpcode, Llid};

use super::connection::Data;
use crate::track::{
    form,
    state::{Cipher, Connection},
};

/// Octets of the message integrity code: an encrypted payload has at least one more.
const MIC: usize = 4;
const L2CAP_HEADER: usize = 4;
/// The longest PDU of ATT and SMP that is taken for one from its first fragment (ATT_MTU 517).
const LONGEST: usize = 517;

/// What the octets of a packet can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Plain, but for one chance in a million.
    Plain,
    /// Either: a control PDU whose length is that of its opcode, a PDU that lies about its length, a
    /// continuation.
    Either,
    /// No PDU of the link layer, nor of L2CAP.
    Encrypted,
}

fn look(data: &Data<'_, '_>) -> Look {
    if data.payload.len() <= MIC {
        return Look::Plain;
    }
    match (data.header.llid, data.payload) {
        (Llid::CONTROL, [opcode, rest @ ..]) => match Control::pdu(ControlOpcode(*opcode)) {
            Some(pdu) if form::fault(pdu, rest).is_none() => Look::Either,
            _ => Look::Encrypted,
        },
        (Llid::START, &[low, high, channel, zero, ..]) => {
            let declared = usize::from(u16::from_le_bytes([low, high]));
            let channel = u16::from_le_bytes([channel, zero]);
            let held = data.payload.len() - L2CAP_HEADER;
            // ATT, signalling, SMP; and the channels that are opened (Core Vol 3 Part A, 2.1).
            let (fixed, opened) = ((4..=6).contains(&channel), (0x40..=0x7f).contains(&channel));
            match (fixed, opened) {
                (true, _) | (_, true) if declared == held => Look::Plain,
                (true, _) if declared > held && declared <= LONGEST => Look::Plain,
                (true, _) => Look::Either,
                (_, true) if declared > held => Look::Either,
                _ => Look::Encrypted,
            }
        }
        _ => Look::Either,
    }
}

impl Cipher {
    /// Whether a packet is encrypted.
    fn of(&mut self, data: &Data<'_, '_>) -> bool {
        let before = *self;
        if before == Self::Never {
            return false;
        }
        *self = match (before, look(data)) {
            // The first encrypted PDU is START_ENC_RSP, an octet and its integrity code.
            (Self::Starting, Look::Either)
                if data.header.llid == Llid::CONTROL && data.payload.len() == 1 + MIC =>
            {
                Self::Encrypted
            }
            (Self::Starting, Look::Plain | Look::Either) => Self::Starting,
            (_, Look::Plain) => Self::Plain,
            (_, Look::Encrypted) => Self::Encrypted,
            (_, Look::Either) => before,
        };
        *self == Self::Encrypted
    }
}

impl Connection {
    /// Whether a packet is encrypted, where the sniffer does not say so. What was sent before once
    /// more, such as START_ENC_REQ, says nothing of what comes next.
    pub(super) fn is_opaque(&mut self, data: &Data<'_, '_>, again: bool) -> bool {
        let mut cipher = self.cipher;
        let opaque = cipher.of(data);
        if !again {
            self.cipher = cipher;
        }
        opaque
    }
}
