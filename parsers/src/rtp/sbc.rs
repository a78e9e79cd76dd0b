//! The SBC payload header and SBC frames (A2DP 1.4, 4.3.4 and appendix B).

use crate::{
    Field, List, Pdu, Reader, View,
    avdtp::codec::Sbc,
    codes,
    element::{Element, Tagged},
    frame::{Frame, Part},
    pdu,
};

/// First octet of every SBC frame.
pub const SYNCWORD: u8 = 0x9c;

codes! {
    /// Sampling frequency of an SBC frame.
    pub Frequency(u8) {
        HZ_16000 = 0 => "16 kHz",
        HZ_32000 = 1 => "32 kHz",
        HZ_44100 = 2 => "44.1 kHz",
        HZ_48000 = 3 => "48 kHz",
    }

    /// Blocks of an SBC frame.
    pub Blocks(u8) {
        FOUR = 0 => "4",
        EIGHT = 1 => "8",
        TWELVE = 2 => "12",
        SIXTEEN = 3 => "16",
    }

    /// Channel mode of an SBC frame.
    pub ChannelMode(u8) {
        MONO = 0 => "Mono",
        DUAL_CHANNEL = 1 => "Dual Channel",
        STEREO = 2 => "Stereo",
        JOINT_STEREO = 3 => "Joint Stereo",
    }

    /// How bits are given to the subbands of an SBC frame.
    pub Allocation(u8) {
        LOUDNESS = 0 => "Loudness",
        SNR = 1 => "SNR",
    }

    /// Subbands of an SBC frame.
    pub Subbands(u8) {
        FOUR = 0 => "4",
        EIGHT = 1 => "8",
    }
}

pdu! {
    in PDUS;

    /// The header before SBC frames.
    pub struct SbcPayload<'a> ("SBC payload", "A2DP 1.4, 4.3.4", Aside) {
        /// The payload is a piece of one frame.
        @u8 fragmented: bool [7..8] = "sbc.fragmented",
        /// The first piece.
        starting: bool [6..7] = "sbc.starting_packet",
        /// The last piece.
        last: bool [5..6] = "sbc.last_packet",
        reserved: bool [4..5] as Reserved = "sbc.rfa",
        /// Frames in the packet or, when fragmented, pieces still to come with this one.
        frames: u8 [0..4] as Keep = "sbc.number_of_frames",
        payload: &'a [u8],
    }

    /// The header of an SBC frame.
    pub struct SbcFrame ("SBC frame", "A2DP 1.4, B.3") {
        /// 0x9c.
        syncword: crate::Hex8 as Keep = "sbc.syncword",
        @u8 frequency: Frequency [6..8] = "sbc.sampling_frequency",
        blocks: Blocks [4..6] = "sbc.blocks",
        mode: ChannelMode [2..4] = "sbc.channel_mode",
        allocation: Allocation [1..2] = "sbc.allocation_method",
        subbands: Subbands [0..1] = "sbc.subbands",
        bitpool: u8 as Keep = "sbc.bitpool",
        crc: crate::Hex8 as Checksum = "sbc.crc_check",
    }

    /// Frames, one after another.
    pub struct SbcFrames<'a> ("SBC frames", "A2DP 1.4, 4.3.4", Aside) {
        frames: List<'a, Element<'a, SbcFrame>>,
    }
}

impl SbcFrame {
    /// Samples of each channel in each subband.
    pub fn block_count(&self) -> usize {
        4 * (usize::from(self.blocks.0) + 1)
    }

    /// Subbands.
    pub fn subband_count(&self) -> usize {
        4 * (usize::from(self.subbands.0) + 1)
    }

    /// Channels, 1 or 2.
    pub fn channels(&self) -> usize {
        if self.mode == ChannelMode::MONO { 1 } else { 2 }
    }

    /// Samples per second.
    pub fn sampling_frequency(&self) -> u32 {
        match self.frequency {
            Frequency::HZ_16000 => 16_000,
            Frequency::HZ_32000 => 32_000,
            Frequency::HZ_44100 => 44_100,
            _ => 48_000,
        }
    }

    /// PCM samples of each channel in one frame.
    pub fn samples(&self) -> usize {
        self.block_count() * self.subband_count()
    }

    /// The first field in which the frame is not as configured; none where it is, or where the
    /// configuration leaves the field open. The bitpool may be less than the largest.
    pub fn differs_from(&self, configured: &Sbc) -> Option<&'static str> {
        let c = configured;
        // By the code of the frame; of a field of which not exactly one bit is set nothing is known.
        let wrong = |code: u8, bits: &[bool]| {
            let set = bits.iter().filter(|&&set| set).count();
            set == 1 && bits.get(usize::from(code)) != Some(&true)
        };
        let frequencies =
            [c.frequency_16000, c.frequency_32000, c.frequency_44100, c.frequency_48000];
        let fields = [
            ("sampling frequency", wrong(self.frequency.0, &frequencies)),
            (
                "channel mode",
                wrong(self.mode.0, &[c.mono, c.dual_channel, c.stereo, c.joint_stereo]),
            ),
            (
                "block length",
                wrong(self.blocks.0, &[c.blocks_4, c.blocks_8, c.blocks_12, c.blocks_16]),
            ),
            ("subbands", wrong(self.subbands.0, &[c.subbands_4, c.subbands_8])),
            ("allocation method", wrong(self.allocation.0, &[c.loudness, c.snr])),
            ("bitpool", self.bitpool > c.maximum_bitpool && c.maximum_bitpool > 0),
        ];
        fields.into_iter().find(|(_, wrong)| *wrong).map(|(field, _)| field)
    }

    /// The check of a frame with this header (A2DP 1.4, 12.6.1.1), which covers the scale factors too:
    /// the first bits of what follows. Those that are missing are taken for zero.
    pub fn check(&self, content: &[u8]) -> u8 {
        let join = if self.mode == ChannelMode::JOINT_STEREO { self.subband_count() } else { 0 };
        let covered = join + 4 * self.subband_count() * self.channels();
        let header = self.frequency.0 << 6
            | self.blocks.0 << 4
            | self.mode.0 << 2
            | self.allocation.0 << 1
            | self.subbands.0;
        let header = u16::from_be_bytes([header, self.bitpool]);
        let bits = (0..16).map(|at| header >> (15 - at) & 1 == 1);
        let after =
            content.iter().flat_map(|octet| (0..8).map(move |at| octet >> (7 - at) & 1 == 1));
        let after = after.chain(core::iter::repeat(false)).take(covered);
        bits.chain(after).fold(0x0f, |check: u8, bit| {
            let carry = (check & 0x80 != 0) != bit;
            check << 1 ^ if carry { 0x1d } else { 0 }
        })
    }

    /// Octets of the whole frame, its header of four included (A2DP 1.4, 12.9).
    pub fn length(&self) -> usize {
        let (blocks, subbands) = (self.block_count(), self.subband_count());
        let (channels, bitpool) = (self.channels(), usize::from(self.bitpool));
        let bits = match self.mode {
            ChannelMode::MONO | ChannelMode::DUAL_CHANNEL => blocks * channels * bitpool,
            ChannelMode::JOINT_STEREO => subbands + blocks * bitpool,
            _ => blocks * bitpool,
        };
        4 + (4 * subbands * channels) / 8 + bits.div_ceil(8)
    }
}

impl<'a> Tagged<'a> for SbcFrame {
    fn content_length(&self) -> usize {
        self.length() - 4
    }
    const CONTENT: [&'static [&'static Pdu]; 3] = [&[], &[], &[]];
    fn content_pdus(&self, _: &[u8]) -> [Option<&'static Pdu>; 3] {
        [None, None, None]
    }
}

/// Frames one after another, each found by the length of the one before. Ends at the first octet
/// that is not a syncword; the bytes may end within the last frame.
#[derive(Debug, Clone)]
pub struct Frames<'a> {
    rest: &'a [u8],
}

impl<'a> Frames<'a> {
    /// The frames of a payload that is not fragmented.
    pub fn new(payload: &'a [u8]) -> Self {
        Self { rest: payload }
    }

    /// What has not been taken: empty when frames fill the payload to its end.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl Iterator for Frames<'_> {
    type Item = SbcFrame;
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.first() != Some(&SYNCWORD) {
            return None;
        }
        let frame = SbcFrame::read(&mut Reader::new(self.rest, 0)).ok()?;
        self.rest = self.rest.get(frame.length()..)?;
        Some(frame)
    }
}

/// Adds the payload header and, when the payload is of whole frames, the frames.
pub(super) fn dissect<'a>(frame: &mut Frame<'a>, part: Part<'a>) {
    let Some(header) = frame.layer::<SbcPayload<'a>>(part) else { return };
    if header.payload.first() == Some(&SYNCWORD) && !header.fragmented {
        frame.layer_of(SbcFrames::PDU, part.suffix(header.payload));
    }
}

/// The bytes look like SBC frames behind their header, for streams whose start was not captured.
pub fn looks_like_sbc(payload: &[u8]) -> bool {
    let Ok(header) = SbcPayload::parse(payload) else { return false };
    if header.fragmented || header.frames == 0 {
        return false;
    }
    let mut frames = Frames::new(header.payload);
    frames.by_ref().count() == usize::from(header.frames) && frames.rest().is_empty()
}
