//! Captures that others published.

use std::{fmt::Write, path::PathBuf};

use btlint::capture::Capture;

use super::drain;

/// Real captures: as many packets as Wireshark counts, or one clear line.
#[test]
fn real_captures() {
    let folder = std::env::var_os("BTLINT_CAPTURES").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/captures")),
        PathBuf::from,
    );
    let Ok(manifest) = std::fs::read_to_string(folder.join("MANIFEST.tsv")) else {
        eprintln!("skipped: no captures in {}", folder.display());
        return;
    };
    let mut lines = manifest.lines();
    let columns: Vec<_> = lines.next().unwrap().split('\t').collect();
    let column = |name| columns.iter().position(|c| *c == name).unwrap();
    let (file, kind) = (column("file"), column("file_type"));
    let (packets, wrap) = (column("packets"), column("encapsulation"));
    let mut wrong = String::new();
    for line in lines {
        let cells: Vec<_> = line.split('\t').collect();
        let format = cells[kind] != "TI SmartRF psd";
        let decoded = format && !matches!(cells[wrap], "ether" | "usb-linux-mmap" | "usb-usbpcap");
        match Capture::open(&folder.join(cells[file])) {
            Ok(mut capture) => {
                let (records, fault) = drain(&mut capture);
                let count = records.last().map_or(0, |r| r.number).to_string();
                if !decoded
                    || (!cells[packets].is_empty() && count != cells[packets])
                    || fault.is_some()
                {
                    let _ = writeln!(wrong, "{}: {count}, {fault:?}", cells[file]);
                }
            }
            Err(error) => {
                let text = error.to_string();
                if decoded || text.contains('\n') || (format && !text.contains("link type")) {
                    let _ = writeln!(wrong, "{text}");
                }
            }
        }
    }
    assert_eq!(wrong, "");
}
