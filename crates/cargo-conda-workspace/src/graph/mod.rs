//! All resolved packages and the dependencies between them: the thin graph that is built with each workspace.

mod package_graph;
mod package_source;

pub(crate) use package_graph::{PackageIndex, PackageNode, ResolvedGraph, Step};
pub use package_source::PackageSource;
