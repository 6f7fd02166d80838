//! The source of compilers, and which of them compile.

/// The source of cargo, rustc and the linker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Toolchain {
    /// The cargo on `PATH`, with the workspace's `rust-toolchain.toml`. No channel is needed.
    System,
    /// cargo, compilers and libraries from conda channels, in the layout of conda-forge.
    Conda,
}

impl Toolchain {
    /// Both toolchains.
    pub const ALL: [Self; 2] = [Self::System, Self::Conda];

    /// The spelling in configuration and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Conda => "conda",
        }
    }
}

/// Which Rust of the channels compiles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RustChoice {
    /// The one that the workspace asks for, by its toolchain file or by `rust-version`.
    #[default]
    Workspace,
    /// The one that the variants of the build choose; the workspace is not asked.
    Builder,
}

/// When packages are compiled against a C library of the channels, if compilers come from channels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StdlibChoice {
    /// Always. Unless variants choose another one, it is the C library of conda-forge's packages.
    #[default]
    Always,
    /// If the variants have the key `c_stdlib`.
    WhereChosen,
}
