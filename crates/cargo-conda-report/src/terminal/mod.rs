//! A report of a run for people: lines that stay, and progress bars below them.
//!
//! [`TerminalReporter`] turns each event into whole lines, and `bars` draws the progress bars, whose texts
//! `bar_line` fits into the terminal. The longer texts are in files of their own: `failure`, `summary` and
//! `environment`. `names` decides what packages are called, `progress` writes how far a run has come, and
//! `cargo_line` reads the crate from a line that cargo prints.

mod bar_line;
mod bars;
mod cargo_line;
mod environment;
mod failure;
mod names;
mod progress;
mod reporter;
mod summary;

pub(crate) use names::Names;
pub use reporter::TerminalReporter;
