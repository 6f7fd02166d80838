//! Prints the time of the first high water of a day.

use std::process::ExitCode;

use lexopt::prelude::*;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tide-table: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), lexopt::Error> {
    let (mut harbour, mut day) = (String::from("northwick"), 0);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("version") => {
                println!("tide-table {}", env!("CARGO_PKG_VERSION"));
                return Ok(());
            }
            Long("day") => day = arguments.value()?.parse()?,
            Value(name) => harbour = name.string()?,
            other => return Err(other.unexpected()),
        }
    }
    match tide_model::first_high_water(&harbour, day) {
        Some(minute) => println!("{harbour} {:02}:{:02}", minute / 60, minute % 60),
        None => return Err(format!("no harbour is called {harbour}").into()),
    }
    Ok(())
}
