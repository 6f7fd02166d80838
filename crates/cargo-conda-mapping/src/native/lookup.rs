//! Finds what a crate needs in the tables.

use std::collections::BTreeSet;

use super::row::Row;
use super::{compilers, compression, crypto, data, desktop, hardware, network, science};
use crate::Platform;

/// All rows, by what the libraries are for. Each table is sorted by name, and no crate is in two of them.
pub(super) const TABLES: [&[Row]; 8] = [
    compilers::ROWS,
    compression::ROWS,
    crypto::ROWS,
    data::ROWS,
    desktop::ROWS,
    hardware::ROWS,
    network::ROWS,
    science::ROWS,
];

/// What a crate needs of the build and host environments to find its native library or tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NativeNeeds {
    /// Match specs for the host environment: libraries with headers.
    pub host: Vec<&'static str>,
    /// True if the packages in `host` must have the minor version that the crate's own version names after
    /// its `+`.
    pub host_version_of_crate: bool,
    /// Match specs for the build environment: tools such as `pkg-config`, `cmake`, `perl` and `make`.
    pub build: Vec<&'static str>,
    /// Environment variables, names and values, that lead the crate's build script to those packages.
    pub env: Vec<(&'static str, NativeValue)>,
    /// True if the crate compiles a copy of the library, because one of its features says so.
    pub vendored: bool,
    /// The feature, or the plainest of several, with which the crate compiles a copy instead of taking the
    /// library from `host`; `None` if it has none, or takes nothing from there.
    pub vendored_by: Option<&'static str>,
}

/// The value of an environment variable that a build script reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeValue {
    /// This path below the prefix of the host environment, on Windows below its `Library`; "" is the folder
    /// itself.
    HostPrefix(&'static str),
    /// This path below the prefix of the build environment, on Windows below its `Library`; "" is the folder
    /// itself.
    BuildPrefix(&'static str),
}

/// Returns what a crate needs when it is compiled with these features for this platform.
///
/// `None` means that nothing is known of the crate, or not of it with these features on this platform. Empty
/// needs mean that the crate is known to need nothing, such as one that always compiles what it links.
///
/// A tool that a build script runs through another crate belongs to the needs of that crate: `pkg-config` to
/// those of the crate `pkg-config`, libclang to those of `clang-sys`. That crate is one more package of the
/// build.
///
/// ```
/// use std::collections::BTreeSet;
///
/// use cargo_conda_mapping::{Platform, native_needs};
///
/// let linux: Platform = "linux-64".parse()?;
/// let needs = native_needs("openssl-sys", &BTreeSet::new(), linux).expect("the crate has a row");
/// assert_eq!(needs.host, ["openssl"]);
/// assert_eq!(needs.vendored_by, Some("vendored"));
///
/// let vendored = BTreeSet::from(["vendored".to_owned()]);
/// let needs = native_needs("openssl-sys", &vendored, linux).expect("the crate has a row");
/// assert!(needs.vendored && needs.host.is_empty());
/// # Ok::<(), cargo_conda_mapping::UnknownPlatform>(())
/// ```
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
