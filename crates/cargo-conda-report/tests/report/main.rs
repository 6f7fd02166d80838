//! Tests of everything that people and programs read, compared as a whole.
#![expect(clippy::unwrap_used, reason = "a sample that cannot be made fails its test")]

mod conda;
mod graph;
mod json;
mod page;
mod plan;
mod samples;
mod terminal;
mod widths;
