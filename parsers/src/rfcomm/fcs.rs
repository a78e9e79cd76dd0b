//! The frame check sequence (TS 07.10, 5.2.1.6 and annex B).

use super::FrameType;

/// The check sequence of the octets that it covers: address and control of a UIH frame, address,
/// control and length of the others.
pub fn fcs(covered: &[u8]) -> u8 {
    let crc = covered.iter().fold(0xff_u8, |crc, &byte| {
        (0..8).fold(crc ^ byte, |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xe0 } else { crc >> 1 })
    });
    0xff - crc
}

/// The check sequence fits the frame, whose header has `header` octets.
pub fn fcs_is_right(frame_type: FrameType, frame: &[u8], header: usize, check: u8) -> bool {
    let covered = if frame_type == FrameType::UIH { 2 } else { header };
    frame.get(..covered).is_some_and(|octets| fcs(octets) == check)
}
