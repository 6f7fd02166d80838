//! The parts of a recipe that differ between the kinds of products, in a module for each.

mod c_library;
mod cargo;
mod dispatch;
mod programs;

pub(crate) use dispatch::{build_commands, contents, test_commands};
