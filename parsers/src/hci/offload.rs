//! A vendor's command that hands a stream to the controller: Android's A2DP hardware offload. Its media
//! goes to the controller by a path that no log of HCI has.
//!
//! The layout is that of the Android Open Source Project, `HCI requirements`, "A2DP hardware offload
//! support". Opcodes of vendors are not shared by all, so a command is recognised by its form.

use crate::{
    Octets8, Octets16, View, codes,
    frame::{Frame, Part},
    hci::{Opcode, types::Handle},
    l2cap::Cid,
    pdu,
};

/// The opcode.
pub const OPCODE: Opcode = Opcode(0xfd5d);
/// Octets that the first form of the start has.
const START_OCTETS: usize = 57;

codes! {
    /// What the command does.
    pub OffloadAction(u8) {
        START_LEGACY = 0x01 => "Start (legacy)",
        STOP_LEGACY = 0x02 => "Stop (legacy)",
        START = 0x03 => "Start",
        STOP = 0x04 => "Stop",
    }

    /// The codec of an offloaded stream.
    pub OffloadCodec(u32) {
        SBC = 0x01 => "SBC",
        AAC = 0x02 => "AAC",
        APTX = 0x04 => "aptX",
        APTX_HD = 0x08 => "aptX HD",
        LDAC = 0x10 => "LDAC",
    }

    /// Its sampling frequency.
    pub OffloadFrequency(u32) {
        HZ_44100 = 0x01 => "44.1 kHz",
        HZ_48000 = 0x02 => "48 kHz",
        HZ_88200 = 0x04 => "88.2 kHz",
        HZ_96000 = 0x08 => "96 kHz",
    }
}

pdu! {
    in PDUS;

    /// A stream is handed over, with its settings.
    pub struct OffloadStartLegacy<'a> ("A2DP Offload Start (legacy)", "AOSP, A2DP hardware offload support") {
        action: OffloadAction,
        codec: OffloadCodec,
        /// In milliseconds.
        max_latency: u16 as Keep,
        /// The flag, and the header of SCMS-T.
        scms_t: u16 as Keep,
        frequency: OffloadFrequency,
        /// 1: 16 bits, 2: 24 bits, 4: 32 bits.
        bits_per_sample: u8 as Keep,
        /// 1: mono, 2: stereo.
        channel_mode: u8 as Keep,
        /// In bits a second.
        bit_rate: u32 as Keep,
        handle: Handle,
        channel: Cid,
        mtu: Octets16,
        /// What the codec needs beside.
        codec_information: &'a [u8; 32],
    }

    /// A stream is handed over: the controller has its settings.
    pub struct OffloadStart<'a> ("A2DP Offload Start", "AOSP, A2DP hardware offload support") {
        action: OffloadAction,
        handle: Handle,
        channel: Cid,
        /// 0: to the peer, 1: from it.
        direction: u8 as Keep,
        peer_mtu: Octets16,
        scms_t: bool,
        scms_t_header: u8 as Keep,
        length: Octets8 as Form,
        parameters: &'a [u8],
    }

    /// A stream is taken back.
    pub struct OffloadStop ("A2DP Offload Stop", "AOSP, A2DP hardware offload support") {
        action: OffloadAction,
        handle: Handle,
        channel: Cid,
        /// 0: to the peer, 1: from it.
        direction: u8 as Keep,
    }

    /// Whatever stream is offloaded is taken back.
    pub struct OffloadStopLegacy ("A2DP Offload Stop (legacy)", "AOSP, A2DP hardware offload support") {
        action: OffloadAction,
    }
}

/// The command, by its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offload<'a> {
    /// A stream is handed over.
    StartLegacy(OffloadStartLegacy<'a>),
    /// A stream is handed over.
    Start(OffloadStart<'a>),
    /// A stream is taken back.
    Stop(OffloadStop),
    /// Whatever stream is offloaded is taken back.
    StopLegacy,
}

impl<'a> Offload<'a> {
    /// The command with these parameters, if they have the form of one.
    pub fn of(opcode: Opcode, parameters: &'a [u8]) -> Option<Self> {
        if opcode != OPCODE {
            return None;
        }
        let action = OffloadAction(*parameters.first()?);
        match (action, parameters.len()) {
            (OffloadAction::START_LEGACY, START_OCTETS) => {
                OffloadStartLegacy::parse(parameters).ok().map(Self::StartLegacy)
            }
            (OffloadAction::STOP_LEGACY, 1) => Some(Self::StopLegacy),
            (OffloadAction::START, _) => {
                let start = OffloadStart::parse(parameters).ok()?;
                (usize::from(start.length.0) == start.parameters.len())
                    .then_some(Self::Start(start))
            }
            (OffloadAction::STOP, 6) => OffloadStop::parse(parameters).ok().map(Self::Stop),
            _ => None,
        }
    }
}

/// Adds the layer of a vendor's command that is known here.
pub(super) fn dissect<'a>(frame: &mut Frame<'a>, opcode: Opcode, parameters: Part<'a>) {
    let pdu = match Offload::of(opcode, parameters.bytes) {
        Some(Offload::StartLegacy(_)) => OffloadStartLegacy::PDU,
        Some(Offload::Start(_)) => OffloadStart::PDU,
        Some(Offload::Stop(_)) => OffloadStop::PDU,
        Some(Offload::StopLegacy) => OffloadStopLegacy::PDU,
        None => return,
    };
    frame.layer_of(pdu, parameters);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::{OPCODE, Offload, OffloadCodec, OffloadFrequency};
    use crate::hci::Opcode;

    fn start() -> [u8; 57] {
        let mut bytes = [0; 57];
        let head = [
            1, 2, 0, 0, 0, 200, 0, 0, 0, 1, 0, 0, 0, 1, 2, 0x00, 0xe8, 0x03, 0, 0x40, 0, 0x52, 0,
            0x7f, 3,
        ];
        bytes[..head.len()].copy_from_slice(&head);
        bytes
    }

    #[test]
    fn a_start_is_read() {
        let bytes = start();
        let Some(Offload::StartLegacy(start)) = Offload::of(OPCODE, &bytes) else { panic!() };
        assert_eq!((start.codec, start.frequency), (OffloadCodec::AAC, OffloadFrequency::HZ_44100));
        assert_eq!((start.max_latency, start.bit_rate), (200, 256_000));
        assert_eq!((start.handle.0, start.channel.0, start.mtu.0), (0x40, 0x52, 0x37f));
        let bytes = [3, 0x40, 0, 0x52, 0, 0, 0x7f, 3, 0, 0, 2, 1, 2];
        let Some(Offload::Start(start)) = Offload::of(OPCODE, &bytes) else { panic!() };
        assert_eq!(
            (start.handle.0, start.peer_mtu.0, start.parameters),
            (0x40, 0x37f, &[1, 2][..])
        );
        assert!(matches!(Offload::of(OPCODE, &[4, 0x40, 0, 0x52, 0, 0]), Some(Offload::Stop(_))));
        assert_eq!(Offload::of(OPCODE, &[2]), Some(Offload::StopLegacy));
    }

    #[test]
    fn other_forms_are_left_alone() {
        let whole = start();
        for cut in 0..57 {
            assert_eq!(Offload::of(OPCODE, &whole[..cut]), None, "{cut}");
        }
        assert_eq!(Offload::of(Opcode(0xfd5e), &whole), None);
        for action in [0, 5, 0xff] {
            assert_eq!(Offload::of(OPCODE, &[action]), None);
        }
    }
}
