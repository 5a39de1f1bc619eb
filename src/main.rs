//! The program `klaim`: reads its arguments, runs one command, turns its end into an exit code.

mod cli;
mod page;
mod report;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
