//! The arguments of `--package` and `--exclude`, and which members they mean.
//!
//! Cargo's rule for `cargo build -p`: an argument is a package ID specification
//! (<https://doc.rust-lang.org/cargo/reference/pkgid-spec.html>), or else a glob pattern of names. Cargo asks
//! for a URL where the argument is a path; here the path will do.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::nearest;
use cargo_conda_workspace::{Member, Workspace, normalize};
use cargo_util_schemas::core::{PackageIdSpec, SourceKind};
use globset::{Glob, GlobMatcher};
use semver::Version;
use url::Url;

use super::error::PlanError;
use crate::request::{is_path, is_pattern};

/// How many members of a directory a message names.
const SHOWN_MEMBERS: usize = 8;

/// The arguments of an option; each matches at least one member.
pub(super) struct MemberSpecs(Vec<MemberSpec>);

/// An argument.
enum MemberSpec {
    /// A package ID specification: a name, perhaps with a version or the URL of a directory.
    Id(PackageIdSpec),
    /// The absolute path of a member's directory or manifest.
    Path(Utf8PathBuf),
    /// A glob pattern of names.
    Pattern { glob: GlobMatcher, text: String },
}

/// Why an argument matches no member.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberHint {
    /// A member has nearly this name.
    Nearest(String),
    /// The member of this name has another version.
    OtherVersion {
        /// The name.
        name: String,
        /// The version that the member has.
        version: Version,
    },
    /// The member of this name is in another directory.
    OtherDirectory {
        /// The name.
        name: String,
        /// The absolute path of the directory in which the member is.
        directory: Utf8PathBuf,
    },
    /// A dependency has this name.
    Dependency(String),
    /// The path is that of a directory around these members, which are sorted by name.
    Above(Vec<String>),
    /// The argument is a pattern of paths.
    PatternOfPaths,
}

impl MemberSpecs {
    /// Parses arguments. Each must match a member: one that matches none is a mistake.
    pub(super) fn parse(workspace: &Workspace, arguments: &[String]) -> Result<Self, PlanError> {
        let parse = |argument: &String| {
            let spec = MemberSpec::parse(workspace, argument)?;
            if workspace.members().any(|member| spec.matches(member)) {
                return Ok(spec);
            }
            Err(PlanError::NoSuchMember { spec: argument.clone(), hint: spec.hint(workspace) })
        };
        arguments.iter().map(parse).collect::<Result<_, _>>().map(Self)
    }

    /// Whether one of the arguments matches a member.
    pub(super) fn match_member(&self, member: &Member) -> bool {
        self.0.iter().any(|spec| spec.matches(member))
    }

    /// Whether one of the arguments means this member and no other.
    pub(super) fn name(&self, member: &Member) -> bool {
        self.0.iter().any(|spec| !matches!(spec, MemberSpec::Pattern { .. }) && spec.matches(member))
    }
}

impl MemberSpec {
    fn parse(workspace: &Workspace, argument: &str) -> Result<Self, PlanError> {
        let invalid = |reason: String| PlanError::InvalidSpec { spec: argument.to_owned(), reason };
        if is_pattern(argument) {
            let glob = Glob::new(argument).map_err(|error| invalid(error.kind().to_string()))?;
            return Ok(Self::Pattern { glob: glob.compile_matcher(), text: argument.to_owned() });
        }
        if is_path(argument) {
            return Ok(Self::Path(normalize(&workspace.root().join(argument))));
        }
        PackageIdSpec::parse(argument).map(Self::Id).map_err(|error| invalid(error.to_string()))
    }

    fn matches(&self, member: &Member) -> bool {
        match self {
            Self::Id(id) => {
                id.name() == member.name()
                    && has_version(id, member)
                    && id.url().is_none_or(|_| directory(id).as_deref() == Some(member.directory()))
            }
            Self::Path(path) => path == member.directory() || *path == member.manifest().path,
            Self::Pattern { glob, .. } => glob.is_match(member.name()),
        }
    }

    /// Why the argument matches no member. `None` if nothing comes near it.
    fn hint(&self, workspace: &Workspace) -> Option<MemberHint> {
        let names = || workspace.members().map(Member::name);
        let nearest = |text: &str| nearest(text, names()).map(|name| MemberHint::Nearest(name.to_owned()));
        match self {
            Self::Id(id) => {
                let name = id.name();
                workspace
                    .member(name)
                    .map(|member| difference(id, member))
                    .or_else(|| at(workspace, directory(id)?.as_path()))
                    .or_else(|| {
                        is_dependency(workspace, name).then(|| MemberHint::Dependency(name.to_owned()))
                    })
                    .or_else(|| nearest(name))
            }
            Self::Path(path) => {
                let below = workspace.members().filter(|member| member.directory().starts_with(path));
                let below: Vec<_> = below.map(|member| member.name().to_owned()).collect();
                if below.is_empty() { nearest(path.file_name()?) } else { Some(MemberHint::Above(below)) }
            }
            Self::Pattern { text, .. } if is_path(text) => Some(MemberHint::PatternOfPaths),
            Self::Pattern { text, .. } => nearest(text),
        }
    }
}

/// In what a member of the right name differs from a specification.
fn difference(id: &PackageIdSpec, member: &Member) -> MemberHint {
    let name = member.name().to_owned();
    if has_version(id, member) {
        MemberHint::OtherDirectory { name, directory: member.directory().to_owned() }
    } else {
        MemberHint::OtherVersion { name, version: member.version().clone() }
    }
}

fn has_version(id: &PackageIdSpec, member: &Member) -> bool {
    id.partial_version().is_none_or(|version| version.matches(member.version()))
}

/// The directory that the URL of a specification stands for; `None` if there is no URL, or if it is that of a
/// registry or of a git repository, from which no member comes.
fn directory(id: &PackageIdSpec) -> Option<Utf8PathBuf> {
    let of_directory = |url: &&Url| {
        url.scheme() == "file" && matches!(id.kind(), None | Some(SourceKind::Path | SourceKind::Directory))
    };
    let path = id.url().filter(of_directory)?.to_file_path().ok()?;
    Utf8PathBuf::from_path_buf(path).ok()
}

/// The member in a directory, which a URL without a name in it does not find if the two are called
/// differently.
fn at(workspace: &Workspace, directory: &Utf8Path) -> Option<MemberHint> {
    let member = workspace.members().find(|member| member.directory() == directory)?;
    Some(MemberHint::Nearest(member.name().to_owned()))
}

fn is_dependency(workspace: &Workspace, name: &str) -> bool {
    workspace.lock_file().entries_named(name).next().is_some()
}

impl fmt::Display for MemberHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nearest(name) => write!(f, "did you mean `{name}`?"),
            Self::OtherVersion { name, version } => write!(f, "the version of `{name}` is {version}"),
            Self::OtherDirectory { name, directory } => write!(f, "`{name}` is in `{directory}`"),
            Self::Dependency(name) => {
                write!(f, "`{name}` is a dependency, and only members become packages")
            }
            Self::Above(members) => {
                let shown = members.len().min(SHOWN_MEMBERS);
                let names: Vec<_> = members[..shown].iter().map(|name| format!("`{name}`")).collect();
                write!(f, "members in this directory: {}", names.join(", "))?;
                match members.len() - shown {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Self::PatternOfPaths => {
                f.write_str("patterns are compared with names of members, not with paths")
            }
        }
    }
}
