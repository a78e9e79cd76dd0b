//! Which frames are shown, the search, and going from place to place.

use std::{io::Write, time::Duration};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use ratatui::style::Modifier;

use super::screen::{Screen, btsnoop};
use crate::support::play::Script;
use btlint::{
    analysis::Selection,
    tui::{Theme, Viewer},
};

/// Two links; on the first one two channels and what every capture is full of.
const TWO: &str = "
    @le
    0.000 > att 0a 0300
    0.010 < event 13 01 4000 0100
    0.020 < att 0b 4a424c
    0.030 > smp 01 04 00 05 10 01 01
    0.040 < smp 02 02 00 05 10 01 01
    0.050 < event 0e 01 030c 00
    0.060 < event 0e 01 030c 0c
    0.070 < event 0f 00 01 0104
    0.080 < event ff 50
    0.090 > #0edc acl 2 01020304
    0.100 > #0041 acl 0 0300 0400 0a0300
";

fn rows(screen: &Screen) -> Vec<String> {
    let text = screen.text();
    let lines = text.lines().skip_while(|line| !line.contains("Frames ")).skip(1);
    let rows = lines.take_while(|line| !line.contains("Fields of") && !line.trim().is_empty());
    rows.filter_map(|line| line.split_whitespace().find(|word| word.parse::<u64>().is_ok()))
        .map(str::to_owned)
        .collect()
}

fn control(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)
}

#[test]
fn the_frames_of_a_link_and_of_a_channel_are_shown_alone() {
    let mut screen = Screen::open(TWO, 100, 50);
    screen.type_text("f4G");
    screen.has("ATT / Read Request");
    let all = rows(&screen);
    screen.type_text("s");
    screen.has("Only link 1");
    let link = rows(&screen);
    assert!(link.len() < all.len() && link.len() > 4, "{link:?}");
    screen.type_text("s");
    screen.has("Only link 1, ATT channel: 2 of");
    assert_eq!(rows(&screen), ["4", "6"]);
    screen.has("Fields of frame 4");
    // On every screen, and back again.
    screen.type_text("o");
    screen.has("Only link 1, ATT channel: 2 of");
    screen.type_text("<<");
    screen.has("Only link 1: ");
    screen.type_text("fa");
    assert_eq!(rows(&screen), all);
    assert!(!screen.text().contains("Only link"));
}

#[test]
fn what_every_capture_is_full_of_is_hidden() {
    let mut screen = Screen::open(TWO, 100, 50);
    screen.type_text("f");
    let all = rows(&screen);
    screen.type_text("u");
    screen.has("Only without the usual: ");
    // Not the returned buffers, the commands that succeeded, the vendor's event and log; but the
    // command that failed.
    let hidden: Vec<&String> = all.iter().filter(|row| !rows(&screen).contains(row)).collect();
    assert_eq!(hidden, ["2", "5", "9", "11", "12", "13"]);
    screen.type_text("u");
    assert_eq!(rows(&screen), all);
}

#[test]
fn a_filter_hides_the_other_frames() {
    let mut screen = Screen::open(TWO, 100, 50);
    screen.type_text("f&btatt.opc");
    screen.press(KeyCode::Tab);
    screen.has("Filter: btatt.opcode_");
    screen.type_text(" == ");
    let style = |screen: &Screen| {
        let cells = &screen.terminal.backend().buffer().content;
        cells.iter().rev().find(|cell| cell.symbol() == "=").unwrap().fg
    };
    assert_eq!(style(&screen), ratatui::style::Color::Red);
    screen.type_text("0x0a");
    assert_eq!(style(&screen), ratatui::style::Color::Green);
    screen.press(KeyCode::Enter);
    screen.has("Only btatt.opcode == 0x0a: 2 of");
    assert_eq!(rows(&screen).len(), 2);
    // What cannot be read stays, to be mended, and the reason is not cut.
    screen.type_text("&");
    screen.viewer.key(control('u'));
    screen.type_text("btatt.opcod");
    screen.press(KeyCode::Enter);
    screen.has("btatt.opcode?");
    screen.has("Filter: btatt.opcod_");
    screen.press(KeyCode::Up);
    screen.has("Filter: btatt.opcode == 0x0a_");
    screen.viewer.key(control('u'));
    screen.press(KeyCode::Enter);
    assert!(!screen.text().contains("Only btatt"));
}

#[test]
fn a_search_finds_octets_and_its_hits_are_counted() {
    let mut screen = Screen::open(TWO, 100, 50);
    screen.type_text("fg/4a 42 4C");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 6");
    screen.has("4a 42 4C: match 1 of 1");
    screen.has(">*     6");
    screen.press(KeyCode::Esc);
    assert!(!screen.text().contains("match 1"));
    screen.type_text("n");
    screen.has("nothing to search for");
}

#[test]
fn one_can_go_back_and_forward_and_to_a_letter() {
    let mut screen = Screen::open(TWO, 100, 50);
    screen.type_text("fg3G");
    screen.type_text("mx");
    screen.type_text("8G");
    screen.has("Fields of frame 8");
    screen.type_text("<");
    screen.has("Fields of frame 3");
    screen.type_text(">");
    screen.has("Fields of frame 8");
    screen.type_text("o'x");
    screen.has("Fields of frame 3");
    screen.type_text("'y");
    screen.has("no place has this letter");
}

#[test]
fn a_time_is_gone_to_and_times_count_from_where_one_wants() {
    let mut screen = Screen::open(TWO, 100, 50);
    screen.type_text("f:9.05s");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 10");
    screen.type_text("mat");
    screen.has("time of day, UTC");
    screen.type_text("t");
    screen.has("times since the frame before");
    screen.has("0.010000");
    screen.type_text("t");
    screen.has("times since the mark");
    screen.has("-0.010000");
    screen.type_text("t");
    screen.has("times since the first frame");
}

#[test]
fn what_is_selected_can_be_copied() {
    let mut screen = Screen::open(super::MISMATCH, 100, 50);
    let mut copied = |keys: &str| {
        screen.type_text(keys);
        screen.viewer.take_clipboard().unwrap_or_default()
    };
    assert!(copied("ym").contains("**AUTH104 smp-confirm-mismatch** (error): "));
    assert!(copied("yr").starts_with("9 9.240000 SMP / Pairing Failed"));
    assert!(copied("f6Gyo").starts_with("00 11 22"));
    assert_eq!(copied("9Gyt"), "");
    screen.press(KeyCode::Tab);
    screen.press(KeyCode::Down);
    let mut copied = |keys: &str| {
        screen.type_text(keys);
        screen.viewer.take_clipboard().unwrap_or_default()
    };
    assert_eq!(copied("yt"), "btsmp.reason == 4");
    assert_eq!(copied("yf"), "reason: Confirm Value Failed (0x04)");
    assert_eq!(copied("yo"), "04");
}

#[test]
fn octets_are_walked_one_by_one_and_by_pages() {
    let value: String = (0..200).map(|octet| format!("{octet:02x}")).collect();
    let script = format!("@le\n0.000 > att 0a 0500\n0.010 < att 0b {value}");
    let mut screen = Screen::open(&script, 80, 24);
    screen.type_text("fG");
    screen.press(KeyCode::BackTab);
    screen.type_text("g");
    let mut before = String::new();
    for _ in 0..26 {
        screen.press(KeyCode::Down);
        assert_ne!(screen.text() + &styles(&screen), before);
        before = screen.text() + &styles(&screen);
    }
    screen.has("00d0");
    screen.press(KeyCode::PageUp);
    screen.press(KeyCode::PageUp);
    screen.has("0040");
    assert!(!screen.text().contains("00d0"));
    screen.press(KeyCode::Home);
    screen.press(KeyCode::PageDown);
    screen.has("0040");
}

fn styles(screen: &Screen) -> String {
    let cells = screen.terminal.backend().buffer().content.iter();
    cells.map(|cell| if cell.modifier.contains(Modifier::UNDERLINED) { '_' } else { ' ' }).collect()
}

#[test]
fn a_file_that_is_cut_grows_or_is_replaced_is_noticed() {
    let bytes = btsnoop(&Script::parse(TWO));
    let open = |file: &tempfile::NamedTempFile| {
        let mut viewer = Viewer::open(file.path(), Selection::default(), Theme::PLAIN).unwrap();
        viewer.settle(Duration::from_secs(60)).unwrap();
        viewer
    };
    let screen = |viewer: &mut Viewer| {
        let mut terminal =
            ratatui::Terminal::new(ratatui::backend::TestBackend::new(100, 30)).unwrap();
        terminal.draw(|frame| viewer.draw(frame)).unwrap();
        terminal.backend().to_string()
    };
    let key = |viewer: &mut Viewer, c| viewer.key(KeyEvent::from(KeyCode::Char(c)));
    for (change, word) in [("cut", "cut"), ("grown", "grown"), ("replaced", "replaced")] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        let mut viewer = open(&file);
        match change {
            "cut" => file.as_file().set_len(200).unwrap(),
            "grown" => file.write_all(&bytes[16..]).unwrap(),
            _ => {
                std::fs::remove_file(file.path()).unwrap();
                std::fs::write(file.path(), &bytes).unwrap();
            }
        }
        key(&mut viewer, 'f');
        key(&mut viewer, 'G');
        let text = screen(&mut viewer);
        assert!(
            text.contains("the file has been") || text.contains("the file has grown"),
            "{text}"
        );
        assert!(text.contains(word) && text.contains("Ctrl-r"), "{change}:\n{text}");
        viewer.key(control('r'));
        viewer.settle(Duration::from_secs(60)).unwrap();
        assert!(!screen(&mut viewer).contains("Ctrl-r"));
    }
}
