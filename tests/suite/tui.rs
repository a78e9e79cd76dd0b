//! The viewer: keys go in, whole screens come out.

#![allow(clippy::unwrap_used)]

mod cases;
mod list;
#[cfg(unix)]
mod live;
mod scope;
mod screen;
mod screens;
mod secrets;
mod soak;
mod terminal;

use std::io::Write;

use self::screen::{Screen, btsnoop};
use crate::support::play::Script;
use btlint::{
    analysis::{Selection, Terms},
    finding::Severity,
    tui::{Palette, Theme, Viewer},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{
    Terminal,
    backend::TestBackend,
    style::{Color, Modifier},
};
use tempfile::NamedTempFile;

/// Two pairings on one link, both with a wrong passkey.
const MISMATCH: &str = "
    @le
    0.000 > smp 01 04 00 05 10 01 01
    0.050 < smp 02 02 00 05 10 01 01
    0.100 > smp 03 00112233445566778899aabbccddeeff
    0.150 < smp 03 ffeeddccbbaa99887766554433221100
    0.200 > smp 04 0102030405060708090a0b0c0d0e0f10
    0.250 < smp 05 04
    1.000 > att 0a 0300
    1.050 < att 0b 4a424c
    2.000 > smp 01 04 00 05 10 01 01
    2.050 < smp 02 02 00 05 10 01 01
    2.100 > smp 03 00112233445566778899aabbccddeeff
    2.150 < smp 03 ffeeddccbbaa99887766554433221100
    2.200 > smp 04 0102030405060708090a0b0c0d0e0f10
    2.250 < smp 05 04
";

/// Whole screens; the file's name is another one each time.
macro_rules! assert_screen {
    ($screen:expr) => {
        insta::with_settings!({filters => vec![(r"capture-\w{6}\.log", "capture-123456.log")]}, {
            insta::assert_snapshot!($screen.text());
        })
    };
}

#[test]
fn it_opens_on_the_findings() {
    assert_screen!(Screen::open(MISMATCH, 80, 24));
}

#[test]
fn a_large_screen_has_the_details_beside_the_lists() {
    assert_screen!(Screen::open(MISMATCH, 120, 40));
}

#[test]
fn a_link_tells_its_story() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.press(KeyCode::BackTab);
    screen.press(KeyCode::Down);
    assert_screen!(screen);
}

#[test]
fn a_capture_without_findings_opens_on_the_story_of_its_link() {
    assert_screen!(Screen::open("@streaming", 80, 24));
}

#[test]
fn enter_on_a_finding_goes_to_its_frame() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.press(KeyCode::Enter);
    assert_screen!(screen);
}

#[test]
fn enter_on_a_frame_of_a_finding_goes_to_that_frame() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.press(KeyCode::Tab);
    screen.type_text("jjjjjjj");
    screen.has(">      4");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 4");
    screen.has("+ AUTH104, frame 9: ");
}

#[test]
fn a_large_screen_has_sixteen_octets_a_line() {
    let mut screen = Screen::open(MISMATCH, 120, 40);
    screen.press(KeyCode::Enter);
    assert_screen!(screen);
}

#[test]
fn the_octets_of_the_selected_field_are_lit() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.type_text("6G");
    screen.press(KeyCode::Tab);
    screen.type_text("j");
    assert_screen!(screen);
    let buffer = screen.terminal.backend().buffer();
    // The pane of octets starts at this column; its addresses are not octets.
    let lit: String = (0..24)
        .flat_map(|y| (45..69).map(move |x| (x, y)))
        .filter(|&(x, y)| y > 13 && buffer[(x, y)].modifier.contains(Modifier::REVERSED))
        .map(|(x, y)| buffer[(x, y)].symbol())
        .collect();
    assert_eq!(lit.replace([' ', '[', ']'], ""), "00112233445566778899aabbccddeeff");
}

#[test]
fn an_octet_selects_its_field() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.press(KeyCode::Enter);
    screen.press(KeyCode::BackTab);
    screen.type_text("g");
    screen.has(">    indicator");
    screen.type_text("l");
    screen.has(">    handle");
    screen.type_text("G");
    screen.has(">    reason");
}

#[test]
fn groups_of_fields_open_and_close() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.press(KeyCode::Enter);
    screen.press(KeyCode::Tab);
    screen.type_text("gl");
    screen.has(">- H4");
    screen.has("indicator");
    screen.type_text("jh");
    screen.has(">- H4");
    screen.type_text("h");
    screen.has(">+ H4");
    assert!(!screen.text().contains("indicator"));
}

#[test]
fn findings_are_walked_in_the_order_of_the_frames() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.type_text("fg");
    screen.has("Fields of frame 1");
    for frame in ["of frame 9", "of frame 17"] {
        screen.type_text("]");
        screen.has(frame);
    }
    screen.type_text("]");
    screen.has("of frame 9");
    screen.has("the first finding again");
    screen.type_text("[");
    screen.has("of frame 17");
}

#[test]
fn the_keys_are_explained() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.type_text("?");
    assert_screen!(screen);
    screen.press(KeyCode::End);
    screen.has("a finding: error, warning, notice, info");
    screen.press(KeyCode::Esc);
    screen.has("Findings (1/1)");
}

#[test]
fn a_search_goes_round() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.type_text("fg/pairing RANDOM");
    screen.has("Search: pairing RANDOM_");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 8");
    screen.type_text("n");
    screen.has("Fields of frame 16");
    screen.has("match 2 of 2");
    screen.type_text("n");
    screen.has("Fields of frame 8");
    screen.has("searched on from the other end");
    screen.type_text("N");
    screen.has("Fields of frame 16");
    screen.type_text("/nowhere");
    screen.press(KeyCode::Enter);
    screen.has("not found: nowhere");
    screen.has("Fields of frame 16");
}

#[test]
fn a_search_takes_the_expressions_of_show() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.type_text("fg/btsmp.opcode == 5");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 9");
    screen.type_text("/btsmp.opcode == ");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 9");
    assert!(!screen.viewer.is_searching());
    assert!(!screen.text().contains("Tab pane"), "it says what is wrong:\n{}", screen.text());
}

#[test]
fn esc_stops_a_search() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    for code in "/nowhere".chars().map(KeyCode::Char).chain([KeyCode::Enter]) {
        screen.viewer.key(KeyEvent::new(code, KeyModifiers::NONE));
    }
    assert!(screen.viewer.is_searching());
    screen.viewer.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
    assert!(!screen.viewer.is_searching());
    screen.draw();
    screen.has("search stopped");
}

#[test]
fn a_frame_is_found_by_its_number() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.type_text(":12");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 12");
    screen.type_text("3G");
    screen.has("Fields of frame 3");
    screen.type_text(":99");
    screen.press(KeyCode::Enter);
    screen.has("there is no frame 99");
}

#[test]
fn quitting() {
    for event in [
        KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE),
        KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL),
    ] {
        let mut screen = Screen::open(MISMATCH, 80, 24);
        screen.viewer.key(event);
        assert!(screen.viewer.has_quit());
    }
}

#[test]
fn fragments_are_put_together_again() {
    let script = "
        @le
        0.000 > acl 0 1500 0400 0b 00010203
        0.010 > #0041 acl 0 0300 0400 0a0300
        0.020 < att 0b 4a424c
        0.030 > acl 1 0405060708090a0b
        0.040 > acl 1 0c0d0e0f10111213
    ";
    let mut screen = Screen::open(script, 80, 24);
    screen.type_text("fG");
    screen.has("25 octets from frames 4, 7 and 8");
    screen.has("0018[13]");
    screen.has("value: 000102030405060708090a0b0c");
}

#[test]
fn any_key_on_any_screen_size_is_survived() {
    let codes: Vec<KeyCode> = "hjklgGnNofLSFTRcv{}su&a[]m'tyzie%*/?:1>< q"
        .chars()
        .map(KeyCode::Char)
        .chain([KeyCode::Tab, KeyCode::BackTab, KeyCode::Enter, KeyCode::Esc, KeyCode::Backspace])
        .chain([KeyCode::PageUp, KeyCode::PageDown, KeyCode::Home, KeyCode::End])
        .collect();
    for script in ["", "@le", "@streaming", MISMATCH] {
        let mut screen = Screen::open(script, 80, 24);
        let mut random: usize = 7;
        for _ in 0..500 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let dice = random >> 33;
            screen.press(codes[dice % codes.len()]);
            if dice.is_multiple_of(5) {
                screen.resize((dice / 7 % 130) as u16, (dice / 1000 % 45) as u16);
            }
        }
    }
}

#[test]
fn a_tiny_screen_shows_the_pane_that_is_used() {
    let mut screen = Screen::open(MISMATCH, 80, 24);
    screen.resize(20, 5);
    screen.has("Findings (1/1)");
    screen.press(KeyCode::Enter);
    screen.has("Frames (9/17)");
    screen.press(KeyCode::Tab);
    screen.has("Fields of frame");
    screen.resize(80, 24);
    screen.has("Frames (9/17)");
}

#[test]
fn without_colour_there_is_none() {
    let file = btsnoop(&Script::parse(MISMATCH));
    for (palette, colour) in [
        (Palette::None, false),
        (Palette::Dark, true),
        (Palette::Light, true),
        (Palette::Safe, true),
    ] {
        let mut screen = Screen::of(&file, 80, 24, Theme { palette, ascii: false });
        let mut coloured = false;
        for code in [KeyCode::Tab, KeyCode::BackTab, KeyCode::Enter, KeyCode::Char('?')] {
            let plain =
                |cell: &ratatui::buffer::Cell| cell.fg == Color::Reset && cell.bg == Color::Reset;
            coloured |= !screen.draw().content.iter().all(plain);
            screen.press(code);
        }
        assert_eq!(coloured, colour);
    }
}

#[test]
fn names_from_the_air_do_not_reach_the_terminal_as_they_are() {
    let name: String =
        "JBL\u{1b}[2J\u{7}\r\n\u{202e}x".bytes().map(|b| format!("{b:02x}")).collect();
    let name = format!("{name:0<496}");
    let script = format!("@classic\n0.100 < event 07 00 ccbbaa5dcf00 {name}");
    let mut screen = Screen::open(&script, 120, 40);
    screen.has("JBL\u{fffd}[2J");
    let acts = |text: &str| text.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}');
    assert!(!acts(&screen.text()));
    screen.type_text("fG");
    screen.has("JBL");
    assert!(!acts(&screen.text()));
}

#[test]
fn faults_of_the_capture_are_said() {
    let mut file = btsnoop(&Script::parse(MISMATCH));
    file.truncate(file.len() - 3);
    let mut screen = Screen::of(&file, 80, 24, Theme::default());
    screen.has("16 frames");
    screen.has("ends within a record");
    screen.type_text("fG");
    screen.has("Fields of frame 16");
    screen.has("ends within a record");
}

#[test]
fn what_is_no_capture_is_refused_before_the_terminal_is_touched() {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(b"nothing of the kind").unwrap();
    let viewer = Viewer::open(file.path(), Selection::default(), Theme::default());
    assert!(viewer.is_err());
}

/// What the configuration says of severities and rules holds on every screen.
#[test]
fn findings_have_the_severity_that_is_configured() {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(&btsnoop(&Script::parse(MISMATCH))).unwrap();
    let shown = |terms: Terms| {
        let mut viewer = Viewer::open(file.path(), terms, Theme::PLAIN).unwrap();
        viewer.settle(std::time::Duration::from_secs(60)).unwrap();
        let mut terminal = Terminal::new(TestBackend::new(120, 30)).unwrap();
        terminal.draw(|frame| viewer.draw(frame)).unwrap();
        terminal.backend().to_string()
    };
    let usual = shown(Terms::default());
    assert!(usual.contains("E AUTH104"), "{usual}");
    let severity = vec![("AUTH104", Severity::Notice)];
    let weighed = shown(Terms { severity, ..Terms::default() });
    assert!(weighed.contains("N AUTH104"), "{weighed}");
    let selection = Selection { select: Vec::new(), ignore: vec!["AUTH104".to_owned()] };
    let ignored = shown(selection.into());
    assert!(!ignored.contains("AUTH104") && ignored.to_lowercase().contains("failed"), "{ignored}");
}
