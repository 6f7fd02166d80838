//! What people and programs read, written out whole.
#![expect(clippy::unwrap_used, reason = "a sample that cannot be made fails its test")]

mod conda;
mod graph;
mod json;
mod plan;
mod samples;
mod terminal;
