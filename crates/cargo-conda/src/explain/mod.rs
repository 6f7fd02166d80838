//! Shows errors to people: what failed, where, why, and what to do about it.
//!
//! Command line, scripts and the build backend use the same texts. Where the text of a help lives follows one rule: in a method
//! `help` of the type of the error, beside the error's message. [`help()`] asks that method and adds nothing of its own. The one
//! exception is `unresolved`: what to do when an environment cannot be solved has to be read from the words of rattler's solver,
//! which no type tells apart.

mod excerpt;
mod text;
mod unresolved;

pub use text::{explain, help};
