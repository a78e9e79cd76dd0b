//! What strangers may see of the texts of the Linux monitor: names that everybody's computer has, and
//! versions of the kernel.

/// Programs of the Bluetooth stack.
const PROGRAMS: [&[u8]; 8] = [
    b"bluetoothd",
    b"btmon",
    b"bluetoothctl",
    b"obexd",
    b"pipewire",
    b"wireplumber",
    b"pulseaudio",
    b"bluetooth-meshd",
];

/// Notes that end with a version.
const NOTES: [&[u8]; 2] = [b"Linux version ", b"Bluetooth subsystem version "];

/// Characters of a version that are shown: `6.12.48`.
const VERSION: usize = 9;

/// Writes what is public of a text into zeros of the same length.
pub fn write(text: &[u8], out: &mut [u8]) {
    let word = text.split(|&octet| octet == 0).next().unwrap_or_default();
    let length = if PROGRAMS.contains(&word) || is_adapter(word) { word.len() } else { note(word) };
    if let (Some(from), Some(to)) = (text.get(..length), out.get_mut(..length)) {
        to.copy_from_slice(from);
    }
}

/// `hci0`.
fn is_adapter(word: &[u8]) -> bool {
    word.strip_prefix(b"hci").is_some_and(|number| {
        matches!(number.len(), 1..=2) && number.iter().all(u8::is_ascii_digit)
    })
}

/// Octets up to the end of a note's version.
fn note(text: &[u8]) -> usize {
    let Some(note) = NOTES.iter().find(|note| text.starts_with(note)) else { return 0 };
    let version = text.iter().skip(note.len());
    let digits = version.take_while(|octet| octet.is_ascii_digit() || **octet == b'.').count();
    note.len() + digits.min(VERSION)
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn programs_and_versions_stay_and_people_do_not() {
        for (text, shown) in [
            ("bluetoothd\0", "bluetoothd_"),
            ("hci0\0\0\0\0", "hci0____"),
            ("hci1234", "_______"),
            ("zdenka-agent", "____________"),
            ("bluetoothd-zdenka", "_________________"),
            ("Linux version 6.8.0 (me@home)", "Linux version 6.8.0__________"),
            ("Linux version of mine", "Linux version _______"),
            ("Bluetooth subsystem version 2.22", "Bluetooth subsystem version 2.22"),
            ("PIN 1234", "________"),
        ] {
            let mut out = [0; 64];
            let out = &mut out[..text.len()];
            write(text.as_bytes(), out);
            let out = out.iter().map(|&octet| if octet == 0 { b'_' } else { octet });
            assert!(out.eq(shown.bytes()), "{text:?}");
        }
    }
}
