//! Dependencies between members, as their manifests declare them.

use cargo_metadata::{DepKindInfo, Node};

use super::all::{MemberIndex, Members};
use super::member::Member;

/// The table of a manifest that declares a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependencyKind {
    /// `[dependencies]`: linked into libraries and binaries.
    Normal,
    /// `[build-dependencies]`: linked into the build script.
    Build,
    /// `[dev-dependencies]`: linked into tests, examples and benchmarks.
    Development,
}

/// One declaration in a member's manifest of a dependency on another member.
///
/// A member can declare the same dependency several times: for several kinds, for several platforms, under
/// several names. Each declaration is a `MemberDependency` of its own.
#[derive(Debug, Clone, Copy)]
pub struct MemberDependency<'a> {
    /// The member whose manifest declares the dependency.
    pub from: &'a Member,
    /// The member that is depended upon.
    pub to: &'a Member,
    /// The kind of the dependency.
    pub kind: DependencyKind,
    /// The platform that the declaration is limited to, as a `cfg(…)` expression or a triple; `None` if it is
    /// for all platforms.
    pub target: Option<&'a str>,
    /// True if the dependency is compiled only when a feature enables it.
    pub optional: bool,
    /// The name that `from` uses for `to`; `None` if that is the name of the package.
    pub renamed_to: Option<&'a str>,
}

/// A [`MemberDependency`] as a workspace stores it. The order of the fields is the order of the list.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DependencyRecord {
    from: MemberIndex,
    to: MemberIndex,
    kind: DependencyKind,
    target: Option<String>,
    renamed_to: Option<String>,
    optional: bool,
}

impl DependencyRecord {
    /// The dependencies of members on members, sorted: pairs what manifests declare with what cargo resolved.
    ///
    /// The declarations alone do not suffice, because a `[patch]` can turn a dependency by version into a
    /// member. The resolution alone does not suffice, because it does not say which dependency is optional.
    pub(crate) fn all(members: &Members, resolved: &[Node]) -> Vec<Self> {
        let mut records = Vec::new();
        for node in resolved {
            let Some(from) = members.with_id(&node.id.repr) else {
                continue;
            };
            for dependency in &node.deps {
                let Some(to) = members.with_id(&dependency.pkg.repr) else {
                    continue;
                };
                for kind in &dependency.dep_kinds {
                    records.extend(declared(members, from, to, kind));
                }
            }
        }
        // The same declaration is found once for each name under which the dependency resolves.
        records.sort();
        records.dedup();
        records
    }

    pub(crate) fn view<'a>(&'a self, members: &'a Members) -> MemberDependency<'a> {
        let Self { from, to, kind, target, renamed_to, optional } = self;
        MemberDependency {
            from: &members[*from],
            to: &members[*to],
            kind: *kind,
            target: target.as_deref(),
            optional: *optional,
            renamed_to: renamed_to.as_deref(),
        }
    }
}

/// The declarations in the manifest of `from` that cargo resolved to `to`, of one kind and for one platform.
fn declared<'a>(
    members: &'a Members,
    from: MemberIndex,
    to: MemberIndex,
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

impl DependencyKind {
    /// Translates cargo's kind; `None` for a kind that a newer cargo may add.
    pub(crate) fn from_cargo(kind: cargo_metadata::DependencyKind) -> Option<Self> {
        match kind {
            cargo_metadata::DependencyKind::Normal => Some(Self::Normal),
            cargo_metadata::DependencyKind::Build => Some(Self::Build),
            cargo_metadata::DependencyKind::Development => Some(Self::Development),
            // `Unknown` is hidden from cargo_metadata's documentation and may not be named.
            _ => None,
        }
    }
}
