//! Inventories of a real workspace against cargo's unit graph.
//!
//! The random workspaces of `oracle` are small. This test takes any workspace that is there, with its crates
//! downloaded (`cargo fetch --locked`), and compares each member that has binaries:
//!
//! ```text
//! UNIT_GRAPH_OF=<path of a Cargo.toml> cargo test -p cargo-conda-workspace unit_graph -- --ignored --nocapture
//! ```
//!
//! Beside our numbers it prints how many packages `cargo metadata` lists for this platform, from which other
//! tools take their lists.

use std::collections::BTreeSet;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_test_support::clean_environment;
use cargo_conda_workspace::{ClosureQuery, FeatureSelection, LoadOptions, Role, Workspace};
use serde::Deserialize;
use serde_json::Value;

use crate::oracle::host;

#[derive(Debug, Deserialize)]
pub(crate) struct UnitGraph {
    units: Vec<Unit>,
    roots: Vec<usize>,
}

#[derive(Debug, Deserialize)]
struct Unit {
    pkg_id: String,
    target: Target,
    mode: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    index: usize,
}

impl UnitGraph {
    /// Asks cargo for the units of a build; `arguments` are those of `cargo build`.
    pub(crate) fn of<'a>(directory: &Utf8Path, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let mut cargo = Command::new("cargo");
        clean_environment(&mut cargo);
        cargo.current_dir(directory).env("RUSTC_BOOTSTRAP", "1");
        cargo.args(["build", "-Zunstable-options", "--unit-graph", "--offline", "--locked"]).args(arguments);
        let output = cargo.output().unwrap();
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
    }

    /// The ids of the packages that are linked into what cargo makes of the packages that `is_root` tells by
    /// their ids: those that cargo reaches without going through a procedural macro or a build script.
    pub(crate) fn linked(&self, is_root: impl Fn(&str) -> bool) -> BTreeSet<&str> {
        let is_linked = |unit: &Unit| {
            let is_apart = unit.target.kind.iter().any(|kind| kind == "proc-macro" || kind == "custom-build");
            unit.mode == "build" && !is_apart
        };
        self.reached(is_root, is_linked)
    }

    /// The ids of all packages of which cargo compiles something.
    fn compiled(&self) -> BTreeSet<&str> {
        self.reached(|_| true, |_| true)
    }

    fn reached(&self, is_root: impl Fn(&str) -> bool, is_followed: impl Fn(&Unit) -> bool) -> BTreeSet<&str> {
        let mut open: Vec<_> =
            self.roots.iter().copied().filter(|root| is_root(&self.units[*root].pkg_id)).collect();
        let (mut seen, mut reached) = (BTreeSet::new(), BTreeSet::new());
        while let Some(index) = open.pop() {
            let unit = &self.units[index];
            if seen.insert(index) && is_followed(unit) {
                reached.insert(unit.pkg_id.as_str());
                open.extend(unit.dependencies.iter().map(|dependency| dependency.index));
            }
        }
        reached
    }
}

/// How many packages `cargo metadata` lists for this platform, without the members.
fn listed_by_metadata(root: &Utf8Path, host: &str) -> usize {
    let mut cargo = Command::new("cargo");
    clean_environment(&mut cargo);
    cargo.current_dir(root).args(["metadata", "--format-version=1", "--offline", "--locked"]);
    let output = cargo.args(["--filter-platform", host]).output().unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let count = |key: &str| metadata[key].as_array().unwrap().len();
    count("packages") - count("workspace_members")
}

#[test]
#[ignore = "needs UNIT_GRAPH_OF, the manifest of a workspace"]
fn inventories_of_a_workspace_agree_with_the_unit_graph() {
    let manifest = Utf8PathBuf::from(std::env::var("UNIT_GRAPH_OF").expect("UNIT_GRAPH_OF names a manifest"));
    let options = LoadOptions {
        cargo: "cargo".into(),
        directory: manifest.parent().unwrap().to_owned(),
        manifest_path: Some(manifest),
        offline: true,
        cargo_home: None,
        lock_file: None,
        withheld: vec!["RUSTUP_TOOLCHAIN".to_owned()],
    };
    let workspace = Workspace::load(&options).unwrap();
    let host = host();
    let lock_file = workspace.lock_file();
    println!("cargo metadata lists {} packages besides members", listed_by_metadata(workspace.root(), &host));
    let mut differing = Vec::new();
    for member in workspace.members().filter(|member| !member.binaries().is_empty()) {
        let features = FeatureSelection::default();
        let query = ClosureQuery { member: member.name(), features: &features, target: &host, host: &host };
        let inventory = query.resolve(&workspace).unwrap().inventory(&lock_file);
        let of = |role: Option<Role>| -> BTreeSet<_> {
            let packages = inventory.packages.iter();
            let meant = packages.filter(|package| role.is_none_or(|role| package.role == role));
            meant.map(|package| package.id).collect()
        };
        let (linked, compiled) = (of(Some(Role::Linked)), of(None));
        let graph = UnitGraph::of(workspace.root(), ["--release", "--bins", "-p", member.id()]);
        println!("{}: {} linked, {} compiled", member.name(), linked.len(), compiled.len());
        for (what, ours, theirs) in
            [("linked", linked, graph.linked(|_| true)), ("compiled", compiled, graph.compiled())]
        {
            let [ours_only, theirs_only] = [&ours - &theirs, &theirs - &ours];
            if !(ours_only.is_empty() && theirs_only.is_empty()) {
                differing.push(format!(
                    "{} {what}: only here {ours_only:?}, only in the unit graph {theirs_only:?}",
                    member.name()
                ));
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}
