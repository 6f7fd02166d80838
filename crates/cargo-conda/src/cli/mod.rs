//! The command line: arguments in, a call of the library, an exit code out.
//!
//! [`app`] parses the arguments and starts a command. Each command is a file in [`commands`] with its own
//! options and what it does with them; options that several commands share are in [`args`]. Whatever a
//! command fails with is a [`failure::Failure`], which knows its message and its [`exit_code::Code`].

mod again;
mod app;
mod archive_report;
mod args;
mod commands;
mod exit_code;
mod failure;
mod kept_events;
mod output;

#[cfg(test)]
mod tests;

pub(crate) use app::main;
