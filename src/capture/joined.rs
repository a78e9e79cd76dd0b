//! The parts of a log that was rotated, as one capture.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Capture, CaptureError, Format, Reason, archive,
    compression::{self, Compression, Ending},
    error::Fault,
    source::Source,
    spool::Stream,
    window::Window,
};

impl Capture {
    /// Reads the parts of a btsnoop log one after the other, in the order of their first records; the
    /// records are counted over all. Each part may be compressed, or a member of an archive.
    ///
    /// # Errors
    /// A part cannot be read, or is no btsnoop of the same link type as the others.
    pub fn join(name: impl Into<String>, parts: &[PathBuf]) -> Result<Self, CaptureError> {
        let (mut dated, mut link_type) = (Vec::new(), None);
        for part in parts {
            let mut capture = Self::open(part)?;
            let own = capture.header().link_type.clone();
            let same = *link_type.get_or_insert_with(|| own.clone()) == own;
            if capture.header().format != Format::Btsnoop || !same {
                let text = "only btsnoop logs of one link type can be joined";
                return Err(Fault::new(0, Reason::Malformed(text)).of(&part.display().to_string()));
            }
            // One without records has no place of its own.
            let first = capture.next_record()?.map(|record| record.time);
            dated.push((first, part));
        }
        dated.sort_by_key(|(first, _)| *first);
        let ending = Arc::<Ending>::default();
        let mut all: Box<dyn Read + Send> = Box::new(io::empty());
        for (_, part) in &dated {
            let plain = plain(part, &ending).map_err(|it| it.of(&part.display().to_string()))?;
            all = Box::new(all.chain(plain));
        }
        let mut capture = Self::start_with(name.into(), Source::Stream(Stream(all)), ending)?;
        capture.parts = dated.iter().map(|(_, part)| part.display().to_string()).collect();
        Ok(capture)
    }
}

/// The octets of a capture, uncompressed.
fn plain(path: &Path, ending: &Arc<Ending>) -> Result<Box<dyn Read + Send>, Fault> {
    let source = match Source::open(path) {
        Ok(source) => archive::only(path)?.map_or(source, |(_, member)| member),
        Err(error) => archive::open(path)?.ok_or_else(|| Fault::new(0, error))?,
    };
    let mut window = Window::new(source);
    window.want(compression::LOOK)?;
    let compression = Compression::of(window.held());
    let reader = window.into_reader();
    Ok(match compression {
        Some(compression) => {
            let Stream(plain) = compression.open(reader, Arc::clone(ending));
            plain
        }
        None => Box::new(reader),
    })
}
