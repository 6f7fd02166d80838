//! A package of the graph as callers see it.

use semver::Version;

use super::package_graph::PackageNode;
use super::package_source::PackageSource;

/// A package that cargo resolved: a member, or a direct or indirect dependency of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package<'a> {
    /// The name of the package.
    pub name: &'a str,
    /// The version.
    pub version: &'a Version,
    /// Where the package comes from; for a member this is its directory.
    pub source: &'a PackageSource,
}

impl<'a> From<&'a PackageNode> for Package<'a> {
    fn from(node: &'a PackageNode) -> Self {
        Self { name: &node.name, version: &node.version, source: &node.source }
    }
}
