//! Why a wheel cannot be installed.

use std::io;

use camino::Utf8PathBuf;
use thiserror::Error;

/// Why a wheel cannot be installed into the prefix.
#[derive(Debug, Error)]
pub enum WheelError {
    /// maturin reported success and made no wheel, or several.
    #[error("maturin succeeded but made {count} wheels")]
    NotOne {
        /// The number of wheels.
        count: usize,
    },
    /// The wheel is no archive, or has no metadata.
    #[error("cannot read the wheel: {reason}")]
    Unreadable {
        /// What is wrong with it.
        reason: String,
    },
    /// A file of the wheel would be installed outside of the environment.
    #[error("its wheel would install `{path}`, which is no path in an environment")]
    Path {
        /// The path in the wheel.
        path: String,
    },
    /// A file of the wheel is in the environment already.
    #[error("its wheel would install `{file}`, which {owner} has too")]
    FileOfDependency {
        /// The path relative to the prefix.
        file: Utf8PathBuf,
        /// The conda package that the file belongs to, or a phrase if there is none.
        owner: String,
    },
    /// The host environment has no Python for which the module was compiled.
    #[error("its host environment has no package `python`")]
    NoPython,
    /// A file cannot be read or written.
    #[error("failed to install its wheel")]
    File(#[from] io::Error),
}
