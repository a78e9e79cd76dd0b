//! Media packets: RTP (RFC 3550, section 5) and what A2DP puts after its header (A2DP 1.4,
//! section 4).

pub mod sbc;

use crate::{
    Be16, Be32, BeHex32, Fault, View,
    frame::{Frame, Part},
    pdu,
    protocol::MediaKind,
};

pdu! {
    in PDUS;

    /// The fixed RTP header.
    pub struct Rtp<'a> ("RTP", "RFC 3550, 5.1") {
        /// 2.
        @u8 version: u8 [6..8] as Form = "rtp.version",
        padding: bool [5..6] = "rtp.padding",
        extension: bool [4..5] = "rtp.ext",
        /// Contributing sources, of four octets each, after the fixed header.
        csrc_count: u8 [0..4] as Keep = "rtp.cc",
        @u8 marker: bool [7..8] = "rtp.marker",
        /// 96 and above are given out as needed; A2DP uses them.
        payload_type: u8 [0..7] as Keep = "rtp.p_type",
        sequence: Be16 as Keep = "rtp.seq",
        /// In steps of the sampling frequency for SBC, of 90 kHz for MPEG audio.
        timestamp: Be32 as Keep = "rtp.timestamp",
        ssrc: BeHex32 as Keep = "rtp.ssrc",
        /// Contributing sources, header extension, payload and padding; see [`Rtp::payload`].
        rest: &'a [u8],
    }

    /// What a media packet carries, where it is not read here.
    pub struct Payload<'a> ("Media payload", "A2DP 1.4, 4") {
        payload: &'a [u8] = "rtp.payload",
    }

    /// The octet of SCMS-T before the codec's payload.
    pub struct ScmsT<'a> ("SCMS-T", "A2DP 1.4, 3.2.1") {
        @u8 reserved: u8 [2..8] as Reserved,
        copy_protected: bool [1..2] = "bta2dp.content_protection_header.scms_t.cp_bit",
        original: bool [0..1] = "bta2dp.content_protection_header.scms_t.l_bit",
        payload: &'a [u8],
    }

    /// The header before LDAC frames, which has the shape of SBC's.
    pub struct LdacPayload<'a> ("LDAC payload", "Sony codec 0x00aa") {
        @u8 fragmented: bool [7..8] = "ldac.fragmented",
        starting: bool [6..7] = "ldac.starting_packet",
        last: bool [5..6] = "ldac.last_packet",
        frames: u8 [0..4] as Keep = "ldac.number_of_frames",
        payload: &'a [u8],
    }
}

impl<'a> Rtp<'a> {
    /// The payload: what is left without contributing sources, header extension and padding.
    ///
    /// # Errors
    /// [`Fault::Truncated`] or [`Fault::Length`] when these take more octets than are there.
    #[inline]
    pub fn payload(&self) -> Result<&'a [u8], Fault> {
        self.split().map(|(_, payload)| payload)
    }

    /// The octets of `rest` before the payload, and the payload.
    #[inline]
    fn split(&self) -> Result<(usize, &'a [u8]), Fault> {
        let mut before = usize::from(self.csrc_count) * 4;
        let mut payload = skip(self.rest, before)?;
        if self.extension {
            let words = match payload.get(2..4) {
                Some(&[high, low]) => usize::from(u16::from_be_bytes([high, low])),
                _ => 0,
            };
            payload = skip(payload, 4 + words * 4)?;
            before += 4 + words * 4;
        }
        if self.padding {
            let available = payload.len();
            let declared = payload.last().map_or(1, |&count| usize::from(count).max(1));
            let kept = available.checked_sub(declared).and_then(|kept| payload.get(..kept));
            payload = kept.ok_or(Fault::Length { declared, available })?;
        }
        Ok((before, payload))
    }
}

fn skip(bytes: &[u8], needed: usize) -> Result<&[u8], Fault> {
    bytes.get(needed..).ok_or(Fault::Truncated { needed, available: bytes.len() })
}

/// Adds the layers of a media packet; with `protected`, SCMS-T's octet stands before the payload.
pub fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>, kind: MediaKind, protected: bool) {
    if kind == MediaKind::Raw {
        frame.layer::<Payload<'a>>(part);
        return;
    }
    let Some(rtp) = frame.layer::<Rtp<'a>>(part) else { return };
    let rest = part.suffix(rtp.rest);
    let (before, payload) = match rtp.split() {
        Ok(split) => split,
        Err(fault) => return frame.fault(Rtp::PDU, rest, fault),
    };
    let offset = rest.offset + before;
    let mut payload = Part { bytes: payload, offset, ..rest };
    if protected {
        let Some(scms_t) = frame.layer::<ScmsT<'a>>(payload) else { return };
        payload = payload.suffix(scms_t.payload);
    }
    match kind {
        MediaKind::Sbc => sbc::dissect(frame, payload),
        MediaKind::Ldac => {
            frame.layer::<LdacPayload<'a>>(payload);
        }
        MediaKind::Rtp | MediaKind::Raw => {
            frame.layer::<Payload<'a>>(payload);
        }
    }
}
