//! `cargo conda fault-points`, for the tests of this repository.

use std::io::Write as _;

use cargo_conda_engine::fault_points;

use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Writes a line for each point: its name, what has been done there, and what comes next, separated by tabs.
pub(in crate::cli) fn run() -> Result<Code, Failure> {
    let mut out = output::stdout();
    for point in fault_points() {
        writeln!(out, "{}\t{}\t{}", point.name, point.done, point.next).map_err(Failure::Write)?;
    }
    Ok(Code::Success)
}
