//! Files as the planner sees them: locations in manifests, and the few questions about other files.

mod location;
mod tree;

pub use location::{Located, Location, Source};
pub use tree::{EntryKind, SourceEntry, SourceTree};
