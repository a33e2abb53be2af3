//! The program `cargo toggle`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_toggle::command::run(std::env::args_os())
}
