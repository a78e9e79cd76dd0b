//! The AT lines of the Hands-Free Profile (HFP 1.8, section 4.34).

use crate::{Text, pdu};

pdu! {
    in PDUS;

    /// Commands, results and unsolicited results of the Hands-Free Profile.
    pub struct AtText<'a> ("HFP", "HFP 1.8, 4.34") {
        text: Text<'a> as Lines = "bthfp.data",
    }
}

/// The lines of AT text without their line ends and without empty ones: `AT+BRSF=31`,
/// `+CIEV: 2,1`, `OK`. A line that the frame cuts is given as far as it goes.
pub fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&b| matches!(b, b'\r' | b'\n' | 0))
        .map(<[u8]>::trim_ascii)
        .filter(|l| !l.is_empty())
}

/// Name and parameters of a line: `+CIEV` and `2,1`, `AT+BRSF` and `31`. A line without
/// parameters has none.
pub fn split(line: &[u8]) -> (&[u8], Option<&[u8]>) {
    match line.iter().position(|b| matches!(b, b'=' | b':')) {
        Some(at) => {
            let (name, rest) = line.split_at(at);
            (name, Some(rest.get(1..).unwrap_or_default().trim_ascii()))
        }
        None => (line, None),
    }
}

/// The octets are text, and their first line is a command or result of the Hands-Free Profile.
pub fn looks_like_at(text: &[u8]) -> bool {
    let is_text = text.iter().all(|&b| matches!(b, b'\r' | b'\n' | 0 | 0x20..=0x7e | 0x80..));
    let Some(first) = lines(text).next() else { return false };
    let known: [&[u8]; 4] = [b"OK", b"ERROR", b"RING", b"NO CARRIER"];
    let is_result =
        first.first() == Some(&b'+') && first.get(1).is_some_and(u8::is_ascii_uppercase);
    let is_command = first.get(..2).is_some_and(|c| c.eq_ignore_ascii_case(b"AT"))
        && (first.len() == 2 || text.last() == Some(&b'\r'));
    is_text && (is_result || is_command || known.contains(&first))
}
