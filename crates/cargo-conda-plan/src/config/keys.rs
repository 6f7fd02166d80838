//! The keys of a configuration table, in one place: what exists, what acts, what nearly fits.

/// Keys that act, in package and workspace tables alike.
pub(super) const PACKAGE_KEYS: &[&str] = &[
    "name",
    "skip",
    "binaries",
    "features",
    "all-features",
    "no-default-features",
    "profile",
    "extra-args",
    "env",
    "secrets",
    "compilers",
    "build-dependencies",
    "host-dependencies",
    "native-dependencies",
    "run-dependencies",
    "run-constraints",
    "ignore-run-exports",
    "build-number",
    "license-files",
    "tests",
];

/// Keys that make sense for a workspace only.
pub(super) const WORKSPACE_KEYS: &[&str] = &["channels", "toolchain", "target-platforms"];

/// Keys that say something of how the manifest itself is used, and so make sense in one that is not Cargo's.
pub(super) const OUTER_KEYS: &[&str] = &["extra-input-globs", "ignore-cargo-manifest", "packages"];

/// Keys with a settled meaning that this version does not act on. They are refused rather than ignored: a
/// package that silently lacks what its configuration asks for is worse than no package.
pub(super) const PLANNED_KEYS: &[&str] =
    &["third-party-licenses", "files", "completions", "man-pages", "auditable"];
