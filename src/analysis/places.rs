//! Where the frames of findings are in the file.

use std::path::Path;

use super::Analysis;
use crate::{capture, finding::Finding};

impl Analysis {
    /// Looks in the file for the octets of the frames of its findings. Where it cannot be read again,
    /// they are not known.
    pub fn find_places(&mut self, file: &Path) {
        let frames = self.findings.iter().flat_map(Finding::frames).map(|at| at.frame).collect();
        self.places = capture::places(file, &frames).unwrap_or_default();
    }
}
