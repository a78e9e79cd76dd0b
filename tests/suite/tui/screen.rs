//! A viewer on a screen in memory, for tests.

use std::{io::Write, time::Duration};

use btlint::{
    analysis::Selection,
    tui::{Theme, Viewer},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};
use tempfile::NamedTempFile;

use crate::support::play::Script;

/// The script as a btsnoop file, H4.
pub(crate) fn btsnoop(script: &Script) -> Vec<u8> {
    // From the year 0 to 1970, in microseconds.
    const EPOCH: i64 = 0x00dc_ddb3_0f2f_8000;
    let mut file = b"btsnoop\0\0\0\0\x01\0\0\x03\xea".to_vec();
    let mut drops = 0;
    for frame in &script.frames {
        let length = frame.bytes.len() as u32;
        drops += frame.drops;
        for word in [length + frame.cut, length, frame.meta & 1, drops] {
            file.extend_from_slice(&word.to_be_bytes());
        }
        file.extend_from_slice(&(frame.time / 1000 + EPOCH).to_be_bytes());
        file.extend_from_slice(&frame.bytes);
    }
    file
}

/// What is styled on a screen, and how: column, length and style of each run.
pub(crate) fn styles(buffer: &Buffer) -> String {
    use ratatui::style::{Color, Modifier};
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let style = |x: u16| {
            let cell = &buffer[(x, y)];
            (cell.fg, cell.bg, cell.modifier)
        };
        let mut x = 0;
        while x < buffer.area.width {
            let (fg, bg, modifier) = style(x);
            let from = x;
            while x < buffer.area.width && style(x) == (fg, bg, modifier) {
                x += 1;
            }
            if (fg, bg, modifier) != (Color::Reset, Color::Reset, Modifier::empty()) {
                text +=
                    &format!("{y:>2} {from:>3}+{:<3} {fg:?} on {bg:?} {modifier:?}\n", x - from);
            }
        }
    }
    text
}

/// The viewer on a screen in memory.
pub(crate) struct Screen {
    pub(crate) viewer: Viewer,
    pub(crate) terminal: Terminal<TestBackend>,
    _file: NamedTempFile,
}

impl Screen {
    pub(crate) fn open(script: &str, width: u16, height: u16) -> Self {
        Self::of(&btsnoop(&Script::parse(script)), width, height, Theme::default())
    }

    pub(crate) fn of(bytes: &[u8], width: u16, height: u16, theme: Theme) -> Self {
        let mut file =
            tempfile::Builder::new().prefix("capture-").suffix(".log").tempfile().unwrap();
        file.write_all(bytes).unwrap();
        // One rule, so that another one does not change the screens.
        let selection = Selection { select: vec!["AUTH104".to_owned()], ignore: Vec::new() };
        let viewer = Viewer::open(file.path(), selection, theme).unwrap();
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut screen = Self { viewer, terminal, _file: file };
        screen.draw();
        screen
    }

    pub(crate) fn draw(&mut self) -> &Buffer {
        self.viewer.settle(Duration::from_secs(60)).unwrap();
        assert!(!self.viewer.is_busy(), "the capture was read to its end");
        self.terminal.draw(|frame| self.viewer.draw(frame)).unwrap();
        self.terminal.backend().buffer()
    }

    pub(crate) fn press(&mut self, code: KeyCode) {
        self.viewer.key(KeyEvent::new(code, KeyModifiers::NONE));
        self.draw();
    }

    pub(crate) fn type_text(&mut self, text: &str) {
        text.chars().for_each(|c| self.press(KeyCode::Char(c)));
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) {
        self.terminal.backend_mut().resize(width, height);
        self.draw();
    }

    /// The lines of the screen, without what follows the last character.
    pub(crate) fn text(&self) -> String {
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(buffer.area.width).max(1);
        let lines = buffer.content.chunks(width).map(|cells| {
            let line: String = cells.iter().map(|cell| cell.symbol()).collect();
            line.trim_end().to_owned() + "\n"
        });
        lines.collect()
    }

    pub(crate) fn has(&self, text: &str) {
        assert!(self.text().contains(text), "{text:?} is not on the screen:\n{}", self.text());
    }
}
