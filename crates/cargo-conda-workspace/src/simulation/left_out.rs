//! Uses of packages that cargo's metadata leaves out.
//!
//! `cargo metadata` resolves the features of members, all of them with what they turn on. A selection such as
//! `serde/rc` turns on a feature that perhaps no member does, and the optional dependencies behind it are not
//! among the uses of the package. Here every dependency is added that a manifest declares and that leads to a
//! package of the metadata. guppy follows an optional one only if a feature turns it on.
//!
//! A package that the metadata does not have cannot be added: the lock file does not have it either.

use std::collections::BTreeMap;

use semver::{Version, VersionReq};
use serde::Deserialize;
use serde_json::{Value, json};

/// The part of cargo's metadata that uses follow from.
#[derive(Debug, Deserialize)]
struct Listed {
    packages: Vec<ListedPackage>,
}

#[derive(Debug, Deserialize)]
struct ListedPackage {
    id: String,
    name: String,
    version: Version,
    /// Where the package comes from; `None` for one in a directory.
    source: Option<String>,
    dependencies: Vec<ListedDependency>,
    targets: Vec<ListedTarget>,
}

#[derive(Debug, Deserialize)]
struct ListedDependency {
    name: String,
    req: VersionReq,
    source: Option<String>,
    rename: Option<String>,
    kind: Option<String>,
    target: Option<String>,
    optional: bool,
}

#[derive(Debug, Deserialize)]
struct ListedTarget {
    name: String,
    kind: Vec<String>,
}

/// Adds to the metadata the uses by optional dependencies that it leaves out.
pub(super) fn add_optional_uses(metadata: &mut Value) -> serde_json::Result<()> {
    let Listed { packages } = Listed::deserialize(&*metadata)?;
    let by_id: BTreeMap<&str, &ListedPackage> =
        packages.iter().map(|package| (package.id.as_str(), package)).collect();
    for node in metadata["resolve"]["nodes"].as_array_mut().into_iter().flatten() {
        let Some(package) = node["id"].as_str().and_then(|id| by_id.get(id)) else { continue };
        for dependency in package.dependencies.iter().filter(|dependency| dependency.optional) {
            if let Some(used) = dependency.newest(&packages) {
                add_use(node, dependency, used);
            }
        }
    }
    Ok(())
}

/// Adds a use to those of a package, unless it is there.
fn add_use(node: &mut Value, dependency: &ListedDependency, used: &ListedPackage) {
    let kind = json!({ "kind": dependency.kind, "target": dependency.target });
    let Some(known) = node["deps"].as_array_mut() else { return };
    let name = dependency.crate_name(used);
    let is_named = |found: &&mut Value| found["name"] == name.as_str();
    // A package that cargo has chosen is not chosen anew.
    if let Some(found) = known.iter_mut().find(is_named) {
        if let Some(kinds) = found["dep_kinds"].as_array_mut().filter(|kinds| !kinds.contains(&kind)) {
            kinds.push(kind);
        }
        return;
    }
    known.push(json!({ "name": name, "pkg": used.id, "dep_kinds": [kind] }));
    if let Some(ids) = node["dependencies"].as_array_mut() {
        ids.push(json!(used.id));
    }
}

impl ListedDependency {
    /// The newest package that this dependency can lead to; `None` if there is none.
    fn newest<'p>(&self, packages: &'p [ListedPackage]) -> Option<&'p ListedPackage> {
        let can_be = |package: &&ListedPackage| {
            package.name == self.name
                && package.source == self.source
                && (self.req.matches(&package.version) || self.req == VersionReq::STAR)
        };
        packages.iter().filter(can_be).max_by_key(|package| &package.version)
    }

    /// The name by which Rust code knows the package.
    fn crate_name(&self, used: &ListedPackage) -> String {
        self.rename.as_deref().unwrap_or_else(|| used.library_name()).replace('-', "_")
    }
}

impl ListedPackage {
    fn library_name(&self) -> &str {
        let is_library = |target: &&ListedTarget| {
            target.kind.iter().any(|kind| kind.ends_with("lib") || kind == "proc-macro")
        };
        self.targets.iter().find(is_library).map_or(self.name.as_str(), |target| &target.name)
    }
}
