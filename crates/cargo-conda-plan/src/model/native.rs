//! Native libraries that crates link, and what conda has for them.

use cargo_conda_mapping::{NativeValue, Requirement};

/// A crate that links a native library or runs a native tool, somewhere below a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeDependency {
    /// The crate.
    pub crate_name: String,
    /// Its version.
    pub version: String,
    /// The library, as its manifest has it under `links`.
    pub links: Option<String>,
    /// How the package comes to it: crates that depend on each other, from the member to this crate.
    pub chain: Vec<String>,
    /// Who says what it needs.
    pub origin: NativeOrigin,
    /// Libraries of the host environment.
    pub host: Vec<Requirement>,
    /// Programs and libraries of the build environment.
    pub build: Vec<Requirement>,
    /// Variables that lead its build script there.
    pub env: Vec<(String, NativeValue)>,
    /// Whether it compiles a copy of its own, because one of its features says so.
    pub vendored: bool,
}

/// Who says what a crate needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeOrigin {
    /// It is known.
    Known,
    /// `native-dependencies` of the configuration.
    Configured,
    /// Nobody: it declares `links`, and that is all. Many such crates compile what they link.
    Unknown,
}
