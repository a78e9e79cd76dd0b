//! The settings of the codecs whose settings are specified: what is to be chosen, and from what.

use arrayvec::ArrayVec;
use parsers::avdtp::{
    Codec,
    codec::{Aac, Mpeg12, Sbc},
};

/// What is to be chosen, and the bits for it: AAC has twelve frequencies.
type Field = (&'static str, ArrayVec<bool, 12>);

fn fields<const N: usize>(of: [(&'static str, &[bool]); N]) -> ArrayVec<Field, 5> {
    of.into_iter().map(|(name, bits)| (name, bits.iter().copied().collect())).collect()
}

/// The settings of a capability or of a configuration.
#[derive(Debug)]
pub(super) struct Settings {
    /// The codec.
    pub(super) name: &'static str,
    /// The fields, of which one bit each is to be chosen, and their bits.
    fields: ArrayVec<Field, 5>,
    /// The least and the largest bitpool.
    bitpool: Option<(u8, u8)>,
}

impl Settings {
    /// Those of a codec that is specified in full.
    pub(super) fn of(codec: &Codec<'_>) -> Option<Self> {
        Some(match codec {
            Codec::Sbc(c) => sbc(c),
            Codec::Mpeg12(c) => mpeg(c),
            Codec::Aac(c) => aac(c),
            _ => return None,
        })
    }

    /// Fields in which not exactly one choice is made, and a bitpool that is none.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self
            .fields
            .iter()
            .map(|(field, bits)| (field, bits.iter().filter(|bit| **bit).count()))
            .filter(|(_, made)| *made != 1)
            .map(|(field, made)| match made {
                0 => format!("no {field}"),
                made => format!("{made} choices of {field}"),
            })
            .collect();
        if let Some((least, most)) = self.bitpool
            && !(2 <= least && least <= most && most <= 250)
        {
            faults.push(format!("a bitpool of {least} to {most}"));
        }
        faults
    }

    /// Fields in which something is chosen that `who` does not offer.
    pub(super) fn beyond(&self, offered: &Self, who: &str) -> Vec<String> {
        let fields = self.fields.iter().zip(&offered.fields);
        let beyond = fields.filter(|((_, chosen), (_, offered))| {
            chosen.iter().zip(offered).any(|(chosen, offered)| *chosen && !offered)
        });
        let mut faults: Vec<String> = beyond
            .map(|((field, _), _)| format!("a choice of {field} that {who} does not offer"))
            .collect();
        if let (Some((least, most)), Some((from, to))) = (self.bitpool, offered.bitpool)
            && (least > to || most < from || most > to)
        {
            faults
                .push(format!("a bitpool of {least} to {most} where {who} offers {from} to {to}"));
        }
        faults
    }
}

fn sbc(c: &Sbc) -> Settings {
    let fields = fields([
        (
            "sampling frequency",
            &[c.frequency_16000, c.frequency_32000, c.frequency_44100, c.frequency_48000],
        ),
        ("channel mode", &[c.mono, c.dual_channel, c.stereo, c.joint_stereo]),
        ("block length", &[c.blocks_4, c.blocks_8, c.blocks_12, c.blocks_16]),
        ("subbands", &[c.subbands_4, c.subbands_8]),
        ("allocation method", &[c.snr, c.loudness]),
    ]);
    let bitpool = Some((c.minimum_bitpool, c.maximum_bitpool));
    Settings { name: "SBC", fields, bitpool }
}

fn mpeg(c: &Mpeg12) -> Settings {
    let frequencies = [
        c.frequency_16000,
        c.frequency_22050,
        c.frequency_24000,
        c.frequency_32000,
        c.frequency_44100,
        c.frequency_48000,
    ];
    let fields = fields([
        ("layer", &[c.layer_1, c.layer_2, c.layer_3]),
        ("channel mode", &[c.mono, c.dual_channel, c.stereo, c.joint_stereo]),
        ("sampling frequency", &frequencies),
    ]);
    Settings { name: "MPEG-1,2 audio", fields, bitpool: None }
}

fn aac(c: &Aac) -> Settings {
    let types = [
        c.mpeg2_lc,
        c.mpeg4_lc,
        c.mpeg4_ltp,
        c.mpeg4_scalable,
        c.mpeg4_he,
        c.mpeg4_he_v2,
        c.mpeg4_eld_v2,
    ];
    let frequencies = [
        c.frequency_8000,
        c.frequency_11025,
        c.frequency_12000,
        c.frequency_16000,
        c.frequency_22050,
        c.frequency_24000,
        c.frequency_32000,
        c.frequency_44100,
        c.frequency_48000,
        c.frequency_64000,
        c.frequency_88200,
        c.frequency_96000,
    ];
    let fields = fields([
        ("object type", &types),
        ("sampling frequency", &frequencies),
        ("channels", &[c.channels_1, c.channels_2, c.channels_6, c.channels_8]),
    ]);
    Settings { name: "AAC", fields, bitpool: None }
}
