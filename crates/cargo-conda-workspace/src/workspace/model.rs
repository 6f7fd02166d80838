//! The central type.

use std::io;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use toml::Table;

use crate::error::LoadError;
use crate::files::{CargoConfig, Manifest, ToolchainFile};
use crate::graph::ResolvedGraph;
use crate::members::{DependencyRecord, Member, MemberDependency};
use crate::simulation::{Resolver, Simulator};

/// A Cargo workspace: its members, and how they depend on each other and on everything else.
///
/// A single package outside of any workspace is a workspace of one member.
#[derive(Debug)]
pub struct Workspace {
    pub(crate) root: Utf8PathBuf,
    pub(crate) root_manifest: Manifest,
    /// The same as a table.
    pub(crate) root_table: Table,
    pub(crate) target_directory: Utf8PathBuf,
    pub(crate) build_directory: Utf8PathBuf,
    pub(crate) read_at: SystemTime,
    pub(crate) metadata: Value,
    pub(crate) cargo_config: CargoConfig,
    pub(crate) outer_cargo_configs: Vec<Utf8PathBuf>,
    pub(crate) toolchain_file: Option<ToolchainFile>,
    /// Sorted by name; other parts of the crate refer to members by their position here.
    pub(crate) members: Vec<Member>,
    /// Positions of the members that the manifest chooses, if it does.
    pub(crate) default_members: Option<Vec<usize>>,
    /// Sorted.
    pub(crate) dependencies: Vec<DependencyRecord>,
    pub(crate) graph: ResolvedGraph,
    pub(crate) simulator: Simulator,
}

/// The members that cargo's commands work on when none is named.
#[derive(Debug)]
pub enum DefaultMembers<'a> {
    /// The manifest chooses none. (Cargo then takes the root package alone if there is one; that is a rule of
    /// cargo's and no wish of the user's.)
    All,
    /// The manifest has `workspace.default-members`; these are the members, sorted by name.
    Chosen(Vec<&'a Member>),
}

impl Workspace {
    /// Makes a workspace of the answer of `cargo metadata --format-version 1 --all-features`, so that tests can
    /// work from a file.
    ///
    /// `manifests` reads a file by its absolute path: the manifests, and the `.cargo/config.toml` beside each,
    /// and the `rust-toolchain.toml` at the root, which may be [`NotFound`](io::ErrorKind::NotFound).
    pub fn from_metadata_json(
        json: &str,
        mut manifests: impl FnMut(&Utf8Path) -> io::Result<String>,
    ) -> Result<Self, LoadError> {
        Self::from_json(json.to_owned(), &mut manifests)
    }

    /// The absolute path of the directory with the workspace's manifest.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The manifest with the `[workspace]` table.
    pub fn root_manifest(&self) -> &Manifest {
        &self.root_manifest
    }

    /// The absolute path of `Cargo.lock`.
    pub fn lockfile(&self) -> Utf8PathBuf {
        self.root.join("Cargo.lock")
    }

    /// The absolute path of the directory that cargo builds into.
    pub fn target_directory(&self) -> &Utf8Path {
        &self.target_directory
    }

    /// The absolute path of the directory for what cargo makes on the way: `build.build-dir` of its configuration, and
    /// otherwise the same as the other.
    pub fn build_directory(&self) -> &Utf8Path {
        &self.build_directory
    }

    /// When the first of the workspace's files was read. What has changed since may or may not be known here.
    pub fn read_at(&self) -> SystemTime {
        self.read_at
    }

    /// The version of cargo's resolver, as far as features differ by it: `1`, or `2` for all later ones.
    pub fn resolver(&self) -> &'static str {
        match self.simulator.resolver {
            Resolver::UnifyingAll => "1",
            Resolver::SeparatingHost => "2",
        }
    }

    /// `[workspace.metadata]`, null if there is none.
    pub fn metadata(&self) -> &Value {
        &self.metadata
    }

    /// The `.cargo/config.toml` at the root; the default if there is none.
    pub fn cargo_config(&self) -> &CargoConfig {
        &self.cargo_config
    }

    /// Files of cargo's configuration in the directories above the workspace: cargo reads them wherever it works below,
    /// whatever `CARGO_HOME` is. The nearest first.
    pub fn outer_cargo_configs(&self) -> &[Utf8PathBuf] {
        &self.outer_cargo_configs
    }

    /// The `rust-toolchain.toml` at the root, if there is one.
    pub fn toolchain_file(&self) -> Option<&ToolchainFile> {
        self.toolchain_file.as_ref()
    }

    /// All members, sorted by name.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.iter()
    }

    /// The member of that name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.position(name).map(|position| &self.members[position])
    }

    /// The members that the manifest of the workspace chooses to work on by default.
    pub fn default_members(&self) -> DefaultMembers<'_> {
        match &self.default_members {
            None => DefaultMembers::All,
            Some(positions) => {
                DefaultMembers::Chosen(positions.iter().map(|&position| &self.members[position]).collect())
            }
        }
    }

    /// The dependencies of members on members as their manifests declare them, sorted by the names of both ends,
    /// then by kind and platform.
    ///
    /// A dependency by version that a `[patch]` turns into a member is one too.
    pub fn dependencies(&self) -> impl Iterator<Item = MemberDependency<'_>> {
        self.dependencies.iter().map(|record| record.view(&self.members))
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.members.binary_search_by(|member| member.name().cmp(name)).ok()
    }
}
