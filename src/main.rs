//! btlint.
fn main() { if let Some(path) = std::env::args_os().nth(1) { if let Err(e) = btlint::tui::run(path.as_ref()) { eprintln!("{e}"); } } }
