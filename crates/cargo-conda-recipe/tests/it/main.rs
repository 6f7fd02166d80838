//! Tests of recipes as text, and as rattler-build reads them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod accepted;
mod c_library;
mod cmd;
mod conda;
mod hostile;
mod linter;
mod literal;
mod python_extension;
mod samples;
mod scripts;
mod snapshots;
mod variants;
