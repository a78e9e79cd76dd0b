//! SDUs of an L2CAP channel that come in several frames, per side (Core Vol 3 Part A, 3.3 and 3.4).

use parsers::l2cap::mode::Segmentation;

use super::assembly::{Assembly, Piece};

/// Sequence numbers of I-frames (3.3.2).
const SEQUENCE: u8 = 64;

/// What one side sends on a channel whose PDUs are K-frames or I-frames.
#[derive(Debug, Clone, Default)]
pub struct Segments {
    /// The SDU under way.
    so_far: Assembly,
    /// Octets of it; none when none is under way.
    want: Option<usize>,
    /// The sequence number of the next I-frame.
    next: Option<u8>,
}

/// What a frame is to its SDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::track) enum Progress<'t> {
    /// The whole of it.
    Whole,
    /// A piece, and more is to come.
    Piece(Piece<'t>),
    /// The last piece: the SDU is in the buffer.
    Last(Piece<'t>),
    /// None: the frame is of no use.
    Nothing,
}

impl Segments {
    /// Octets on the heap.
    pub(in crate::track) fn octets(&self) -> usize {
        self.so_far.octets()
    }

    /// A frame may be missing.
    pub(in crate::track) fn give_up(&mut self) {
        self.want = None;
        self.next = None;
        self.so_far.clear();
    }

    /// Whether the next K-frame goes on with an SDU.
    pub(in crate::track) fn goes_on(&self) -> bool {
        self.want.is_some()
    }

    /// The first frame of an SDU of `want` octets.
    pub(in crate::track) fn start<'t>(
        &mut self,
        want: usize,
        bytes: &'t [u8],
        frame: u64,
        sdu: &mut Assembly,
    ) -> Progress<'t> {
        self.so_far.clear();
        if bytes.len() == want {
            self.want = None;
            return Progress::Whole;
        }
        self.want = Some(want);
        self.add(bytes, frame, sdu)
    }

    /// A later frame. An SDU that gets longer than its first frame said is given up.
    pub(in crate::track) fn add<'t>(
        &mut self,
        bytes: &'t [u8],
        frame: u64,
        sdu: &mut Assembly,
    ) -> Progress<'t> {
        let Some(want) = self.want else { return Progress::Nothing };
        let have = self.so_far.bytes.len() + bytes.len();
        if have > want {
            self.want = None;
            self.so_far.clear();
            return Progress::Nothing;
        }
        let piece = self.so_far.add(bytes, frame);
        if have < want {
            return Progress::Piece(piece);
        }
        self.want = None;
        std::mem::swap(&mut self.so_far, sdu);
        self.so_far.clear();
        Progress::Last(piece)
    }

    /// Whether an I-frame is new: a sender repeats what the other side has not acknowledged. After a
    /// gap only a frame that begins an SDU is of use.
    pub(in crate::track) fn is_new(&mut self, sequence: u8, segmentation: Segmentation) -> bool {
        let next = self.next.unwrap_or(sequence);
        let ahead = sequence.wrapping_sub(next) % SEQUENCE;
        if ahead >= SEQUENCE / 2 {
            return false;
        }
        if ahead > 0 {
            self.give_up();
        }
        let begins = matches!(segmentation, Segmentation::UNSEGMENTED | Segmentation::START);
        if ahead == 0 || begins {
            self.next = Some((sequence + 1) % SEQUENCE);
        }
        ahead == 0 || begins
    }
}
