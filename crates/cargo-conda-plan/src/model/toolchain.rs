//! Where compilers come from, and who chooses them.

/// Who chooses the Rust that compiles, where it comes from a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RustChoice {
    /// The workspace, by its toolchain file or by `rust-version`.
    Workspace,
    /// Whoever builds.
    Builder,
}

/// When packages are compiled against a C library of the channels, where compilers come from channels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StdlibChoice {
    /// Always: against that of conda-forge's packages, unless variants say otherwise.
    #[default]
    Always,
    /// If variants have the key `c_stdlib`.
    WhereChosen,
}

/// Where cargo, rustc and the linker come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Toolchain {
    /// The cargo on `PATH`, with the workspace's `rust-toolchain.toml`; no channel needed.
    System,
    /// cargo, compilers and libraries from conda channels, as conda-forge has them.
    Conda,
}

impl Toolchain {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::System, Self::Conda];

    /// The spelling in configuration and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Conda => "conda",
        }
    }
}
