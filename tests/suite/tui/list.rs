//! Several captures as a list.

use std::{path::Path, time::Duration};

use btlint::{
    analysis::{Selection, Terms},
    tui::{File, Keys, Palette, Session, Theme},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::{Terminal, backend::TestBackend};

struct List {
    session: Session,
    terminal: Terminal<TestBackend>,
}

impl List {
    /// Of samples, and of a file that is none.
    fn open(width: u16, height: u16) -> Self {
        Self::in_colours(width, height, Palette::default())
    }

    fn in_colours(width: u16, height: u16, palette: Palette) -> Self {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR"));
        let select = Selection { select: vec!["AUTH104".into(), "STRM001".into()], ignore: vec![] };
        let terms = Terms::from(select);
        let file =
            |name: &str, meant| File { path: samples.join(name), meant, terms: terms.clone() };
        let files = vec![
            file("captures/README.md", false),
            file("captures/a2dp/connected-not-active.btsnoop", true),
            file("captures/a2dp/sbc-good.btsnoop", true),
            file("captures/a2dp/sbc-good.toml", true),
            file("captures/le/sc-wrong-passkey.btsnoop", true),
        ];
        let theme = Theme { palette, ascii: false };
        let session = Session::list("captures".to_owned(), files, theme);
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut list = Self { session, terminal };
        list.draw();
        list
    }

    fn draw(&mut self) {
        self.session.settle(Duration::from_secs(60)).unwrap();
        assert!(!self.session.is_busy());
        self.terminal.draw(|frame| self.session.draw(frame)).unwrap();
    }

    fn press(&mut self, code: KeyCode) {
        self.session.key(KeyEvent::new(code, KeyModifiers::NONE));
        self.draw();
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        self.session.mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
        self.draw();
    }

    fn click(&mut self, text: &str) {
        let screen = self.text();
        let mut lines = screen.lines().enumerate();
        let there = lines.find(|(_, line)| line.contains(text));
        let (row, line) = there.unwrap_or_else(|| panic!("no {text:?} on the screen:\n{screen}"));
        let column = line.chars().count() - line.split(text).last().unwrap().chars().count() - 1;
        self.mouse(MouseEventKind::Down(MouseButton::Left), column as u16, row as u16);
    }

    fn text(&self) -> String {
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(buffer.area.width).max(1);
        let lines = buffer.content.chunks(width).map(|cells| {
            let line: String = cells.iter().map(|cell| cell.symbol()).collect();
            line.trim_end().to_owned() + "\n"
        });
        lines.collect()
    }

    fn has(&self, text: &str) {
        assert!(self.text().contains(text), "{text:?} is not on the screen:\n{}", self.text());
    }
}

#[test]
fn captures_are_listed_with_their_verdicts_the_worst_first() {
    for (width, height) in [(40, 10), (80, 24), (200, 60)] {
        insta::assert_snapshot!(format!("{width}x{height}"), List::open(width, height).text());
    }
}

#[test]
fn the_list_in_dark_light_and_without_colour() {
    for palette in [Palette::Dark, Palette::Light, Palette::None] {
        let list = List::in_colours(80, 24, palette);
        let styles = super::screen::styles(list.terminal.backend().buffer());
        insta::assert_snapshot!(format!("{palette:?}"), styles);
    }
}

#[test]
fn a_capture_is_opened_and_left_again() {
    let mut list = List::open(100, 30);
    list.press(KeyCode::Down);
    list.press(KeyCode::Enter);
    list.has(" btlint  connected-not-active.btsnoop");
    // Back goes through the places of the capture first, then to the list.
    list.press(KeyCode::Enter);
    list.has("Fields of frame ");
    list.press(KeyCode::Char('<'));
    list.has("Findings ");
    list.press(KeyCode::Char('<'));
    list.has("Captures (2/4)");
    // And forward to the capture as it was left.
    list.press(KeyCode::Char('>'));
    list.has(" btlint  connected-not-active.btsnoop");
    list.press(KeyCode::Char('<'));
    list.has("Captures (2/4)");
    assert!(!list.session.has_quit());
    list.press(KeyCode::Char('q'));
    assert!(list.session.has_quit());
}

#[test]
fn a_file_that_cannot_be_read_is_said_to_be_so() {
    let mut list = List::open(100, 30);
    list.has(">UNREAD ");
    list.press(KeyCode::Enter);
    list.has("Captures (1/4)");
    list.has("sbc-good.toml");
    let foot = list.text().lines().last().unwrap().to_owned();
    assert!(!foot.contains("quit") && !foot.is_empty(), "{foot}");
}

#[test]
fn captures_without_a_fault_are_hidden_and_shown() {
    let mut list = List::open(100, 30);
    list.has("a2dp/sbc-good.btsnoop");
    list.press(KeyCode::Char('i'));
    list.has("Captures in which something is wrong (1/3)");
    assert!(!list.text().contains("a2dp/sbc-good.btsnoop"));
    list.press(KeyCode::Char('i'));
    list.has("a2dp/sbc-good.btsnoop");
    list.press(KeyCode::Char('?'));
    list.has("Keys of the list of captures");
    list.press(KeyCode::Char('j'));
    list.has("Captures (1/4)");
}

#[test]
fn a_list_is_survived_in_any_size() {
    let mut list = List::open(80, 24);
    for (width, height) in [(1, 1), (0, 0), (3, 2), (20, 5), (300, 100)] {
        list.terminal.backend_mut().resize(width, height);
        for code in [KeyCode::End, KeyCode::PageUp, KeyCode::Char('?'), KeyCode::Home] {
            list.press(code);
        }
    }
}

#[test]
fn the_mouse_selects_opens_and_scrolls() {
    let mut list = List::open(100, 30);
    list.click("sc-wrong-passkey");
    list.has("Captures (3/4)");
    list.click("sc-wrong-passkey");
    list.has(" btlint  sc-wrong-passkey.btsnoop");
    list.press(KeyCode::Char('f'));
    list.has("Fields of frame 71");
    list.mouse(MouseEventKind::ScrollUp, 5, 5);
    list.has("Fields of frame 68");
    list.mouse(MouseEventKind::ScrollDown, 5, 5);
    list.has("Fields of frame 71");
    list.click("   70 ");
    list.has("Fields of frame 70");
    // A click in another pane goes there: a second one opens what is closed.
    list.click("+ HCI Event");
    list.has(">+ HCI Event");
    list.click("+ HCI Event");
    list.has(">- HCI Event");
    // Where nothing is, nothing happens.
    let before = list.text();
    list.mouse(MouseEventKind::Down(MouseButton::Left), 0, 0);
    assert_eq!(list.text(), before);
}

/// Keys that the user has chosen do what they say, in the list and on the screens, and help and footer
/// show them.
#[test]
fn the_user_chooses_the_keys() {
    let chosen = [("quit", vec!["Q"]), ("open", vec!["e"]), ("next-pane", vec!["p"])];
    let keys = Keys::of(chosen).unwrap();
    let mut list = List::open(80, 24);
    list.session = list.session.with_keys(keys);
    list.draw();
    let footer = |list: &List| list.text().lines().last().unwrap().to_owned();
    assert!(
        footer(&list).contains("e open") && footer(&list).contains("Q quit"),
        "{}",
        list.text()
    );
    list.press(KeyCode::Char('q'));
    list.press(KeyCode::Enter);
    assert!(list.text().contains("Captures"), "{}", list.text());
    list.press(KeyCode::Down);
    list.press(KeyCode::Char('e'));
    assert!(
        footer(&list).contains("p pane") && footer(&list).contains("Q quit"),
        "{}",
        list.text()
    );
    list.press(KeyCode::Char('?'));
    assert!(list.text().contains("p  next pane") && list.text().contains("Shift-Tab"));
    list.press(KeyCode::Esc);
    list.press(KeyCode::Char('Q'));
    assert!(list.session.has_quit());
}
