//! What the screens ask of the viewer; they never call each other.

use crate::finding::Finding;

/// What the screen can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    /// Links, findings, details.
    Overview,
    /// Frames, fields, octets.
    Frames,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// Show a frame, of a finding if it was reached from one.
    Show { frame: u64, cited: Option<Finding> },
    /// Show another screen.
    Go(Screen),
    /// Tell the user.
    Say(String),
}
