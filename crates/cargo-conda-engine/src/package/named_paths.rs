//! Finds the directories of this machine that finished programs name in spite of all flags.
//!
//! `env!("CARGO_MANIFEST_DIR")` and what a build script writes into a source are texts, which no flag for
//! paths changes.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::Workspace;
use memchr::memmem;

use crate::api::NamedPath;

/// The directories that are looked for.
pub(super) struct MachinePaths<'a> {
    workspace: &'a Workspace,
    /// Absolute paths, none of them inside another.
    roots: Vec<&'a Utf8Path>,
    /// The prefix that the package is installed into. A program may name it: it is replaced when the package
    /// is installed.
    prefix: &'a Utf8Path,
}

impl<'a> MachinePaths<'a> {
    /// The directories of a workspace, and `others`.
    pub(super) fn new(
        workspace: &'a Workspace,
        others: impl IntoIterator<Item = &'a Utf8Path>,
        prefix: &'a Utf8Path,
    ) -> Self {
        let outside = workspace.local_packages().map(|package| package.directory);
        let all: BTreeSet<_> = outside.chain(others).chain([workspace.root()]).collect();
        let is_outermost =
            |path: &&Utf8Path| all.iter().all(|other| other == path || !path.starts_with(other));
        Self { workspace, roots: all.iter().copied().filter(is_outermost).collect(), prefix }
    }

    /// The directories that a file names, sorted: of packages where the text goes on to one.
    pub(super) fn named_in(&self, file: &Utf8Path, bytes: &[u8]) -> Vec<NamedPath> {
        let texts = self.roots.iter().flat_map(|root| {
            let places = memmem::find_iter(bytes, root.as_str()).map(|at| &bytes[at..]);
            // A longer name that begins alike is another directory, unless a text follows without a gap.
            places.filter(|text| !text.starts_with(self.prefix.as_str().as_bytes())).map(|text| (*root, text))
        });
        let named: BTreeSet<_> = texts.map(|(root, text)| self.owner_of(root, text)).collect();
        let named = named.into_iter();
        named.map(|(path, owner)| NamedPath { file: file.to_owned(), path, owner }).collect()
    }

    /// The directory of the innermost package that a text begins with, and the package's name; the root and
    /// `None` if it is of no package.
    fn owner_of(&self, root: &Utf8Path, text: &[u8]) -> (Utf8PathBuf, Option<String>) {
        let packages = self.workspace.packages().map(|(package, _)| package);
        let fitting = packages.filter(|package| text.starts_with(package.directory.as_str().as_bytes()));
        match fitting.max_by_key(|package| package.directory.as_str().len()) {
            Some(package) => (package.directory.to_owned(), Some(package.name.to_owned())),
            None => (root.to_owned(), None),
        }
    }
}
