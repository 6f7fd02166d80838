//! Tells which members differ from an earlier state of the sources.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use toml::{Table, Value};

use super::affected::Affected;
use crate::files::{LockFile, normalize};
use crate::members::Member;
use crate::workspace::Workspace;

/// How a workspace differs from an earlier state of its sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// All files that differ from the earlier state, new and deleted ones among them: absolute paths, or
    /// paths relative to the root of the workspace. They are in no order and need not exist.
    pub files: Vec<Utf8PathBuf>,
    /// The earlier text of the lock file; `None` if there was none.
    pub lockfile: Option<String>,
    /// The earlier text of the root manifest; `None` if there was none.
    pub root_manifest: Option<String>,
}

impl Changes {
    /// The members whose libraries or binaries may differ from the earlier state, sorted by name.
    ///
    /// A file belongs to the package in the innermost directory around it, and affects all members that reach
    /// that package through normal and build dependencies. Path dependencies that are not members count as
    /// well. A file that belongs to no package affects none, and the configuration of cargo and the toolchain
    /// file at the root affect all members.
    ///
    /// `Cargo.lock` and the root manifest are compared entry by entry: a changed package of the lock file
    /// affects the members that compile it, a changed `workspace.dependencies` entry those that inherit it.
    /// Their present text is that of the time when the workspace was loaded.
    ///
    /// The answer may be too long, never too short, with one exception: it does not see a file that a package
    /// reads from outside of its own directory, say with `include_str!("../../shared.txt")`.
    pub fn affected_members<'a>(&self, workspace: &'a Workspace) -> Vec<&'a Member> {
        let (lock_file, manifest) = (workspace.lock_file_path(), &workspace.root_manifest().path);
        let changed = self.files.iter().map(|path| normalize(&workspace.root().join(path)));
        let affected = changed.map(|path| {
            if path == *lock_file {
                by_lock_file(workspace, self.lockfile.as_deref())
            } else if path == *manifest {
                by_root_manifest(workspace, self.root_manifest.as_deref())
            } else {
                Affected::by_file(workspace, &path)
            }
        });
        affected.fold(Affected::nothing(), Affected::and).members(workspace)
    }
}

/// Affects the packages whose entry in the lock file is new or differs.
fn by_lock_file(workspace: &Workspace, before: Option<&str>) -> Affected {
    let Some(before) = before.map(LockFile::parse) else { return Affected::All };
    let now = workspace.lock_file();
    let differing = now.entries().filter(|(package, entry)| before.entry(package) != Some(entry));
    let packages = differing.flat_map(|(package, _)| workspace.graph.named(&package.name, &package.version));
    Affected::Packages(packages.collect())
}

/// Affects all members, the root package, or those that inherit what differs.
fn by_root_manifest(workspace: &Workspace, before: Option<&str>) -> Affected {
    let Some(before) = before.and_then(|text| text.parse::<Table>().ok()) else { return Affected::All };
    let now = &workspace.files.manifest_table;
    let by_key = |key| match key {
        "workspace" => by_workspace_table(workspace, table(&before, key), table(now, key)),
        "patch" | "profile" | "replace" | "cargo-features" => Affected::All,
        // All other tables belong to the package at the root, if there is one.
        _ => by_member_directory(workspace, workspace.root()),
    };
    differing(&before, now).map(by_key).fold(Affected::nothing(), Affected::and)
}

fn by_member_directory(workspace: &Workspace, directory: &Utf8Path) -> Affected {
    Affected::Packages(workspace.graph.owner(directory).into_iter().collect())
}

/// The effect of a change of the `[workspace]` table.
fn by_workspace_table(workspace: &Workspace, before: &Table, now: &Table) -> Affected {
    let by_key = |key| match key {
        // A member that joins or leaves the workspace has files of its own among the changes.
        "members" | "exclude" | "default-members" => Affected::nothing(),
        "dependencies" | "package" | "lints" => {
            let keys: Vec<_> = differing(table(before, key), table(now, key)).collect();
            let heirs = workspace.members().filter(|member| inherits(member, key, &keys));
            Affected::Packages(heirs.filter_map(|member| workspace.graph.find(member.id())).collect())
        }
        "metadata" if ours(before) == ours(now) => Affected::nothing(),
        _ => Affected::All,
    };
    differing(before, now).map(by_key).fold(Affected::nothing(), Affected::and)
}

/// `[workspace.metadata.conda]`, the configuration of cargo-conda.
fn ours(workspace: &Table) -> &Table {
    table(table(workspace, "metadata"), "conda")
}

/// Whether a member inherits one of these keys from a table of the workspace.
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

/// The tables of normal and build dependencies, those for single platforms included.
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
fn differing<'a>(before: &'a Table, now: &'a Table) -> impl Iterator<Item = &'a str> {
    let keys: BTreeSet<_> = before.keys().chain(now.keys()).map(String::as_str).collect();
    keys.into_iter().filter(|key| before.get(*key) != now.get(*key))
}
