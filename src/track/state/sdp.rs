//! What clients of service discovery take in one response.

use super::{limit::Limit, memory::Remembers};
use crate::{
    bounded::Ring,
    track::id::{ChannelId, Side},
};

/// Requests of a link that are remembered.
const MAX_REQUESTS: usize = 8;

/// A request and its bound.
#[derive(Debug, Clone, Copy)]
pub(in crate::track) struct Request {
    pub(in crate::track) channel: ChannelId,
    pub(in crate::track) by: Side,
    pub(in crate::track) transaction: u16,
    pub(in crate::track) limit: Limit,
}

/// The requests of a link that were not answered yet.
#[derive(Debug, Clone, Default)]
pub(in crate::track) struct Requests(pub(in crate::track) Ring<Request, MAX_REQUESTS>);

impl Remembers for Requests {
    fn octets(&self) -> usize {
        self.0.octets()
    }
    fn forgotten(&self) -> u64 {
        // What is dropped was never answered, and its response is not compared with anything.
        0
    }
}
