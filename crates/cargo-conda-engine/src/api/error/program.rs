//! Why the programs that cargo has installed cannot become a package.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use cargo_conda_mapping::{Platform, RustTarget, SymbolVersion};
use cargo_conda_plan::Toolchain;
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
        /// Where the compilers came from.
        toolchain: Toolchain,
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
    /// A program does not run on the oldest glibc that the package is for.
    #[error("`{binary}` needs glibc {}, and the package is for glibc {wanted}: {}", .needed, newer(.symbols))]
    NewerGlibc {
        /// The program.
        binary: Utf8PathBuf,
        /// The glibc that the package is for.
        wanted: SymbolVersion,
        /// The glibc that the program needs.
        needed: SymbolVersion,
        /// What it uses of newer ones, by name.
        symbols: Vec<NewerSymbol>,
    },
    /// A program for musl loads shared libraries.
    #[error("`{binary}` is for `{target}`, whose programs need no libraries, and loads {}", quoted(.libraries))]
    NotStatic {
        /// The program.
        binary: Utf8PathBuf,
        /// The Rust target of the package.
        target: RustTarget,
        /// The names of the libraries.
        libraries: Vec<String>,
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

/// A symbol of a C library that is newer than the one that a package is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewerSymbol {
    /// The name of the function or variable.
    pub name: String,
    /// The glibc that it came with.
    pub version: SymbolVersion,
    /// The names of the crates that use it, sorted; empty if none is found, as where the standard library
    /// does.
    pub crates: BTreeSet<String>,
}

/// How many symbols a message names.
const NAMED: usize = 4;

/// Symbols for a message, those of crates first.
fn newer(symbols: &[NewerSymbol]) -> String {
    let mut sorted: Vec<_> = symbols.iter().collect();
    sorted.sort_by_key(|symbol| symbol.crates.is_empty());
    let said = sorted.iter().take(NAMED).map(|NewerSymbol { name, version, crates }| {
        let crates: Vec<_> = crates.iter().collect();
        let user = if crates.is_empty() { "the standard library".to_owned() } else { quoted(&crates) };
        format!("`{name}` ({version}), of {user}")
    });
    let more = symbols.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!("and {more} more"));
    said.chain(more).collect::<Vec<_>>().join("; ")
}

impl ProgramError {
    /// The remedy, as a sentence for the user; `None` if there is no single one.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::ForeignLibrary { toolchain, .. } => {
                let from_conda = match toolchain {
                    Toolchain::System => "build with `--toolchain conda`, where a conda package brings it",
                    Toolchain::Conda => "name the conda package that has it in `host-dependencies`",
                };
                Some(format!(
                    "{from_conda}; or link it statically: many `-sys` crates have a feature `vendored`, `bundled` or \
                     `static`"
                ))
            }
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
            Self::NewerGlibc { needed, symbols, .. }
                if symbols.iter().any(|symbol| !symbol.crates.is_empty()) =>
            {
                Some(format!("turn off what uses it in these crates, or write `glibc = \"{needed}\"`"))
            }
            Self::NotStatic { .. } => Some(
                "link it statically: leave out `-Ctarget-feature=-crt-static`, and linkers that ignore `-static`".to_owned(),
            ),
            Self::NewerGlibc { needed, .. } => Some(format!(
                "the linker links against a newer glibc: without a linker of your own, cargo-zigbuild does it; or \
                 write `glibc = \"{needed}\"`"
            )),
            Self::NotInstalled { .. } | Self::Unreadable { .. } => None,
        }
    }
}

/// Joins words for a message: each in backquotes, with commas between them.
pub(super) fn quoted(words: &[impl std::fmt::Display]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
