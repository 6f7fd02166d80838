//! What was read when a package was made.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::PackagePlan;
use cargo_conda_workspace::{PackageSource, Workspace, manifest_inputs};
use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::compiled_files::Content;
use super::digests::Digests;
use crate::api::{Cause, Change, InputKind};
use crate::cargo::{Heard, LockFile, dep_info};
use crate::system::digest::of_text;

/// What stands for the digest of a file that is not there.
const ABSENT: &str = "absent";

/// What stands for the digest of a file that was changed while it was read.
const UNKNOWN: &str = "unknown";

/// Files of cargo's configuration, of which it reads those in every directory above a package; see
/// <https://doc.rust-lang.org/cargo/reference/config.html#hierarchical-structure>.
const CONFIGURATION: [&str; 2] = [".cargo/config.toml", ".cargo/config"];

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
    /// Why this is not known to be all, if it is not.
    unsettled: Option<String>,
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
    pub(crate) package: &'a PackagePlan,
    /// What cargo has said.
    pub(crate) heard: &'a Heard,
    /// Whether the workspace's directory is in its programs.
    pub(crate) has_checkout: bool,
}

impl Observer<'_> {
    /// What was read for a package.
    pub(crate) fn first(&self, shown: &Shown<'_>) -> Observed {
        let mut observed = Observed {
            checkout: shown.has_checkout.then(|| self.workspace.root().to_owned()),
            ..Observed::default()
        };
        if let Err(reason) = self.look(shown, &mut observed) {
            observed.unsettled = Some(reason);
        }
        observed
    }

    /// Looks at everything that a build has shown, or says why that is not everything that was read.
    fn look(&self, Shown { package, heard, .. }: &Shown<'_>, observed: &mut Observed) -> Result<(), String> {
        let mut read: BTreeSet<_> =
            package.about.license.files.iter().map(|file| file.source.clone()).collect();
        // These are known by what they resolve to, so only their time tells that they have changed since they were read.
        let mut dated = vec![self.workspace.lockfile(), self.workspace.root_manifest().path.clone()];
        for id in &heard.packages {
            let not_known = || format!("cargo has compiled `{id}`, which is not in its metadata");
            let package = self.workspace.package(id).ok_or_else(not_known)?;
            let entry = format!("{} {}", package.name, package.version);
            let digest = self.dependency(&entry).ok_or_else(|| format!("`Cargo.lock` has no `{entry}`"))?;
            observed.dependencies.insert(entry, digest);
            if let PackageSource::Path(directory) = package.source {
                let manifest = directory.join("Cargo.toml");
                match self.manifest(package.name) {
                    Some(digest) => {
                        observed.manifests.insert(package.name.to_owned(), digest);
                        dated.push(manifest);
                    }
                    // A package outside of the workspace inherits nothing, so its manifest is all there is.
                    None => drop(read.insert(manifest)),
                }
            }
        }
        read.extend(sources(package, heard)?);
        for (package, out_dir) in &heard.scripts {
            if let Some(PackageSource::Path(directory)) =
                self.workspace.package(package).map(|package| package.source)
                && !declares_what_it_reads(out_dir)
            {
                read.insert(directory.clone());
            }
        }
        read.extend(self.configuration(package));
        for path in read.into_iter().filter(|path| !self.is_made(path)) {
            let is_newer = self.is_newer(&path);
            let digest = if is_newer { UNKNOWN.to_owned() } else { self.digest(&path) };
            if is_newer {
                dated.push(path.clone());
            }
            observed.files.insert(self.relative(path), digest);
        }
        match dated.into_iter().find(|path| self.is_newer(path)) {
            Some(path) => Err(format!("`{}` was changed while it was made", self.relative(path))),
            None => Ok(()),
        }
    }

    /// The files of cargo's configuration in the workspace that a package's build reads, be they there or not.
    fn configuration(&self, package: &PackagePlan) -> impl Iterator<Item = Utf8PathBuf> {
        let root = self.workspace.root();
        let member = self.workspace.member(&package.crate_name).map_or(root, |member| member.directory());
        let within = member.ancestors().filter(move |directory| directory.starts_with(root));
        within.chain([root]).flat_map(|directory| CONFIGURATION.map(|name| directory.join(name)))
    }

    /// Whether a file was changed since the workspace was read, so that nobody knows what of it was compiled.
    fn is_newer(&self, path: &Utf8Path) -> bool {
        self.digests.modified(path).is_some_and(|modified| modified > self.workspace.read_at())
    }

    /// What is known of the files that were read for a package, for the note of the directory that it was compiled in.
    pub(crate) fn compiled(&self, observed: &Observed) -> BTreeMap<Utf8PathBuf, Content> {
        let content = |(path, digest): (&Utf8PathBuf, &String)| {
            let content = match digest.as_str() {
                UNKNOWN => self.modified(path).map_or(Content::Unknown, Content::ChangedAt),
                digest => Content::Digest(digest.to_owned()),
            };
            (path.clone(), content)
        };
        observed.files.iter().map(content).collect()
    }

    /// Whether a file is what it was when it was compiled.
    pub(crate) fn is_same(&self, path: &Utf8Path, compiled: &Content) -> bool {
        match compiled {
            Content::Digest(digest) => self.digest(&self.workspace.root().join(path)) == *digest,
            Content::ChangedAt(time) => self.modified(path) == Some(*time),
            Content::Unknown => false,
        }
    }

    /// When a file was changed, given by its path in records.
    pub(crate) fn modified(&self, path: &Utf8Path) -> Option<SystemTime> {
        self.digests.modified(&self.workspace.root().join(path))
    }

    /// What is there now of all that was read.
    pub(crate) fn again(&self, before: &Observed) -> Observed {
        let file = |path: &Utf8PathBuf| (path.clone(), self.digest(&self.workspace.root().join(path)));
        Observed {
            manifests: present(&before.manifests, |name| self.manifest(name)),
            dependencies: present(&before.dependencies, |entry| self.dependency(entry)),
            files: before.files.keys().map(file).collect(),
            checkout: before.checkout.is_some().then(|| self.workspace.root().to_owned()),
            unsettled: None,
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
        Some(self.digests.of_manifest(name, || manifest_inputs(self.workspace, member)))
    }

    fn digest(&self, path: &Utf8Path) -> String {
        self.digests.of_file(path).unwrap_or_else(|| ABSENT.to_owned())
    }

    /// Whether cargo or we have made a file.
    fn is_made(&self, path: &Utf8Path) -> bool {
        let workspace = self.workspace;
        let made = [self.scratch, workspace.target_directory(), workspace.build_directory()];
        made.iter().any(|directory| path.starts_with(directory))
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

    /// Whether it is known to be all that was read.
    pub(crate) fn is_settled(&self) -> bool {
        self.unsettled.is_none()
    }

    pub(super) fn differences_from(&self, before: &Self, lock_file: &LockFile) -> Vec<Cause> {
        if let Some(reason) = &before.unsettled {
            return vec![Cause::Unsettled { reason: reason.clone() }];
        }
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

/// What cargo's dep-info files say of the programs of a package.
fn sources(package: &PackagePlan, heard: &Heard) -> Result<Vec<Utf8PathBuf>, String> {
    let is_heard =
        |name: &String| heard.programs.iter().any(|program| dep_info::stem(program).ends_with(name));
    if let Some(name) = package.install.binaries.iter().find(|name| !is_heard(name)) {
        return Err(format!("cargo did not say where it has put `{name}`"));
    }
    if heard.is_incomplete {
        return Err("cargo has said what it compiled in a form that is not known".to_owned());
    }
    let mut sources = Vec::new();
    for program in &heard.programs {
        let read = dep_info::read(program);
        sources.extend(read.map_err(|error| format!("cargo's dep-info could not be read: {error}"))?);
    }
    match sources.iter().find(|path| !path.is_absolute()) {
        Some(path) => {
            Err(format!("cargo's dep-info has the relative path `{path}` (`build.dep-info-basedir`)"))
        }
        None => Ok(sources),
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
