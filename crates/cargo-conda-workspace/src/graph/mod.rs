//! All resolved packages and the dependencies between them: the thin graph that is built with each workspace.

mod package;
mod package_graph;
mod package_source;

pub use package::Package;
pub(crate) use package_graph::{PackageIndex, PackageNode, ResolvedGraph};
pub use package_source::PackageSource;
