//! The parts of a recipe that differ between the kinds of products, in a module for each.

mod c_library;
mod cargo;
mod dispatch;
mod programs;
mod python_extension;

pub use python_extension::{WHEELS, WORK_VARIABLE};

pub(crate) use dispatch::{build_commands, contents, host_of_recipe, python_build, test_commands};
