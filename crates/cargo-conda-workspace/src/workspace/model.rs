//! The type [`Workspace`] and its accessors.

use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::error::IgnoredLockFile;
use crate::files::{CargoConfig, LockFile, Manifest, Profiles, RootFiles, ToolchainFile, normalize};
use crate::graph::{Package, PackageSource, ResolvedGraph};
use crate::members::{
    DependencyKind, DependencyRecord, Member, MemberDependency, MemberIndex, Members, PackageFacts,
};
use crate::simulation::{Resolver, Simulator};

/// A Cargo workspace: its members, and how they depend on each other and on other packages.
///
/// A single package outside of any workspace is a workspace of one member.
#[derive(Debug)]
pub struct Workspace {
    pub(super) root: Utf8PathBuf,
    pub(super) output: OutputDirectories,
    pub(crate) files: RootFiles,
    pub(super) read_at: SystemTime,
    /// `[workspace.metadata]`.
    pub(super) metadata: Value,
    pub(crate) members: Members,
    /// The members that the manifest chooses, sorted by name; `None` if it chooses none.
    pub(super) default_members: Option<Vec<MemberIndex>>,
    /// Sorted.
    pub(super) dependencies: Vec<DependencyRecord>,
    pub(crate) graph: ResolvedGraph,
    pub(crate) simulator: Simulator,
}

/// The absolute paths of the directories that cargo writes to.
#[derive(Debug)]
pub(super) struct OutputDirectories {
    target: Utf8PathBuf,
    build: Utf8PathBuf,
}

impl OutputDirectories {
    /// `build` is `None` for versions of cargo whose build directory is always the target directory.
    pub(super) fn new(target: Utf8PathBuf, build: Option<Utf8PathBuf>) -> Self {
        Self { build: build.unwrap_or_else(|| target.clone()), target }
    }
}

/// The members that cargo's commands work on when none is named.
#[derive(Debug)]
pub enum DefaultMembers<'a> {
    /// The manifest has no `workspace.default-members`. (Cargo then takes the root package alone if there is
    /// one; that is a rule of cargo's and not a choice of the user's.)
    All,
    /// The members of `workspace.default-members`, sorted by name.
    Chosen(Vec<&'a Member>),
}

impl Workspace {
    /// The absolute path of the directory with the workspace's manifest.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The absolute path of the directory that cargo builds into.
    pub fn target_directory(&self) -> &Utf8Path {
        &self.output.target
    }

    /// The absolute path of the directory for cargo's intermediate files: `build.build-dir` of its
    /// configuration, or else [`Self::target_directory`].
    pub fn build_directory(&self) -> &Utf8Path {
        &self.output.build
    }

    /// The time at which loading began. A file that was modified later may have been read before or after
    /// that.
    pub fn read_at(&self) -> SystemTime {
        self.read_at
    }

    /// The manifest with the `[workspace]` table, or that of a package outside of any workspace.
    pub fn root_manifest(&self) -> &Manifest {
        &self.files.manifest
    }

    /// The profiles of the root manifest.
    pub fn profiles(&self) -> Profiles<'_> {
        Profiles::of(&self.files.manifest_table)
    }

    /// `[workspace.metadata]`; null if there is none.
    pub fn metadata(&self) -> &Value {
        &self.metadata
    }

    /// The absolute path of the lock file: `resolver.lockfile-path` of cargo's configuration where cargo is
    /// new enough to read it, or else `Cargo.lock` beside the root manifest.
    pub fn lock_file_path(&self) -> &Utf8Path {
        &self.files.lock_file_path
    }

    /// Checks that `cargo install`, which ignores `resolver.lockfile-path`, finds the same lock file beside
    /// the root manifest.
    pub fn check_lock_file_of_install(&self) -> Result<(), IgnoredLockFile> {
        let RootFiles { lock_file, lock_file_of_install, .. } = &self.files;
        if lock_file == lock_file_of_install {
            return Ok(());
        }
        Err(IgnoredLockFile {
            lock_file: self.lock_file_path().to_owned(),
            beside_manifest: self.root().join(LockFile::NAME),
            is_there: lock_file_of_install.is_some(),
        })
    }

    /// The lock file as it was when the workspace was loaded. It is parsed anew at each call.
    pub fn lock_file(&self) -> LockFile {
        self.files.lock_file.as_deref().map(LockFile::parse).unwrap_or_default()
    }

    /// The version of cargo's resolver as far as features differ by it: `1`, or `2` for all later ones.
    pub fn resolver(&self) -> &'static str {
        match self.simulator.resolver() {
            Resolver::UnifyingAll => "1",
            Resolver::SeparatingHost => "2",
        }
    }

    /// The `.cargo/config.toml` at the root; the default if there is none.
    pub fn cargo_config(&self) -> &CargoConfig {
        &self.files.cargo_config
    }

    /// The absolute paths of cargo's configuration files in the directories above the root, the nearest
    /// first. Cargo reads them in every build below, whatever `CARGO_HOME` is.
    pub fn outer_cargo_configs(&self) -> &[Utf8PathBuf] {
        &self.files.outer_cargo_configs
    }

    /// The `rust-toolchain.toml` at the root; `None` if there is none.
    pub fn toolchain_file(&self) -> Option<&ToolchainFile> {
        self.files.toolchain_file.as_ref()
    }

    /// All members, sorted by name.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.iter()
    }

    /// The member with this name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.named(name)
    }

    /// The members that the manifest of the workspace chooses to work on by default.
    pub fn default_members(&self) -> DefaultMembers<'_> {
        match &self.default_members {
            None => DefaultMembers::All,
            Some(chosen) => {
                DefaultMembers::Chosen(chosen.iter().map(|index| &self.members[*index]).collect())
            }
        }
    }

    /// The dependencies of members on members as their manifests declare them, sorted by the names of both
    /// ends, then by kind and platform.
    ///
    /// A dependency by version that a `[patch]` turns into a member is one too.
    pub fn dependencies(&self) -> impl Iterator<Item = MemberDependency<'_>> {
        self.dependencies.iter().map(|record| record.view(&self.members))
    }

    /// The package with this id, as cargo writes it in its metadata and messages.
    pub fn package(&self, id: &str) -> Option<Package<'_>> {
        self.graph.find(id).map(|index| self.graph.package(index).into())
    }

    /// The package in the innermost directory around a file: a member, another path dependency, or a package
    /// from elsewhere whose files are on this machine, such as a vendored one; `None` if the file is in none.
    pub fn owner_of(&self, path: &Utf8Path) -> Option<Package<'_>> {
        let path = normalize(&self.root().join(path));
        self.graph.owner(&path).map(|index| self.graph.package(index).into())
    }

    /// The packages whose sources are directories that can be edited: members and other path dependencies, in
    /// the order in which cargo lists them.
    pub fn local_packages(&self) -> impl Iterator<Item = Package<'_>> {
        self.graph.packages().map(Package::from).filter(Package::is_local)
    }

    /// All packages that cargo resolved, with what their manifests say of licences and makers, in no order.
    pub fn packages(&self) -> impl Iterator<Item = (Package<'_>, &PackageFacts)> {
        self.graph.packages().map(|node| (Package::from(node), &node.facts))
    }

    /// The packages in directories of this machine that a build of a member can compile, itself included,
    /// sorted. Some of them it does not compile: features and platforms do not count here.
    pub fn local_packages_below(&self, member: &Member) -> Vec<(Package<'_>, &PackageFacts)> {
        let start = self.graph.find(member.id());
        let reachable = start.into_iter().flat_map(|start| self.graph.reachable(start));
        let nodes = reachable.map(|index| self.graph.package(index));
        let local = nodes.filter(|node| matches!(node.source, PackageSource::Path(_)));
        let mut packages: Vec<_> = local.map(|node| (Package::from(node), &node.facts)).collect();
        packages.sort_by_key(|(package, _)| *package);
        packages
    }

    /// The normal and build dependencies of a member in the versions that `Cargo.lock` has chosen, sorted.
    pub fn resolved_dependencies(&self, member: &Member) -> Vec<Package<'_>> {
        let index = self.graph.find(member.id());
        let dependencies = index.into_iter().flat_map(|index| self.graph.dependencies(index));
        let compiled = dependencies.filter(|(kind, _)| *kind != DependencyKind::Development);
        let mut packages: Vec<_> =
            compiled.map(|(_, index)| Package::from(self.graph.package(index))).collect();
        packages.sort();
        packages.dedup();
        packages
    }
}
