//! What is dropped because a table is full is counted, and nothing is dropped without a word.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use crate::support::{events, play::Script};
use btlint::track::What;

fn forgotten(text: &str) -> u64 {
    events::play(&Script::parse(text), |_, _| None::<()>).1.forgotten
}

fn lines(preludes: &str, number: u32, line: impl Fn(u32) -> String) -> String {
    let mut text = format!("{preludes}\n");
    for index in 0..number {
        writeln!(text, "{}.{:03} {}", index / 100, index % 100 * 10, line(index)).unwrap();
    }
    text
}

#[test]
fn channels_beyond_the_bound_are_counted() {
    let channel = |index: u32| {
        let cid = (0x0050 + index).to_le_bytes();
        format!("< signal 02 {:02x} 0400 0110 {:02x}{:02x}", index % 250 + 1, cid[0], cid[1])
    };
    // The requests are answered by nobody, so that they fill a table as well.
    assert_eq!(forgotten(&lines("@classic", 30, channel)), 0);
    assert_eq!(forgotten(&lines("@classic", 200, channel)), 200 - 64 + 200 - 64);
}

#[test]
fn links_beyond_the_bound_end_and_are_counted() {
    let link = |index: u32| {
        let address = format!("{:02x}00000000c0", index);
        format!("< event 03 00 {:02x}00 {address} 01 00", index + 1)
    };
    let text = lines("@adapter", 100, link);
    assert_eq!(forgotten(&text), 100 - 64);
    let ended = events::told(&text, |event, state| match event.what {
        What::LinkDown(_) => Some(event.link.and_then(|id| state.link(id)).is_some()),
        _ => None,
    });
    assert_eq!(ended, [true; 36], "rules see the end of a link that is given up");
}
