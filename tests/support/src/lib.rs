//! What the tests of several crates need: workspaces in temporary directories, processes with a clean
//! environment, random inputs, and sample plans.
//!
//! The crate is a dev-dependency and stays light: it never depends on the engine. Sample plans come with the
//! feature `plans`.

#![expect(clippy::missing_panics_doc, reason = "a helper that panics fails its test")]

mod environment;
mod fuzz;
#[cfg(feature = "plans")]
pub mod plans;
mod workspace;

pub use environment::{clean_environment, in_new_layout, with_nightly, withheld_variables};
pub use fuzz::{fuzz, fuzz_share, inputs_or};
pub use workspace::TempWorkspace;
