//! How far a run is, on standard error: where that is a terminal, and the run takes longer than two
//! seconds.

use std::{
    io::{IsTerminal, stderr},
    sync::mpsc,
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What ends sooner shows nothing.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is drawn where nothing else happens.
const TICK: Duration = Duration::from_millis(200);

/// What is shown of a run.
pub(super) struct Progress {
    bar: ProgressBar,
    /// When it is gone, nothing is shown any more.
    _end: Option<mpsc::Sender<()>>,
}

impl Progress {
    /// Nothing is shown.
    pub(super) fn none() -> Self {
        Self { bar: ProgressBar::hidden(), _end: None }
    }

    /// Of so many captures, unless standard error is no terminal.
    pub(super) fn of(captures: usize) -> Self {
        if !stderr().is_terminal() {
            return Self::none();
        }
        let bar =
            ProgressBar::with_draw_target(Some(captures as u64), ProgressDrawTarget::hidden());
        let style = if captures > 1 {
            "{elapsed} [{wide_bar}] {pos}/{len} captures"
        } else {
            "{elapsed} {spinner} reading"
        };
        bar.set_style(
            ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let (end, ended) = mpsc::channel();
        let shown = bar.clone();
        thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        Self { bar, _end: Some(end) }
    }

    /// One capture more is done.
    pub(super) fn done(&self) {
        self.bar.inc(1);
    }

    /// Takes the line out of the way of what is written.
    pub(super) fn suspend(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
