//! Why `cargo install` failed, as far as the messages of cargo and rustc tell.

use std::error::Error;
use std::fmt;

use camino::Utf8PathBuf;
use thiserror::Error;

use super::printed::Printed;
use super::remedy::Remedy;

/// Why `cargo install` failed, with what can be done about it.
#[derive(Debug)]
pub struct CompileError {
    /// What failed.
    pub failure: CompileFailure,
    /// What can be done about it, the most likely remedy first; empty if none is known.
    pub remedies: Vec<Remedy>,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failure.fmt(f)
    }
}

impl Error for CompileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.failure.source()
    }
}

/// The part of a build that failed. Where several failed at once, the one that cargo reported first.
#[derive(Debug, Error)]
pub enum CompileFailure {
    /// rustc found an error in a target.
    #[error("could not compile {target}")]
    Rustc {
        /// The target.
        target: FailedTarget,
        /// The first error that rustc reported in it.
        #[source]
        error: RustcError,
    },
    /// The linker found no library of a name.
    #[error("could not link {target}")]
    Link {
        /// The target.
        target: FailedTarget,
        /// The library.
        #[source]
        missing: MissingLibrary,
    },
    /// A build script failed.
    #[error("the build script of {package} failed ({ending})")]
    BuildScript {
        /// The package that the script belongs to.
        package: CargoPackage,
        /// How the script ended, in cargo's words: `exit status: 101`.
        ending: String,
        /// What it printed, without instructions to cargo.
        #[source]
        printed: Printed,
    },
    /// The system killed a process (signal 9).
    #[error("{0} was killed (SIGKILL), which systems do when they run out of memory")]
    Killed(Killed),
    /// The build failed otherwise: a lock file that is out of date, a crate that is not there.
    #[error("its build failed")]
    Cargo(#[source] Printed),
}

/// A library that a linker did not find.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no library `{library}`{}", asked_by.as_ref().map(|package| format!(", which {package} asks for")).unwrap_or_default())]
pub struct MissingLibrary {
    /// The name of the library, without `lib` and suffix.
    pub library: String,
    /// The package whose build script asks for it; `None` if no build script does, such as for `#[link]`.
    pub asked_by: Option<CargoPackage>,
}

/// A process that the system killed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Killed {
    /// rustc, while it compiled a crate.
    Compiler {
        /// The name of the crate for rustc, with `_` instead of `-`.
        crate_name: String,
    },
    /// The linker of a target.
    Linker(FailedTarget),
    /// The build script of a package.
    BuildScript(CargoPackage),
}

impl fmt::Display for Killed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compiler { crate_name } => write!(f, "the compiler of `{crate_name}`"),
            Self::Linker(target) => write!(f, "the linker of {target}"),
            Self::BuildScript(package) => write!(f, "the build script of {package}"),
        }
    }
}

/// A package of the build, as Cargo names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CargoPackage {
    /// The package id of cargo's messages.
    pub id: String,
    /// The name.
    pub name: String,
    /// The version; `None` if the package is not one of the workspace's lock file, such as one of the
    /// standard library's.
    pub version: Option<String>,
}

impl fmt::Display for CargoPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "`{} {version}`", self.name),
            None => write!(f, "`{}`", self.name),
        }
    }
}

/// A target that could not be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedTarget {
    /// The package that the target belongs to.
    pub package: CargoPackage,
    /// The kind of the target, by cargo's word: `lib`, `bin`, `proc-macro`, `custom-build`, …
    pub kind: String,
    /// The name of the target.
    pub name: String,
}

impl fmt::Display for FailedTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { package, kind, name } = self;
        match kind.as_str() {
            "bin" => write!(f, "{package} (bin \"{name}\")"),
            "custom-build" => write!(f, "{package} (build script)"),
            kind => write!(f, "{package} ({kind})"),
        }
    }
}

/// An error that rustc reported.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct RustcError {
    /// The message, which may have several lines.
    pub message: String,
    /// The code of the error or the name of the lint: `E0425`, `unused_variables`; `None` if it has neither.
    pub code: Option<String>,
    /// The place of the error; `None` if it is not about a place in a file.
    pub place: Option<SourcePlace>,
}

impl fmt::Display for RustcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(self.message.trim_end())?;
        match &self.code {
            Some(code) => write!(f, " [{code}]"),
            None => Ok(()),
        }
    }
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlace {
    /// The file, as rustc names it: relative to the workspace's directory, or absolute if it is not below it.
    pub file: Utf8PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl fmt::Display for SourcePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column } = self;
        write!(f, "{file}:{line}:{column}")
    }
}
