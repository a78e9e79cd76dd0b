//! The screens, a file each.

pub(super) mod frames;
pub(super) mod ladder;
pub(super) mod overview;
pub(super) mod statistics;
