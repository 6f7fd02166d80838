//! Native libraries that crates link, and the conda packages that provide them.

use cargo_conda_mapping::{NativeValue, Requirement};

/// A crate below a package that links a native library or runs a native tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeDependency {
    /// The name of the crate.
    pub crate_name: String,
    /// The version of the crate.
    pub version: String,
    /// The library: the crate's key `links`; `None` if its manifest has no such key.
    pub links: Option<String>,
    /// The crates that lead from the member to this crate, both included; each depends on the next.
    pub chain: Vec<String>,
    /// The source of the requirements.
    pub origin: NativeOrigin,
    /// Requirements of the host environment: the libraries.
    pub host: Vec<Requirement>,
    /// Requirements of the build environment: programs, and libraries of build scripts.
    pub build: Vec<Requirement>,
    /// Variables by which the crate's build script finds the library, by name.
    pub env: Vec<(String, NativeValue)>,
    /// True if a feature makes the crate compile its own copy of the library.
    pub vendored: bool,
}

/// The source of a crate's requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeOrigin {
    /// The built-in table of `-sys` crates (`cargo_conda_mapping::native_needs`).
    Known,
    /// The key `native-dependencies` of the configuration.
    Configured,
    /// Nothing: the crate declares `links`, and neither the table nor the configuration names it. Many such
    /// crates compile the library that they link.
    Unknown,
}
