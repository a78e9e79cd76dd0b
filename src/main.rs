//! btlint.
fn main() {}
