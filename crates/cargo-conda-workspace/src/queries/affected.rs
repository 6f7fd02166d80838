//! Which members a change of files concerns.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::files::normalize;
use crate::members::Member;
use crate::workspace::Workspace;

/// Files at the root that decide how everything is compiled.
const SHARED_FILES: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    ".cargo/config",
    "rust-toolchain.toml",
    "rust-toolchain",
];

impl Workspace {
    /// The members whose libraries or binaries may change when these files did, sorted by name.
    ///
    /// Paths are absolute or relative to the root of the workspace. They need not exist: a file that was deleted is a
    /// change as well. A file belongs to the package in the innermost directory around it, and concerns all
    /// members that reach that package through normal and build dependencies. Path dependencies that
    /// are not members count as well. Manifest, lock file, cargo configuration and toolchain file at the root concern
    /// all members. A file that belongs to no package concerns none.
    ///
    /// The answer may be too long, never too short, with one exception: a file that a package reads from
    /// outside of its own directory, say with `include_str!("../../shared.txt")`, is not seen.
    pub fn affected_by<'a>(&'a self, changed: &[Utf8PathBuf]) -> Vec<&'a Member> {
        let changed: Vec<Utf8PathBuf> = changed.iter().map(|path| normalize(&self.root.join(path))).collect();
        if changed.iter().any(|path| self.is_shared(path)) {
            return self.members.iter().collect();
        }
        let owners: BTreeSet<_> = changed.iter().filter_map(|path| self.graph.owner(path)).collect();
        self.graph.members_reaching(owners).into_iter().map(|position| &self.members[position]).collect()
    }

    fn is_shared(&self, path: &Utf8Path) -> bool {
        path.strip_prefix(&self.root)
            .is_ok_and(|relative| SHARED_FILES.iter().any(|shared| relative == *shared))
    }
}
