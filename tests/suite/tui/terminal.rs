//! The viewer in a real terminal, that of tmux: it is given back whatever ends the viewer.

#![cfg(unix)]
#![allow(clippy::print_stderr)]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::support::program::folder;

const SAMPLE: &str = "captures/le/sc-wrong-passkey.btsnoop";

/// On the screen as long as the viewer has it.
const VIEWER: &str = "btlint  ";

/// A shell in a terminal of tmux.
struct Shell {
    name: String,
    folder: PathBuf,
}

impl Shell {
    /// None, and a reason printed, where there is no tmux.
    fn start(name: &str) -> Option<Self> {
        let there = Command::new("tmux").arg("-V").stdout(Stdio::null()).status();
        if !there.is_ok_and(|status| status.success()) {
            eprintln!("skipped: tmux is not there");
            return None;
        }
        let folder = folder(&format!("terminal-{name}"));
        let shell = Self { name: format!("btlint-{name}-{}", std::process::id()), folder };
        let start = ["-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24"];
        shell.tmux(&[&start[..], &["bash", "--norc", "--noprofile", "-i"]].concat());
        shell.line(&format!("cd {}; PS1='ready> '; clear", env!("CARGO_MANIFEST_DIR")));
        shell.shows("ready>");
        Some(shell)
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let ran = Command::new("tmux")
            .args(["-L", &self.name])
            .args(arguments)
            .env("TERM", "xterm-256color")
            .env("TMPDIR", &self.folder)
            .env_remove("TMUX")
            .output()
            .unwrap();
        String::from_utf8_lossy(&ran.stdout).into_owned()
    }

    fn keys(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    fn line(&self, text: &str) {
        self.keys(&["-l", text]);
        self.keys(&["Enter"]);
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// The value of one of tmux's variables.
    fn value(&self, name: &str) -> String {
        self.tmux(&["display-message", "-p", &format!("#{{{name}}}")]).trim().to_owned()
    }

    fn until(&self, what: &str, mut met: impl FnMut(&Self) -> bool) {
        let began = Instant::now();
        while !met(self) {
            let late = began.elapsed() > Duration::from_secs(20);
            assert!(!late, "{}: {what}:\n{}", self.name, self.screen());
            thread::sleep(Duration::from_millis(30));
        }
    }

    fn shows(&self, text: &str) {
        self.until(&format!("{text:?} is not there"), |shell| shell.screen().contains(text));
    }

    fn shows_no(&self, text: &str) {
        self.until(&format!("{text:?} is still there"), |shell| !shell.screen().contains(text));
    }

    /// Starts the viewer. Returns its process.
    fn view(&self, before: &str, file: &str) -> String {
        let pid = self.folder.join("pid");
        let _ = fs::remove_file(&pid);
        let (program, pid_path) = (env!("CARGO_BIN_EXE_btlint"), pid.display());
        self.line(&format!("{before} sh -c 'echo $$ > {pid_path}; exec {program} view {file}'"));
        self.shows(VIEWER);
        self.shows("Findings");
        self.until("the mouse is taken", |shell| shell.value("mouse_any_flag") == "1");
        fs::read_to_string(pid).unwrap().trim().to_owned()
    }

    fn kill(&self, signal: &str, pid: &str) {
        assert!(
            Command::new("kill").args([&format!("-{signal}"), pid]).status().unwrap().success()
        );
    }

    /// How the viewer ended.
    fn ended_with(&self, code: i32) {
        self.shows_no(VIEWER);
        self.line("echo RC=$?");
        self.shows(&format!("RC={code}\n"));
    }

    /// The shell has the terminal as it was before.
    fn has_the_terminal_back(&self) {
        self.shows_no(VIEWER);
        self.until("the alternate screen is left", |shell| shell.value("alternate_on") == "0");
        assert_eq!(self.value("cursor_flag"), "1", "{}: no cursor", self.name);
        assert_eq!(self.value("mouse_any_flag"), "0", "{}: the mouse is kept", self.name);
        self.line("stty -a | tr ';' '\\n' | grep -o '.icanon\\|.echo ' | tr '\\n' '.'; echo MODES");
        self.shows(" icanon. echo .MODES");
    }

    /// Nothing that was kept of a capture is left.
    fn left_nothing(&self) {
        let files: Vec<_> = fs::read_dir(&self.folder).unwrap().map(|file| file.unwrap()).collect();
        let left = files
            .iter()
            .map(|file| file.file_name())
            .filter(|name| name != "pid" && !name.to_string_lossy().starts_with("tmux"));
        assert_eq!(left.collect::<Vec<_>>(), Vec::<std::ffi::OsString>::new());
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

#[test]
fn the_terminal_is_given_back_after_each_signal() {
    for (signal, number) in [("TERM", 15), ("HUP", 1), ("INT", 2), ("QUIT", 3)] {
        let Some(shell) = Shell::start(&format!("signal-{signal}")) else { return };
        let pid = shell.view("", SAMPLE);
        shell.kill(signal, &pid);
        shell.ended_with(128 + number);
        shell.has_the_terminal_back();
        // The same with a capture that is kept in a temporary file.
        let pid = shell.view(&format!("cat {SAMPLE} | "), "-");
        shell.left_nothing();
        shell.kill(signal, &pid);
        shell.has_the_terminal_back();
        shell.left_nothing();
    }
}

#[test]
fn the_terminal_is_given_back_when_the_user_quits() {
    for key in ["q", "C-c"] {
        let Some(shell) = Shell::start(&format!("quit-{key}")) else { return };
        shell.view("", SAMPLE);
        shell.keys(&[key]);
        shell.ended_with(0);
        shell.has_the_terminal_back();
    }
}

#[test]
fn the_shell_can_be_visited() {
    // The key, the signal, and the signal that no program can catch.
    for how in ["key", "TSTP", "STOP"] {
        let Some(shell) = Shell::start(&format!("job-{how}")) else { return };
        let pid = shell.view("", SAMPLE);
        match how {
            "key" => shell.keys(&["C-z"]),
            signal => shell.kill(signal, &pid),
        }
        shell.until("the shell is there", |shell| shell.screen().contains("Stopped"));
        if how != "STOP" {
            shell.has_the_terminal_back();
        }
        shell.line("fg");
        shell.shows(VIEWER);
        shell.shows("Findings");
        // Keys come one by one, and nothing is echoed.
        shell.keys(&["f"]);
        shell.shows("Fields of frame");
        shell.keys(&["q"]);
        shell.has_the_terminal_back();
    }
}

#[test]
fn a_pipe_is_stopped_with_the_viewer() {
    let Some(shell) = Shell::start("job-pipe") else { return };
    shell.view(&format!("(cat {SAMPLE}; sleep 100) | "), "-");
    shell.keys(&["C-z"]);
    shell.shows("Stopped");
    shell.has_the_terminal_back();
    shell.line("fg");
    shell.shows("Findings");
    shell.keys(&["q"]);
    shell.shows_no(VIEWER);
}

#[test]
fn a_terminal_that_goes_away_ends_the_viewer() {
    for ignores in [false, true] {
        let Some(shell) = Shell::start(&format!("gone-{ignores}")) else { return };
        let pid = shell.view(if ignores { "trap '' HUP;" } else { "" }, SAMPLE);
        let runs = |pid: &str| {
            let status = Command::new("kill").args(["-0", pid]).stderr(Stdio::null()).status();
            status.unwrap().success()
        };
        assert!(runs(&pid));
        let pane = shell.value("pane_id");
        shell.tmux(&["kill-pane", "-t", &pane]);
        shell.until("the viewer still runs", |_| !runs(&pid));
    }
}

#[test]
fn the_screen_is_drawn_again() {
    let Some(shell) = Shell::start("repaint") else { return };
    shell.view("", SAMPLE);
    let whole = shell.screen();
    let tty = shell.value("pane_tty");
    fs::write(tty, "\x1b[2J\x1b[Hspoilt").unwrap();
    shell.shows("spoilt");
    shell.keys(&["C-l"]);
    shell.until("it is as it was", |shell| shell.screen() == whole);
}

#[test]
fn what_is_pasted_is_no_key() {
    let Some(shell) = Shell::start("paste") else { return };
    shell.view("", SAMPLE);
    shell.tmux(&["set-buffer", "qf\nq"]);
    shell.tmux(&["paste-buffer", "-p"]);
    shell.keys(&["/"]);
    shell.shows("Search: _");
    shell.tmux(&["set-buffer", "pairing\nrandom\n"]);
    shell.tmux(&["paste-buffer", "-p"]);
    shell.shows("Search: pairing random_");
}

#[test]
fn without_a_terminal_that_can_show_it_the_findings_are_printed() {
    let Some(shell) = Shell::start("dumb") else { return };
    for arguments in [SAMPLE.to_owned(), format!("view {SAMPLE}")] {
        let program = env!("CARGO_BIN_EXE_btlint");
        shell.line(&format!("clear; TERM=dumb {program} {arguments}; echo RC=$?"));
        shell.shows("RC=1");
        shell.shows("AUTH");
        assert_eq!(shell.value("alternate_on"), "0");
        shell.line(&format!("clear; {program} {arguments} | cat; echo RC=${{PIPESTATUS[0]}}"));
        shell.shows("RC=1");
        shell.shows("AUTH");
    }
}
