//! No octet of a key is on any screen, nor in what `show` prints: every packet that can carry one,
//! whole, cut short at any place, in two pieces, and a second piece alone.

#![allow(clippy::print_stderr)]

use std::{collections::BTreeSet, fs, path::Path};

use btlint::{
    capture::{Record, Timestamp},
    show::{Shown, tree::Scalar},
    track::Seen,
    tui::Theme,
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use parsers::{
    frame::{Buffer, Context},
    link::Link,
};

use super::screen::Screen;
use crate::support::program::{btlint, folder};

/// Octets that have to be on the screen one after another to be taken for a leak.
const RUN: usize = 4;

/// Octets of which no four in a row are twice there, in whatever packets.
fn octet(packet: usize, at: usize) -> u8 {
    let mixed = ((packet << 9 | at) as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 56) as u8
}

/// Where the keys of an H4 packet are, told by the declarations.
fn secret(bytes: &[u8], received: bool) -> Vec<usize> {
    let record = Record {
        number: 1,
        time: Timestamp(0),
        link: Link::HciH4,
        meta: u32::from(received),
        interface: 0,
        bytes,
        original_len: bytes.len() as u32,
        drops: 0,
    };
    let context = Context::default();
    let shown = Shown::new(&record, Timestamp(0), &Seen { context, ..Seen::default() });
    let nodes = shown.nodes();
    let secret = |node: &&btlint::show::tree::Node| {
        node.scalar == Scalar::Secret && node.buffer == Buffer::Packet
    };
    nodes.iter().filter(secret).flat_map(|node| node.at.clone()).collect()
}

/// A packet and the places of the keys in it.
struct Bearer {
    bytes: Vec<u8>,
    received: bool,
    keys: Vec<usize>,
}

/// Every packet by its code that has a key, its content as long as it can be.
fn bearers() -> Vec<Bearer> {
    let mut heads: Vec<(Vec<u8>, bool)> = Vec::new();
    for first in 0..=1 {
        for opcode in 0..=u16::MAX {
            let [low, high] = opcode.to_le_bytes();
            heads.push((vec![1, low, high, 0, first], false));
            heads.push((vec![4, 0x0e, 0, 1, low, high, first], true));
        }
        for code in 0..=u8::MAX {
            heads.push((vec![4, code, 0, first], true));
            heads.push((vec![4, 0x3e, 0, code, first], true));
        }
    }
    for opcode in 0..=u8::MAX {
        heads.push((vec![2, 0x40, 0, 21, 0, 17, 0, 6, 0, opcode], false));
        heads.push((vec![2, 0x40, 0, 21, 0, 17, 0, 7, 0, opcode], false));
    }
    let mut found = BTreeSet::new();
    let mut bearers = Vec::new();
    for (number, (head, received)) in heads.into_iter().enumerate() {
        let (whole, at_length) = match head[0] {
            1 => (4 + 255, Some(3)),
            4 => (3 + 255, Some(2)),
            _ => (26, None),
        };
        let mut bytes = head.clone();
        bytes.extend((head.len()..whole).map(|at| octet(number, at)));
        if let Some(at) = at_length {
            bytes[at] = 255;
        }
        let keys = secret(&bytes, received);
        // With one and with none in front it can be the same packet.
        if keys.is_empty() || !found.insert(head[..head.len() - usize::from(head[0] != 2)].to_vec())
        {
            continue;
        }
        // Not longer than the keys want: so that the screen has it all.
        let end = keys.iter().max().unwrap() + 1;
        bytes.truncate(end.max(head.len()));
        if let Some(at) = at_length {
            bytes[at] = (bytes.len() - at - 1) as u8;
        }
        let keys = secret(&bytes, received);
        assert!(!keys.is_empty(), "{head:02x?}");
        bearers.push(Bearer { bytes, received, keys });
    }
    bearers
}

struct File {
    bytes: Vec<u8>,
    records: u64,
}

impl File {
    fn new() -> Self {
        Self { bytes: b"btsnoop\0\0\0\0\x01\0\0\x03\xea".to_vec(), records: 0 }
    }

    fn push(&mut self, bytes: &[u8], whole: usize, received: bool) {
        self.records += 1;
        for word in [whole as u32, bytes.len() as u32, u32::from(received), 0, 0, 0] {
            self.bytes.extend_from_slice(&word.to_be_bytes());
        }
        self.bytes.extend_from_slice(bytes);
    }
}

fn acl(handle: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![2, handle, flags, payload.len() as u8, 0];
    bytes.extend_from_slice(payload);
    bytes
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The runs of a key as they would stand in a text without spaces.
fn runs(bearers: &[Bearer]) -> BTreeSet<String> {
    let mut runs = BTreeSet::new();
    for bearer in bearers {
        for places in bearer.keys.windows(RUN) {
            let following = places.windows(2).all(|pair| pair[1] == pair[0] + 1);
            if following {
                let bytes: Vec<u8> = places.iter().map(|&at| bearer.bytes[at]).collect();
                runs.insert(hexadecimal(&bytes));
            }
        }
    }
    runs
}

fn leaks(text: &str, runs: &BTreeSet<String>) -> Option<String> {
    for line in text.lines() {
        let packed: String =
            line.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        // Each place, so that it takes as long as the text is.
        for start in 0..packed.len().saturating_sub(2 * RUN - 1) {
            let run = &packed[start..start + 2 * RUN];
            if runs.contains(run) {
                return Some(format!("{run} in {line:?}"));
            }
        }
    }
    None
}

/// Every frame with all of its fields open and both of its buffers.
fn look(file: &[u8], records: u64, runs: &BTreeSet<String>) -> Vec<String> {
    let mut leaked = Vec::new();
    let mut screen = Screen::of(file, 200, 60, Theme::PLAIN);
    let press = |screen: &mut Screen, code| {
        screen.viewer.key(KeyEvent::new(code, KeyModifiers::NONE));
    };
    screen.type_text("fg");
    for frame in 1..=records {
        press(&mut screen, KeyCode::Tab);
        press(&mut screen, KeyCode::Home);
        for _ in 0..24 {
            press(&mut screen, KeyCode::Right);
            press(&mut screen, KeyCode::Down);
        }
        screen.draw();
        let last = leaks(&screen.text(), runs);
        press(&mut screen, KeyCode::Home);
        screen.draw();
        let first = leaks(&screen.text(), runs);
        leaked.extend(last.or(first).map(|leak| format!("frame {frame}: {leak}")));
        press(&mut screen, KeyCode::Esc);
        press(&mut screen, KeyCode::Down);
        screen.draw();
    }
    leaked
}

#[test]
fn no_key_is_on_any_screen() {
    let bearers = bearers();
    assert!(bearers.len() >= 23, "{} packets with keys", bearers.len());
    let runs = runs(&bearers);
    let mut file = File::new();
    for bearer in &bearers {
        let (bytes, whole) = (&bearer.bytes, bearer.bytes.len());
        file.push(bytes, whole, bearer.received);
        let first = *bearer.keys.first().unwrap();
        // A record that was cut within a key, or that lacks its last octet.
        for cut in [first + RUN + 1, first + 15, whole - 1] {
            file.push(&bytes[..cut.min(whole - 1)], whole, bearer.received);
        }
        // A packet that says that it is shorter than its declaration wants.
        let mut short = bytes[..whole - 1].to_vec();
        match short[0] {
            1 => short[3] -= 1,
            4 => short[2] -= 1,
            _ => {
                short[3] -= 1;
                short[5] -= 1;
            }
        }
        file.push(&short, whole - 1, bearer.received);
        if bytes[0] == 2 {
            let pdu = &bytes[5..];
            for split in [1, 3, 4, 5, 6, 10, pdu.len() - 1] {
                for piece in [acl(0x40, 0, &pdu[..split]), acl(0x40, 0x10, &pdu[split..])] {
                    file.push(&piece, piece.len(), false);
                }
                // The start is missing: on a link that is known, and on one that is not.
                for handle in [0x40, 0x41] {
                    let piece = acl(handle, 0x10, &pdu[split..]);
                    file.push(&piece, piece.len(), true);
                    file.push(&piece[..piece.len() - 1], piece.len(), true);
                }
                // The rest is missing.
                let piece = acl(0x42, 0, &pdu[..split]);
                file.push(&piece, piece.len(), false);
            }
        }
    }
    let leaked = look(&file.bytes, file.records, &runs);
    assert!(leaked.is_empty(), "{} leaks\n{}", leaked.len(), leaked.join("\n"));

    let path = folder("secrets").join("secrets.btsnoop");
    fs::write(&path, &file.bytes).unwrap();
    let name = path.to_str().unwrap();
    let all = format!("1..{}", file.records);
    for arguments in [
        &["show", name][..],
        &["show", name, "--format=json"],
        &["show", name, "--frame", &all],
        &["show", name, "--format=json", "--frame", &all],
    ] {
        let ran = btlint(arguments);
        assert!(ran.out.len() > 1000, "{}", ran.err);
        assert_eq!(leaks(&ran.out, &runs), None, "{arguments:?}");
    }
}

#[test]
fn a_leak_would_be_seen() {
    let bearers = bearers();
    let runs = runs(&bearers);
    let key = &bearers[0];
    let open: Vec<u8> = key.keys.iter().map(|&at| key.bytes[at]).collect();
    assert!(leaks(&format!("0000 {}", hexadecimal(&open)), &runs).is_some());
    let mut file = File::new();
    // A vendor's command is no key, whatever is in it.
    let mut bytes = vec![1, 0x01, 0xfc, open.len() as u8];
    bytes.extend_from_slice(&open);
    file.push(&bytes, bytes.len(), false);
    assert!(!look(&file.bytes, 1, &runs).is_empty());
}

/// An LTK of a0 to af in two pieces, in a capture that is not part of the project.
#[test]
fn no_key_of_another_capture_is_on_any_screen() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/code/keyfrag.btsnoop");
    let Ok(bytes) = fs::read(&path) else {
        eprintln!("skipped: there is no {}", path.display());
        return;
    };
    let records = btlint(&["show", path.to_str().unwrap()]).out.lines().count() as u64;
    assert!(records > 0);
    let key: Vec<u8> = (0xa0..=0xaf).collect();
    let runs = key.windows(RUN).map(hexadecimal).collect();
    assert_eq!(look(&bytes, records, &runs), Vec::<String>::new());
}
