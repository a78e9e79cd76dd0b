//! Whole pictures of every screen, in three sizes, and what each screen leads to.

use crossterm::event::KeyCode;

use super::screen::{Screen, btsnoop, styles};
use crate::support::play::Script;
use btlint::tui::{Palette, Start, Theme};

/// The keys that open the screens.
const SCREENS: [(&str, &str); 9] = [
    ("o", "Overview"),
    ("f", "Frames"),
    ("F", "Findings"),
    ("L", "Ladder"),
    ("T", "Streams"),
    ("R", "Radio"),
    ("S", "Statistics"),
    ("Rcv", "Channels"),
    ("?", "Help"),
];

/// A sample that has what a screen shows.
pub(super) fn sample(name: &str) -> Vec<u8> {
    let file = match name {
        "Streams" => "captures/a2dp/voice-resumed.btsnoop",
        "Radio" | "Channels" => "captures/air/sc-good.pcap",
        _ => return btsnoop(&Script::parse(super::MISMATCH)),
    };
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

#[test]
fn every_screen_in_every_size() {
    for (width, height) in [(40, 10), (80, 24), (200, 60)] {
        for (key, name) in SCREENS {
            let mut screen = Screen::of(&sample(name), width, height, Theme::default());
            screen.type_text(key);
            insta::with_settings!({filters => vec![(r"capture-\w{6}\.log", "capture-123456.log")]}, {
                insta::assert_snapshot!(format!("{name}_{width}x{height}"), screen.text());
            });
        }
    }
}

/// The colours add nothing that is not there without them.
#[test]
fn every_screen_says_the_same_in_every_theme() {
    for (key, name) in SCREENS {
        let text = |palette| {
            let mut screen = Screen::of(&sample(name), 80, 24, Theme { palette, ascii: false });
            screen.type_text(key);
            let text = screen.text();
            text.lines().skip(1).collect::<Vec<_>>().join("\n")
        };
        let plain = text(Palette::None);
        for palette in [Palette::Dark, Palette::Light, Palette::Safe] {
            assert_eq!(text(palette), plain, "{name}, {palette:?}");
        }
    }
}

#[test]
fn every_screen_in_dark_light_and_without_colour() {
    for (key, name) in SCREENS {
        for palette in [Palette::Dark, Palette::Light, Palette::None] {
            let theme = Theme { palette, ascii: false };
            let mut screen = Screen::of(&sample(name), 80, 24, theme);
            screen.type_text(key);
            insta::assert_snapshot!(format!("{name}_{palette:?}"), styles(screen.draw()));
        }
    }
}

#[test]
fn what_is_shown_is_written_to_a_file() {
    let folder = crate::support::program::folder("written");
    let mut screen = Screen::of(&sample("Overview"), 100, 30, Theme::default());
    screen.viewer.write_into(&folder);
    screen.type_text("fxs");
    screen.has("all frames are shown");
    screen.type_text("&btsmp");
    screen.press(KeyCode::Enter);
    screen.has("12 of 17 frames");
    screen.type_text("xs");
    screen.has("-frames.pcapng (12 frames)");
    screen.type_text("aoxf");
    screen.has("AUTH104-9.pcapng (");
    screen.type_text("xm");
    screen.has("AUTH104-9.md");
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(names.len(), 3, "{names:?}");
    for path in names {
        match path.extension().unwrap().to_str().unwrap() {
            "md" => {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(
                    text.contains("**AUTH104 ") && text.contains("SMP / Pairing Failed"),
                    "{text}"
                );
            }
            _ => {
                let found = btlint::analysis::file(&path, &btlint::analysis::Selection::default());
                let found = found.unwrap().findings;
                assert!(found.iter().any(|f| f.rule.code == "AUTH104"), "{}", path.display());
            }
        }
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn without_utf_8_nothing_is_drawn_but_ascii() {
    for (key, name) in SCREENS {
        let ascii = Theme { palette: Palette::None, ascii: true };
        let mut screen = Screen::of(&sample(name), 80, 24, ascii);
        screen.type_text(key);
        let text = screen.text().replace('…', "...");
        assert!(text.is_ascii(), "{name}:\n{text}");
    }
}

#[test]
fn every_screen_is_survived_in_any_size_and_before_anything_is_read() {
    for (key, name) in SCREENS {
        let scripts = ["", "@le", super::MISMATCH].map(|script| btsnoop(&Script::parse(script)));
        for file in scripts.into_iter().chain([sample(name)]) {
            let mut screen = Screen::of(&file, 80, 24, Theme::default());
            screen.type_text(key);
            for (width, height) in [(1, 1), (0, 0), (3, 2), (20, 5), (59, 13), (300, 100)] {
                screen.resize(width, height);
                for code in [KeyCode::Down, KeyCode::End, KeyCode::PageUp, KeyCode::Home] {
                    screen.press(code);
                }
                screen.type_text("+l+h-v");
                screen.press(KeyCode::Tab);
            }
        }
    }
}

#[test]
fn the_ladder_leads_to_the_frames_and_back() {
    let mut screen = Screen::open(super::MISMATCH, 100, 30);
    screen.type_text("L");
    screen.has("Ladder of link 1");
    screen.has("SMP Pairing Request");
    screen.has("this host");
    // The overview had the finding's frame.
    screen.has(">E     9");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 9");
    screen.type_text("<");
    screen.has(">E     9");
    screen.press(KeyCode::Up);
    screen.has(">      8");
    // The scope and the search are the same as everywhere.
    screen.type_text("&btsmp");
    screen.press(KeyCode::Enter);
    screen.has("Only btsmp");
    assert!(!screen.text().contains("ATT Read"));
    screen.type_text("a");
    screen.has("ATT Read");
}

#[test]
fn a_pause_is_a_line_and_no_place_to_stand_on() {
    let script = "
        @le
        0.000 > att 0a 0300
        0.050 < att 0b 4a424c
        60.00 > att 0a 0300
        60.05 < att 0b 4a424c
    ";
    let mut screen = Screen::open(script, 100, 30);
    screen.type_text("LG");
    screen.has("... 59.9 s nothing on this link ...");
    screen.has("50 ms");
    screen.has(">      7");
    screen.type_text("g}");
    screen.has(">      4");
    screen.type_text("}");
    screen.has(">      6");
    screen.type_text("}");
    screen.has("no pause of two seconds there");
    screen.type_text("G{");
    screen.has(">      6");
    screen.type_text("{");
    screen.has(">      4");
    screen.type_text("G");
    screen.type_text("kk");
    screen.has(">      5");
    screen.type_text("j");
    screen.has(">      6");
}

#[test]
fn the_slowest_answer_is_gone_to() {
    let script = "
        @le
        0.000 > att 0a 0300
        0.050 < att 0b 4a424c
        1.000 > att 0a 0300
        1.950 < att 0b 4a424c
    ";
    let mut screen = Screen::open(script, 100, 30);
    screen.type_text("S");
    screen.has("Read Request");
    let row = screen.text().lines().find(|line| line.contains("Read Request")).unwrap().to_owned();
    assert!(row.contains("50 ms") && row.contains("950 ms") && row.contains(" 2 "), "{row}");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 7");
}

#[test]
fn what_was_refused_is_first_when_that_is_asked_for() {
    let script = "
        @le
        0.000 > att 0a 0300
        0.950 < att 0b 4a424c
        1.000 > att 08 0100 ffff 002a
        1.050 < att 01 08 0100 0a
    ";
    let mut screen = Screen::open(script, 100, 30);
    screen.type_text("S");
    let first = |screen: &mut Screen| screen.text().lines().nth(3).unwrap().to_owned();
    assert!(first(&mut screen).contains(" Read Request "), "{}", screen.text());
    screen.type_text("v");
    let row = first(&mut screen);
    let words: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(words[3..10], ["Read", "By", "Type", "Request", "50", "ms", "1"], "{row}");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 7");
}

#[test]
fn the_viewer_begins_where_it_is_told() {
    let mut screen = Screen::open(super::MISMATCH, 100, 30);
    let filter = btlint::show::Filter::parse("btsmp").unwrap();
    screen.viewer.start(Start {
        frame: Some(12),
        filter: Some(("btsmp".to_owned(), filter)),
        link: Some(btlint::track::LinkId(1)),
        follow: false,
    });
    screen.draw();
    screen.has("Only link 1, btsmp: ");
    screen.has("Fields of frame 12");
}

#[test]
fn times_of_day_are_those_of_the_reader_or_of_utc() {
    let mut screen = Screen::open(super::MISMATCH, 100, 30);
    screen.viewer.live_in(btlint::text::Zone::fixed(-210).unwrap());
    screen.type_text("f2Gt");
    screen.has("time of day here, UTC-3:30");
    screen.has("times UTC-3:30");
    let clock = |screen: &mut Screen| {
        let text = screen.text();
        let row = text.lines().find(|line| line.starts_with(">") && line.contains(" 2 "));
        row.unwrap().split_whitespace().nth(2).unwrap().to_owned()
    };
    let here = clock(&mut screen);
    screen.type_text("t");
    screen.has("times UTC\n");
    let utc = clock(&mut screen);
    assert!(here != utc && here[6..] == utc[6..], "{here} {utc}");
    // A time that is typed is one of those that are shown.
    screen.type_text(&format!("fg:{utc}"));
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 2 ");
    screen.type_text(&format!("gttt:{here}"));
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 2 ");
    // On every screen.
    screen.type_text("o");
    screen.has("      4 18:43:20.000000  ");
}

#[test]
fn findings_are_grouped_and_explained() {
    let mut screen = Screen::open(super::MISMATCH, 120, 40);
    screen.type_text("F");
    screen.has(" E AUTH104      9 2 times, ");
    // The finding of the overview is selected.
    screen.has("Findings by rule and peer (2/3)");
    screen.has("Do: ");
    screen.type_text("e");
    screen.has("The rule");
    screen.type_text("ej");
    screen.has("Findings by rule and peer (3/3)");
    screen.has("17  reported here");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 17");
    // From a finding elsewhere to its place here.
    screen.type_text("F");
    screen.has("(3/3)");
    screen.type_text("hl");
    screen.has("(1/3)");
    screen.type_text("h");
    screen.has("(1/1)");
}

#[test]
fn a_request_leads_to_its_answer_and_back() {
    let mut screen = Screen::open(super::MISMATCH, 100, 30);
    screen.type_text("f10G%");
    screen.has("Fields of frame 11");
    screen.type_text("%");
    screen.has("Fields of frame 10");
    screen.type_text("9G%");
    screen.has("no request or answer");
}

#[test]
fn the_brackets_go_through_the_list_of_the_overview() {
    let mut screen = Screen::open(super::MISMATCH, 100, 30);
    screen.press(KeyCode::BackTab);
    screen.type_text("j]");
    screen.has("Finding ");
    screen.has("Findings of link 1 (1/1)");
}

#[test]
fn a_stream_is_seen_from_start_to_suspension() {
    let mut screen = Screen::of(&sample("Streams"), 100, 30, Theme::default());
    screen.type_text("T");
    screen.has("#1 stream 1  SBC 44.1 kHz");
    screen.has(" S     183        5.587583  #1 stream 1  start (this host)");
    screen.has(">c     168");
    // From moment to moment, and from there to the frame.
    screen.type_text("jjj");
    screen.has(">P     259");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 259");
    screen.type_text("<");
    screen.has(">P     259");
    // Closer, until there is no closer; the moment stays.
    screen.type_text("+++++++");
    screen.has("no closer: 10 ms");
    screen.has(">P     259");
    // Beside the moments there are the packets.
    screen.type_text("kk------------");
    screen.has(">S     183");
    screen.type_text("lll");
    screen.press(KeyCode::Enter);
    let text = screen.text();
    let frame: u64 =
        text.split("Fields of frame ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!((184..254).contains(&frame), "{frame}");
}

#[test]
fn the_channels_of_the_air_lead_to_their_packets() {
    let mut screen = Screen::of(&sample("Radio"), 120, 50, Theme::default());
    screen.type_text("oR");
    screen.has(">2480 39 ");
    screen.has(" 2402 37 ");
    screen.has("37 used, avoided none: CONNECT_IND");
    assert_eq!(screen.text().matches("Wi-Fi 6").count(), 10, "{}", screen.text());
    // The lowest channel, at the start: the first advertisement.
    screen.type_text("gjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj");
    screen.has(">2402 37 ");
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 1 ");
    screen.type_text("<v");
    screen.has("Radio: part with a wrong CRC");
    // The map, and its frame.
    screen.press(KeyCode::Tab);
    screen.press(KeyCode::Enter);
    screen.has("Fields of frame 14 ");
}

#[test]
fn a_map_of_the_controller_shows_what_is_avoided() {
    let file = "captures/a2dp/afh-avoids-wifi.btsnoop.gz";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let mut screen = Screen::of(&std::fs::read(path).unwrap(), 100, 100, Theme::default());
    screen.type_text("RG");
    screen.has("avoided 24 to 46 (Wi-Fi 6)");
    let text = screen.text();
    let avoided = text.lines().filter(|line| line.contains("------"));
    assert_eq!(avoided.count(), 23, "{text}");
    assert_eq!(text.lines().filter(|line| line.contains("......")).count(), 79, "{text}");
}
