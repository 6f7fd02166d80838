//! Shows errors to people: what failed, where, why, and what to do about it.
//!
//! The command line, scripts and the build backend use the same texts. One rule says where the text of a help
//! lives: in a method `help` of the type of the error, beside the error's message. [`help()`] asks that
//! method and adds nothing of its own.

mod excerpt;
mod text;

pub use text::{explain, help};
