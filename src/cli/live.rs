//! A pipe that is read while it is written to, and that ends when the user asks the program to end:
//! what was read until then is reported as if the capture ended there.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// Standard input for `-`, or a file that is none: a pipe, a device.
pub(super) fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-" || path.metadata().is_ok_and(|it| !it.is_file() && !it.is_dir())
}

/// Opens a stream.
///
/// # Errors
/// What the system says.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path.as_os_str() != "-" {
        return stoppable(File::open(path)?);
    }
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        stoppable(File::from(io::stdin().as_fd().try_clone_to_owned()?))
    }
    #[cfg(not(unix))]
    Ok(Box::new(io::stdin()))
}

#[cfg(not(unix))]
fn stoppable(input: File) -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(input))
}

#[cfg(unix)]
use unix::stoppable;

#[cfg(unix)]
mod unix {
    use std::{
        fs::File,
        io::{self, Read},
        os::unix::net::UnixStream,
        sync::{Arc, atomic::AtomicBool},
        time::{Duration, Instant},
    };

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGTERM},
        flag, low_level,
    };

    /// How long reading goes on after a signal while there is more to read, so that a record that is
    /// being written is read whole.
    const REST: Duration = Duration::from_secs(1);

    struct Stoppable {
        input: File,
        signals: UnixStream,
        stopping: Option<Instant>,
    }

    /// Ends the input at the first signal; the second one ends the program.
    pub(super) fn stoppable(input: File) -> io::Result<Box<dyn Read + Send>> {
        let (signals, sender) = UnixStream::pair()?;
        let again = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            flag::register_conditional_default(signal, Arc::clone(&again))?;
            flag::register(signal, Arc::clone(&again))?;
            low_level::pipe::register(signal, sender.try_clone()?)?;
        }
        Ok(Box::new(Stoppable { input, signals, stopping: None }))
    }

    impl Read for Stoppable {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            loop {
                let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
                let timeout = self.stopping.map(|_| &at_once);
                let mut wanted = [
                    PollFd::new(&self.input, PollFlags::IN),
                    PollFd::new(&self.signals, PollFlags::IN),
                ];
                match poll(&mut wanted, timeout) {
                    Err(rustix::io::Errno::INTR) => continue,
                    Err(error) => return Err(error.into()),
                    Ok(_) => {}
                }
                let [ready, asked] = wanted.map(|it| !it.revents().is_empty());
                if asked {
                    self.stopping.get_or_insert_with(Instant::now);
                }
                let overdue = self.stopping.is_some_and(|since| since.elapsed() > REST);
                if ready && !overdue {
                    return self.input.read(into);
                }
                if self.stopping.is_some() {
                    return Ok(0);
                }
            }
        }
    }
}
