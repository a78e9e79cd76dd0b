//! How many keys it takes until the answer is on a screen of 80 columns and 24 lines.

use std::{path::Path, time::Duration};

use btlint::{
    analysis::Selection,
    tui::{Theme, Viewer},
};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::{Terminal, backend::TestBackend};

/// Keys that are too many.
const MOST: usize = 10;

/// A capture, what one wants to know, the keys (`~` is Enter), and what is on the screen then.
const CASES: &[(&str, &str, &str, &[&str])] = &[
    ("le/sc-wrong-passkey.btsnoop", "why does pairing fail", "", &["wrong passkey", "Do: "]),
    ("a2dp/connected-not-active.btsnoop", "why is it silent", "", &["Connected, not active"]),
    (
        "a2dp/voice-not-resumed.btsnoop",
        "what was suspended, and when",
        "T",
        &["suspend (this host)", "voice ends"],
    ),
    (
        "a2dp/stutter-inquiry.btsnoop.gz",
        "when does it stutter, and why",
        "T",
        &["silence of 280 ms: inquiry"],
    ),
    (
        "a2dp/afh-avoids-wifi.btsnoop.gz",
        "which channels are left",
        "R",
        &["56 used, avoided 24 to 46 (Wi-Fi 6)"],
    ),
    (
        "a2dp/pause-resume.btsnoop",
        "which starts and suspends were there",
        "T",
        &["start (this host)", "suspend (this host)", "#1 stream 1"],
    ),
    (
        "a2dp/voice-resumed.btsnoop",
        "who opened the hands-free channel",
        "/hfp~ssg",
        &["> #1  RFCOMM  dlci", "frame type Set Asynchronous"],
    ),
    ("a2dp/reconnect-good.pcap", "how long does it take to connect", "", &["connect           ok"]),
    (
        "air/legacy-good.pcapng",
        "what happened on the air",
        "",
        &["ok         1 LE", "connected, paired"],
    ),
    ("le/reconnect-good.btsnoop", "which answer was the slowest", "S", &["slowest", "HCI"]),
];

#[test]
fn the_answer_is_there_after_a_few_keys() {
    for (file, question, keys, answer) in CASES {
        assert!(keys.chars().count() < MOST, "{file}: {question}");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures").join(file);
        let mut viewer = Viewer::open(&path, Selection::default(), Theme::PLAIN).unwrap();
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        let mut draw = |viewer: &mut Viewer| {
            viewer.settle(Duration::from_secs(60)).unwrap();
            terminal.draw(|frame| viewer.draw(frame)).unwrap();
            terminal.backend().to_string()
        };
        let mut screen = draw(&mut viewer);
        for key in keys.chars() {
            let code = if key == '~' { KeyCode::Enter } else { KeyCode::Char(key) };
            viewer.key(KeyEvent::from(code));
            screen = draw(&mut viewer);
        }
        for text in *answer {
            assert!(screen.contains(text), "{file}: {question}: no {text:?}:\n{screen}");
        }
    }
}
