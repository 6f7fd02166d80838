//! Why the programs that cargo has installed cannot become a package.

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use thiserror::Error;

use crate::inspect::InspectError;

/// Why the programs that cargo has installed cannot become a package. Paths are relative to the prefix.
#[derive(Debug, Error)]
pub enum ProgramError {
    /// A program would overwrite a file of the host environment that the package is built in.
    #[error("it would install `{file}`, which {owner} in its host environment has too")]
    FileOfDependency {
        /// The program.
        file: Utf8PathBuf,
        /// The conda package in the host environment that the file belongs to.
        owner: String,
    },
    /// cargo reported success and did not install what the plan says.
    #[error("`cargo install` succeeded but did not install {}", quoted(.missing))]
    NotInstalled {
        /// The programs that are missing.
        missing: Vec<Utf8PathBuf>,
    },
    /// An installed file is no program for the platform.
    #[error("failed to read `{binary}` as a program for {platform}")]
    Unreadable {
        /// The file.
        binary: Utf8PathBuf,
        /// The platform of the package.
        platform: Platform,
        /// What is wrong with the file.
        #[source]
        source: InspectError,
    },
    /// A program needs a shared library that is in no conda package of its environment.
    #[error("`{binary}` needs the shared library `{library}`, which is not part of every {platform} machine")]
    ForeignLibrary {
        /// The program.
        binary: Utf8PathBuf,
        /// The name of the library.
        library: String,
        /// The platform of the package.
        platform: Platform,
    },
    /// A program needs a shared library of a conda package that is not installed together with this one.
    #[error(
        "`{binary}` needs the shared library `{library}` of {owner}, which the package does not depend on"
    )]
    Overlinked {
        /// The program.
        binary: Utf8PathBuf,
        /// The name of the library.
        library: String,
        /// The conda package that has it.
        owner: String,
    },
    /// A program contains a secret, which the package would publish.
    #[error("`{binary}` contains the value of the secret `{secret}`")]
    SecretInPackage {
        /// The program.
        binary: Utf8PathBuf,
        /// The name of the secret's variable.
        secret: String,
    },
}

impl ProgramError {
    /// The remedy, as a sentence for the user; `None` if there is no single one.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::ForeignLibrary { library, .. } => Some(format!(
                "link it statically (many `-sys` crates have a `vendored`, `bundled` or `static` feature) \
                 or drop the dependency on {library}"
            )),
            Self::Overlinked { owner, .. } => Some(format!(
                "set `host-dependencies = [\"{owner}\"]` in `[package.metadata.conda]`; the build found it \
                 because another package of the same group needs it"
            )),
            Self::SecretInPackage { secret, .. } => Some(format!(
                "a build script or `env!` writes `{secret}` into the program; use it during the build only"
            )),
            Self::FileOfDependency { .. } => Some(
                "rename the binary, or list the binaries to install without it: `binaries = [\"…\"]` in \
                 `[package.metadata.conda]`"
                    .to_owned(),
            ),
            Self::NotInstalled { .. } | Self::Unreadable { .. } => None,
        }
    }
}

/// Joins words for a message: each in backquotes, with commas between them.
pub(super) fn quoted(words: &[impl std::fmt::Display]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
