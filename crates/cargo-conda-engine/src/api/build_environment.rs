//! The variables of the caller's environment that reach builds.
//!
//! rattler-build gives scripts a clean environment: a home of their own, a fixed locale, `PATH`, proxies and
//! certificates. With the machine's toolchain a build also needs to find the homes of cargo and rustup, and
//! users expect the variables that steer cargo, rustc and C compilers to work. Everything else stays out, so
//! that the same sources give the same package in another shell.

use std::collections::BTreeMap;
use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::IndexMap;

use super::caller_variables::{is_replaced, name_in_builds, spelt_for_shells};

/// The time that builds are given, as agreed in <https://reproducible-builds.org/specs/source-date-epoch/>.
///
/// rattler-build would give the time of the run. The crate `cc` asks cargo to rerun build scripts when that
/// changes, so each run would compile all C code again, and everything that depends on it. The first second
/// of 1980 is the oldest time that archives can hold; `env` in the configuration can set another.
pub(crate) const SOURCE_DATE_EPOCH: (&str, &str) = ("SOURCE_DATE_EPOCH", "315532800");

/// The variable that names the caller's home directory, in which cargo and rustup look for their own homes:
/// <https://doc.rust-lang.org/std/env/fn.home_dir.html>.
const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

/// The variable that says which macOS is the oldest that programs run on.
pub(crate) const OLDEST_MACOS: &str = "MACOSX_DEPLOYMENT_TARGET";

/// The variable that names the Rust target of builds.
pub(crate) const CARGO_TARGET: &str = "CARGO_BUILD_TARGET";

/// Prefixes of variables that only say where crates come from.
const CRATE_SOURCES: [&str; 3] = ["CARGO_REGISTRIES_", "CARGO_REGISTRY_", "CARGO_SOURCE_"];

/// The environment of every build of a run.
///
/// A build with the machine's toolchain sees the variables that steer cargo and compilers. A build with
/// conda's toolchain sees none of the caller's variables but the secrets that the configuration names.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildEnvironment {
    variables: IndexMap<String, String>,
    /// All variables of the caller; secrets are looked up here.
    caller: BTreeMap<String, String>,
}

impl fmt::Debug for BuildEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The other variables of the caller may hold credentials.
        f.debug_struct("BuildEnvironment").field("variables", &self.variables).finish_non_exhaustive()
    }
}

impl BuildEnvironment {
    /// Picks the variables of the caller's environment that reach builds, and finds the homes of cargo and
    /// rustup.
    ///
    /// `caller` must be the environment of this process: rattler-build reads the values of secrets from there
    /// itself.
    pub fn from_caller(caller: &BTreeMap<String, String>) -> Self {
        // Where a name occurs in both spellings, crates prefer the one that shells cannot set.
        let (plain, respelt): (Vec<_>, Vec<_>) =
            caller.iter().partition(|(name, _)| spelt_for_shells(name) == **name);
        let mut variables: IndexMap<_, _> = plain
            .into_iter()
            .chain(respelt)
            .filter_map(|(name, value)| Some((name_in_builds(name, value)?, value.clone())))
            .collect();
        let home = caller.get(HOME).map(Utf8PathBuf::from);
        for (name, directory) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let default = || home.as_deref().map(|home: &Utf8Path| home.join(directory).into_string());
            if let Some(path) = caller.get(name).cloned().or_else(default) {
                variables.insert(name.to_owned(), path);
            }
        }
        if is_users_choice(caller)
            && let Some(toolchain) = caller.get("RUSTUP_TOOLCHAIN")
        {
            variables.insert("RUSTUP_TOOLCHAIN".to_owned(), toolchain.clone());
        }
        Self { variables, caller: caller.clone() }
    }

    /// The variables of the caller that must not reach any process that works on a workspace, such as `cargo
    /// metadata`.
    pub fn withheld_from(caller: &BTreeMap<String, String>) -> Vec<String> {
        // With this one rustup adds a backtrace of its own to each error.
        let mut withheld = vec!["RUST_BACKTRACE".to_owned()];
        if !is_users_choice(caller) {
            withheld.push("RUSTUP_TOOLCHAIN".to_owned());
        }
        withheld
    }

    /// The names of all variables of the caller.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.caller.keys().map(String::as_str)
    }

    /// The value of a secret; `None` if the variable is not set or is empty.
    pub(crate) fn secret(&self, name: &str) -> Option<&str> {
        self.of_caller(name)
    }

    /// The Rust target that the caller's cargo builds for unless it is told otherwise; `None` if the caller
    /// does not say.
    pub fn cargo_target(&self) -> Option<&str> {
        self.variables.get(CARGO_TARGET).map(String::as_str)
    }

    /// A variable of the caller's that builds do not see; `None` if it is not set or empty.
    pub(crate) fn of_caller(&self, name: &str) -> Option<&str> {
        self.caller.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The home of the caller's cargo; `None` if it cannot be told.
    pub fn cargo_home(&self) -> Option<Utf8PathBuf> {
        self.variables.get("CARGO_HOME").map(Utf8PathBuf::from)
    }

    /// The caller's variables that say where crates come from. Without them cargo would not find the crates
    /// in its cache that it has fetched with them.
    pub(crate) fn crate_sources(&self) -> IndexMap<String, String> {
        let of_sources = |name: &str| CRATE_SOURCES.iter().any(|prefix| name.starts_with(prefix));
        let all = self.variables.iter().filter(|(name, _)| of_sources(name));
        all.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The same with another home of cargo.
    #[must_use]
    pub fn with_cargo_home(mut self, cargo_home: &Utf8Path) -> Self {
        self.variables.insert("CARGO_HOME".to_owned(), cargo_home.to_string());
        self
    }

    /// Whether a variable is set for the caller and builds with the machine's toolchain do not see it.
    pub(crate) fn holds_back(&self, name: &str) -> bool {
        self.caller.contains_key(name)
            && !self.variables.contains_key(&spelt_for_shells(name))
            && !is_replaced(name)
    }

    /// The names of the variables that builds with the machine's toolchain see.
    pub fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }

    /// The variables that builds with the machine's toolchain see.
    pub(crate) fn variables(&self) -> &IndexMap<String, String> {
        &self.variables
    }
}

/// Returns true if the user chose the toolchain in `RUSTUP_TOOLCHAIN`, by `cargo +name` or by setting the
/// variable.
///
/// Otherwise rustup has chosen it for the *current* directory and exports it to every program that it runs,
/// such as a cargo subcommand. Then it must not reach a build in another directory, whose
/// `rust-toolchain.toml` may name another one.
fn is_users_choice(caller: &BTreeMap<String, String>) -> bool {
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
            ("CC_x86_64-unknown-linux-gnu", "clang"),
            ("CC_x86_64_unknown_linux_gnu", "gcc"),
            ("LD_LIBRARY_PATH", "/toolchain/lib"),
            ("RUSTFLAGS", "-Ctarget-cpu=native"),
            ("SCCACHE_DIR", "/cache"),
            ("SCCACHE_REDIS_ENDPOINT", "redis://ann:hush@cache.example/"),
        ];
        let handed_on = [
            "CARGO_PROFILE_RELEASE_STRIP=symbols",
            "CARGO_REGISTRIES_ACME_INDEX=sparse+https://crates.acme.example/",
            "CC_x86_64_unknown_linux_gnu=clang",
            "RUSTFLAGS=-Ctarget-cpu=native",
            "SCCACHE_DIR=/cache",
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
