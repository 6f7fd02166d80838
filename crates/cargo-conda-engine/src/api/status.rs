//! Whether a package is fresh or stale, and why.

use std::fmt;

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;

use super::inputs_unknown::InputsUnknown;
use super::package::BuiltPackage;
use super::published::{NotComparable, PublishedPackage};

/// Whether a package has to be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The package in the channel is up to date: building it now would give the same.
    Fresh(BuiltPackage),
    /// A package that was made from the same is in a channel that the plan is compared with.
    Published(PublishedPackage),
    /// The package has to be built, for these reasons. There is at least one.
    Stale(Vec<Cause>),
}

/// A reason for which a package has to be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// There is no record of the package: it was never built here, or the scratch directory was deleted.
    NeverBuilt,
    /// The archive is no longer in the channel.
    ArchiveMissing {
        /// The path that the archive had.
        path: Utf8PathBuf,
    },
    /// The archive has another content than the one that was published.
    ArchiveChanged {
        /// The archive.
        path: Utf8PathBuf,
    },
    /// The index of the channel does not name the archive, or names it with another digest.
    ArchiveNotIndexed {
        /// The archive.
        path: Utf8PathBuf,
    },
    /// The archive has another format than the options ask for.
    OtherFormat {
        /// The archive.
        path: Utf8PathBuf,
    },
    /// A channel that the plan is compared with has no build of this version for the package's platform.
    NotPublished {
        /// The URL of the channel, without tokens and passwords.
        channel: String,
        /// The platform of the package.
        platform: Platform,
    },
    /// A channel that the plan is compared with cannot be read without the network.
    ChannelUnreadable {
        /// The URL of the channel, without tokens and passwords.
        channel: String,
        /// What failed.
        reason: String,
    },
    /// A build in a channel that the plan is compared with cannot be compared.
    NotComparable {
        /// The URL of the archive, without tokens and passwords.
        archive: String,
        /// Why.
        reason: NotComparable,
    },
    /// The build in a channel that comes nearest was made from something else.
    PublishedDiffers {
        /// The URL of the archive, without tokens and passwords.
        archive: String,
        /// A difference.
        difference: Box<Cause>,
    },
    /// The package was not tested when it was built, and the options ask for tests now.
    Untested,
    /// The last build could not determine everything that it read.
    InputsUnknown(InputsUnknown),
    /// An input has changed since the last build.
    Input {
        /// The kind of the input.
        kind: InputKind,
        /// The input: a path relative to the workspace, the name of a crate, tool or variable, or a key.
        name: String,
        /// How it has changed.
        change: Change,
    },
}

/// The kinds of inputs that a package is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputKind {
    /// A key of its recipe, or a setting of its profile.
    Setting,
    /// A program that makes packages: this one, or the compiler.
    Tool,
    /// An environment variable of the caller.
    Variable,
    /// A package of the conda environments that the package is built in.
    Environment,
    /// The manifest of a workspace member, with the values that it inherits.
    Manifest,
    /// An entry of `Cargo.lock`.
    Dependency,
    /// A file or a directory.
    File,
    /// The path of the workspace, for programs that contain it.
    Checkout,
}

/// How an input has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The input is new. The value is `None` if it cannot be shown.
    Added(Option<String>),
    /// The input is gone. The value is the former one, or for a dependency the version that took its place;
    /// `None` if there is none to show.
    Removed(Option<String>),
    /// The input has another value. Values that cannot be shown, such as contents of files, are `None`.
    Changed {
        /// The former value.
        before: Option<String>,
        /// The present value.
        now: Option<String>,
    },
}

impl Status {
    /// Whether nothing has to be built.
    pub fn is_fresh(&self) -> bool {
        !matches!(self, Self::Stale(_))
    }
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
            Self::OtherFormat { path } => write!(f, "`{path}` has another format than is asked for"),
            Self::NotPublished { channel, platform } => {
                write!(f, "`{channel}` has no build of this version for {platform}")
            }
            Self::ChannelUnreadable { channel, reason } => write!(f, "`{channel}` cannot be read: {reason}"),
            Self::NotComparable { archive, reason } => write!(f, "`{archive}`: {reason}"),
            Self::PublishedDiffers { archive, difference } => write!(f, "`{archive}`: {difference}"),
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
