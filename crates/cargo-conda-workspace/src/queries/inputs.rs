//! What decides how a package is compiled, apart from its sources.

use std::fmt::Write as _;

use camino::Utf8Path;
use semver::Version;
use toml::{Table, Value};

use crate::files::normalize;
use crate::graph::{PackageNode, PackageSource};
use crate::members::{DependencyKind, Member};
use crate::workspace::Workspace;

/// A package of the resolved graph: a member, or one from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedPackage<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a Version,
    /// Where it comes from; members are in directories.
    pub source: &'a PackageSource,
}

impl<'a> From<&'a PackageNode> for ResolvedPackage<'a> {
    fn from(node: &'a PackageNode) -> Self {
        Self { name: &node.name, version: &node.version, source: &node.source }
    }
}

impl Workspace {
    /// The package that cargo calls by this id in its metadata and messages.
    pub fn package(&self, id: &str) -> Option<ResolvedPackage<'_>> {
        self.graph.find(id).map(|index| self.graph.package(index).into())
    }

    /// The package in the innermost directory around a file: a member, or a path dependency.
    pub fn owner_of(&self, path: &Utf8Path) -> Option<ResolvedPackage<'_>> {
        let path = normalize(&self.root.join(path));
        self.graph.owner(&path).map(|index| self.graph.package(index).into())
    }

    /// All that cargo reads from the manifest of a member when it compiles its library and programs, as one text: equal if,
    /// and only if, it is the same. What is inherited from the workspace is resolved; comments, `package.metadata`, tests and
    /// what they depend on, and the place of the workspace make no difference.
    pub fn manifest_inputs(&self, member: &Member) -> String {
        let mut package = member.package_json();
        if let Some(object) = package.as_object_mut() {
            object.retain(|key, _| !["id", "manifest_path", "metadata"].contains(&key.as_str()));
        }
        retain(&mut package, "targets", is_compiled);
        retain(&mut package, "dependencies", |dependency| dependency["kind"] != "dev");
        let mut text = package.to_string().replace(self.root.as_str(), "");
        // cargo's metadata leaves lints out, and some make a difference: `unsafe_code = "forbid"` can fail a build.
        if let Some(lints) = self.lints(member) {
            // Writing to a string cannot fail.
            let _infallible = write!(text, "\n{lints}");
        }
        text
    }

    /// The packages that `Cargo.lock` has chosen for a member to depend on, by normal and build dependencies; sorted.
    pub fn resolved_dependencies(&self, member: &Member) -> Vec<ResolvedPackage<'_>> {
        let steps =
            self.graph.find(member.id()).map(|index| self.graph.dependencies(index)).unwrap_or_default();
        let compiled = steps.into_iter().filter(|step| step.kind != DependencyKind::Development);
        let mut packages: Vec<_> =
            compiled.map(|step| ResolvedPackage::from(self.graph.package(step.to))).collect();
        packages.sort_by_key(|package| (package.name, package.version, package.source));
        packages.dedup();
        packages
    }

    fn lints(&self, member: &Member) -> Option<Value> {
        let manifest: Table = member.manifest().text.parse().ok()?;
        let own = manifest.get("lints")?;
        if own.get("workspace").and_then(Value::as_bool) != Some(true) {
            return Some(own.clone());
        }
        self.root_table.get("workspace")?.get("lints").cloned()
    }

    /// The settings of a profile in the root manifest, with those of the profiles that it inherits from: dotted keys and
    /// values as TOML, such as `profile.release.lto` and `"fat"`. The profile's own come first.
    pub fn profile_settings(&self, profile: &str) -> Vec<(String, String)> {
        let profiles = self.root_table.get("profile").and_then(Value::as_table);
        let (mut settings, mut name) = (Vec::new(), profile);
        // A chain of profiles is short; cargo refuses one that is a circle.
        for _ in 0..=profiles.map_or(0, Table::len) + 1 {
            let table = profiles.and_then(|profiles| profiles.get(name));
            table.inspect(|table| flatten(&format!("profile.{name}"), table, &mut settings));
            let written = table.and_then(|table| table.get("inherits")).and_then(Value::as_str);
            let Some(parent) = written.or_else(|| built_in_parent(name)) else { break };
            name = parent;
        }
        settings
    }

    /// One setting of a profile as TOML, its own or else an inherited one.
    pub fn profile_setting(&self, profile: &str, key: &str) -> Option<String> {
        let is_meant = |name: &str| name.split('.').skip(2).eq([key]);
        self.profile_settings(profile).into_iter().find(|(name, _)| is_meant(name)).map(|(_, value)| value)
    }
}

/// The profile that one of cargo's own inherits from; see <https://doc.rust-lang.org/cargo/reference/profiles.html>.
fn built_in_parent(profile: &str) -> Option<&'static str> {
    match profile {
        "bench" => Some("release"),
        "test" => Some("dev"),
        _ => None,
    }
}

/// Keeps what holds of the entries of a list.
fn retain(package: &mut serde_json::Value, key: &str, holds: impl Fn(&serde_json::Value) -> bool) {
    if let Some(entries) = package.get_mut(key).and_then(serde_json::Value::as_array_mut) {
        entries.retain(|entry| holds(entry));
    }
}

/// Whether a target is compiled when programs are installed.
fn is_compiled(target: &serde_json::Value) -> bool {
    let kinds = target["kind"].as_array().into_iter().flatten();
    !kinds.filter_map(serde_json::Value::as_str).any(|kind| ["test", "bench", "example"].contains(&kind))
}

fn flatten(path: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                flatten(&format!("{path}.{key}"), value, into);
            }
        }
        other => into.push((path.to_owned(), other.to_string())),
    }
}
