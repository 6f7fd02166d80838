//! Finds out what the tests can use on this machine, and sets `cfg(has = "…")` for it.
//!
//! See `tests/it/support/needs.rs`.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

/// The programs that read completion scripts and manual pages.
const SHELLS: [&str; 4] = ["bash", "zsh", "fish", "man"];

fn main() {
    let manifest = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let target = Path::new(&manifest).parent().expect("this crate is no root").join("target");

    // Each stamp is written last, when the whole directory is complete.
    let venv = target.join("venv/requirements.txt").is_file();
    let channel = venv && target.join("channel/.stamp").is_file();
    let cross = venv && target.join("channel-cross/.stamp").is_file();
    let c = venv && runs("cc") && runs("pkg-config");
    let pixi = env::var_os("PIXI").unwrap_or_else(|| "pixi".into());
    let found = [
        ("venv", venv),
        ("channel", channel),
        ("cross", cross && succeeds(Command::new("qemu-aarch64-static").arg("--version"))),
        ("redis", channel && succeeds(Command::new("redis-server").arg("--version"))),
        ("pixi", channel && succeeds(Command::new(pixi).arg("--version"))),
        ("shells", venv && SHELLS.iter().all(|program| succeeds(Command::new(program).arg("--version")))),
        ("rustup", succeeds(Command::new("rustup").arg("--version"))),
        ("nightly", succeeds(Command::new("cargo").args(["+nightly", "--version"]))),
        ("c", c),
        ("cargo-c", c && runs("cargo-cinstall") && runs("cbindgen")),
        ("auditors", venv && is_there("rust-audit-info") && runs("cargo-bundle-licenses")),
        ("mounts", succeeds(Command::new("unshare").args(["--mount", "true"]))),
    ];

    let names = found.map(|(name, _)| format!("\"{name}\"")).join(", ");
    println!("cargo::rustc-check-cfg=cfg(has, values({names}))");
    for (name, _) in found.into_iter().filter(|(_, is_here)| *is_here) {
        println!("cargo::rustc-cfg=has=\"{name}\"");
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PIXI");
    // Written by xtask after it has made one of the directories. A path that does not exist would run this
    // script each time, and a whole directory would be searched each time.
    println!("cargo::rerun-if-changed={}", target.join("made-for-tests").display());
}

fn runs(program: &str) -> bool {
    succeeds(Command::new(program).arg("--version"))
}

/// For a program that has no option without an effect.
fn is_there(program: &str) -> bool {
    Command::new(program).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn succeeds(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
