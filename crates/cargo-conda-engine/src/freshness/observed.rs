//! What was read when a package was made.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::{PackageSource, Workspace};
use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::causes::{Cause, Change, InputKind};
use super::dep_info;
use super::digests::{Digests, of_text};
use super::lock_file::LockFile;
use crate::cargo_messages::Heard;

/// What stands for the digest of a file that is not there.
const ABSENT: &str = "absent";

/// Digests of all that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Observed {
    /// The manifests of the members among its crates, by name.
    manifests: BTreeMap<String, String>,
    /// The entries of `Cargo.lock`, by name and version.
    dependencies: BTreeMap<String, String>,
    /// Files and directories, relative to the workspace where they belong to it.
    files: BTreeMap<Utf8PathBuf, String>,
    /// The workspace's directory, if the programs have it in them.
    checkout: Option<Utf8PathBuf>,
}

/// Looks at what packages are made from.
pub(crate) struct Observer<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) digests: &'a Digests,
    pub(crate) lock_file: &'a LockFile,
    /// The directory of everything that is made.
    pub(crate) scratch: &'a Utf8Path,
}

/// What a build has shown of what it reads.
pub(crate) struct Shown<'a> {
    /// What cargo has said.
    pub(crate) heard: &'a Heard,
    /// Further files that the package has in it.
    pub(crate) files: &'a [Utf8PathBuf],
    /// Whether the workspace's directory is in its programs.
    pub(crate) has_checkout: bool,
    /// When the build began.
    pub(crate) began: SystemTime,
}

impl Observer<'_> {
    /// What was read for a package. Nothing if that cannot be told, or if some of it has changed since the build began, so that
    /// nobody knows which of the two it was made from.
    pub(crate) fn first(&self, shown: &Shown<'_>) -> Option<Observed> {
        let Shown { heard, files, has_checkout, began } = shown;
        let mut observed = Observed::default();
        let mut read: BTreeSet<Utf8PathBuf> = files.iter().cloned().collect();
        for id in &heard.packages {
            let package = self.workspace.package(id)?;
            let entry = format!("{} {}", package.name, package.version);
            if let Some(digest) = self.dependency(&entry) {
                observed.dependencies.insert(entry, digest);
            }
            if let PackageSource::Path(directory) = package.source {
                match self.manifest(package.name) {
                    Some(digest) => drop(observed.manifests.insert(package.name.to_owned(), digest)),
                    // A package outside of the workspace inherits nothing, so its manifest is all there is.
                    None => drop(read.insert(directory.join("Cargo.toml"))),
                }
            }
        }
        for program in &heard.programs {
            read.extend(dep_info::read(program).ok()?);
        }
        for (package, out_dir) in &heard.scripts {
            if let PackageSource::Path(directory) = self.workspace.package(package)?.source
                && !declares_what_it_reads(out_dir)
            {
                read.insert(directory.clone());
            }
        }
        // Files that decide how all is compiled, be they there or not.
        for name in [".cargo/config.toml", ".cargo/config"] {
            read.insert(self.workspace.root().join(name));
        }
        for path in read.into_iter().filter(|path| !self.is_made(path)) {
            if is_newer(&path, *began) {
                return None;
            }
            let digest = self.digest(&path);
            observed.files.insert(self.relative(path), digest);
        }
        observed.checkout = has_checkout.then(|| self.workspace.root().to_owned());
        Some(observed)
    }

    /// What is there now of all that was read.
    pub(crate) fn again(&self, before: &Observed) -> Observed {
        let file = |path: &Utf8PathBuf| (path.clone(), self.digest(&self.workspace.root().join(path)));
        Observed {
            manifests: present(&before.manifests, |name| self.manifest(name)),
            dependencies: present(&before.dependencies, |entry| self.dependency(entry)),
            files: before.files.keys().map(file).collect(),
            checkout: before.checkout.is_some().then(|| self.workspace.root().to_owned()),
        }
    }

    /// The digest of an entry of the lock file, by name and version. Those of members have development dependencies too, which
    /// make no difference.
    fn dependency(&self, entry: &str) -> Option<String> {
        let (name, version) = entry.split_once(' ')?;
        let Some(member) =
            self.workspace.member(name).filter(|member| member.version().to_string() == version)
        else {
            return self.lock_file.digest(name, version);
        };
        let chosen = self.workspace.resolved_dependencies(member).into_iter();
        let chosen: Vec<_> = chosen.map(|package| format!("{} {}", package.name, package.version)).collect();
        Some(of_text(&chosen.join("\n")))
    }

    /// The digest of a member's manifest.
    fn manifest(&self, name: &str) -> Option<String> {
        let member = self.workspace.member(name)?;
        Some(self.digests.of_manifest(name, || self.workspace.manifest_inputs(member)))
    }

    fn digest(&self, path: &Utf8Path) -> String {
        self.digests.of_file(path).unwrap_or_else(|| ABSENT.to_owned())
    }

    /// Whether cargo or we have made a file.
    fn is_made(&self, path: &Utf8Path) -> bool {
        path.starts_with(self.scratch) || path.starts_with(self.workspace.target_directory())
    }

    fn relative(&self, path: Utf8PathBuf) -> Utf8PathBuf {
        let root = self.workspace.root();
        match path.strip_prefix(root) {
            Ok(below) => below.to_owned(),
            // A path dependency moves with the workspace; what belongs to the machine does not.
            Err(_outside) if self.workspace.owner_of(&path).is_some() => {
                pathdiff::diff_utf8_paths(&path, root).unwrap_or(path)
            }
            Err(_outside) => path,
        }
    }
}

impl Observed {
    /// The names of the members among the crates.
    pub(crate) fn members(&self) -> impl Iterator<Item = &str> {
        self.manifests.keys().map(String::as_str)
    }

    /// The files and directories, relative to the workspace where they belong to it.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Utf8Path> {
        self.files.keys().map(Utf8PathBuf::as_path)
    }

    pub(super) fn differences_from(&self, before: &Self, lock_file: &LockFile) -> Vec<Cause> {
        let mut causes = differences(InputKind::Manifest, &before.manifests, &self.manifests);
        causes.extend(differences(InputKind::Dependency, &before.dependencies, &self.dependencies));
        for cause in &mut causes {
            if let Cause::Input { kind: InputKind::Dependency, name, change: Change::Removed(instead) } =
                cause
            {
                let versions =
                    name.split_once(' ').map(|(name, _)| lock_file.versions(name)).unwrap_or_default();
                *instead = (!versions.is_empty()).then(|| versions.join(", "));
            }
        }
        causes.extend(differences(InputKind::File, &before.files, &self.files));
        if self.checkout != before.checkout {
            let value = |path: &Option<Utf8PathBuf>| path.as_ref().map(ToString::to_string);
            let change = Change::Changed { before: value(&before.checkout), now: value(&self.checkout) };
            causes.push(Cause::Input { kind: InputKind::Checkout, name: String::new(), change });
        }
        causes
    }
}

/// Compares digests of the same things; a thing without one is gone.
fn differences<K: Ord + ToString>(
    kind: InputKind,
    before: &BTreeMap<K, String>,
    now: &BTreeMap<K, String>,
) -> Vec<Cause> {
    let change = |name: &K, before: &String| match now.get(name) {
        Some(now) if now == before => None,
        Some(now) if now == ABSENT => Some(Change::Removed(None)),
        Some(_) if before == ABSENT => Some(Change::Added(None)),
        Some(_) => Some(Change::Changed { before: None, now: None }),
        None => Some(Change::Removed(None)),
    };
    let cause =
        |(name, digest)| Some(Cause::Input { kind, name: K::to_string(name), change: change(name, digest)? });
    before.iter().filter_map(cause).collect()
}

fn present(
    before: &BTreeMap<String, String>,
    now: impl Fn(&String) -> Option<String>,
) -> BTreeMap<String, String> {
    before.keys().filter_map(|name| Some((name.clone(), now(name)?))).collect()
}

/// Whether a build script has told cargo when to run it again. If not, it may read anything in its package.
fn declares_what_it_reads(out_dir: &Utf8Path) -> bool {
    let output = out_dir.parent().map(|directory| directory.join("output"));
    let text = output.and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default();
    text.lines().any(|line| {
        let instruction = line.strip_prefix("cargo::").or_else(|| line.strip_prefix("cargo:"));
        instruction.is_some_and(|instruction| instruction.starts_with("rerun-if-"))
    })
}

fn is_newer(path: &Utf8Path, than: SystemTime) -> bool {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| modified > than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bump_names_what_is_there_instead() {
        let lock = |version: &str| {
            LockFile::parse(&format!("[[package]]\nname = 'itoa'\nversion = '{version}'\nchecksum = 'aa'\n"))
        };
        let (old, new) = (lock("1.0.1"), lock("1.0.2"));
        let dependencies = |lock: &LockFile| {
            let digest = lock.digest("itoa", "1.0.1");
            Observed {
                dependencies: digest.map(|digest| ("itoa 1.0.1".to_owned(), digest)).into_iter().collect(),
                ..Observed::default()
            }
        };
        let causes = dependencies(&new).differences_from(&dependencies(&old), &new);
        let causes: Vec<_> = causes.iter().map(ToString::to_string).collect();
        assert_eq!(causes, ["`itoa 1.0.1` is not in `Cargo.lock` any more; there is 1.0.2"]);
        assert!(dependencies(&old).differences_from(&dependencies(&old), &old).is_empty());
    }

    #[test]
    fn files_come_and_go() {
        let files = |digests: [&str; 3]| {
            let names = ["a.rs", "b.rs", "c.rs"].map(Utf8PathBuf::from);
            Observed {
                files: names.into_iter().zip(digests.map(ToOwned::to_owned)).collect(),
                ..Observed::default()
            }
        };
        let causes =
            files(["1", ABSENT, "3"]).differences_from(&files(["0", "2", ABSENT]), &LockFile::default());
        let causes: Vec<_> = causes.iter().map(ToString::to_string).collect();
        assert_eq!(causes, ["`a.rs` has changed", "`b.rs` is gone", "`c.rs` is new"]);
    }

    #[test]
    fn a_script_that_declares_nothing_may_read_anything() {
        let directory = tempfile::tempdir().unwrap();
        let build = Utf8Path::from_path(directory.path()).unwrap();
        let declares = |output: &str| {
            fs::write(build.join("output"), output).unwrap();
            declares_what_it_reads(&build.join("out"))
        };
        assert!(!declares("cargo::rustc-cfg=fast\n"));
        assert!(declares("cargo::rustc-cfg=fast\ncargo:rerun-if-changed=build.rs\n"));
        assert!(declares("cargo::rerun-if-env-changed=CC\n"));
    }
}
