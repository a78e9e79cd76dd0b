//! Captures that are damaged: records cut short, octets changed, and others in their place. What is
//! redacted of them has the same findings and nothing that is private, and is not refused.

use std::fs;

use super::redact;
use crate::support::{
    program::{btlint, btsnoop, folder},
    samples::samples,
};

/// A generator of numbers, the same at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// A record of a btsnoop file with another packet; the length that it had stays, unless the packet
/// is as long as it seems.
fn spoil(file: &[u8], mut change: impl FnMut(&mut Vec<u8>) -> bool) -> Vec<u8> {
    let (header, mut rest) = file.split_at(16);
    let mut out = header.to_vec();
    while let Some((head, records)) = rest.split_at_checked(24) {
        let length = u32::from_be_bytes(head[4..8].try_into().unwrap()) as usize;
        let Some((packet, next)) = records.split_at_checked(length) else { break };
        let mut packet = packet.to_vec();
        let keeps_length = change(&mut packet);
        let short = (packet.len() as u32).to_be_bytes();
        out.extend_from_slice(if keeps_length { &head[..4] } else { &short });
        out.extend_from_slice(&short);
        out.extend_from_slice(&head[8..]);
        out.extend_from_slice(&packet);
        rest = next;
    }
    out
}

#[test]
fn damaged_captures_are_redacted_all_the_same() {
    let folder = folder("redact-spoilt");
    let (input, output) = (folder.join("in.btsnoop"), folder.join("out.btsnoop"));
    let mut numbers = Numbers(7);
    let mut tried = 0;
    for sample in samples().into_iter().step_by(9) {
        let octets = fs::read(&sample.path).unwrap();
        if !octets.starts_with(b"btsnoop") {
            continue;
        }
        for kind in ["flip", "cut", "snap", "noise"] {
            let spoilt = spoil(&octets, |packet| {
                if packet.len() < 6 || numbers.below(8) > 0 {
                    return true;
                }
                // The first octet says what the packet is.
                let at = 1 + numbers.below(packet.len() - 1);
                match kind {
                    "flip" => packet[at] ^= 1 << numbers.below(8),
                    "noise" => packet.iter_mut().skip(at).take(8).for_each(|octet| {
                        *octet = numbers.below(256) as u8;
                    }),
                    _ => packet.truncate(at.max(4)),
                }
                kind != "cut"
            });
            fs::write(&input, spoilt).unwrap();
            let ran = redact(&input, &output);
            assert!(!ran.err.contains("failed its check"), "{kind} {}: {}", sample.name, ran.err);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

/// A length within a report of advertising is wrong: the octets after it are not what they seem.
#[test]
fn what_is_read_behind_a_wrong_length_is_private() {
    let name = "5a77696562656c6b756368656e2d31323334";
    let folder = folder("redact-misread");
    let (input, output) = (folder.join("in.btsnoop"), folder.join("out.btsnoop"));
    for length in (0..=0x1f_u8).step_by(3) {
        // Two reports, the first with this length, and a name of 18 octets in it.
        let script = format!(
            "@adapter\n0.100 < event 3e 02 02 00 00 112233445566 {length:02x} 1309{name} c5 \
             00 00 665544332211 {length:02x} 1309{name} c5\n0.200 .\n"
        );
        fs::write(&input, btsnoop(&script)).unwrap();
        assert_eq!(redact(&input, &output).code, 0, "{length}");
        let written = fs::read(&output).unwrap();
        let secret: Vec<u8> = (0..name.len() / 2)
            .map(|at| u8::from_str_radix(&name[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        for window in secret.windows(4) {
            assert!(!written.windows(4).any(|w| w == window), "{length}: {window:02x?}");
        }
        let shown = btlint(&["show", "-n1..9", output.to_str().unwrap()]).out;
        assert!(!shown.contains("Zwiebel"), "{length}: {shown}");
    }
}

/// Texts and numbers that look like what is public, where anything can stand.
#[test]
fn what_only_looks_public_is_not_written() {
    let secret = "c1d2e3f4a5b6c7d8";
    let text = |text: &str| text.bytes().map(|octet| format!("{octet:02x}")).collect::<String>();
    let scripts = [
        // A list of 16-bit UUIDs that are none, and of 32-bit ones.
        format!("@adapter\n0.1 < event 3e 02 01 00 00 112233445566 0a 0903{secret} c5\n"),
        format!("@adapter\n0.1 < event 3e 02 01 00 00 112233445566 0a 0905{secret} c5\n"),
    ];
    let folder = folder("redact-looks");
    let (input, output) = (folder.join("in.btsnoop"), folder.join("out.btsnoop"));
    for script in scripts {
        fs::write(&input, btsnoop(&script)).unwrap();
        assert_eq!(redact(&input, &output).code, 0);
        let written = fs::read(&output).unwrap();
        let octets: Vec<u8> = (0..secret.len() / 2)
            .map(|at| u8::from_str_radix(&secret[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        for window in octets.windows(2) {
            assert!(!written.windows(2).any(|w| w == window), "{script}: {window:02x?}");
        }
    }
    // What stands behind the end of a name is no part of it, even where names are shown.
    let name = format!("{}00{}", text("Lamp"), text("Zwiebelkuchen"));
    let script = format!("@adapter\n0.1 > command 0c13 {name:0<496}\n0.2 .\n");
    fs::write(&input, btsnoop(&script)).unwrap();
    let [from, to] = [&input, &output].map(|path| path.to_str().unwrap());
    assert_eq!(btlint(&["redact", from, to, "--reveal", "names"]).code, 0);
    let written = String::from_utf8_lossy(&fs::read(&output).unwrap()).into_owned();
    assert!(written.contains("Lamp") && !written.contains("Zwie"));
}
