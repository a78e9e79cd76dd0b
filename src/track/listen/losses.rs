//! Packets that are missing by their numbers, until it is clear that they do not come after their successors.

use arrayvec::ArrayVec;

use super::{
    constants::AUDIBLE,
    line::{Gap, Kind},
};

/// Losses that are waited for at the same time; of more, the latest are believed at once.
const WAITING: usize = 4;
/// After so many packets a missing one is lost.
const PATIENCE: u8 = 16;

#[derive(Debug, Clone, Copy)]
struct Loss {
    /// The packet after it.
    frame: u64,
    /// The first number that is missing, how many are, and how many of these came.
    first: u16,
    lost: u16,
    came: u16,
    /// Packets since.
    age: u8,
    /// The silence, once it is heard.
    gap: Option<Gap>,
}

impl Loss {
    /// What is left of the silence.
    fn heard(&self) -> Option<Gap> {
        let gap = self.gap?;
        let left = self.lost.saturating_sub(self.came);
        let length = gap.length * i64::from(left) / i64::from(self.lost.max(1));
        (length >= AUDIBLE).then_some(Gap { length, kind: Kind::Lost(left), ..gap })
    }
}

/// The losses of one stream that may still be mended.
#[derive(Debug, Clone, Default)]
pub(super) struct Losses {
    waiting: ArrayVec<Loss, WAITING>,
}

impl Losses {
    /// Before the packet `sequence` in this frame, `lost` are missing.
    #[cold]
    pub(super) fn missing(&mut self, frame: u64, sequence: u16, lost: u16) {
        let first = sequence.wrapping_sub(lost);
        let _ = self.waiting.try_push(Loss { frame, first, lost, came: 0, age: 0, gap: None });
    }

    /// A packet comes after its successor.
    #[cold]
    pub(super) fn late(&mut self, sequence: u16) {
        let mine = |loss: &&mut Loss| sequence.wrapping_sub(loss.first) < loss.lost;
        if let Some(loss) = self.waiting.iter_mut().find(mine) {
            loss.came = loss.came.saturating_add(1);
        }
    }

    /// Holds a silence back if its packets may still come; otherwise it is returned.
    #[cold]
    pub(super) fn hold(&mut self, gap: Gap) -> Option<Gap> {
        let mine = |loss: &&mut Loss| loss.frame == gap.until.frame;
        match self.waiting.iter_mut().find(mine) {
            Some(loss) => {
                loss.gap = Some(gap);
                None
            }
            None => Some(gap),
        }
    }

    /// One more packet arrived. Returns the silence that has become certain.
    #[inline]
    pub(super) fn arrived(&mut self) -> Option<Gap> {
        if self.waiting.is_empty() {
            return None;
        }
        self.waited()
    }

    #[cold]
    fn waited(&mut self) -> Option<Gap> {
        self.waiting.iter_mut().for_each(|loss| loss.age = loss.age.saturating_add(1));
        let over = self.waiting.iter().position(|loss| loss.age > PATIENCE)?;
        self.waiting.remove(over).heard()
    }

    /// The stream ends: what has not come is lost.
    pub(super) fn end(&mut self) -> ArrayVec<Gap, WAITING> {
        std::mem::take(&mut self.waiting).iter().filter_map(Loss::heard).collect()
    }
}
