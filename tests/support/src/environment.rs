//! The environment of processes that tests start.

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

/// Removes all variables from a command but those that mean the same for every process.
pub fn clean_environment(command: &mut Command) {
    command.env_clear();
    for name in INHERITED {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    // A missing toolchain is an error, not a download.
    command.env("RUSTUP_AUTO_INSTALL", "0");
}
