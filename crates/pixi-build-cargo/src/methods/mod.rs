//! The two requests that work on a Cargo workspace, one file each.
//!
//! Each takes the parameters of its request and returns its result, both as types of [`wire`](crate::wire).

pub(crate) mod build;
pub(crate) mod outputs;

mod input_globs;
