//! Writes a long capture of a stream, or one with very many of one thing, for measurements.
//!
//! ```text
//! cargo run --release --example generate -- OUT --megabytes 200
//! cargo run --release --example generate -- OUT --crowd "losses of one device" 1000000
//! ```
//!
//! `-` is standard output. The same size gives the same octets. Without a name of a crowd, all are
//! listed.

#![allow(clippy::cast_possible_truncation)]
#[allow(dead_code, unreachable_pub, clippy::unwrap_used)]
#[path = "../tests/suite/support/crowd.rs"]
mod crowd;
#[allow(dead_code, unreachable_pub, clippy::unwrap_used)]
#[path = "../tests/suite/support/play.rs"]
mod play;
#[allow(dead_code, unreachable_pub)]
mod traffic;

use std::{
    collections::BTreeMap,
    env,
    fs::File,
    io::{self, BufWriter, Write},
};

use btlint::capture::{Format, Writer};

fn main() -> Result<(), String> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u32>().map_err(|_| format!("{text} is no number"));
    match arguments[..] {
        [path, "--megabytes", size] => {
            let octets = u64::from(number(size)?) * 1_000_000;
            write(path, |out| traffic::Traffic::new(1).write_btsnoop(out, octets))
        }
        [path, "--crowd", name, count] => {
            let count = number(count)?;
            let crowd = crowd::CROWDS.iter().find(|crowd| crowd.name == name);
            let crowd = crowd.ok_or_else(|| format!("the crowds are: {}", names()))?;
            write(path, |out| write_crowd(crowd, count, out))
        }
        _ => Err(format!("usage: generate OUT --megabytes N | --crowd NAME N; of {}", names())),
    }
}

fn names() -> String {
    crowd::CROWDS.iter().map(|crowd| format!("\"{}\"", crowd.name)).collect::<Vec<_>>().join(", ")
}

fn write(path: &str, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let file = || -> io::Result<()> {
        let out: Box<dyn Write> =
            if path == "-" { Box::new(io::stdout().lock()) } else { Box::new(File::create(path)?) };
        let mut out = BufWriter::with_capacity(1 << 20, out);
        fill(&mut out)?;
        out.flush()
    };
    file().map_err(|error| format!("{path}: {error}"))
}

fn write_crowd(crowd: &crowd::Crowd, count: u32, out: &mut dyn Write) -> io::Result<()> {
    let mut link = None;
    crowd.records(1, |record| link = Some(record.link));
    // All packets of a capture are wrapped alike, but for the first of a crowd of adapters.
    let interfaces: BTreeMap<_, _> = (0..).zip(link).collect();
    let mut writer = Writer::begin(Format::Pcapng, &interfaces, out)?;
    let mut written = Ok(());
    crowd.records(count, |record| {
        if link == Some(record.link) && written.is_ok() {
            written = writer.record(record, out);
        }
    });
    written
}
