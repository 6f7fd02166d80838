//! Dependencies between members.

use super::member::Member;

/// What a dependency is for.
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
/// A member can declare the same dependency more than once: for several kinds, for several platforms, under
/// several names. Each declaration stands for itself.
#[derive(Debug, Clone, Copy)]
pub struct MemberDependency<'a> {
    /// The member whose manifest declares the dependency.
    pub from: &'a Member,
    /// The member that is depended upon.
    pub to: &'a Member,
    /// What the dependency is for.
    pub kind: DependencyKind,
    /// The platform that the declaration is limited to: a `cfg(…)` expression or a triple, as cargo writes it.
    pub target: Option<&'a str>,
    /// Whether a feature has to enable the dependency.
    pub optional: bool,
    /// The name that `from` uses for `to`, where it is not the name of the package.
    pub renamed_to: Option<&'a str>,
}

/// A dependency by the positions of its members, in the order in which dependencies are listed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DependencyRecord {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: DependencyKind,
    pub(crate) target: Option<String>,
    pub(crate) renamed_to: Option<String>,
    pub(crate) optional: bool,
}

impl DependencyRecord {
    pub(crate) fn view<'a>(&'a self, members: &'a [Member]) -> MemberDependency<'a> {
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

impl DependencyKind {
    /// The kind in cargo's words, or nothing for one that a newer cargo may add.
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
