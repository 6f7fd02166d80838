//! The contents of `target/channel-cross`: compilers that run on x86-64 and compile for 64-bit ARM.
//!
//! They are Debian's, because Debian packages the standard library for the other processor and rustup would
//! have to download it.

use std::path::Path;

use super::gcc::{self, Compiler};
use super::library::Libraries;
use super::machine::{self, Wanted, script};
use super::package::{Content, PREFIX};
use super::platform::Platform;
use super::rust::Toolchain;
use super::{CLibrary, Contents, tool};
use crate::error::ChoreError;

const BUILD: Platform = Platform::Linux64;
const TARGET: Platform = Platform::LinuxAarch64;

/// Debian's own compiler, even if another one is earlier on `PATH`.
const RUSTC: &str = "/usr/bin/rustc";
const RUSTDOC: &str = "/usr/bin/rustdoc";
const CARGO: &str = "/usr/bin/cargo";

/// The directory of the C library that Debian's cross compiler links with.
const TARGET_LIBRARIES: &str = "/usr/aarch64-linux-gnu/lib";

/// Installs all that is needed. Debian 12's package `rustc` is too old; `rustc-web` is the newer compiler for
/// browsers.
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
        // A release of Debian has the same version of the C library for all processors.
        packages.push(gcc::sysroot(platform, &glibc, &libraries)?);
        packages.extend(Libraries::find(platform)?.packages()?);
    }
    packages.extend(tool::packages(BUILD)?);
    let platforms = [BUILD, TARGET].map(Platform::name).to_vec();
    Ok(Contents { packages, platforms, c_library: CLibrary::glibc(glibc) })
}

/// Fails with a list of everything that is missing, because one command installs all of it.
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

/// The package `rust` with scripts that run Debian's compiler. The compiler shares `/usr` with the rest of
/// the system and cannot be copied, but an option tells it where the standard libraries are.
fn rust_scripts(rust: &Toolchain) -> super::CondaPackage {
    let mut package = rust.rust();
    for (name, program) in [("rustc", RUSTC), ("rustdoc", RUSTDOC)] {
        let text = format!("#!/bin/sh\nexec {program} --sysroot \"{PREFIX}\" \"$@\"\n");
        package.files.insert(format!("bin/{name}"), Content::Script(text));
    }
    package.files.insert("bin/cargo".to_owned(), Content::Script(script(CARGO.as_ref())));
    package
}
