//! A pipe is shown as it comes.

use std::{
    fs::OpenOptions,
    io::Write,
    path::Path,
    process::Command,
    sync::mpsc::channel,
    thread,
    time::{Duration, Instant},
};

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{Terminal, backend::TestBackend};

use super::screen::btsnoop;
use crate::support::{play::Script, program::folder};
use btlint::{
    analysis::Selection,
    tui::{Theme, Viewer},
};

fn screen(viewer: &mut Viewer) -> String {
    let mut terminal = Terminal::new(TestBackend::new(100, 30)).unwrap();
    terminal.draw(|frame| viewer.draw(frame)).unwrap();
    terminal.backend().to_string()
}

/// Waits until the screen has a text.
fn until(viewer: &mut Viewer, text: &str) {
    let began = Instant::now();
    loop {
        viewer.work().unwrap();
        let screen = screen(viewer);
        if screen.contains(text) {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{text:?} did not come:\n{screen}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn pipe(name: &str) -> Option<std::path::PathBuf> {
    let path = folder("live").join(name);
    let _ = std::fs::remove_file(&path);
    Command::new("mkfifo").arg(&path).status().is_ok_and(|made| made.success()).then_some(path)
}

fn open(path: &Path) -> Viewer {
    let selection = Selection { select: vec!["AUTH104".to_owned()], ignore: Vec::new() };
    Viewer::open(path, selection, Theme::PLAIN).unwrap()
}

#[test]
fn frames_findings_scope_and_search_follow_a_pipe() {
    let Some(path) = pipe("slow") else { return };
    let bytes = btsnoop(&Script::parse(super::MISMATCH));
    let (sender, pieces) = channel::<Vec<u8>>();
    let to = path.clone();
    let writer = thread::spawn(move || {
        let mut file = OpenOptions::new().write(true).open(to).unwrap();
        pieces.iter().for_each(|piece| file.write_all(&piece).unwrap());
    });
    // Before there is even a header.
    let mut viewer = open(&path);
    until(&mut viewer, "reading: 0 frames");
    let key = |viewer: &mut Viewer, text: &str| {
        text.chars().for_each(|c| viewer.key(KeyEvent::from(KeyCode::Char(c))));
    };
    // Records of 24 octets and the packet; the pieces end within one.
    let mut ends = vec![16];
    while *ends.last().unwrap() < bytes.len() {
        let at = *ends.last().unwrap();
        let length = u32::from_be_bytes(bytes[at + 4..at + 8].try_into().unwrap());
        ends.push(at + 24 + length as usize);
    }
    sender.send(bytes[..ends[5] + 7].to_vec()).unwrap();
    until(&mut viewer, "reading: 5 frames");
    key(&mut viewer, "f&btsmp");
    viewer.key(KeyEvent::from(KeyCode::Enter));
    until(&mut viewer, "2 of 5 frames so far");
    sender.send(bytes[ends[5] + 7..ends[10] + 1].to_vec()).unwrap();
    until(&mut viewer, "6 of 10 frames so far");
    key(&mut viewer, "a/pairing failed");
    viewer.key(KeyEvent::from(KeyCode::Enter));
    until(&mut viewer, "Fields of frame 9");
    key(&mut viewer, "o");
    until(&mut viewer, "AUTH104");
    key(&mut viewer, "fn");
    sender.send(bytes[ends[10] + 1..].to_vec()).unwrap();
    until(&mut viewer, "Fields of frame 17");
    drop(sender);
    writer.join().unwrap();
    until(&mut viewer, "17 frames, 11.2 s");
}

#[test]
fn a_file_is_followed_as_it_grows_until_there_is_enough() {
    let bytes = btsnoop(&Script::parse(super::MISMATCH));
    let path = folder("growing").join("capture");
    // The last record is half there.
    std::fs::write(&path, &bytes[..16 + 5 * 24]).unwrap();
    let mut viewer = open(&path);
    let key = |viewer: &mut Viewer, c| viewer.key(KeyEvent::from(KeyCode::Char(c)));
    key(&mut viewer, 'w');
    until(&mut viewer, "following: ");
    let add = |bytes: &[u8]| {
        OpenOptions::new().append(true).open(&path).unwrap().write_all(bytes).unwrap();
    };
    let rest = &bytes[16 + 5 * 24..];
    add(&rest[..rest.len() / 2]);
    // The last frame is the selected one, as they come.
    until(&mut viewer, "Frames (9/9)");
    add(&rest[rest.len() / 2..]);
    until(&mut viewer, "Frames (17/17)");
    until(&mut viewer, "following: 17 frames");
    key(&mut viewer, 'k');
    until(&mut viewer, "Frames (16/17)");
    key(&mut viewer, 'w');
    until(&mut viewer, "17 frames, 11.2 s");
    key(&mut viewer, 'o');
    until(&mut viewer, "AUTH104");
    // What is cut while it is followed has come to its end.
    key(&mut viewer, 'w');
    until(&mut viewer, "following: 17 frames");
    OpenOptions::new().write(true).open(&path).unwrap().set_len(100).unwrap();
    until(&mut viewer, "17 frames, 11.2 s");
}

#[test]
fn a_pipe_with_nothing_in_it_can_be_left_and_says_why_it_is_no_capture() {
    let Some(path) = pipe("wrong") else { return };
    let mut viewer = open(&path);
    until(&mut viewer, "reading: 0 frames");
    "fLSF?".chars().for_each(|c| {
        viewer.key(KeyEvent::from(KeyCode::Char(c)));
        screen(&mut viewer);
    });
    viewer.key(KeyEvent::from(KeyCode::Esc));
    viewer.key(KeyEvent::from(KeyCode::Char('q')));
    assert!(viewer.has_quit());
    std::fs::write(&path, "nothing of the kind, whatever comes").unwrap();
    let began = Instant::now();
    let error = loop {
        match viewer.work() {
            Err(error) => break error.to_string(),
            Ok(_) => assert!(began.elapsed() < Duration::from_secs(20)),
        }
        thread::sleep(Duration::from_millis(5));
    };
    assert!(error.contains("not a capture") || error.contains("format"), "{error}");
}
