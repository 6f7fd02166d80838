//! The two requests that work on a Cargo workspace, one file each.
//!
//! [`outputs`] lists the packages of the workspace and [`build`] builds one of them; each takes the
//! parameters of its request and returns its result, both as types of [`wire`](crate::wire). [`input_globs`]
//! names the files that a result depends on, as [`patterns`], and [`recipe_files`] keeps recipes for people
//! to look at.

pub(crate) mod build;
pub(crate) mod outputs;

mod input_globs;
mod patterns;
mod recipe_files;
