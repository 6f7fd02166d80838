//! The central type, and the two ways to one: from a directory through cargo, and from cargo's metadata as
//! text.

mod diagnose;
mod from_metadata;
mod load;
mod model;

pub use load::LoadOptions;
pub use model::{DefaultMembers, Workspace};
