//! Finds out what the tests can use on this machine, and sets `cfg(has = "…")` for it.
//!
//! See `tests/it/support/needs.rs`.

mod needs;

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::needs::{NEEDS, Need};

fn main() {
    let manifest = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let target = Path::new(&manifest).parent().expect("this crate is no root").join("target");

    // Each stamp is written last, when the whole directory is complete.
    let venv = target.join("venv/requirements.txt").is_file();
    let channel = venv && target.join("channel/.stamp").is_file();
    let cross = venv && target.join("channel-cross/.stamp").is_file() && emulates_arm();
    let macos = venv && target.join("channel-macos/.stamp").is_file();
    let glibc = venv && target.join("glibc-2.17/.stamp").is_file();
    let wine = venv && target.join("channel-win-64/.stamp").is_file() && target.join("wine/.stamp").is_file();
    let made = [("venv", venv), ("channel", channel), ("cross", cross), ("macos", macos), ("glibc", glibc)];
    let mut found = made.to_vec();
    found.push(("wine", wine));
    found.extend(NEEDS.iter().map(|need| {
        let made = match need.name {
            "redis" | "pixi" => channel,
            "auditors" | "browser" | "c" | "cargo-c" | "musl" | "shells" => venv,
            _ => true,
        };
        (need.name, made && need.missing().next().is_none())
    }));

    let names = found.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    println!("cargo::rustc-check-cfg=cfg(has, values({names}))");
    let has_c = found.contains(&("c", true));
    for (name, is_here) in found {
        if is_here && (has_c || name != "cargo-c") {
            println!("cargo::rustc-cfg=has=\"{name}\"");
        }
    }
    let missing: Vec<_> = NEEDS.iter().flat_map(Need::missing).map(ToString::to_string).collect();
    println!("cargo::rustc-env=MISSING_PROGRAMS={}", missing.join(", "));
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=needs.rs");
    println!("cargo::rerun-if-env-changed=PIXI");
    // Written by xtask after it has made one of the directories. A path that does not exist would run this
    // script each time, and a whole directory would be searched each time.
    println!("cargo::rerun-if-changed={}", target.join("made-for-tests").display());
}

fn emulates_arm() -> bool {
    let mut emulator = Command::new("qemu-aarch64-static");
    emulator.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    emulator.status().is_ok_and(|status| status.success())
}
