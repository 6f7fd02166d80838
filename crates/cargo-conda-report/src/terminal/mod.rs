//! A run as people see it: lines that stay, and beneath them what is going on right now.
//!
//! [`TerminalReporter`] turns each event into whole lines. `bars` alone draws what moves. `names` says what a package
//! is called, `failure` and `summary` write the longer texts, `install` knows how a package gets from the channel to
//! a user, `cargo_line` reads what cargo prints.

mod bars;
mod cargo_line;
mod environment;
mod failure;
mod install;
mod names;
mod reporter;
mod summary;

pub(crate) use names::Names;
pub use reporter::TerminalReporter;
