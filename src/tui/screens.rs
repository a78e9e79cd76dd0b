//! The screens, a file each.

pub(super) mod findings;
pub(super) mod frames;
pub(super) mod ladder;
pub(super) mod overview;
pub(super) mod radio;
pub(super) mod statistics;
pub(super) mod streams;
