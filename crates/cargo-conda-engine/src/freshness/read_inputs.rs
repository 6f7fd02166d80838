//! What a package's build read, as a record keeps it and as it is compared.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::LockFile;
use serde::{Deserialize, Serialize};

use super::crate_version::CrateVersion;
use super::file_state::FileState;
use crate::api::{Cause, Change, InputKind, InputsUnknown};
use crate::system::Digest;

/// Digests of everything that cargo and the compilers read to make a package. Only an `Observer` fills it in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReadInputs {
    /// The resolved manifests of the workspace members among the package's crates, by crate name.
    pub(super) manifests: BTreeMap<String, Digest>,
    /// The entries of `Cargo.lock` that the package compiles.
    pub(super) dependencies: BTreeMap<CrateVersion, Digest>,
    /// Files and directories by path, relative to the workspace if they belong to it.
    pub(super) files: BTreeMap<Utf8PathBuf, FileState>,
    /// Files that are in the package as they are and that nothing is compiled from, such as licence texts;
    /// paths as in `files`.
    #[serde(default)]
    pub(super) packaged: BTreeMap<Utf8PathBuf, FileState>,
    /// The workspace's directory if a program of the package contains that path; `None` if no program does.
    pub(super) checkout: Option<Utf8PathBuf>,
    /// Why this list may lack something; `None` if it is complete.
    pub(super) unknown: Option<InputsUnknown>,
}

impl ReadInputs {
    /// Names of the workspace members among the package's crates.
    pub(crate) fn members(&self) -> impl Iterator<Item = &str> {
        self.manifests.keys().map(String::as_str)
    }

    /// Files and directories, relative to the workspace if they belong to it.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Utf8Path> {
        self.files.keys().chain(self.packaged.keys()).map(Utf8PathBuf::as_path)
    }

    /// The same without anything of this machine: its own files, the place of the workspace, and what may
    /// name either. For that place stands a digest, since programs that contain it differ elsewhere.
    pub(super) fn portable(&self) -> Self {
        let split = |files: &BTreeMap<Utf8PathBuf, FileState>| -> (BTreeMap<_, _>, BTreeMap<_, _>) {
            files.clone().into_iter().partition(|(path, _)| path.is_absolute())
        };
        let ((mut own, files), (own_packaged, packaged)) = (split(&self.files), split(&self.packaged));
        own.extend(own_packaged);
        let unknown = match &self.unknown {
            Some(known @ (InputsUnknown::FilesOfMachine { .. } | InputsUnknown::ForOneProcessor)) => {
                Some(known.clone())
            }
            Some(_) => Some(InputsUnknown::UntoldElsewhere),
            None if own.is_empty() => None,
            None => Some(InputsUnknown::FilesOfMachine { files: own.len() }),
        };
        let checkout = self.checkout.as_ref().map(|path| Digest::of_text(path.as_str()).to_string().into());
        Self { files, packaged, checkout, unknown, ..self.clone() }
    }

    /// Whether the list is known to have everything that was read.
    pub(crate) fn is_complete(&self) -> bool {
        self.unknown.is_none()
    }

    /// Compares today's state with the recorded one. `lock_file` is today's: of a dependency that is gone, it
    /// knows which versions there are instead.
    pub(super) fn differences_from(&self, before: &Self, lock_file: &LockFile) -> Vec<Cause> {
        if let Some(reason) = &before.unknown {
            return vec![Cause::InputsUnknown(reason.clone())];
        }
        let present = |digest: &Digest| FileState::Present(*digest);
        let mut causes = Vec::new();
        causes.extend(
            differences(&before.manifests, &self.manifests, present).map(|(name, change)| Cause::Input {
                kind: InputKind::Manifest,
                name: name.clone(),
                change,
            }),
        );
        causes.extend(differences(&before.dependencies, &self.dependencies, present).map(
            |(dependency, change)| {
                let change = match change {
                    Change::Removed(_) => Change::Removed(versions(lock_file, &dependency.name)),
                    change => change,
                };
                Cause::Input { kind: InputKind::Dependency, name: dependency.to_string(), change }
            },
        ));
        let files = differences(&before.files, &self.files, |state| *state);
        let files = files.chain(differences(&before.packaged, &self.packaged, |state| *state));
        causes.extend(files.map(|(path, change)| Cause::Input {
            kind: InputKind::File,
            name: path.to_string(),
            change,
        }));
        if self.checkout != before.checkout {
            let text = |path: &Option<Utf8PathBuf>| path.as_ref().map(ToString::to_string);
            let change = Change::Changed { before: text(&before.checkout), now: text(&self.checkout) };
            causes.push(Cause::Input { kind: InputKind::Checkout, name: String::new(), change });
        }
        causes
    }
}

/// The versions of a crate in the lock file, for a message; `None` if it has none.
fn versions(lock_file: &LockFile, name: &str) -> Option<String> {
    let entries = lock_file.entries_named(name);
    let versions: Vec<_> = entries.map(|(package, _)| package.version.as_str()).collect();
    (!versions.is_empty()).then(|| versions.join(", "))
}

/// The recorded entries whose state is another one now. An entry that `now` lacks counts as absent.
fn differences<'a, K: Ord, V>(
    before: &'a BTreeMap<K, V>,
    now: &'a BTreeMap<K, V>,
    state: impl Fn(&V) -> FileState,
) -> impl Iterator<Item = (&'a K, Change)> {
    before.iter().filter_map(move |(key, before)| {
        let change = match (state(before), now.get(key).map_or(FileState::Absent, &state)) {
            (before, now) if before == now => return None,
            (_, FileState::Absent) => Change::Removed(None),
            (FileState::Absent, _) => Change::Added(None),
            _ => Change::Changed { before: None, now: None },
        };
        Some((key, change))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo::entry_digest;

    fn causes(before: &ReadInputs, now: &ReadInputs, lock_file: &LockFile) -> Vec<String> {
        now.differences_from(before, lock_file).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_bump_names_what_is_there_instead() {
        let lock = |version: &str| {
            LockFile::parse(&format!("[[package]]\nname = 'itoa'\nversion = '{version}'\nchecksum = 'aa'\n"))
        };
        let (old, new) = (lock("1.0.1"), lock("1.0.2"));
        let dependencies = |lock: &LockFile| {
            let digest = entry_digest(lock, "itoa", "1.0.1");
            ReadInputs {
                dependencies: digest
                    .map(|digest| (CrateVersion::new("itoa", "1.0.1"), digest))
                    .into_iter()
                    .collect(),
                ..ReadInputs::default()
            }
        };
        assert_eq!(
            causes(&dependencies(&old), &dependencies(&new), &new),
            ["`itoa 1.0.1` is not in `Cargo.lock` any more; there is 1.0.2"]
        );
        assert!(causes(&dependencies(&old), &dependencies(&old), &old).is_empty());
    }

    #[test]
    fn files_come_and_go() {
        let [one, two, three] = ["1", "2", "3"].map(|text| FileState::Present(Digest::of_text(text)));
        let files = |states: [FileState; 3]| {
            let names = ["a.rs", "b.rs", "c.rs"].map(Utf8PathBuf::from);
            ReadInputs { files: names.into_iter().zip(states).collect(), ..ReadInputs::default() }
        };
        assert_eq!(
            causes(
                &files([one, two, FileState::Absent]),
                &files([two, FileState::Absent, three]),
                &LockFile::default()
            ),
            ["`a.rs` has changed", "`b.rs` is gone", "`c.rs` is new"]
        );
    }

    #[test]
    fn an_incomplete_list_is_stale_although_nothing_differs() {
        let unknown = Some(InputsUnknown::UnreadableMessage);
        let inputs = ReadInputs { unknown, ..ReadInputs::default() };
        assert_eq!(
            causes(&inputs, &inputs, &LockFile::default()),
            ["cargo reported what it compiled in an unknown format"]
        );
    }
}
