//! The channel for building on x86-64 for 64-bit ARM, with Debian's compilers: the toolchain of rustup has no standard
//! library for another processor, and Debian has it as a package.

use std::path::Path;

use super::gcc::{self, Compiler};
use super::library::Libraries;
use super::machine::{self, Wanted, script};
use super::package::{Content, PREFIX};
use super::platform::Platform;
use super::rust::Toolchain;
use super::{Contents, tool};
use crate::error::ChoreError;

const BUILD: Platform = Platform::Linux64;
const TARGET: Platform = Platform::LinuxAarch64;

/// Debian's own, whatever else is in the way of it.
const RUSTC: &str = "/usr/bin/rustc";
const RUSTDOC: &str = "/usr/bin/rustdoc";
const CARGO: &str = "/usr/bin/cargo";

/// Where Debian's cross compiler has its C library.
const TARGET_LIBRARIES: &str = "/usr/aarch64-linux-gnu/lib";

/// Rust's package `rustc` is too old in Debian 12; `rustc-web` is what it builds browsers with.
const REMEDY: &str = "dpkg --add-architecture arm64 && apt-get update && \
    apt-get install --no-install-recommends rustc-web cargo-web libstd-rust-web-dev libstd-rust-web-dev:arm64 \
    gcc libssl-dev zlib1g-dev libssl-dev:arm64 zlib1g-dev:arm64 gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
    pkg-config qemu-user-static";

pub(super) fn contents() -> Result<Contents, ChoreError> {
    check()?;
    let rust = Toolchain::of(RUSTC.as_ref())?;
    let glibc = machine::glibc()?;
    let mut packages = vec![rust_scripts(&rust)];
    for (platform, libraries) in
        [(BUILD, Path::new("/usr/lib").join(BUILD.debian())), (TARGET, TARGET_LIBRARIES.into())]
    {
        packages.push(rust.standard_library(platform)?);
        packages.push(rust.activation(platform));
        packages.extend(Compiler::find(BUILD, platform)?.packages());
        // All C libraries of one Debian have one version.
        packages.push(gcc::sysroot(platform, &glibc, &libraries)?);
        packages.extend(Libraries::find(platform)?.packages()?);
    }
    packages.extend(tool::packages(BUILD)?);
    Ok(Contents { packages, platforms: vec![BUILD, TARGET], glibc })
}

/// Names everything at once: it is one command to get it all.
fn check() -> Result<(), ChoreError> {
    let mut wanted = Wanted::default();
    for path in [RUSTC, RUSTDOC, CARGO, TARGET_LIBRARIES] {
        wanted.path(path);
    }
    for platform in [BUILD, TARGET] {
        wanted.path(Path::new("/usr/lib/rustlib").join(platform.triple()));
        wanted.path(Path::new("/usr/lib").join(platform.debian()).join("libssl.so"));
        wanted.path(Path::new("/usr/lib").join(platform.debian()).join("libz.so"));
        wanted.program(&format!("{}-gcc", platform.debian()));
    }
    wanted.program("qemu-aarch64-static");
    wanted.check(REMEDY)
}

/// `rust` as scripts: Debian's compiler is spread over the system, but can be told where the standard libraries are.
fn rust_scripts(rust: &Toolchain) -> super::CondaPackage {
    let mut package = rust.rust();
    for (name, program) in [("rustc", RUSTC), ("rustdoc", RUSTDOC)] {
        let text = format!("#!/bin/sh\nexec {program} --sysroot \"{PREFIX}\" \"$@\"\n");
        package.files.insert(format!("bin/{name}"), Content::Script(text));
    }
    package.files.insert("bin/cargo".to_owned(), Content::Script(script(CARGO.as_ref())));
    package
}
