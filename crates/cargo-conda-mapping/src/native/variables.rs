//! The environment variables by which people lead build scripts to a library of theirs.
//!
//! Build scripts have no common list of them, but a habit: the name of the crate or its library, and what the
//! value is.

use super::lookup::TABLES;
use super::row::Row;

/// What stands after the name of a library, in build scripts of the tables and in the crates `pkg-config`
/// 0.3.34 and `vcpkg` 0.2.15, which build scripts use. Sorted.
const ENDINGS: [&str; 16] = [
    "DIR",
    "DYNAMIC",
    "HOME",
    "INCLUDE_DIR",
    "INCLUDE_PATH",
    "LIBS",
    "LIB_DIR",
    "LIB_PATH",
    "LIB_STATIC",
    "NO_PKG_CONFIG",
    "NO_VCPKG",
    "NO_VENDOR",
    "PREFIX",
    "ROOT",
    "STATIC",
    "USE_PKG_CONFIG",
];

/// Whether build scripts of crates with a row in the tables may read a variable, by its name without the
/// target that some of them add.
///
/// ```
/// use cargo_conda_mapping::steers_native_crate;
///
/// assert!(steers_native_crate("OPENSSL_LIB_DIR"));
/// assert!(steers_native_crate("LIBZ_SYS_STATIC"));
/// assert!(!steers_native_crate("XDG_RUNTIME_DIR"));
/// ```
pub fn steers_native_crate(variable: &str) -> bool {
    TABLES.into_iter().flatten().any(|row| is_in(row, variable) || may_steer(row.name, variable))
}

/// Whether the build script of a `-sys` crate may read a variable, as far as the names tell. The crate need
/// not have a row.
pub fn may_steer(crate_name: &str, variable: &str) -> bool {
    let name = crate_name.to_uppercase().replace('-', "_");
    let Some(library) = name.find("_SYS").or_else(|| name.find("_SRC")).map(|end| &name[..end]) else {
        return false;
    };
    let after = |name: &str| Some(variable.strip_prefix(name)?.strip_prefix('_')?.to_owned());
    let stems = [Some(library), library.strip_prefix("LIB")];
    after(&name).is_some()
        || stems.into_iter().flatten().filter_map(after).any(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Whether a row sets the variable.
fn is_in(row: &Row, variable: &str) -> bool {
    row.cases.iter().flat_map(|case| case.env).any(|(name, _)| *name == variable)
}
