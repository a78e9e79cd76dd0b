//! The screens, a file each.

pub(super) mod frames;
pub(super) mod overview;
