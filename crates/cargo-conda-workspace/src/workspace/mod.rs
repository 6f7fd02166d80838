//! The central type, and the two ways to make one: `load` runs cargo in a directory, `from_metadata` takes
//! the output of `cargo metadata` as text.

mod diagnose;
mod from_metadata;
mod load;
mod model;

pub use load::LoadOptions;
pub use model::{DefaultMembers, Workspace};
