//! Signals, job control, and a terminal that goes away.

use std::{
    fs::File,
    io::{self, IsTerminal, stdin},
    os::fd::AsFd,
    sync::mpsc::Sender,
    thread,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    process::{Signal, getppid, getsid, kill_current_process_group},
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP},
    iterator::Signals,
    low_level::emulate_default_handler,
};

use super::Happening;

/// Begins to listen.
pub(super) fn listen(sender: &Sender<Happening>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT])?;
    let to = sender.clone();
    thread::spawn(move || {
        for signal in signals.forever() {
            let happening = match signal {
                SIGTSTP => Happening::Suspend,
                SIGCONT => Happening::Resume,
                signal => Happening::End(signal),
            };
            if to.send(happening).is_err() {
                return;
            }
        }
    });
    let to = sender.clone();
    thread::spawn(move || {
        if wait_for_the_end().is_ok() {
            let _ = to.send(Happening::End(SIGHUP));
        }
    });
    Ok(())
}

/// Waits until the terminal goes away: a process that ignores SIGHUP learns of it in no other way, and would read
/// nothing from it again and again.
fn wait_for_the_end() -> io::Result<()> {
    let (input, tty);
    let terminal = if stdin().is_terminal() {
        input = stdin();
        input.as_fd()
    } else {
        tty = File::open("/dev/tty")?;
        tty.as_fd()
    };
    loop {
        let mut wanted = [PollFd::new(&terminal, PollFlags::empty())];
        match poll(&mut wanted, None) {
            Err(rustix::io::Errno::INTR) => continue,
            polled => polled?,
        };
        let end = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        if wanted.iter().any(|one| one.revents().intersects(end)) {
            return Ok(());
        }
    }
}

/// Whether there is a shell in the session that can bring a stopped program back.
pub(super) fn has_shell() -> bool {
    let session = |pid| getsid(pid).ok();
    getppid().is_some_and(|parent| session(Some(parent)) == session(None))
}

/// Stops the program. Returns when it goes on.
pub(super) fn stop() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}

/// Has all programs of the job stopped, this one by the signal that it gets with the others.
pub(super) fn suspend_job() {
    let _ = kill_current_process_group(Signal::TSTP);
}

/// Ends the program by a signal.
pub(super) fn end_by(signal: i32) {
    let _ = emulate_default_handler(signal);
}
