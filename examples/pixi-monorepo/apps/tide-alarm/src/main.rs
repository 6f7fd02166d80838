//! Prints before which time to leave a harbour; asks `tide-table` for the time.

use std::process::{Command, ExitCode};

use lexopt::prelude::*;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tide-alarm: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), lexopt::Error> {
    let mut arguments = lexopt::Parser::from_env();
    let mut harbour = String::from("northwick");
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("version") => {
                println!("tide-alarm {}", env!("CARGO_PKG_VERSION"));
                return Ok(());
            }
            Value(name) => harbour = name.string()?,
            other => return Err(other.unexpected()),
        }
    }
    if tide_model::first_high_water(&harbour, 0).is_none() {
        return Err(format!("no harbour is called {harbour}").into());
    }
    let bell = if cfg!(feature = "bell") { "\u{7}" } else { "" };
    let table = Command::new("tide-table").arg(&harbour).output();
    let table = table.map_err(|error| format!("cannot start tide-table: {error}"))?;
    print!("{bell}leave before {}", String::from_utf8_lossy(&table.stdout));
    Ok(())
}
