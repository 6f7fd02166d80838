//! Looks at the files, manifests and lock file entries that packages are made from.
//!
//! After a build, the observer determines from cargo's report what the build read and notes its state. Before
//! the next build it looks at the same things again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::PackagePlan;
use cargo_conda_workspace::{
    CargoConfig, LockFile, Package, PackageSource, ToolchainFile, Workspace, manifest_inputs,
};
use fs_err as fs;

use super::compiled_files::CompiledFile;
use super::crate_version::CrateVersion;
use super::digests::Digests;
use super::file_state::FileState;
use super::read_inputs::ReadInputs;
use crate::api::InputsUnknown;
use crate::cargo::{CargoReport, build_script, dep_info, entry_digest, vendored, with_includes};
use crate::system::{Digest, file_times};

/// The longest time between writing a file under a temporary name and renaming it.
const A_MOMENT: Duration = Duration::from_millis(100);

/// Computes the present state of inputs: of files, of members' manifests and of entries in `Cargo.lock`.
pub(crate) struct Observer<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) digests: &'a Digests,
    pub(crate) lock_file: &'a LockFile,
    /// The scratch directory, whose files are outputs and never inputs.
    pub(crate) scratch: &'a Utf8Path,
    /// When the run had made its directories and had compiled nothing yet, by the file system's clock.
    pub(crate) began: SystemTime,
    /// The files of cargo's configuration outside of the workspace. What is in them is recorded as a setting.
    pub(crate) outer_configuration: &'a [Utf8PathBuf],
}

/// What a successful build tells about its inputs.
pub(crate) struct BuildEvidence<'a> {
    pub(crate) package: &'a PackagePlan,
    /// The crates, build scripts and programs that cargo's messages named.
    pub(crate) cargo_report: &'a CargoReport,
    /// True if a program of the package contains the path of the workspace's directory, so that a checkout in
    /// another directory would give another program.
    pub(crate) has_checkout: bool,
}

impl Observer<'_> {
    /// Determines what the build of a package read, and notes its state. If that is not possible, the result
    /// says why in `unknown`, and the package counts as stale in the next run.
    pub(crate) fn observe(&self, evidence: &BuildEvidence<'_>) -> ReadInputs {
        let mut inputs = ReadInputs {
            checkout: evidence.has_checkout.then(|| self.workspace.root().to_owned()),
            ..ReadInputs::default()
        };
        inputs.unknown = self.fill_in(&mut inputs, evidence).err();
        inputs
    }

    /// The state today of everything that an earlier build read.
    pub(crate) fn observe_again(&self, before: &ReadInputs) -> ReadInputs {
        let file = |path: &Utf8PathBuf| (path.clone(), self.state_of(path));
        ReadInputs {
            manifests: present(&before.manifests, |name| self.manifest(name)),
            dependencies: present(&before.dependencies, |dependency| self.dependency(dependency)),
            files: before.files.keys().map(file).collect(),
            packaged: before.packaged.keys().map(file).collect(),
            checkout: before.checkout.is_some().then(|| self.workspace.root().to_owned()),
            unknown: None,
        }
    }

    /// Fills `inputs` with what the build read. After an error they have what was found until then.
    fn fill_in(&self, inputs: &mut ReadInputs, evidence: &BuildEvidence<'_>) -> Result<(), InputsUnknown> {
        let &BuildEvidence { package, cargo_report, .. } = evidence;
        let mut paths = BTreeSet::new();
        // Files that must not have changed since the run loaded the workspace. Of these first ones we record
        // the values that cargo and rustup took from them, not their bytes, so that only their times can show
        // a change.
        let mut must_be_older =
            vec![self.workspace.lock_file_path().to_owned(), self.workspace.root_manifest().path.clone()];
        must_be_older.extend(self.toolchain_files());
        must_be_older.extend_from_slice(self.outer_configuration);
        for id in &cargo_report.packages {
            let not_in_metadata = || InputsUnknown::NotInMetadata { package: id.clone() };
            let package = self.workspace.package(id).ok_or_else(not_in_metadata)?;
            let entry = CrateVersion::new(package.name, package.version);
            let digest = self.dependency(&entry);
            let digest = digest.ok_or_else(|| InputsUnknown::NotInLockFile { entry: entry.to_string() })?;
            inputs.dependencies.insert(entry, digest);
            if let PackageSource::Path(directory) = package.source {
                let manifest = directory.join("Cargo.toml");
                match self.manifest(package.name) {
                    Some(digest) => {
                        inputs.manifests.insert(package.name.to_owned(), digest);
                        must_be_older.push(manifest);
                    }
                    // A path dependency outside of the workspace inherits nothing: its manifest is all there
                    // is.
                    None => drop(paths.insert(manifest)),
                }
            } else {
                // cargo's dep-info has the sources of local crates only.
                paths.extend(vendored_files(package)?);
            }
        }
        paths.extend(sources(package, cargo_report)?);
        paths.extend(package.product.sources(&package.directory));
        paths.extend(self.undeclared_inputs(cargo_report)?);
        paths.extend(self.configuration(package));
        let mut state = |path: &Utf8PathBuf| {
            // The content before the times: what changes in between is seen.
            let state = self.digests.of_file(path).into();
            if self.may_have_changed(path) {
                must_be_older.push(path.clone());
                return FileState::ChangedWhileRead;
            }
            state
        };
        for path in paths.into_iter().filter(|path| !self.is_output(path)) {
            let state = state(&path);
            inputs.files.insert(self.relative(path), state);
        }
        let compiled: BTreeSet<_> = inputs.files.keys().cloned().collect();
        let packaged = packaged_files(package).map(|path| (path, self.relative(path.clone())));
        for (path, relative) in packaged.filter(|(_, relative)| !compiled.contains(relative)) {
            let state = state(path);
            inputs.packaged.insert(relative, state);
        }
        match must_be_older.into_iter().find(|path| self.may_have_changed(path)) {
            Some(path) => Err(InputsUnknown::ChangedDuringBuild { path: self.relative(path) }),
            None => Ok(()),
        }
    }

    /// The directories of local packages whose build scripts declare no inputs: cargo then runs the script
    /// again after any change in its package, so every file there counts.
    fn undeclared_inputs(&self, cargo_report: &CargoReport) -> Result<Vec<Utf8PathBuf>, InputsUnknown> {
        let mut directories = Vec::new();
        for (id, out_dir) in &cargo_report.scripts {
            let Some(package) = self.workspace.package(id) else { continue };
            let PackageSource::Path(directory) = package.source else { continue };
            match build_script::declares_inputs(out_dir) {
                Some(true) => {}
                Some(false) => directories.push(directory.clone()),
                None => {
                    let package = package.name.to_owned();
                    return Err(InputsUnknown::BuildScriptOutputNotFound { package });
                }
            }
        }
        Ok(directories)
    }

    /// The files of cargo's configuration in the workspace that the build of a package reads, whether or not
    /// they exist: one that appears later counts too. Cargo reads those in every directory above a package,
    /// see <https://doc.rust-lang.org/cargo/reference/config.html#hierarchical-structure>.
    fn configuration(&self, package: &PackagePlan) -> impl Iterator<Item = Utf8PathBuf> {
        let root = self.workspace.root();
        let member = self.workspace.member(&package.crate_name).map_or(root, |member| member.directory());
        let within = member.ancestors().filter(move |directory| directory.starts_with(root));
        let files =
            within.chain([root]).flat_map(|directory| CargoConfig::PATHS.map(|path| directory.join(path)));
        files.flat_map(|path| with_includes(&path))
    }

    /// The files that choose the toolchain, whether or not they exist.
    fn toolchain_files(&self) -> [Utf8PathBuf; 2] {
        ToolchainFile::NAMES.map(|name| self.workspace.root().join(name))
    }

    /// Whether a path, which need not exist, was changed after the workspace was loaded, so that cargo may
    /// have read another content than there is now. What was changed and changed back counts too: a file has
    /// a new time then, and of a file that came and went, the directory has one.
    fn may_have_changed(&self, path: &Utf8Path) -> bool {
        self.digests.is_changed(path, self.workspace.read_at(), self.began) || self.was_elsewhere(path)
    }

    /// Whether there may have been another file at a path when cargo read it, because a directory above it
    /// was moved or, if nothing is there now, may have lost an entry. Only directories of packages and of the
    /// workspace are looked at.
    fn was_elsewhere(&self, path: &Utf8Path) -> bool {
        let owner = self.workspace.owner_of(path).filter(Package::is_local).map(|owner| owner.directory);
        let within = [Some(self.workspace.root()), owner];
        let Some(within) = within.into_iter().flatten().find(|directory| path.starts_with(directory)) else {
            // Directories of users change all the time, those with a configuration of cargo's do not.
            let above = path.parent().filter(|above| above.file_name() == Some(".cargo"));
            let above = above.filter(|_| !path.exists()).and_then(|above| fs::metadata(above).ok());
            return above.as_ref().and_then(file_times::changed) > Some(self.began);
        };
        let above = path.ancestors().skip(1).take_while(|directory| directory.starts_with(within));
        let mut is_absent = !path.exists();
        above.filter_map(|directory| fs::metadata(directory).ok()).any(|directory| {
            // Only the nearest directory that exists had the entry.
            let has_lost =
                std::mem::take(&mut is_absent) && file_times::changed(&directory) > Some(self.began);
            has_lost || file_times::is_replaced(&directory, self.began)
        })
    }

    /// Whether a file, whose path is as in records, was put where it is since a build began, with an older
    /// time.
    pub(crate) fn is_replaced(&self, path: &Utf8Path, began: SystemTime) -> bool {
        let file = fs::metadata(self.workspace.root().join(path));
        file.is_ok_and(|file| file_times::is_replaced(&file, began))
    }

    /// The state of the files that a build read, for the note in the target directory that it compiled into.
    pub(crate) fn compiled(&self, inputs: &ReadInputs) -> BTreeMap<Utf8PathBuf, CompiledFile> {
        let compiled = |(path, state): (&Utf8PathBuf, &FileState)| {
            let file = match state {
                // The time of a directory is that of its newest file, which says nothing about the others.
                FileState::ChangedWhileRead if self.is_directory(path) => CompiledFile::Unknown,
                FileState::ChangedWhileRead => self.written_here(path),
                state => CompiledFile::State(*state),
            };
            (path.clone(), file)
        };
        inputs.files.iter().map(compiled).collect()
    }

    /// What is known of a file that changed during a build. A build script that writes a source in its
    /// package does so with every build, so a file that is not touched again must not count as changed for
    /// ever.
    fn written_here(&self, path: &Utf8Path) -> CompiledFile {
        let file = fs::metadata(self.workspace.root().join(path)).ok();
        let times = file.and_then(|file| Some((file.modified().ok()?, file_times::changed(&file)?)));
        match times {
            // A file that was moved here was written earlier, and cargo would take it for older than it is.
            Some((modified, changed))
                if modified > self.workspace.read_at() && changed <= modified + A_MOMENT =>
            {
                CompiledFile::ModifiedAt(modified)
            }
            _ => CompiledFile::Unknown,
        }
    }

    /// Whether a file is still what cargo compiled.
    pub(crate) fn is_unchanged(&self, path: &Utf8Path, compiled: &CompiledFile) -> bool {
        match compiled {
            CompiledFile::State(state) => self.state_of(path) == *state,
            CompiledFile::ModifiedAt(time) => self.modified(path) == Some(*time),
            CompiledFile::Unknown => false,
        }
    }

    /// The modification time of a file, whose path is as in records; `None` if the file does not exist.
    pub(crate) fn modified(&self, path: &Utf8Path) -> Option<SystemTime> {
        self.digests.modified(&self.workspace.root().join(path))
    }

    /// Whether there is a directory at a path, which is as in records.
    pub(crate) fn is_directory(&self, path: &Utf8Path) -> bool {
        self.workspace.root().join(path).is_dir()
    }

    /// The state of a file, whose path is as in records (see [`Self::relative`]).
    fn state_of(&self, path: &Utf8Path) -> FileState {
        self.digests.of_file(&self.workspace.root().join(path)).into()
    }

    /// The digest of a dependency's entry in the lock file; `None` if there is no such entry.
    ///
    /// Entries of workspace members list development dependencies too, which programs do not contain, so of
    /// members the resolved normal and build dependencies count instead.
    fn dependency(&self, dependency: &CrateVersion) -> Option<Digest> {
        let CrateVersion { name, version } = dependency;
        let member = self.workspace.member(name).filter(|member| member.version().to_string() == *version);
        let Some(member) = member else {
            return entry_digest(self.lock_file, name, version);
        };
        let resolved = self.workspace.resolved_dependencies(member).into_iter();
        let resolved: Vec<_> =
            resolved.map(|package| format!("{} {}", package.name, package.version)).collect();
        Some(Digest::of_text(&resolved.join("\n")))
    }

    /// The digest of what a member's manifest says about its build; `None` if `name` is not a member's.
    fn manifest(&self, name: &str) -> Option<Digest> {
        let member = self.workspace.member(name)?;
        Some(self.digests.of_manifest(name, || manifest_inputs(self.workspace, member)))
    }

    /// Whether cargo or this program wrote a file.
    fn is_output(&self, path: &Utf8Path) -> bool {
        let workspace = self.workspace;
        let outputs = [self.scratch, workspace.target_directory(), workspace.build_directory()];
        outputs.iter().any(|directory| path.starts_with(directory))
    }

    /// A path as records have it: relative to the workspace's root for files of its packages, so that a
    /// record is valid in another checkout, and absolute for files of the machine.
    fn relative(&self, path: Utf8PathBuf) -> Utf8PathBuf {
        let root = self.workspace.root();
        match path.strip_prefix(root) {
            Ok(below) => below.to_owned(),
            // A path dependency outside moves together with the workspace.
            Err(_outside) if self.workspace.owner_of(&path).is_some_and(|owner| owner.is_local()) => {
                pathdiff::diff_utf8_paths(&path, root).unwrap_or(path)
            }
            Err(_outside) => path,
        }
    }
}

/// The files that a package has as they are. cargo need not compile anything anew when they change.
fn packaged_files(package: &PackagePlan) -> impl Iterator<Item = &Utf8PathBuf> {
    let licenses = package.about.license.files.iter().map(|file| &file.source);
    licenses.chain(package.assets.files.values().map(|file| &file.source))
}

/// The path that stands for the sources of a vendored crate; `None` for crates in cargo's own caches, which
/// only cargo changes.
fn vendored_files(package: Package<'_>) -> Result<Option<Utf8PathBuf>, InputsUnknown> {
    vendored::evidence_of(package.directory).map_err(|error| InputsUnknown::UnreadableVendoredCrate {
        package: package.name.to_owned(),
        error: error.to_string(),
    })
}

/// The source files of a package's programs, from cargo's dep-info files.
fn sources(package: &PackagePlan, cargo_report: &CargoReport) -> Result<Vec<Utf8PathBuf>, InputsUnknown> {
    let is_reported =
        |name: &String| cargo_report.programs.iter().any(|program| dep_info::stem(program).ends_with(name));
    if let Some(name) =
        package.product.artifacts(package.platform).into_iter().find(|name| !is_reported(name))
    {
        return Err(InputsUnknown::ProgramNotReported { binary: name });
    }
    if cargo_report.is_incomplete {
        return Err(InputsUnknown::UnreadableMessage);
    }
    let mut sources = Vec::new();
    for program in &cargo_report.programs {
        let read = dep_info::read(program);
        sources.extend(read.map_err(|error| InputsUnknown::UnreadableDepInfo {
            program: program.clone(),
            error: error.to_string(),
        })?);
    }
    match sources.iter().find(|path| !path.is_absolute()) {
        Some(path) => Err(InputsUnknown::RelativeDepInfo { path: path.clone() }),
        None => Ok(sources),
    }
}

/// Today's digests of recorded entries; an entry that is gone is left out.
fn present<K: Ord + Clone>(
    before: &BTreeMap<K, Digest>,
    now: impl Fn(&K) -> Option<Digest>,
) -> BTreeMap<K, Digest> {
    before.keys().filter_map(|key| Some((key.clone(), now(key)?))).collect()
}
