//! What the screens ask of the viewer; they never call each other.

use crate::finding::Finding;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// Show a frame, of a finding if it was reached from one.
    Show { frame: u64, cited: Option<Finding> },
    /// Show the links and findings.
    Overview,
    /// Tell the user.
    Say(String),
}
