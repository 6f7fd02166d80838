//! From the answer of `cargo metadata` to a [`Workspace`].

use std::collections::BTreeMap;
use std::io;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{DepKindInfo, Edition, Metadata, Node, Package, WorkspaceDefaultMembers};
use semver::Version;

use super::model::Workspace;
use crate::error::LoadError;
use crate::files::{CargoConfig, Manifest, ManifestFacts, ToolchainFile, parent};
use crate::graph::{PackageNode, PackageSource, ResolvedGraph};
use crate::members::{DependencyKind, DependencyRecord, Location, Member, MemberFiles};
use crate::simulation::{Resolver, Simulator};

/// Reads a file of the workspace by its absolute path.
type ReadFile<'a> = &'a mut dyn FnMut(&Utf8Path) -> io::Result<String>;

impl Workspace {
    pub(crate) fn from_json(json: String, read: ReadFile<'_>) -> Result<Self, LoadError> {
        let metadata: Metadata =
            serde_json::from_str(&json).map_err(|source| LoadError::UnreadableMetadata { source })?;
        let resolve = metadata.resolve.ok_or(LoadError::NoResolution)?;

        let root = metadata.workspace_root;
        let root_manifest = Manifest::read(&root.join("Cargo.toml"), read)?;
        let root_table = root_manifest.table()?;
        let facts = root_manifest.facts()?;
        let resolver = resolver(&facts, &metadata.packages, &root_manifest.path);

        let mut nodes: Vec<PackageNode> = metadata.packages.iter().map(package_node).collect();
        let mut packages: BTreeMap<String, Package> =
            metadata.packages.into_iter().map(|package| (package.id.repr.clone(), package)).collect();
        let mut members = Vec::with_capacity(metadata.workspace_members.len());
        for id in metadata.workspace_members {
            let package = packages
                .remove(&id.repr)
                .ok_or_else(|| LoadError::UndescribedPackage { id: id.repr.clone() })?;
            members.push(read_member(package, &root, read)?);
        }
        members.sort_by(|a, b| a.name().cmp(b.name()));

        let positions: BTreeMap<String, usize> =
            members.iter().enumerate().map(|(position, member)| (member.id().to_owned(), position)).collect();
        for node in &mut nodes {
            node.member = positions.get(&node.id).copied();
        }
        let dependencies = member_dependencies(&members, &positions, &resolve.nodes);

        let default_members = facts
            .sets_default_members
            .then(|| default_positions(&metadata.workspace_default_members, &positions));

        Ok(Self {
            cargo_config: CargoConfig::read(&root, read)?,
            outer_cargo_configs: outer_configs(&root, read)?,
            toolchain_file: ToolchainFile::read(&root, read)?,
            root,
            root_manifest,
            root_table,
            build_directory: metadata.build_directory.unwrap_or_else(|| metadata.target_directory.clone()),
            target_directory: metadata.target_directory,
            read_at: SystemTime::now(),
            metadata: metadata.workspace_metadata,
            default_members,
            graph: ResolvedGraph::new(nodes, &resolve.nodes),
            simulator: Simulator::new(json, resolver),
            dependencies,
            members,
        })
    }
}

fn outer_configs(root: &Utf8Path, read: ReadFile<'_>) -> Result<Vec<Utf8PathBuf>, LoadError> {
    let mut found = Vec::new();
    for directory in root.ancestors().skip(1) {
        found.extend(CargoConfig::read(directory, read)?.path);
    }
    Ok(found)
}

fn default_positions(ids: &WorkspaceDefaultMembers, positions: &BTreeMap<String, usize>) -> Vec<usize> {
    // Cargo tells them since 1.71, and the type panics if it did not.
    let ids = if ids.is_available() { &**ids } else { &[] };
    let mut chosen: Vec<usize> = ids.iter().filter_map(|id| positions.get(&id.repr).copied()).collect();
    chosen.sort_unstable();
    chosen
}

/// The version of a package whose manifest gives none.
const MADE_UP_VERSION: Version = Version::new(0, 0, 0);

fn read_member(package: Package, root: &Utf8Path, read: ReadFile<'_>) -> Result<Member, LoadError> {
    let manifest = Manifest::read(&package.manifest_path, read)?;
    let location = Location::of(parent(&manifest.path), root);
    let cargo_config = match location {
        Location::Root => CargoConfig::default(),
        Location::Below | Location::Outside => CargoConfig::read(parent(&manifest.path), read)?,
    };
    // Only for a version that cargo may have made up itself the manifest has to be looked into.
    let has_version = package.version != MADE_UP_VERSION || manifest.facts()?.has_version;
    let files = MemberFiles { manifest, has_version, cargo_config };
    Ok(Member::new(package, files, location))
}

fn package_node(package: &Package) -> PackageNode {
    let source = package.source.as_ref().map(|source| source.repr.as_str());
    PackageNode {
        id: package.id.repr.clone(),
        name: package.name.to_string(),
        version: package.version.clone(),
        source: PackageSource::from_cargo(source, parent(&package.manifest_path).to_owned()),
        links: package.links.clone(),
        // Known when members are sorted.
        member: None,
    }
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

/// Pairs what manifests declare with what cargo resolved.
///
/// The declarations alone do not suffice, because a `[patch]` can turn a dependency by version into a member. The
/// resolution alone does not suffice, because it has forgotten which dependency is optional.
fn member_dependencies(
    members: &[Member],
    positions: &BTreeMap<String, usize>,
    nodes: &[Node],
) -> Vec<DependencyRecord> {
    let mut records = Vec::new();
    for node in nodes {
        let Some(&from) = positions.get(&node.id.repr) else {
            continue;
        };
        for resolved in &node.deps {
            let Some(&to) = positions.get(&resolved.pkg.repr) else {
                continue;
            };
            for kind in &resolved.dep_kinds {
                records.extend(declared(members, from, to, kind));
            }
        }
    }
    // The same declaration is found once for each name under which the dependency resolves.
    records.sort();
    records.dedup();
    records
}

/// The declarations in the manifest of `from` that cargo resolved to `to`, of one kind and for one platform.
fn declared<'a>(
    members: &'a [Member],
    from: usize,
    to: usize,
    resolved: &'a DepKindInfo,
) -> impl Iterator<Item = DependencyRecord> + 'a {
    let wanted = &members[to];
    let kind = DependencyKind::from_cargo(resolved.kind);
    members[from]
        .declared_dependencies()
        .iter()
        .filter(move |declared| {
            declared.name == wanted.name()
                && declared.kind == resolved.kind
                && declared.target == resolved.target
                // Two packages of one name can be told apart by path, or else by version.
                && declared.path.as_deref().is_none_or(|path| path == wanted.directory())
                && (declared.path.is_some() || declared.req.matches(wanted.version()))
        })
        .filter_map(move |declared| {
            Some(DependencyRecord {
                from,
                to,
                kind: kind?,
                target: declared.target.as_ref().map(ToString::to_string),
                renamed_to: declared.rename.clone(),
                optional: declared.optional,
            })
        })
}
