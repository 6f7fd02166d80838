//! What can be done about a failed `cargo install`.

use std::fmt;

use camino::Utf8PathBuf;
use cargo_conda_mapping::{RustTarget, SymbolVersion, distribution_packages};
use cargo_conda_plan::Toolchain;

use super::program::quoted;

/// What to do on a machine without a linker, or without a C compiler, which come together.
pub(crate) const LINKER_HELP: &str = if cfg!(target_os = "macos") {
    "run `xcode-select --install`, or build with `--toolchain conda`"
} else if cfg!(windows) {
    "install the Build Tools for Visual Studio with C++, or build with `--toolchain conda`"
} else {
    "run `apt install gcc libc6-dev` (Debian) or `dnf install gcc` (Fedora), or build with `--toolchain conda`"
};

/// The linker that rustc starts on Unix if nothing names another.
const LINKER_OF_MACHINE: &str = "cc";

/// What can be done about a failed `cargo install`; shown to the user after `help:`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// A crate of the built-in table needs native libraries or tools.
    Native {
        /// The name of the crate.
        crate_name: String,
        /// The conda packages with libraries that it looks for, in the order of the table.
        libraries: Vec<String>,
        /// The conda packages with programs that it runs, in the order of the table. Either these or the
        /// libraries are not empty.
        tools: Vec<String>,
        /// A feature of the crate that makes it compile a copy of the library; `None` if it has none.
        vendored_by: Option<String>,
        /// Debian's packages, and pkg-config where it finds them; empty if one is not known.
        debian: Vec<String>,
        /// Fedora's packages, and pkg-config where it finds them; empty if one is not known.
        fedora: Vec<String>,
    },
    /// The machine has no linker.
    Linker,
    /// Rust's standard library for the target is not installed.
    StandardLibrary {
        /// The Rust target.
        target: RustTarget,
        /// Where the toolchain comes from.
        toolchain: Toolchain,
    },
    /// The machine has no compiler for C code that becomes part of programs for musl.
    MuslCompiler {
        /// The Rust target of the package.
        target: RustTarget,
    },
    /// The machine has no linker of the name that cargo's configuration, a variable, or the target has.
    NamedLinker {
        /// The name of the program.
        linker: String,
    },
    /// The glibc that the package is for has no such symbol.
    Glibc {
        /// The name of the symbol.
        symbol: String,
        /// The name of the crate that uses it; `None` if the linker does not say.
        user: Option<String>,
        /// The glibc that the package is for.
        wanted: SymbolVersion,
    },
    /// The system runs out of memory.
    Memory,
    /// Packages of the host environment have libraries but no headers.
    Headers {
        /// The packages of the host environment that the recipe lists and that have libraries but no headers,
        /// by name; not empty.
        without: Vec<String>,
    },
    /// The crate that did not compile, or one that it uses, lacks features that other members turn on in a
    /// build of the whole workspace.
    Features {
        /// The name of the crate that did not compile.
        compiled: String,
        /// What is missing, by package; not empty.
        missing: Vec<MissingFeatures>,
    },
    /// Build scripts may read variables that are set for the caller and that the build did not see.
    Variables {
        /// The names of the variables, sorted; not empty.
        held_back: Vec<String>,
    },
}

/// Features that a crate has in a build of the whole workspace and lacks in the build of one package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingFeatures {
    /// The name of the crate.
    pub package: String,
    /// The features, sorted; not empty.
    pub features: Vec<String>,
    /// The names of the members that turn them on, sorted; empty if only several together do.
    pub enabled_by: Vec<String>,
    /// The change that turns them on for the package too; `None` if no manifest of the workspace declares the
    /// crate.
    pub edit: Option<ManifestEdit>,
}

/// A change of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestEdit {
    /// The line to write.
    pub line: String,
    /// The path of the manifest, relative to the workspace's root if it is below it.
    pub manifest: Utf8PathBuf,
}

impl Remedy {
    /// What provides the conda packages that a crate of the table looks for. `finder` is what finds them on
    /// the machine, if they do not bring it.
    pub(crate) fn native(
        crate_name: &str,
        [libraries, tools]: [Vec<String>; 2],
        vendored_by: Option<&str>,
        finder: Option<&str>,
    ) -> Self {
        // Half of the names would be taken for all of them.
        let names = libraries.iter().chain(&tools).map(String::as_str).chain(finder);
        let known: Option<Vec<_>> = names.map(distribution_packages).collect();
        let (debian, fedora) = known
            .unwrap_or_default()
            .iter()
            .map(|names| (names.debian.to_owned(), names.fedora.to_owned()))
            .unzip();
        let vendored_by = vendored_by.map(str::to_owned);
        Self::Native { crate_name: crate_name.to_owned(), libraries, tools, vendored_by, debian, fedora }
    }

    /// What to do where rustc says that there is no linker; `None` if it says something else.
    pub(crate) fn of_missing_linker(message: &str) -> Option<Self> {
        let (linker, _) = message.trim_start().strip_prefix("linker `")?.split_once("` not found")?;
        // The packages of C compilers bring this name; any other was chosen by someone.
        let is_of_machine = linker == LINKER_OF_MACHINE;
        Some(if is_of_machine { Self::Linker } else { Self::NamedLinker { linker: linker.to_owned() } })
    }
}

impl fmt::Display for MissingFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { package, features, enabled_by, edit: _ } = self;
        let noun = if features.len() == 1 { "the feature" } else { "the features" };
        write!(f, "{noun} {} of `{package}`", quoted(features))?;
        match enabled_by.as_slice() {
            [] => f.write_str(", which several members together turn on"),
            [one] => write!(f, ", which `{one}` turns on"),
            several => write!(f, ", which {} turn on", quoted(several)),
        }
    }
}

/// The sentence about features that other members turn on.
fn write_features(f: &mut fmt::Formatter<'_>, compiled: &str, missing: &[MissingFeatures]) -> fmt::Result {
    let lacking: Vec<_> = missing.iter().map(ToString::to_string).collect();
    write!(
        f,
        "if something is not found: here `{compiled}` is compiled without {}, in a build of the whole workspace; write ",
        lacking.join("; and without ")
    )?;
    for ManifestEdit { line, manifest } in missing.iter().filter_map(|missing| missing.edit.as_ref()) {
        write!(f, "`{line}` in {manifest}, ")?;
    }
    let or = if missing.iter().any(|missing| missing.edit.is_some()) { "or " } else { "" };
    write!(f, "{or}`features-of = \"workspace\"` in `[package.metadata.conda]`")
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Features { compiled, missing } => write_features(f, compiled, missing),
            Self::Native { crate_name, libraries, tools, vendored_by, debian, fedora } => {
                let what = if libraries.is_empty() { "tool" } else { "library" };
                let conda: Vec<_> = libraries.iter().chain(tools).collect();
                write!(f, "`{crate_name}` needs a native {what}: `--toolchain conda` brings {}", quoted(&conda))?;
                if let Some(feature) = vendored_by {
                    write!(f, "; with its feature `{feature}` it compiles a copy")?;
                }
                if debian.is_empty() || fedora.is_empty() {
                    return Ok(());
                }
                let (debian, fedora) = (debian.join(" "), fedora.join(" "));
                write!(f, "; for the machine's toolchain run `apt install {debian}` (Debian) or `dnf install {fedora}` (Fedora)")?;
                if libraries.is_empty() {
                    return Ok(());
                }
                // With the library installed the build passes, and the package is refused for loading it.
                f.write_str(", and have the library linked statically: packages must not load libraries of the machine")
            }
            Self::Linker => f.write_str(LINKER_HELP),
            Self::StandardLibrary { target, toolchain: Toolchain::Conda } => write!(
                f,
                "the environment has no standard library of Rust for `{target}`: name `rust-std-{target}` in \
                 `build-dependencies`, if a channel has it, or build with `--toolchain system`"
            ),
            Self::StandardLibrary { target, toolchain: Toolchain::System } => write!(
                f,
                "`rustup target add {target}` installs Rust's standard library for `{target}`; without rustup, the \
                 distribution's package for that target does"
            ),
            Self::NamedLinker { linker } => write!(
                f,
                "install `{linker}`, or name another linker where this one is named: in `CARGO_TARGET_<TARGET>_LINKER`, \
                 in `linker` of cargo's configuration, or in `-Clinker` among the flags for rustc"
            ),
            Self::MuslCompiler { target } => write!(
                f,
                "C code for `{target}` needs a compiler for musl: `pip install cargo-zigbuild` brings one, zig, and \
                 `apt install musl-tools` (Debian) another; or name one in `{}`, and one for C++ in `{}`",
                target.c_variable("CC"),
                target.c_variable("CXX"),
            ),
            Self::Glibc { symbol, user, wanted } => {
                write!(f, "glibc {wanted} has no `{symbol}`")?;
                if let Some(user) = user {
                    write!(f, ", which `{user}` uses")?;
                }
                f.write_str("; turn off what uses it, or write a newer `glibc`")
            }
            Self::Memory => f.write_str(
                "start fewer compilers at a time with `--jobs 1`, and fewer links with a smaller `--max-memory`, \
                 such as half of the machine's memory; one link alone may need more than the machine has, above \
                 all with `lto = \"fat\"` in the profile",
            ),
            Self::Headers { without } => write!(
                f,
                "if a header is missing: {} {} a library but no headers; name the conda package that has \
                 them in `host-dependencies`",
                quoted(without),
                if without.len() == 1 { "has" } else { "have" },
            ),
            Self::Variables { held_back } => write!(
                f,
                "build scripts may read {}, set in your environment but not passed to builds; to pass a value, \
                 set it under `env` in `[package.metadata.conda]`",
                quoted(held_back)
            ),
        }
    }
}
