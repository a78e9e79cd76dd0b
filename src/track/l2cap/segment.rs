//! SDUs out of the frames of a channel's mode (Core Vol 3 Part A, 3.3 and 3.4).

use parsers::{
    View,
    l2cap::{
        KFrame, Mode,
        mode::{IFrame, Segmentation, StartFrame, StartIFrame, unchecked},
    },
};

use crate::track::{
    id::{At, ChannelId, Side},
    state::{Assembly, Joint, Link, Progress},
};

/// What a frame of a channel is and completes.
pub(super) struct Segment<'t> {
    /// How it is to be read.
    pub(super) mode: Mode,
    /// The SDU that it is or completes.
    pub(super) sdu: Option<&'t [u8]>,
    /// What it is of that, if it takes several frames.
    pub(super) joint: Option<Joint<'t>>,
}

/// One PDU of a channel that is not in basic mode: `pdu` with its header, `payload` without.
#[cold]
pub(super) fn segment<'t>(
    link: &mut Link,
    (id, by, at): (ChannelId, Side, At),
    mode: Mode,
    pdu: &'t [u8],
    payload: &'t [u8],
    buffer: &'t mut Assembly,
) -> Segment<'t> {
    let nothing = |mode| Segment { mode, sdu: None, joint: None };
    let Some(channel) = link.channels.get_mut(id) else { return nothing(mode) };
    let segments = &mut channel.segments[by.index()];
    let (mode, whole, progress) = match mode {
        Mode::Basic => return Segment { mode, sdu: Some(payload), joint: None },
        Mode::CreditBased(_) if segments.goes_on() => {
            let progress = segments.add(payload, at.frame, buffer);
            (Mode::CreditBased(KFrame::Continuation), payload, progress)
        }
        Mode::CreditBased(_) => {
            let mode = Mode::CreditBased(KFrame::Start);
            let Ok(first) = StartFrame::parse(payload) else { return nothing(mode) };
            let want = usize::from(first.sdu_length);
            (mode, first.payload, segments.start(want, first.payload, at.frame, buffer))
        }
        Mode::Retransmission => {
            let Ok(frame) = IFrame::parse(payload) else { return nothing(mode) };
            if frame.supervisory || !segments.is_new(frame.transmit_sequence, frame.segmentation) {
                return nothing(mode);
            }
            let part = unchecked(frame.payload, pdu);
            let progress = match frame.segmentation {
                Segmentation::UNSEGMENTED => Progress::Whole,
                Segmentation::START => {
                    let Ok(first) = StartIFrame::parse(payload) else { return nothing(mode) };
                    let want = first.sdu_length.into();
                    let part = unchecked(first.payload, pdu);
                    match segments.start(want, part, at.frame, buffer) {
                        // A start that is the whole SDU is against the rules (3.3.2).
                        Progress::Whole => Progress::Nothing,
                        progress => progress,
                    }
                }
                _ => segments.add(part, at.frame, buffer),
            };
            (mode, part, progress)
        }
    };
    match progress {
        Progress::Nothing => nothing(mode),
        Progress::Whole => Segment { mode, sdu: Some(whole), joint: None },
        Progress::Piece(piece) => {
            Segment { mode, sdu: None, joint: Some(Joint { piece, whole: None }) }
        }
        Progress::Last(piece) => {
            let whole: &'t Assembly = buffer;
            let joint = Some(Joint { piece, whole: Some(whole) });
            Segment { mode, sdu: Some(&whole.bytes), joint }
        }
    }
}
