//! The environment of processes that tests start.

use std::cell::Cell;
use std::env;
use std::process::Command;

/// The variables that a process inherits from the tests. Cargo sets many others for the tests themselves,
/// which must not reach the programs under test.
const INHERITED: [&str; 17] = [
    "CARGO_HOME",
    "CARGO_HTTP_CAINFO",
    "HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "PATH",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USERPROFILE",
    "https_proxy",
];

/// The variables that would move the target directories of test workspaces. `cargo xtask ci` sets one, and so
/// do developers who share a target directory.
const MOVE_TARGET_DIRECTORIES: [&str; 2] = ["CARGO_BUILD_BUILD_DIR", "CARGO_TARGET_DIR"];

/// Which cargo the tests of a thread run, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cargo {
    /// The cargo that runs the tests.
    Ours,
    /// Rustup's toolchain `nightly`.
    Nightly,
    /// The same, with the layout of the build directory that is the default from cargo 1.100 on.
    NightlyInNewLayout,
}

thread_local! {
    static CARGO: Cell<Cargo> = const { Cell::new(Cargo::Ours) };
}

/// Runs a test with rustup's toolchain `nightly`.
pub fn with_nightly(test: impl FnOnce()) {
    run_with(Cargo::Nightly, test);
}

/// Runs a test with rustup's toolchain `nightly`, in workspaces whose build directories have the layout that
/// is the default from cargo 1.100 on.
pub fn in_new_layout(test: impl FnOnce()) {
    run_with(Cargo::NightlyInNewLayout, test);
}

fn run_with(cargo: Cargo, test: impl FnOnce()) {
    /// Puts the former state back, after a panic too.
    struct Restore;

    impl Drop for Restore {
        fn drop(&mut self) {
            CARGO.set(Cargo::Ours);
        }
    }

    let _restore = Restore;
    CARGO.set(cargo);
    test();
}

/// Whether the test of this thread runs in [the new layout](in_new_layout).
pub(crate) fn is_in_new_layout() -> bool {
    CARGO.get() == Cargo::NightlyInNewLayout
}

/// Removes all variables from a command but those that mean the same for every process.
pub fn clean_environment(command: &mut Command) {
    command.env_clear();
    for name in INHERITED {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    if CARGO.get() != Cargo::Ours {
        command.env("RUSTUP_TOOLCHAIN", "nightly");
    }
    // A missing toolchain is an error, not a download.
    command.env("RUSTUP_AUTO_INSTALL", "0");
}

/// The names of the variables that no cargo of a test may see, for tests that load a workspace within their
/// own process.
#[must_use]
pub fn withheld_variables() -> Vec<String> {
    MOVE_TARGET_DIRECTORIES.map(ToOwned::to_owned).to_vec()
}
