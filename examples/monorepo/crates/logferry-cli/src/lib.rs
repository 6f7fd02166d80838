//! The command line of all logferry programs: `--help`, `--version`, input and exit codes.

mod input;
mod program;

pub use input::{Input, InputError};
pub use lexopt;
pub use program::{Program, Stop};
