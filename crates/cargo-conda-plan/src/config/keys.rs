//! The keys of configuration tables, and where each is allowed.

/// Keys of a package, allowed in `[package.metadata.conda]` and, for all members, in
/// `[workspace.metadata.conda]`; in a configuration file, in `[package.<crate>]` and `[workspace]`.
pub(super) const PACKAGE_KEYS: &[&str] = &[
    "name",
    "version",
    "license",
    "summary",
    "description",
    "homepage",
    "repository",
    "documentation",
    "skip",
    "binaries",
    "features",
    "all-features",
    "no-default-features",
    "features-of",
    "profile",
    "strip",
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
    "python",
    "python-dependencies",
    "tests",
    "third-party-licenses",
    "auditable",
    "sbom",
    "provenance",
    "c-library",
    "files",
    "completions",
    "man-pages",
];

/// Keys of a whole workspace, allowed in `[workspace.metadata.conda]` and in `[workspace]` of a configuration
/// file only.
pub(super) const WORKSPACE_KEYS: &[&str] =
    &["against", "channels", "toolchain", "target-platforms", "name-prefix", "remap-paths"];

/// The tables of a configuration file.
pub(super) const FILE_TABLES: [&str; 2] = ["workspace", "package"];

/// Keys that only an outer manifest may have, which is one that is not Cargo's, such as pixi's `pixi.toml`.
/// They say how its configuration relates to Cargo's manifests.
pub(super) const OUTER_KEYS: &[&str] = &["extra-input-globs", "ignore-cargo-manifest", "packages"];
