//! What is known of an adapter.

use parsers::Address;

use crate::track::{
    AdapterId,
    state::{Adapter, Maker},
};

/// What is known of one adapter where the capture ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdapterStory {
    /// Which one.
    pub id: AdapterId,
    /// Its address, if something showed it.
    pub address: Option<Address>,
    /// Version and maker of its controller, if it was asked.
    pub maker: Option<Maker>,
}

impl AdapterStory {
    pub(crate) fn of(adapter: &Adapter) -> Self {
        Self { id: adapter.id, address: adapter.address, maker: adapter.version }
    }
}
