//! Keys, clicks and sizes as dice have them.

#![allow(clippy::print_stdout)]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use btlint::{
    analysis::Terms,
    tui::{File, Palette, Session, Theme},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::{Terminal, backend::TestBackend};

/// All keys but those that write files, leave, or give the terminal away.
const KEYS: &str = "hjklc{}gGnNofLTRSFsu&a[]m'tyzie%*/?:1234567890><w+-=vrMG \\é";

/// How long it goes on; seconds of it in the environment make it longer.
fn patience() -> Duration {
    let seconds = std::env::var("BTLINT_SOAK").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(5))
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // A generator with a period of 2^64 - 1 (xorshift).
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % sides
    }
}

fn key(dice: &mut Dice) -> KeyEvent {
    let named = [
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Backspace,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
    ];
    let keys: Vec<char> = KEYS.chars().collect();
    match dice.roll(4) {
        0 => KeyEvent::new(named[dice.roll(named.len())], KeyModifiers::NONE),
        1 if dice.roll(8) == 0 => KeyEvent::new(KeyCode::Char('r'), KeyModifiers::CONTROL),
        _ => KeyEvent::new(KeyCode::Char(keys[dice.roll(keys.len())]), KeyModifiers::NONE),
    }
}

fn files() -> Vec<File> {
    let samples = [
        "a2dp/voice-resumed.btsnoop",
        "a2dp/stutter-inquiry.btsnoop.gz",
        "a2dp/afh-avoids-wifi.btsnoop.gz",
        "air/sc-good.pcap",
        "le/sc-wrong-passkey.btsnoop",
        "le/cut-short.pcap",
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let terms = Terms::default;
    samples.map(|name| File { path: folder.join(name), meant: true, terms: terms() }).into()
}

#[test]
fn whatever_is_pressed_and_clicked_is_survived() {
    let seed = std::env::var("BTLINT_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or(0x5eed_0001);
    let mut dice = Dice(seed.max(1));
    let (began, patience, mut done) = (Instant::now(), patience(), 0);
    while began.elapsed() < patience {
        let palette = [Palette::Dark, Palette::Light, Palette::Safe, Palette::None][dice.roll(4)];
        let theme = Theme { palette, ascii: dice.roll(4) == 0 };
        let mut session = Session::list("captures".to_owned(), files(), theme);
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        for _ in 0..400 {
            match dice.roll(12) {
                0 => {
                    let (width, height) = (dice.roll(220) as u16, dice.roll(70) as u16);
                    terminal.backend_mut().resize(width, height);
                }
                1 => {
                    let down = MouseEventKind::Down(MouseButton::Left);
                    let kinds = [down, MouseEventKind::ScrollUp, MouseEventKind::ScrollDown];
                    let kind = kinds[dice.roll(3)];
                    let (column, row) = (dice.roll(120) as u16, dice.roll(40) as u16);
                    let modifiers = KeyModifiers::NONE;
                    session.mouse(MouseEvent { kind, column, row, modifiers });
                }
                2 => session.paste("a\u{1b}[2J\nb == 3"),
                _ => session.key(key(&mut dice)),
            }
            assert!(!session.has_quit(), "seed {seed:#x}, step {done}");
            // Also while the work goes on.
            if dice.roll(3) == 0 {
                session.settle(Duration::from_millis(20)).unwrap();
            } else {
                session.work().unwrap();
            }
            terminal.draw(|frame| session.draw(frame)).unwrap();
            done += 1;
        }
    }
    println!("seed {seed:#x}: {done} keys, clicks and sizes in {:?}", began.elapsed());
}
