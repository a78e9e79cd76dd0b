//! The viewer: links, findings, frames, fields and octets of a capture in a terminal, or a list of captures.
//!
//! It opens at once on the links and findings. The capture is read and judged in the background;
//! of the frames, only those on the screen are decoded, so that memory stays small whatever the
//! capture's size. The screen is drawn after something has happened, and else not.

mod answers;
mod changes;
mod clock;
mod copies;
mod document;
mod export;
mod folder;
mod follow;
mod help;
mod history;
mod index;
mod job;
mod keys;
mod mouse;
mod pane;
mod prompt;
mod reader;
mod rows;
mod scope;
mod screen;
mod screens;
mod search;
mod session;
mod shared;
mod store;
mod survey;
mod terminal;
mod text;
mod theme;
mod viewer;
mod walk;

pub use folder::File;
pub use keys::{Keys, Misbound};
pub use session::Session;
pub use theme::{Palette, Theme};
pub use viewer::{Start, Viewer};

use std::{io, path::Path, time::Duration};

use crossterm::event::Event;
use thiserror::Error;

use keys::Action;
use terminal::{Happening, Terminal};

use crate::{analysis::Terms, capture::CaptureError};

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

/// Whether there is a terminal that the viewer can run in.
pub fn has_terminal() -> bool {
    terminal::is_there()
}

/// Shows a capture in the terminal until the user quits; `-` is standard input.
///
/// The terminal is restored however this ends, by a signal or a panic too.
///
/// # Errors
/// The capture cannot be read, or the terminal cannot be used. A fault later in the capture is
/// shown in the viewer, with what could be read.
pub fn run(path: &Path, terms: Terms, keys: Keys, start: Start) -> Result<(), Error> {
    let mut viewer = Viewer::open(path, terms, Theme::from_env())?;
    viewer.start(start);
    show(Session::capture(viewer).with_keys(keys))
}

/// Shows several captures as a list, from which they are opened; `name` is what they are together.
///
/// # Errors
/// The terminal cannot be used.
pub fn run_list(name: String, files: Vec<File>, keys: Keys) -> Result<(), Error> {
    show(Session::list(name, files, Theme::from_env()).with_keys(keys))
}

fn show(mut session: Session) -> Result<(), Error> {
    let mut terminal = Terminal::take()?;
    let ended = converse(&mut session, &mut terminal);
    drop(terminal);
    if let Ended::By(signal) = ended? {
        terminal::end_by(signal);
    }
    Ok(())
}

/// How the viewer ended.
enum Ended {
    /// The user wanted it to.
    Quit,
    /// A signal wanted it to.
    By(i32),
}

/// Draws, takes in what comes, and again.
fn converse(session: &mut Session, terminal: &mut Terminal) -> Result<Ended, Error> {
    // Small captures are read before anybody could look: no flicker.
    session.settle(Duration::from_millis(80))?;
    loop {
        terminal.draw(|frame| session.draw(frame))?;
        loop {
            let happening = terminal.next(session.is_busy().then_some(TICK));
            let happened = happening.is_some();
            if let Some(ended) = happening.map_or(Ok(None), |what| take(what, session, terminal))? {
                return Ok(ended);
            }
            if session.work()? || happened {
                break;
            }
        }
    }
}

/// Takes in what came. Returns how the viewer ends, if it does.
fn take(
    what: Happening,
    session: &mut Session,
    terminal: &mut Terminal,
) -> Result<Option<Ended>, Error> {
    match what {
        Happening::Input(Event::Key(key)) => match session.action(key) {
            Some(Action::Repaint) => terminal.repaint()?,
            Some(Action::Suspend) => terminal::suspend_job(),
            Some(Action::Mouse) => {
                let has = terminal.turn_mouse()?;
                session.say(if has { "the mouse selects" } else { "the mouse is the terminal's" });
            }
            _ => {
                session.key(key);
                if let Some(text) = session.take_clipboard() {
                    terminal.copy(&text)?;
                }
            }
        },
        Happening::Input(Event::Mouse(event)) => session.mouse(event),
        Happening::Input(Event::Paste(text)) => session.paste(&text),
        Happening::Input(_) => {}
        Happening::Gone(error) => return Err(error.into()),
        Happening::End(signal) => return Ok(Some(Ended::By(signal))),
        Happening::Suspend => {
            if !terminal.suspend()? {
                session.say("there is no shell to go to");
            }
        }
        Happening::Resume => terminal.again()?,
    }
    Ok(session.has_quit().then_some(Ended::Quit))
}
