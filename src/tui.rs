//! The viewer: links, findings, frames, fields and octets of one capture in a terminal.
//!
//! It opens at once on the links and findings. The capture is read and judged in the background;
//! of the frames, only those on the screen are decoded, so that memory stays small whatever the
//! capture's size. The screen is drawn after something has happened, and else not.

mod document;
mod frames;
mod help;
mod index;
mod keys;
mod overview;
mod pane;
mod prompt;
mod request;
mod search;
mod store;
mod text;
mod theme;
mod viewer;

pub use theme::Theme;
pub use viewer::Viewer;

use std::{io, path::Path, time::Duration};

use crossterm::event::{self, Event, KeyEventKind};
use thiserror::Error;

use crate::{analysis::Selection, capture::CaptureError};

/// How often the background is looked at while it works.
const TICK: Duration = Duration::from_millis(40);

/// Why the viewer cannot go on.
#[derive(Debug, Error)]
pub enum Error {
    /// The capture cannot be read at all.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The terminal fails.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// The thread that reads the capture has panicked.
    #[error("the analysis broke down")]
    Analysis,
}

/// Shows a capture in the terminal until the user quits; `-` is standard input.
///
/// The terminal is restored however this ends, by a panic too.
///
/// # Errors
/// The capture cannot be read, or the terminal cannot be used. A fault later in the capture is
/// shown in the viewer, with what could be read.
pub fn run(path: &Path) -> Result<(), Error> {
    let mut viewer = Viewer::open(path, Selection::default(), Theme::from_env())?;
    // It also hooks into panics.
    let mut terminal = ratatui::try_init()?;
    let _restore = Restore;
    // Small captures are read before anybody could look: no flicker.
    viewer.settle(Duration::from_millis(80))?;
    loop {
        terminal.draw(|frame| viewer.draw(frame))?;
        if wait(&mut viewer)? {
            return Ok(());
        }
    }
}

/// Waits until the screen must be drawn again. Returns whether the user quits.
fn wait(viewer: &mut Viewer) -> Result<bool, Error> {
    loop {
        // While a search runs its slices are the pause between two looks at the keys.
        let pause = if viewer.is_searching() { Duration::ZERO } else { TICK };
        let mut changed = false;
        if !viewer.is_busy() || event::poll(pause)? {
            changed = match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => {
                    viewer.key(key);
                    true
                }
                Event::Resize(..) => true,
                _ => false,
            };
        }
        if viewer.has_quit() {
            return Ok(true);
        }
        if viewer.work()? || changed {
            return Ok(false);
        }
    }
}

/// Gives the terminal back.
struct Restore;

impl Drop for Restore {
    fn drop(&mut self) {
        // The hook has done it already, and twice would put the cursor over the message.
        if !std::thread::panicking() {
            ratatui::restore();
        }
    }
}
