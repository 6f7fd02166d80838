//! The platforms that a channel can be for, and their names.

use crate::error::ChoreError;

/// A system on one kind of processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Platform {
    Linux64,
    LinuxAarch64,
    /// Windows, with the C library and the linker of mingw-w64.
    Win64,
}

/// The names of a platform.
struct Names {
    /// In conda.
    name: &'static str,
    /// Of the system, in indexes of conda.
    system: &'static str,
    /// Of the system, in `CMake`.
    cmake: &'static str,
    /// Of the processor, in target triples.
    processor: &'static str,
    /// The target triple in Rust.
    triple: &'static str,
    /// The triple in Debian's names of directories and compilers.
    debian: &'static str,
    /// The triple in conda's names of compilers.
    toolchain: &'static str,
    /// The package of the C library, without the platform.
    c_library: &'static str,
    /// Where environments have libraries and headers, from the prefix.
    library: &'static str,
}

impl Platform {
    /// The platform of a Rust target that channels can be made on.
    pub(super) fn of_triple(triple: &str) -> Result<Self, ChoreError> {
        let known =
            [Self::Linux64, Self::LinuxAarch64].into_iter().find(|platform| platform.triple() == triple);
        known.ok_or_else(|| ChoreError::OtherHost { host: triple.to_owned() })
    }

    fn names(self) -> Names {
        match self {
            Self::Linux64 => Names {
                name: "linux-64",
                system: "linux",
                cmake: "Linux",
                processor: "x86_64",
                triple: "x86_64-unknown-linux-gnu",
                debian: "x86_64-linux-gnu",
                toolchain: "x86_64-conda-linux-gnu",
                c_library: "sysroot",
                library: "",
            },
            Self::LinuxAarch64 => Names {
                name: "linux-aarch64",
                processor: "aarch64",
                triple: "aarch64-unknown-linux-gnu",
                debian: "aarch64-linux-gnu",
                toolchain: "aarch64-conda-linux-gnu",
                ..Self::Linux64.names()
            },
            Self::Win64 => Names {
                name: "win-64",
                system: "win",
                cmake: "Windows",
                processor: "x86_64",
                triple: "x86_64-pc-windows-gnu",
                debian: "x86_64-w64-mingw32",
                toolchain: "x86_64-w64-mingw32",
                c_library: "m2w64-sysroot",
                library: "/Library",
            },
        }
    }

    /// The name of the platform in conda.
    pub(super) fn name(self) -> &'static str {
        self.names().name
    }

    /// The name of the system in indexes of conda.
    pub(super) fn system(self) -> &'static str {
        self.names().system
    }

    /// The name of the system in `CMake`.
    pub(super) fn cmake(self) -> &'static str {
        self.names().cmake
    }

    /// The name of the processor in target triples.
    pub(super) fn processor(self) -> &'static str {
        self.names().processor
    }

    /// The target triple in Rust.
    pub(super) fn triple(self) -> &'static str {
        self.names().triple
    }

    /// The triple in Debian's names of directories and compilers.
    pub(super) fn debian(self) -> &'static str {
        self.names().debian
    }

    /// The triple in conda's names of compilers.
    pub(super) fn toolchain(self) -> &'static str {
        self.names().toolchain
    }

    /// The name of the package of the C library.
    pub(super) fn c_library(self) -> String {
        format!("{}_{}", self.names().c_library, self.name())
    }

    /// Where environments have libraries and headers, from the prefix: nothing, or `/Library` on Windows.
    pub(super) fn library(self) -> &'static str {
        self.names().library
    }

    /// Options that have a linker note where programs find libraries. Windows has no such notes.
    pub(super) fn search_paths(self, before: &str, prefix: &str) -> String {
        match self {
            Self::Linux64 | Self::LinuxAarch64 => {
                let separator = if before.is_empty() { " " } else { "," };
                format!(" {before}-rpath{separator}{prefix}/lib {before}-rpath-link{separator}{prefix}/lib")
            }
            Self::Win64 => String::new(),
        }
    }
}
