//! What takes an adapter's air beside the data of its links.

use arrayvec::ArrayVec;

use crate::{
    capture::Timestamp,
    track::id::{At, LinkId},
};

/// Uses of the air that are remembered; the oldest one that has ended goes first.
const MAX_USES: usize = 16;

/// What the air is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Use {
    /// A device is called: Create Connection.
    Page,
    /// Devices are looked for.
    Inquiry,
    /// A device called, and the link is being made.
    Connecting,
    /// A device is asked for its name, for which it is called.
    NameRequest,
    /// The roles of a link change.
    RoleSwitch,
    /// A SCO or eSCO link with its reserved slots.
    Voice,
    /// A link is in sniff mode.
    Sniff,
}

/// One use of the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// What for.
    pub with: Use,
    /// The link, for [`Use::Sniff`] alone.
    pub link: Option<LinkId>,
    /// When it began.
    pub began: At,
    /// When it ended; none while it goes on.
    pub ended: Option<At>,
}

/// The uses of an adapter's air, in the order in which they began.
#[derive(Debug, Default, Clone)]
pub struct Airtime {
    uses: ArrayVec<Busy, MAX_USES>,
}

impl Airtime {
    pub(in crate::track) fn begin(&mut self, with: Use, link: Option<LinkId>, at: At) {
        let going_on = |busy: &Busy| (busy.with, busy.link) == (with, link);
        if self.uses.iter().any(|busy| going_on(busy) && busy.ended.is_none()) {
            return;
        }
        if self.uses.is_full() {
            let ended = self.uses.iter().position(|busy| busy.ended.is_some());
            self.uses.remove(ended.unwrap_or(0));
        }
        self.uses.push(Busy { with, link, began: at, ended: None });
    }

    pub(in crate::track) fn end(&mut self, with: Use, link: Option<LinkId>, at: At) {
        let going_on = |busy: &&mut Busy| (busy.with, busy.link) == (with, link);
        let going_on = self.uses.iter_mut().filter(going_on);
        going_on.for_each(|busy| busy.ended = busy.ended.or(Some(at)));
    }

    pub(in crate::track) fn clear(&mut self) {
        self.uses.clear();
    }

    /// The uses that began before `until` and did not end before `from`, in the order in which they
    /// began.
    pub fn between(&self, from: Timestamp, until: Timestamp) -> impl Iterator<Item = &Busy> {
        self.uses.iter().filter(move |busy| {
            busy.began.time <= until && busy.ended.is_none_or(|ended| ended.time >= from)
        })
    }
}
