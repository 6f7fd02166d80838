//! From the output of `cargo metadata` to a [`Workspace`].

use std::collections::BTreeSet;
use std::io;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Edition, Metadata, Package, WorkspaceDefaultMembers};
use semver::Version;

use super::model::{OutputDirectories, Workspace};
use crate::error::LoadError;
use crate::files::{CargoConfig, Manifest, ManifestFacts, RootFiles, normalize, parent};
use crate::graph::{PackageNode, PackageSource, ResolvedGraph};
use crate::members::{DependencyRecord, Member, MemberFiles, MemberIndex, Members, PackageFacts};
use crate::simulation::{Resolver, Simulator};

/// Reads a file of the workspace by its absolute path.
pub(super) type ReadFile<'a> = &'a mut dyn FnMut(&Utf8Path) -> io::Result<String>;

/// The version of a package whose manifest gives none.
const DEFAULT_VERSION: Version = Version::new(0, 0, 0);

impl Workspace {
    /// Makes a workspace of the output of `cargo metadata --format-version 1 --all-features`, so that tests
    /// can work from a file.
    ///
    /// `files` reads a file by its absolute path. It is asked for the manifests of the workspace and its
    /// members, for `Cargo.lock`, and for the files of [`CargoConfig`] and
    /// [`ToolchainFile`](crate::ToolchainFile). All but the manifests may be
    /// [`NotFound`](io::ErrorKind::NotFound).
    pub fn from_metadata_json(
        json: &str,
        mut files: impl FnMut(&Utf8Path) -> io::Result<String>,
    ) -> Result<Self, LoadError> {
        from_metadata(json.to_owned(), SystemTime::now(), Places::default(), &mut files)
    }
}

/// Places that cargo's metadata does not tell, or not for every directory that cargo may run in.
#[derive(Default)]
pub(super) struct Places {
    /// The directories that cargo builds into; `None` for those of the metadata.
    pub(super) output: Option<OutputDirectories>,
    /// The absolute path of the lock file; `None` for `Cargo.lock` beside the root manifest.
    pub(super) lock_file: Option<Utf8PathBuf>,
}

/// Makes a workspace of cargo's metadata and of the files that it names. `read_at` is a time before the
/// metadata was made.
pub(super) fn from_metadata(
    json: String,
    read_at: SystemTime,
    places: Places,
    read: ReadFile<'_>,
) -> Result<Workspace, LoadError> {
    let metadata: Metadata =
        serde_json::from_str(&json).map_err(|source| LoadError::UnreadableMetadata { source })?;
    let resolve = metadata.resolve.ok_or(LoadError::NoResolution)?;
    let root = metadata.workspace_root;
    let files = RootFiles::read(&root, places.lock_file, read)?;
    let facts = files.manifest.facts()?;
    let resolver = resolver(&facts, &metadata.packages, &files.manifest.path);

    let member_ids: BTreeSet<_> = metadata.workspace_members.into_iter().map(|id| id.repr).collect();
    let (in_workspace, elsewhere): (Vec<_>, Vec<_>) =
        metadata.packages.into_iter().partition(|package| member_ids.contains(&package.id.repr));
    let members = in_workspace.into_iter().map(|package| read_member(package, &root, read));
    let members = Members::new(members.collect::<Result<_, _>>()?);
    if let Some(id) = member_ids.into_iter().find(|id| members.with_id(id).is_none()) {
        return Err(LoadError::UndescribedPackage { id });
    }

    let of_members = members.indexed().map(|(index, member)| member_node(index, member));
    let nodes = of_members.chain(elsewhere.iter().map(external_node));
    Ok(Workspace {
        graph: ResolvedGraph::new(nodes, &resolve.nodes),
        dependencies: DependencyRecord::all(&members, &resolve.nodes),
        default_members: facts
            .sets_default_members
            .then(|| default_members(&metadata.workspace_default_members, &members)),
        members,
        root,
        output: places
            .output
            .unwrap_or_else(|| OutputDirectories::new(metadata.target_directory, metadata.build_directory)),
        files,
        read_at,
        metadata: metadata.workspace_metadata,
        simulator: Simulator::new(json, resolver),
    })
}

/// The version of the resolver: as the manifest says, else by the edition of the root package, else 1.
/// <https://doc.rust-lang.org/cargo/reference/resolver.html#resolver-versions>.
fn resolver(facts: &ManifestFacts, packages: &[Package], root_manifest: &Utf8Path) -> Resolver {
    match facts.resolver.as_deref() {
        Some("1") => Resolver::UnifyingAll,
        // Cargo has refused all others but "2" and "3", which only differ in how versions are chosen.
        Some(_) => Resolver::SeparatingHost,
        None => match packages.iter().find(|package| package.manifest_path == root_manifest) {
            Some(root_package) if root_package.edition >= Edition::E2021 => Resolver::SeparatingHost,
            Some(_) | None => Resolver::UnifyingAll,
        },
    }
}

fn read_member(package: Package, root: &Utf8Path, read: ReadFile<'_>) -> Result<Member, LoadError> {
    let manifest = Manifest::read(&package.manifest_path, read)?;
    let directory = parent(&manifest.path);
    // The configuration at the root belongs to the workspace.
    let cargo_config =
        if directory == root { CargoConfig::default() } else { CargoConfig::read(directory, read)? };
    // Cargo makes up only this version, so the manifest of any other package need not be parsed.
    let has_version = package.version != DEFAULT_VERSION || manifest.facts()?.has_version;
    Ok(Member::new(package, MemberFiles { manifest, has_version, cargo_config }))
}

fn default_members(ids: &WorkspaceDefaultMembers, members: &Members) -> Vec<MemberIndex> {
    // Cargo lists them since 1.71; reading the list of an older cargo would panic.
    let ids = if ids.is_available() { &**ids } else { &[] };
    let mut chosen: Vec<_> = ids.iter().filter_map(|id| members.with_id(&id.repr)).collect();
    chosen.sort_unstable();
    chosen
}

fn member_node(index: MemberIndex, member: &Member) -> PackageNode {
    PackageNode {
        id: member.id().to_owned(),
        name: member.name().to_owned(),
        version: member.version().clone(),
        directory: member.directory().to_owned(),
        source: PackageSource::Path(member.directory().to_owned()),
        facts: member.facts(),
        links: member.links().map(ToOwned::to_owned),
        member: Some(index),
    }
}

fn external_node(package: &Package) -> PackageNode {
    let source = package.source.as_ref().map(|source| source.repr.as_str());
    // cargo joins the path of a vendored directory to that of its configuration and leaves `..` in it.
    let directory = normalize(parent(&package.manifest_path));
    PackageNode {
        id: package.id.repr.clone(),
        name: package.name.to_string(),
        version: package.version.clone(),
        source: PackageSource::from_cargo(source, directory.clone()),
        directory,
        facts: PackageFacts::new(package),
        links: package.links.clone(),
        member: None,
    }
}
