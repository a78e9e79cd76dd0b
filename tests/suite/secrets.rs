//! No key in any view: whole, in pieces, cut short, or without its beginning.

use crate::support::program::{btlint_with, btsnoop};

/// Octets that stand nowhere else.
const KEY: &str = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";

/// What a script shows, in every form that `show` has.
fn views(script: &str) -> Vec<String> {
    let capture = btsnoop(script);
    let forms: [&[&str]; 4] = [
        &["show", "-"],
        &["show", "-", "--frame", "1..99"],
        &["show", "-", "--format=json"],
        &["show", "-", "--format=json", "--frame", "1..99"],
    ];
    forms.iter().map(|arguments| btlint_with(arguments, &capture, &[]).out).collect()
}

/// No two octets of the key that follow each other are in a view.
fn assert_hidden(script: &str) {
    for view in views(script) {
        assert!(view.lines().count() > 1, "{script}: {view}");
        let text: String = view.to_lowercase().chars().filter(|c| !" ·".contains(*c)).collect();
        for at in (0..KEY.len() - 4).step_by(2) {
            let part = &KEY[at..at + 4];
            assert!(!text.contains(part), "{part} of the key is shown for\n{script}\n{view}");
        }
    }
}

/// An L2CAP PDU with a Long Term Key.
fn pdu() -> String {
    format!("1100060006{KEY}")
}

const LINK: &str = "@le\n";

#[test]
fn whole() {
    assert_hidden(&format!("{LINK}0.100 < acl 2 {}\n0.200 .\n", pdu()));
}

#[test]
fn in_two_pieces_wherever_it_is_cut() {
    let pdu = pdu();
    for cut in (2..pdu.len()).step_by(2) {
        let (first, second) = pdu.split_at(cut);
        // Both, the start alone, the end alone, and each on a link that nothing is known of.
        for link in [LINK, "0.010 > command 0c03\n"] {
            let start = format!("0.100 < acl 2 {first}\n");
            let end = format!("0.110 < acl 1 {second}\n");
            assert_hidden(&format!("{link}{start}{end}0.200 .\n"));
            assert_hidden(&format!("{link}{start}0.200 .\n"));
            assert_hidden(&format!("{link}{end}0.200 .\n"));
        }
    }
}

#[test]
fn in_three_pieces() {
    let pdu = pdu();
    let (first, rest) = pdu.split_at(12);
    let (second, third) = rest.split_at(14);
    for pieces in [vec![(2, first), (1, second), (1, third)], vec![(1, second), (1, third)]] {
        let lines: Vec<String> = pieces
            .iter()
            .enumerate()
            .map(|(index, (boundary, octets))| format!("0.10{index} < acl {boundary} {octets}\n"))
            .collect();
        assert_hidden(&format!("{LINK}{}0.200 .\n", lines.concat()));
    }
}

#[test]
fn in_commands_and_events_whole_and_cut_short() {
    let address = "ccbbaa5dcf00";
    for cut in (2..=KEY.len()).step_by(2) {
        let key = &KEY[..cut];
        assert_hidden(&format!("0.000 > command 0c03\n0.100 > command 040b {address}{key}\n"));
        assert_hidden(&format!("0.000 > command 0c03\n0.100 > command 201a 4000{key}\n"));
        assert_hidden(&format!("0.000 > command 0c03\n0.100 < event 18 {address}{key}\n"));
        // In a list of keys.
        assert_hidden(&format!("0.000 > command 0c03\n0.100 < event 15 01{address}{key}\n"));
    }
}
