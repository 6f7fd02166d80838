//! Which members differ from an earlier state of the sources.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use toml::{Table, Value};

use crate::files::normalize;
use crate::graph::PackageIndex;
use crate::members::Member;
use crate::workspace::Workspace;

/// What is known of an earlier state of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// All files that are not what they were, new and deleted ones among them: absolute paths, or paths relative to the root of
    /// the workspace.
    pub files: Vec<Utf8PathBuf>,
    /// `Cargo.lock` as it was, if it was there.
    pub lockfile: Option<String>,
    /// The root manifest as it was, if it was there.
    pub root_manifest: Option<String>,
}

impl Workspace {
    /// The members whose libraries or binaries may differ from what they were, sorted by name.
    ///
    /// As [`Self::affected_by`] tells it of the files, but `Cargo.lock` and the root manifest are compared entry by entry: a
    /// changed package of the lock file concerns the members that compile it, a changed `workspace.dependencies` entry those
    /// that inherit it.
    pub fn affected_since(&self, changes: &Changes) -> Vec<&Member> {
        let (lockfile, manifest) = (self.lockfile(), &self.root_manifest.path);
        let path = |path: &Utf8PathBuf| normalize(&self.root.join(path));
        let (shared, files): (Vec<_>, Vec<_>) =
            changes.files.iter().map(path).partition(|path| *path == lockfile || path == manifest);
        let mut names: BTreeSet<&str> = self.affected_by(&files).into_iter().map(Member::name).collect();
        let old = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Table>().ok());
        for path in shared {
            let affected = if path == lockfile {
                self.by_lockfile(old(&changes.lockfile))
            } else {
                self.by_root_manifest(old(&changes.root_manifest))
            };
            names.extend(affected.into_iter().map(Member::name));
        }
        self.members().filter(|member| names.contains(member.name())).collect()
    }

    /// The members that compile a package whose entry in the lock file is new or another.
    fn by_lockfile(&self, old: Option<Table>) -> Vec<&Member> {
        let Some(old) = old else { return self.members().collect() };
        let old = lock_entries(&old);
        let mut changed = BTreeSet::new();
        // What of the file matters is resolved in the graph; where there is no file, nothing is pinned.
        let new: Table = self.read_lockfile().and_then(|text| text.parse().ok()).unwrap_or_default();
        for (key, entry) in lock_entries(&new) {
            if old.get(&key) != Some(&entry) {
                changed.extend(self.graph.named(&key.0, &key.1));
            }
        }
        self.reaching(changed)
    }

    /// The members that a change of the root manifest concerns.
    fn by_root_manifest(&self, old: Option<Table>) -> Vec<&Member> {
        let Some(old) = old else { return self.members().collect() };
        let new = &self.root_table;
        let mut affected = BTreeSet::new();
        for key in differing(&old, new) {
            match key {
                "workspace" => match self.by_workspace_table(table(&old, key), table(new, key)) {
                    Some(indices) => affected.extend(indices),
                    None => return self.members().collect(),
                },
                "patch" | "profile" | "replace" | "cargo-features" => return self.members().collect(),
                // What is left belongs to the package at the root, if there is one.
                _ => affected.extend(self.graph.owner(&self.root_manifest.path)),
            }
        }
        self.reaching(affected)
    }

    /// The packages that a change of the `[workspace]` table concerns; nothing if it concerns all.
    fn by_workspace_table(&self, old: &Table, new: &Table) -> Option<BTreeSet<PackageIndex>> {
        let mut affected = BTreeSet::new();
        for key in differing(old, new) {
            match key {
                // Who comes or goes has files that come or go.
                "members" | "exclude" | "default-members" => {}
                "dependencies" | "package" | "lints" => {
                    let names: Vec<_> = differing(table(old, key), table(new, key)).collect();
                    let inherit = self.members().filter(|member| inherits(member, key, &names));
                    affected.extend(inherit.filter_map(|member| self.graph.find(member.id())));
                }
                "metadata" => {
                    let ours = |workspace| table(table(workspace, "metadata"), "conda");
                    if ours(old) != ours(new) {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        Some(affected)
    }

    fn reaching(&self, packages: BTreeSet<PackageIndex>) -> Vec<&Member> {
        self.graph.members_reaching(packages).into_iter().map(|position| &self.members[position]).collect()
    }

    fn read_lockfile(&self) -> Option<String> {
        fs_err::read_to_string(self.lockfile()).ok()
    }
}

/// Whether a member takes one of these keys from a table of the workspace.
fn inherits(member: &Member, from: &str, keys: &[&str]) -> bool {
    let manifest: Table = member.manifest().text.parse().unwrap_or_default();
    let is_inherited = |value: &Value| value.get("workspace").and_then(Value::as_bool) == Some(true);
    match from {
        "lints" => manifest.get("lints").is_some_and(is_inherited),
        "package" => {
            let package = table(&manifest, "package");
            keys.iter().any(|key| package.get(*key).is_some_and(is_inherited))
        }
        _ => dependency_tables(&manifest)
            .any(|dependencies| keys.iter().any(|key| dependencies.get(*key).is_some_and(is_inherited))),
    }
}

/// The tables of dependencies that are compiled, those for single platforms included.
fn dependency_tables(manifest: &Table) -> impl Iterator<Item = &Table> {
    let for_platforms = table(manifest, "target").values().filter_map(Value::as_table);
    let all = std::iter::once(manifest).chain(for_platforms);
    all.flat_map(|table_of| ["dependencies", "build-dependencies"].map(|key| table(table_of, key)))
}

/// A table within a table; an empty one if there is none.
fn table<'a>(table: &'a Table, key: &str) -> &'a Table {
    static EMPTY: std::sync::LazyLock<Table> = std::sync::LazyLock::new(Table::new);
    table.get(key).and_then(Value::as_table).unwrap_or(&EMPTY)
}

/// The keys whose values differ.
fn differing<'a>(old: &'a Table, new: &'a Table) -> impl Iterator<Item = &'a str> {
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).map(String::as_str).collect();
    keys.into_iter().filter(|key| old.get(*key) != new.get(*key))
}

/// The entries of a lock file by name, version and source.
fn lock_entries(lockfile: &Table) -> BTreeMap<(String, String, String), &Value> {
    let packages = lockfile.get("package").and_then(Value::as_array).into_iter().flatten();
    let text = |package: &Value, key| package.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    packages
        .map(|entry| ((text(entry, "name"), text(entry, "version"), text(entry, "source")), entry))
        .collect()
}
