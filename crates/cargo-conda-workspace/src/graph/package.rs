//! A package of the graph as callers see it.

use camino::Utf8Path;
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
    /// The directory of the manifest, wherever the package comes from.
    pub directory: &'a Utf8Path,
}

impl Package<'_> {
    /// True for members and other path dependencies. cargo takes the sources of all other packages for
    /// unchangeable, also where they are vendored.
    pub fn is_local(&self) -> bool {
        matches!(self.source, PackageSource::Path(_))
    }
}

impl<'a> From<&'a PackageNode> for Package<'a> {
    fn from(node: &'a PackageNode) -> Self {
        Self { name: &node.name, version: &node.version, source: &node.source, directory: &node.directory }
    }
}
