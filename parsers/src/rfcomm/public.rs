//! What strangers may see of the lines of the Hands-Free Profile: commands that everybody sends, and
//! their small numbers. Texts and numbers that people dial keep their lengths alone.

/// Commands and results whose parameters are codes, masks and levels (HFP 1.8, 4.34). Of others the
/// name is public, and nothing that follows it.
const CODED: [&[u8]; 22] = [
    b"+BRSF",
    b"+BAC",
    b"+BCS",
    b"+BCC",
    b"+CIND",
    b"+CIEV",
    b"+CMER",
    b"+CHLD",
    b"+VGS",
    b"+VGM",
    b"+NREC",
    b"+BVRA",
    b"+BSIR",
    b"+BTRH",
    b"+CMEE",
    b"+CLIP",
    b"+CCWA",
    b"+BIA",
    b"+BIND",
    b"+BIEV",
    b"+CME ERROR",
    b"+CLCC",
];

/// Commands and results that have a name alone, or what is private behind it.
const NAMED: [&[u8]; 16] = [
    b"OK",
    b"ERROR",
    b"RING",
    b"NO CARRIER",
    b"BUSY",
    b"NO ANSWER",
    b"DELAYED",
    b"BLACKLISTED",
    b"A",
    b"D",
    b"+BLDN",
    b"+CHUP",
    b"+COPS",
    b"+CNUM",
    b"+BINP",
    b"+VTS",
];

/// Digits of a code; what has more is a number that somebody dials.
const DIGITS: usize = 4;

/// Writes what is public of text into zeros of the same length. Lines whose command is not known stay
/// zero.
pub fn write(text: &[u8], out: &mut [u8]) {
    let ends = |octet: &u8| matches!(octet, b'\r' | b'\n' | 0);
    let mut at = 0;
    for line in text.split_inclusive(ends) {
        let ending = usize::from(line.last().is_some_and(&ends));
        let (line_text, end) = line.split_at(line.len() - ending);
        if let Some(to) = out.get_mut(at..at + line_text.len()) {
            one(line_text, to);
        }
        if let (Some(to), Some(octet)) = (out.get_mut(at + line_text.len()), end.first()) {
            *to = *octet;
        }
        at += line.len();
    }
}

fn one(line: &[u8], out: &mut [u8]) {
    let spaces = line.iter().take_while(|octet| octet.is_ascii_whitespace()).count();
    let rest = line.get(spaces..).unwrap_or_default();
    let is_command = rest.get(..2).is_some_and(|two| two.eq_ignore_ascii_case(b"AT"));
    let from = spaces + if is_command { 2 } else { 0 };
    let body = line.get(from..).unwrap_or_default();
    let all = CODED.iter().chain(&NAMED);
    let begins = |name: &&&[u8]| {
        let next = body.get(name.len());
        // A name ends where a letter does not go on with it; what is dialled follows at once.
        let ends = **name == b"D" || next.is_none_or(|octet| !octet.is_ascii_alphanumeric());
        body.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name)) && ends
    };
    let known = all.filter(begins).max_by_key(|name| name.len());
    let name = match known {
        Some(name) => name.len(),
        None if is_command && body.trim_ascii().is_empty() => 0,
        None => return,
    };
    copy(line, out, 0..from + name);
    let is_coded = known.is_some_and(|name| CODED.contains(name));
    parameters(line, out, from + name, is_coded);
}

fn copy(line: &[u8], out: &mut [u8], at: core::ops::Range<usize>) {
    if let (Some(from), Some(to)) = (line.get(at.clone()), out.get_mut(at)) {
        to.copy_from_slice(from);
    }
}

/// Signs stay outside of quotes; a short number stays if the command is coded; what else there is
/// becomes `x`, or `0` for a digit.
fn parameters(line: &[u8], out: &mut [u8], from: usize, is_coded: bool) {
    let mut quoted = false;
    let mut at = from;
    while let Some(&octet) = line.get(at) {
        let is_sign = b"=:?,;()- ".contains(&octet);
        let digits = line.iter().skip(at).take_while(|octet| octet.is_ascii_digit()).count();
        let apart = |place: Option<&u8>| place.is_none_or(|octet| !octet.is_ascii_alphanumeric());
        let alone = apart(at.checked_sub(1).and_then(|at| line.get(at)).filter(|_| at > from))
            && apart(line.get(at + digits));
        if octet == b'"' {
            quoted = !quoted;
            set(out, at, octet);
        } else if is_sign && !quoted {
            set(out, at, octet);
        } else if is_coded && !quoted && alone && (1..=DIGITS).contains(&digits) {
            copy(line, out, at..at + digits);
            at += digits - 1;
        } else {
            set(out, at, if octet.is_ascii_digit() { b'0' } else { b'x' });
        }
        at += 1;
    }
}

fn set(out: &mut [u8], at: usize, octet: u8) {
    if let Some(to) = out.get_mut(at) {
        *to = octet;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that is left, with `_` for zero.
    fn is(text: &str, expected: &str) -> bool {
        let mut out = [0; 64];
        let Some(out) = out.get_mut(..text.len()) else { return false };
        write(text.as_bytes(), out);
        out.iter().map(|&octet| if octet == 0 { b'_' } else { octet }).eq(expected.bytes())
    }

    #[test]
    fn codes_stay_and_people_do_not() {
        for (line, shown) in [
            ("AT+BRSF=1023\r", "AT+BRSF=1023\r"),
            ("\r\n+BRSF: 871\r\n\r\nOK\r\n", "\r\n+BRSF: 871\r\n\r\nOK\r\n"),
            ("\r\n+CIEV: 2,1\r\n", "\r\n+CIEV: 2,1\r\n"),
            ("+CIND: (\"call\",(0,1))", "+CIND: (\"xxxx\",(0,1))"),
            ("+CLIP: \"+4917012345\",145", "+CLIP: \"x0000000000\",145"),
            ("+CLCC: 1,1,0,0,0,\"555123\",129", "+CLCC: 1,1,0,0,0,\"000000\",129"),
            ("ATD5551234;\r", "ATD0000000;\r"),
            ("ATD>12;\r", "ATDx00;\r"),
            ("AT+VTS=7\r", "AT+VTS=0\r"),
            ("+CNUM: ,\"5551234\",129,,4", "+CNUM: ,\"0000000\",000,,0"),
            ("AT+BRSF=123456\r", "AT+BRSF=000000\r"),
            ("+CIEV: 2a,1", "+CIEV: 0x,1"),
            ("AT+XAPL=ABCD-1234,10\r", "____________________\r"),
            ("the password is 1234\r\n", "____________________\r\n"),
            ("RINGO\r", "_____\r"),
            ("AT\r", "AT\r"),
        ] {
            assert!(is(line, shown), "{line:?}");
        }
    }
}
