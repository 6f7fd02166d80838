//! The platforms that a channel can be for, and their names.

use crate::error::ChoreError;

/// Linux on one kind of processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Platform {
    Linux64,
    LinuxAarch64,
}

impl Platform {
    /// The platform of a Rust target.
    pub(super) fn of_triple(triple: &str) -> Result<Self, ChoreError> {
        let known =
            [Self::Linux64, Self::LinuxAarch64].into_iter().find(|platform| platform.triple() == triple);
        known.ok_or_else(|| ChoreError::OtherHost { host: triple.to_owned() })
    }

    /// The name of the platform in conda.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Linux64 => "linux-64",
            Self::LinuxAarch64 => "linux-aarch64",
        }
    }

    /// The name of the processor in target triples.
    pub(super) fn processor(self) -> &'static str {
        match self {
            Self::Linux64 => "x86_64",
            Self::LinuxAarch64 => "aarch64",
        }
    }

    /// The target triple in Rust.
    pub(super) fn triple(self) -> &'static str {
        match self {
            Self::Linux64 => "x86_64-unknown-linux-gnu",
            Self::LinuxAarch64 => "aarch64-unknown-linux-gnu",
        }
    }

    /// The triple in Debian's names of directories and compilers.
    pub(super) fn debian(self) -> &'static str {
        match self {
            Self::Linux64 => "x86_64-linux-gnu",
            Self::LinuxAarch64 => "aarch64-linux-gnu",
        }
    }

    /// The triple in conda's names of compilers.
    pub(super) fn toolchain(self) -> &'static str {
        match self {
            Self::Linux64 => "x86_64-conda-linux-gnu",
            Self::LinuxAarch64 => "aarch64-conda-linux-gnu",
        }
    }
}
