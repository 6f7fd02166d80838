//! Why a package has to be made again.

use std::fmt;

use camino::Utf8PathBuf;

use super::inputs_unknown::InputsUnknown;
use super::package::BuiltPackage;

/// Whether a package has to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It is in the channel, and is what it would be if it were made now.
    Fresh(BuiltPackage),
    /// It has to be made, for these reasons; there is at least one.
    Stale(Vec<Cause>),
}

/// A reason for which a package has to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// There is no record of it: it was never made here, or what was compiled has been deleted.
    NeverBuilt,
    /// The archive is no longer in the channel.
    ArchiveMissing {
        /// Where it was.
        path: Utf8PathBuf,
    },
    /// The archive is not the one that was published.
    ArchiveChanged {
        /// The archive.
        path: Utf8PathBuf,
    },
    /// The index of the channel does not name the archive, or has something else to say of it.
    ArchiveNotIndexed {
        /// The archive.
        path: Utf8PathBuf,
    },
    /// It was made without being tested, and tests are asked for now.
    Untested,
    /// The last build could not determine everything that it read.
    InputsUnknown(InputsUnknown),
    /// Something that it is made from is not what it was.
    Input {
        /// What kind of thing.
        kind: InputKind,
        /// Which one: a path relative to the workspace, the name of a crate or a variable, a key.
        name: String,
        /// What became of it.
        change: Change,
    },
}

/// The kinds of things that a package is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputKind {
    /// A key of its recipe, or a setting of its profile.
    Setting,
    /// A program that makes it: this one, or the compiler.
    Tool,
    /// A variable of the caller's environment.
    Variable,
    /// A package of the conda environments that it is made in.
    Environment,
    /// The manifest of a crate, with all that it inherits.
    Manifest,
    /// An entry of `Cargo.lock`.
    Dependency,
    /// A file or a directory.
    File,
    /// The directory of the workspace, for programs that have it in them.
    Checkout,
}

/// What became of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    Added(Option<String>),
    /// It is not there any more; there may be something instead.
    Removed(Option<String>),
    /// It is another now. The values are there if a person can read them.
    Changed {
        /// What it was.
        before: Option<String>,
        /// What it is.
        now: Option<String>,
    },
}

impl InputKind {
    /// The kind as one lower-case word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Setting => "setting",
            Self::Tool => "tool",
            Self::Variable => "variable",
            Self::Environment => "environment",
            Self::Manifest => "manifest",
            Self::Dependency => "dependency",
            Self::File => "file",
            Self::Checkout => "checkout",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverBuilt => f.write_str("there is no record of an earlier build"),
            Self::ArchiveMissing { path } => write!(f, "the archive `{path}` is missing"),
            Self::ArchiveChanged { path } => {
                write!(f, "the archive `{path}` is not the one that was published")
            }
            Self::ArchiveNotIndexed { path } => write!(f, "the channel's index does not name `{path}`"),
            Self::Untested => f.write_str("it was not tested when it was made"),
            Self::InputsUnknown(reason) => reason.fmt(f),
            Self::Input { kind: InputKind::Manifest, name, change } => {
                write!(f, "the manifest of `{name}` {change}")
            }
            Self::Input { kind: InputKind::Dependency, name, change } => match change {
                Change::Removed(Some(instead)) => {
                    write!(f, "`{name}` is not in `Cargo.lock` any more; there is {instead}")
                }
                change => write!(f, "`{name}` in `Cargo.lock` {change}"),
            },
            Self::Input { kind: InputKind::Variable, name, change } => {
                write!(f, "the variable `{name}` {change}")
            }
            Self::Input { kind: InputKind::Environment, name, change } => {
                write!(f, "the conda package {name} {change}")
            }
            Self::Input { kind: InputKind::Checkout, change, .. } => {
                write!(f, "its programs have the workspace's directory in them, which {change}")
            }
            Self::Input { name, change, .. } => write!(f, "`{name}` {change}"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(None) => f.write_str("is new"),
            Self::Added(Some(value)) => write!(f, "is new: {value}"),
            Self::Removed(None) => f.write_str("is gone"),
            Self::Removed(Some(value)) => write!(f, "is gone; it was {value}"),
            Self::Changed { before: Some(before), now: Some(now) } => {
                write!(f, "has changed from {before} to {now}")
            }
            Self::Changed { .. } => f.write_str("has changed"),
        }
    }
}
