//! The terminal: taken, given back however the viewer ends, and what comes from it.
//!
//! Keys, signals and the end of the terminal are waited for in threads of their own and come in
//! through one queue.

#[cfg(unix)]
mod signals;

use std::{
    io::{self, IsTerminal, Write, stdout},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

use crossterm::{
    clipboard::CopyToClipboard,
    cursor::Show,
    event::{
        self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
        Event, KeyEventKind,
    },
    execute,
    terminal::{Clear, ClearType, EnterAlternateScreen, disable_raw_mode, enable_raw_mode},
};
use ratatui::{DefaultTerminal, Frame, backend::CrosstermBackend};

/// What comes in.
#[derive(Debug)]
pub(super) enum Happening {
    /// A key, a paste, another size.
    Input(Event),
    /// The terminal cannot be read any more.
    Gone(io::Error),
    /// A signal to end; its number.
    #[cfg_attr(not(unix), allow(dead_code))]
    End(i32),
    /// The user wants the shell.
    #[cfg_attr(not(unix), allow(dead_code))]
    Suspend,
    /// The shell has given the terminal back.
    #[cfg_attr(not(unix), allow(dead_code))]
    Resume,
}

/// The terminal while the viewer has it.
#[derive(Debug)]
pub(super) struct Terminal {
    inner: DefaultTerminal,
    /// It reports what the mouse does.
    mouse: bool,
    happenings: Receiver<Happening>,
}

/// Whether there is a terminal that can show whole screens.
pub(super) fn is_there() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    stdout().is_terminal() && !dumb
}

impl Terminal {
    /// Takes the terminal.
    ///
    /// # Errors
    /// There is none, or it cannot be used.
    pub(super) fn take() -> io::Result<Self> {
        let (sender, happenings) = channel();
        #[cfg(unix)]
        signals::listen(&sender)?;
        // It also hooks into panics.
        let inner = ratatui::try_init()?;
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let _ = execute!(stdout(), DisableMouseCapture, DisableBracketedPaste, Show);
            hook(info);
        }));
        let terminal = Self { inner, mouse: true, happenings };
        execute!(stdout(), EnableBracketedPaste, EnableMouseCapture)?;
        thread::spawn(move || read(&sender));
        Ok(terminal)
    }

    /// Draws a screen.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub(super) fn draw(&mut self, screen: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.inner.draw(screen).map(drop)
    }

    /// The next input, or nothing within that time; without a time it waits.
    pub(super) fn next(&mut self, patience: Option<Duration>) -> Option<Happening> {
        match patience {
            Some(patience) => self.happenings.recv_timeout(patience).ok(),
            None => self.happenings.recv().ok(),
        }
    }

    /// Takes the terminal again from a shell that may have changed its modes, and clears it; all
    /// will be drawn.
    ///
    /// # Errors
    /// The terminal cannot be used.
    pub(super) fn again(&mut self) -> io::Result<()> {
        // What crossterm takes for the modes now are those that it has set before.
        disable_raw_mode()?;
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse {
            execute!(stdout(), EnableMouseCapture)?;
        }
        self.repaint()
    }

    /// Puts a text into the clipboard of the terminal, over ssh too, where the terminal allows it.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(stdout(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Leaves the mouse to the terminal, which selects text with it, or takes it again. Returns whether
    /// it is taken.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub(super) fn turn_mouse(&mut self) -> io::Result<bool> {
        self.mouse = !self.mouse;
        if self.mouse {
            execute!(stdout(), EnableMouseCapture)?;
        } else {
            execute!(stdout(), DisableMouseCapture)?;
        }
        Ok(self.mouse)
    }

    /// Clears the screen; all will be drawn.
    ///
    /// # Errors
    /// The terminal cannot be used.
    pub(super) fn repaint(&mut self) -> io::Result<()> {
        execute!(stdout(), Clear(ClearType::All))?;
        // Its own way asks the terminal where the cursor is; the answer would go to the thread
        // that reads keys.
        self.inner = ratatui::Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(())
    }

    /// Gives the terminal to the shell until the user comes back. Returns whether there is a shell.
    ///
    /// # Errors
    /// The terminal cannot be used.
    #[cfg(unix)]
    pub(super) fn suspend(&mut self) -> io::Result<bool> {
        if !signals::has_shell() {
            return Ok(false);
        }
        give_back();
        signals::stop()?;
        self.again()?;
        Ok(true)
    }

    #[cfg(not(unix))]
    pub(super) fn suspend(&mut self) -> io::Result<bool> {
        Ok(false)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The hook has done it already, and twice would put the cursor over the message.
        if !thread::panicking() {
            give_back();
        }
    }
}

/// Ends the program as a signal does that is not caught, so that who started it sees which.
pub(super) fn end_by(signal: i32) {
    #[cfg(unix)]
    signals::end_by(signal);
    #[cfg(not(unix))]
    let _ = signal;
}

/// Asks the system to suspend all programs of the job that this one is part of.
pub(super) fn suspend_job() {
    #[cfg(unix)]
    signals::suspend_job();
}

/// A terminal that has gone away cannot be given back, and nobody would see an error.
fn give_back() {
    let _ = execute!(stdout(), DisableMouseCapture, DisableBracketedPaste, Show);
    let _ = ratatui::try_restore();
    let _ = stdout().flush();
}

/// Reads what comes from the terminal as long as anybody wants it.
fn read(sender: &Sender<Happening>) {
    loop {
        let happening = match event::read() {
            Ok(Event::Key(key)) if key.kind == KeyEventKind::Release => continue,
            Ok(event) => Happening::Input(event),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Happening::Gone(error),
        };
        let gone = matches!(happening, Happening::Gone(_));
        if sender.send(happening).is_err() || gone {
            return;
        }
    }
}
