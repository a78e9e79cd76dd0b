//! Writes a long capture of a stream, for measurements.
//!
//! ```text
//! cargo run --release --example generate -- OUT --megabytes 200
//! ```
//!
//! `-` is standard output. The same size gives the same octets.

#![allow(clippy::cast_possible_truncation)]
#[allow(dead_code, unreachable_pub, clippy::unwrap_used)]
#[path = "../tests/suite/support/play.rs"]
mod play;
#[allow(dead_code, unreachable_pub)]
mod traffic;

use std::{
    env,
    fs::File,
    io::{self, BufWriter, Write},
};

fn main() -> Result<(), String> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [path, option, size] = arguments.as_slice() else {
        return Err("usage: generate OUT --megabytes N".into());
    };
    let megabytes: u64 = match option.as_str() {
        "--megabytes" => size.parse().map_err(|_| format!("{size} is no number"))?,
        other => return Err(format!("unknown option {other}")),
    };
    write(path, megabytes * 1_000_000).map_err(|error| format!("{path}: {error}"))
}

fn write(path: &str, octets: u64) -> io::Result<()> {
    let out: Box<dyn Write> =
        if path == "-" { Box::new(io::stdout().lock()) } else { Box::new(File::create(path)?) };
    let mut out = BufWriter::with_capacity(1 << 20, out);
    traffic::Traffic::new(1).write_btsnoop(&mut out, octets)?;
    out.flush()
}
