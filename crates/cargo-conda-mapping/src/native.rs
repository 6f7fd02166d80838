//! What compiled crates need of conda to find the native libraries and tools that they are bindings to.
//!
//! Cargo has no word for this: a crate says at most, under `links`, which library it is about. Where the library
//! comes from is decided by its build script, from features, the target and environment variables. The tables below
//! say for the crates that packagers meet most often what their scripts do. Each row stands for a script that was
//! read; the comment above it has the version and the rule. A crate without a row is one of which nothing is known.
//!
//! Many scripts take a library that they find and otherwise compile a copy of their own. A row asks for what the
//! script takes, so that the outcome does not depend on the machine. Where a script compiles its copy unless it is
//! told not to, it is left to do so: this is what `cargo install` gives too.

mod compilers;
mod compression;
mod crypto;
mod data;
mod desktop;
mod hardware;
mod network;
mod row;
mod science;

use std::collections::BTreeSet;

use crate::Platform;

use row::Row;

/// All rows, by what the libraries are for. Each table is sorted by name, and no crate is in two of them.
const TABLES: [&[Row]; 8] = [
    compilers::ROWS,
    compression::ROWS,
    crypto::ROWS,
    data::ROWS,
    desktop::ROWS,
    hardware::ROWS,
    network::ROWS,
    science::ROWS,
];

/// What a compiled crate needs of its build's environments to find its native library or tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NativeNeeds {
    /// Match specs for the host environment: libraries with headers.
    pub host: Vec<&'static str>,
    /// Whether those packages must have the minor version that the crate's own version names behind its `+`.
    pub host_version_of_crate: bool,
    /// Match specs for the build environment: tools such as `pkg-config`, `cmake`, `perl` and `make`.
    pub build: Vec<&'static str>,
    /// Variables that lead the crate's build script to them.
    pub env: Vec<(&'static str, NativeValue)>,
    /// Whether the crate compiles a copy of its own, because one of its features says so.
    pub vendored: bool,
}

/// The value of a variable that a build script reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeValue {
    /// This path below the prefix of the host environment, on Windows below its `Library`; "" is the folder itself.
    HostPrefix(&'static str),
    /// This path below the prefix of the build environment, on Windows below its `Library`; "" is the folder itself.
    BuildPrefix(&'static str),
}

/// Returns what a crate needs when it is compiled with these features for this platform.
///
/// `None` means that nothing is known of the crate, or not of it with these features on this platform. Needs that
/// are empty mean that it is known to need nothing, such as a crate that always compiles what it links.
///
/// Tools that build scripts run through a crate, such as `pkg-config` through the crate `pkg-config` and `libclang`
/// through `clang-sys`, are what that crate needs. It is one more package of the build.
pub fn native_needs(
    crate_name: &str,
    features: &BTreeSet<String>,
    platform: Platform,
) -> Option<NativeNeeds> {
    let row = TABLES.iter().find_map(|table| {
        let position = table.binary_search_by_key(&crate_name, |row| row.name).ok()?;
        Some(&table[position])
    })?;
    row.needs(features, platform)
}

#[cfg(test)]
mod tests;
