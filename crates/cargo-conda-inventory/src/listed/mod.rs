//! The list of crates in a finished package, read back: from its programs, or from a bill of materials beside
//! them.
//!
//! Programs are read by cargo-auditable's own reader, so those that other tools have made count too. No file
//! is trusted: sizes are bounded, and what does not add up is an error.

mod bill;
mod list;
mod program;

pub use list::{CrateList, DamagedList, ListedCrate};
pub use program::{CodeKind, code_kind};
