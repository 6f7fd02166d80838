//! Where values were written, and the few questions about files.

mod location;
mod tree;

pub use location::{Located, Location, Source};
pub use tree::SourceTree;
