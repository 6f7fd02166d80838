//! The parts of a recipe that differ between the kinds of products, in a module for each.

mod dispatch;
mod programs;

pub(crate) use dispatch::{build_commands, test_commands};
