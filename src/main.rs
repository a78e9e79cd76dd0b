//! btlint: arguments, then what they ask for, then an exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use btlint::cli::{self, Arguments, Exit};

fn main() -> ExitCode {
    let exit = cli::run(&Arguments::read()).unwrap_or_else(|failure| {
        cli::complain(&failure);
        Exit::Trouble
    });
    exit.into()
}
