//! The keys of configuration tables, and where each is allowed.

use super::shape::ValueShape::{Either, Flag, List, Map, Number, Only, Platform, Table, Text, Url, Word};
use super::shape::{ConfigKey, Field, ValueShape, may, must};

/// Keys of a package, allowed in `[package.metadata.conda]` and, for all members, in
/// `[workspace.metadata.conda]`; in a configuration file, in `[package.<crate>]` and `[workspace]`.
pub const PACKAGE_KEYS: &[ConfigKey] = &[
    key("name", Text, "The name of the conda package; by default the crate's in lower case"),
    key("version", Text, "The version of the package, in Cargo's notation or in conda's"),
    key("license", Text, "The licence, as an SPDX expression; by default the crate's"),
    key("summary", Text, "One line about the package; by default the beginning of the crate's description"),
    key("description", Text, "The whole text about the package"),
    key("homepage", Url, "The project's home"),
    key("repository", Url, "The address of the sources"),
    key("documentation", Url, "The address of the documentation"),
    key("skip", Flag, "`true` leaves the member out, `false` includes it whatever the rules say"),
    key("binaries", TEXTS, "The only binaries to install"),
    key("features", TEXTS, "Features to turn on"),
    key("all-features", Flag, "`true` turns all features on"),
    key("no-default-features", Flag, "`true` leaves the default features off"),
    key(
        "features-of",
        Word(&["package", "workspace"]),
        "`workspace` compiles with the features that a build of all members gives to dependencies",
    ),
    key("profile", Text, "The Cargo profile; by default `release`"),
    key("glibc", Text, "The oldest glibc that programs for Linux run on, such as `2.17`"),
    key("rust-target", Text, "The Rust target that programs are compiled for"),
    key("strip", Word(&["symbols", "debuginfo", "none"]), "What programs are stripped of"),
    key("extra-args", TEXTS, "Arguments that are appended to `cargo install`"),
    key("env", Map(&Text), "Variables of the build, with exactly these values; no secrets"),
    key("secrets", TEXTS, "Names of variables that builds take from your environment; masked in logs"),
    key("compilers", TEXTS, "Languages whose compilers come from channels; by default `rust` and `c`"),
    key("build-dependencies", TEXTS, "conda packages whose programs run during the build"),
    key("host-dependencies", TEXTS, "conda packages with libraries and headers to link"),
    key(
        "native-dependencies",
        Either(&[Flag, Map(&TEXTS)]),
        "Libraries for crates instead of those in the built-in table; `false` ignores the table",
    ),
    key("run-dependencies", TEXTS, "Packages that an installed package needs"),
    key("run-constraints", TEXTS, "Limits for packages that happen to be installed beside it"),
    key(
        "ignore-run-exports",
        Table(&[may("by-name", TEXTS), may("from-package", TEXTS)]),
        "Run exports that the package does not take over",
    ),
    key(
        "build-number",
        Either(&[Number, Word(&["auto"])]),
        "conda's build number; `auto` follows from the channels of `against`",
    ),
    key("license-files", TEXTS, "Licence texts, relative to this file"),
    key("python", Flag, "`true` makes a package of the member's Python extension, `false` makes none"),
    key(
        "python-dependencies",
        Map(&Either(&[Text, TEXTS, Only(false)])),
        "What conda has for a dependency of the Python project; `false` for nothing",
    ),
    key("tests", TEXTS, "Commands that must succeed in a fresh environment with the package"),
    key(
        "third-party-licenses",
        THIRD_PARTY,
        "Which licence texts of other people's crates the package ships",
    ),
    key("auditable", Flag, "`true` if programs carry the list of their crates, for scanners"),
    key("sbom", Flag, "`true` if a bill of materials is installed with the programs"),
    key("provenance", Flag, "`true` if the package says which commit it was made from, and by what"),
    key("c-library", C_LIBRARY, "Whether the member is a library for C programs, and its package"),
    key("files", List(&FILE), "Files of the sources that the package installs"),
    key(
        "completions",
        Either(&[Only(false), Text, COMPLETIONS, List(&COMPLETIONS)]),
        "Completion scripts: files, or a command with `{shell}` in it that prints them",
    ),
    key(
        "man-pages",
        Either(&[Only(false), Text, PRINTED_PAGE, List(&Either(&[Text, PRINTED_PAGE]))]),
        "Manual pages: files, or commands that print them",
    ),
];

/// Keys of a whole workspace, allowed in `[workspace.metadata.conda]` and in `[workspace]` of a configuration
/// file only.
pub const WORKSPACE_KEYS: &[ConfigKey] = &[
    key("against", TEXTS, "Channels whose packages are not built again if they were made from the same"),
    key("channels", TEXTS, "Channels; the first one has priority"),
    key("toolchain", Word(&["system", "conda"]), "Where cargo and compilers come from; by default `system`"),
    key("target-platforms", List(&Platform), "conda platforms; by default this machine's"),
    key("name-prefix", Text, "The beginning of the name of each package without a configured `name`"),
    key("remap-paths", Flag, "`true` if programs do not name the directories that they were built in"),
];

const TEXTS: ValueShape = ValueShape::TEXTS;

const THIRD_PARTY: ValueShape = Either(&[
    Flag,
    Table(&[
        may("build", Flag),
        may("std", Flag),
        may("clarify", Map(&Table(&[may("license", Text), may("files", TEXTS)]))),
    ]),
]);

const C_LIBRARY: ValueShape = Either(&[
    Flag,
    Table(&[may("name", Text), may("devel", Flag), may("shared", Flag), may("static", Flag)]),
]);

const FILE: ValueShape =
    Table(&[must("source", Text), must("to", Text), may("mode", Word(&["755", "644", "0755", "0644"]))]);

const COMPLETIONS: ValueShape =
    Table(&[may("program", Text), may("command", Text), script("bash"), script("zsh"), script("fish")]);

const PRINTED_PAGE: ValueShape = Table(&[must("command", Text), may("page", Text)]);

/// The tables of a configuration file.
pub(super) const FILE_TABLES: [&str; 2] = ["workspace", "package"];

/// Keys that only an outer manifest may have, which is one that is not Cargo's, such as pixi's `pixi.toml`.
/// They say how its configuration relates to Cargo's manifests.
pub(super) const OUTER_KEYS: &[&str] = &["extra-input-globs", "ignore-cargo-manifest", "packages"];

/// Whether a key is that of a package.
pub(super) fn is_package_key(name: &str) -> bool {
    PACKAGE_KEYS.iter().any(|key| key.name == name)
}

/// Whether a key is that of a whole workspace.
pub(super) fn is_workspace_key(name: &str) -> bool {
    WORKSPACE_KEYS.iter().any(|key| key.name == name)
}

const fn key(name: &'static str, shape: ValueShape, text: &'static str) -> ConfigKey {
    ConfigKey { name, shape, text }
}

/// The script for a shell: the path of a file, or `false` for none.
const fn script(shell: &'static str) -> Field {
    may(shell, Either(&[Text, Only(false)]))
}
