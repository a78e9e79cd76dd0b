//! Every Wireshark name that a declaration gives must be one that Wireshark knows.

#![allow(clippy::print_stderr)]

use std::{collections::HashSet, process::Command};

/// The display filter names of the installed tshark, or nothing without one.
fn wireshark_names() -> Option<HashSet<String>> {
    let output = Command::new("tshark").args(["-G", "fields"]).output().ok()?;
    let names = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|line| line.starts_with("F\t"))
        .filter_map(|line| line.split('\t').nth(2).map(str::to_owned))
        .collect::<HashSet<_>>();
    // A tshark that cannot list its fields says nothing of ours.
    (output.status.success() && names.contains("frame.number")).then_some(names)
}

#[test]
fn names_exist() {
    let Some(names) = wireshark_names() else {
        eprintln!("skipped: no tshark that lists its fields on the PATH");
        return;
    };
    let unknown: Vec<_> = btlint_parsers::all_pdus()
        .flat_map(|pdu| pdu.fields.iter().map(move |field| (pdu.title, field)))
        .filter_map(|(title, field)| Some((title, field.name, field.filter?)))
        .filter(|(_, _, filter)| !names.contains(*filter))
        .collect();
    assert!(unknown.is_empty(), "not in `tshark -G fields`: {unknown:#?}");
}
