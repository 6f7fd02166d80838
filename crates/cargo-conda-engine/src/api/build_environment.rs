//! What of the caller's environment reaches the builds.
//!
//! rattler-build gives scripts a clean environment: a home of their own, a fixed locale, `PATH`, proxies and
//! certificates. With the system toolchain a build also needs to find cargo's and rustup's homes, and a
//! person expects the variables that steer cargo, rustc and C compilers to work. Everything else stays out,
//! so that the same sources give the same package in another shell.

use std::collections::BTreeMap;
use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::IndexMap;

/// Prefixes of variables that steer cargo and that a person sets on purpose.
const CARGO_PREFIXES: [&str; 6] = [
    "CARGO_BUILD_",
    "CARGO_PROFILE_",
    "CARGO_REGISTRIES_",
    "CARGO_REGISTRY_",
    "CARGO_SOURCE_",
    "CARGO_TARGET_",
];

/// Variables of cargo, rustc, cc, pkg-config and `CMake` builds that a person sets on purpose.
const NAMES: [&str; 20] = [
    "AR",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
    "CC",
    "CFLAGS",
    "CMAKE",
    "CMAKE_PREFIX_PATH",
    "CPPFLAGS",
    "CXX",
    "CXXFLAGS",
    "LDFLAGS",
    "LIBCLANG_PATH",
    "OPENSSL_DIR",
    "PKG_CONFIG",
    "PKG_CONFIG_PATH",
    "PROTOC",
    "RUSTC",
    "RUSTC_BOOTSTRAP",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
];

/// Endings of variables that hold credentials. Loading the workspace has fetched what they are for; build scripts
/// must not see them, nor the files in which rattler-build passes variables on.
const SECRET_SUFFIXES: [&str; 4] = ["_CREDENTIAL_PROVIDER", "_CREDENTIAL_PROVIDERS", "_SECRET_KEY", "_TOKEN"];

/// What the build itself decides.
const OURS: [&str; 2] = ["CARGO_BUILD_TARGET_DIR", "CARGO_TARGET_DIR"];

/// Whether a variable of the caller's environment is handed on to builds.
fn reaches_builds(name: &str) -> bool {
    !OURS.contains(&name)
        && !SECRET_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
        && (NAMES.contains(&name) || CARGO_PREFIXES.iter().any(|prefix| name.starts_with(prefix)))
}

/// The time that builds are told, as programs agree on it: <https://reproducible-builds.org/specs/source-date-epoch/>.
///
/// rattler-build would tell the time of the run. The crate `cc` has everything that it compiled rebuilt when that
/// changes, so that each run would compile all C code anew, and what depends on it. The first second of 1980 is the
/// oldest that archives can hold; `env` of the configuration can say another.
pub(crate) const SOURCE_DATE_EPOCH: (&str, &str) = ("SOURCE_DATE_EPOCH", "315532800");

/// Variables that say where crates come from, and no more.
const CRATE_SOURCES: [&str; 3] = ["CARGO_REGISTRIES_", "CARGO_REGISTRY_", "CARGO_SOURCE_"];

/// The environment of every build of a run.
///
/// With the machine's toolchain a build sees what steers cargo and compilers there. With conda's it sees nothing of
/// the caller's but the secrets that are configured by name.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildEnvironment {
    variables: IndexMap<String, String>,
    /// All that the caller has; secrets are looked up here.
    caller: BTreeMap<String, String>,
}

impl fmt::Debug for BuildEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What the caller has may be nobody's business.
        f.debug_struct("BuildEnvironment").field("variables", &self.variables).finish_non_exhaustive()
    }
}

impl BuildEnvironment {
    /// Picks from the caller's environment what reaches builds, and finds cargo's and rustup's homes.
    ///
    /// It must be the environment of this process: rattler-build takes the values of secrets from there by itself.
    pub fn from_caller(caller: &BTreeMap<String, String>) -> Self {
        let mut variables: IndexMap<_, _> = caller
            .iter()
            .filter(|(name, _)| reaches_builds(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let home = ["HOME", "USERPROFILE"].iter().find_map(|name| caller.get(*name)).map(Utf8PathBuf::from);
        for (name, directory) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let default = || home.as_deref().map(|home: &Utf8Path| home.join(directory).into_string());
            if let Some(path) = caller.get(name).cloned().or_else(default) {
                variables.insert(name.to_owned(), path);
            }
        }
        if chosen_by_a_person(caller)
            && let Some(toolchain) = caller.get("RUSTUP_TOOLCHAIN")
        {
            variables.insert("RUSTUP_TOOLCHAIN".to_owned(), toolchain.clone());
        }
        Self { variables, caller: caller.clone() }
    }

    /// The variables that must not reach any process that works on a workspace, cargo among them.
    pub fn withheld_from(caller: &BTreeMap<String, String>) -> Vec<String> {
        // rustup adds a stack of its own to each error when it sees this one.
        let mut withheld = vec!["RUST_BACKTRACE".to_owned()];
        if !chosen_by_a_person(caller) {
            withheld.push("RUSTUP_TOOLCHAIN".to_owned());
        }
        withheld
    }

    /// The names of all variables of the caller.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.caller.keys().map(String::as_str)
    }

    /// The value of a secret, if it has one.
    pub(crate) fn secret(&self, name: &str) -> Option<&str> {
        self.caller.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The home of the caller's cargo.
    pub(crate) fn cargo_home(&self) -> Option<Utf8PathBuf> {
        self.variables.get("CARGO_HOME").map(Utf8PathBuf::from)
    }

    /// The caller's variables that say where crates come from: without them cargo would not find in its cache what it
    /// fetched with them.
    pub(crate) fn crate_sources(&self) -> IndexMap<String, String> {
        let of_sources = |name: &str| CRATE_SOURCES.iter().any(|prefix| name.starts_with(prefix));
        let all = self.variables.iter().filter(|(name, _)| of_sources(name));
        all.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    pub(crate) fn variables(&self) -> &IndexMap<String, String> {
        &self.variables
    }
}

/// rustup exports the toolchain that it chose for the *current* directory to everything it runs, a cargo
/// subcommand included. It must not reach a build in another directory, whose `rust-toolchain.toml` may say
/// something else, unless a person chose it: by `cargo +name` or by setting the variable.
fn chosen_by_a_person(caller: &BTreeMap<String, String>) -> bool {
    caller.get("RUSTUP_TOOLCHAIN_SOURCE").is_none_or(|source| source == "cli" || source == "env")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::BuildEnvironment;

    fn environment(caller: &[(&str, &str)]) -> Vec<String> {
        let caller: BTreeMap<_, _> =
            caller.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut lines: Vec<_> = BuildEnvironment::from_caller(&caller)
            .variables
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn only_what_steers_compilers_is_handed_on() {
        let caller = [
            ("AWS_SECRET_ACCESS_KEY", "hush"),
            ("CARGO", "/toolchain/bin/cargo"),
            ("CARGO_MANIFEST_DIR", "/elsewhere"),
            ("CARGO_PROFILE_RELEASE_STRIP", "symbols"),
            ("CARGO_REGISTRIES_ACME_INDEX", "sparse+https://crates.acme.example/"),
            ("CARGO_REGISTRIES_ACME_TOKEN", "hush"),
            ("CARGO_REGISTRY_TOKEN", "hush"),
            ("CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS", "hush"),
            ("CARGO_TARGET_DIR", "/shared"),
            ("LD_LIBRARY_PATH", "/toolchain/lib"),
            ("RUSTFLAGS", "-Ctarget-cpu=native"),
        ];
        let handed_on = [
            "CARGO_PROFILE_RELEASE_STRIP=symbols",
            "CARGO_REGISTRIES_ACME_INDEX=sparse+https://crates.acme.example/",
            "RUSTFLAGS=-Ctarget-cpu=native",
        ];
        assert_eq!(environment(&caller), handed_on);
    }

    #[test]
    fn homes_are_found_below_the_callers_home() {
        let caller = [("HOME", "/home/ann"), ("RUSTUP_HOME", "/opt/rustup")];
        assert_eq!(environment(&caller), ["CARGO_HOME=/home/ann/.cargo", "RUSTUP_HOME=/opt/rustup"]);
    }

    #[test]
    fn a_toolchain_that_rustup_chose_for_another_directory_stays_out() {
        let chosen_by =
            |source| environment(&[("RUSTUP_TOOLCHAIN", "nightly"), ("RUSTUP_TOOLCHAIN_SOURCE", source)]);
        assert!(chosen_by("default").is_empty());
        assert!(chosen_by("toolchain-file").is_empty());
        assert_eq!(chosen_by("cli"), ["RUSTUP_TOOLCHAIN=nightly"]);
        assert_eq!(chosen_by("env"), ["RUSTUP_TOOLCHAIN=nightly"]);
        assert_eq!(environment(&[("RUSTUP_TOOLCHAIN", "nightly")]), ["RUSTUP_TOOLCHAIN=nightly"]);
    }
}
