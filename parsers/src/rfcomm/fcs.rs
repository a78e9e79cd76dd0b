//! The frame check sequence (TS 07.10, 5.2.1.6 and annex B).

use super::FrameType;

/// x^8 + x^2 + x + 1, complemented at both ends.
static CRC8: crc::Crc<u8> =
    crc::Crc::<u8>::new(&crc::Algorithm { xorout: 0xff, ..crc::CRC_8_ROHC });

/// The check sequence of the octets that it covers: address and control of a UIH frame, address,
/// control and length of the others.
pub fn fcs(covered: &[u8]) -> u8 {
    CRC8.checksum(covered)
}

/// The check sequence fits the frame, whose header has `header` octets.
pub fn fcs_is_right(frame_type: FrameType, frame: &[u8], header: usize, check: u8) -> bool {
    let covered = if frame_type == FrameType::UIH { 2 } else { header };
    frame.get(..covered).is_some_and(|octets| fcs(octets) == check)
}
