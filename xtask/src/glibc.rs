//! `cargo xtask glibc`: unpacks an old glibc, on which tests run packages that promise to run there.
//!
//! Mirrors no longer have distributions of its age. A cross compiler on npm brings what it links against:
//! glibc 2.17 whole, with its loader and its headers.

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};

/// The version of glibc, which is a part of the directory's name.
const VERSION: &str = "2.17";

/// The package of npm, the digest of its archive, and the archive inside of that.
const PACKAGE: &str = "@napi-rs/cross-toolchain-x64-target-x86_64@1.0.0";
const SHA256: &str = "351f6ee9bc8e444dfb8ac6eddfe9daed02c9508399bd20c511e3f9e027d6e988";
const INNER: &str = "package/x86_64-unknown-linux-gnu.tar.xz";

/// The directory of glibc in the inner archive, and the number of its components.
const SYSROOT: &str = "./x86_64-unknown-linux-gnu/sysroot";
const DEPTH: &str = "3";

/// What is unpacked: the loader and libraries, the files that programs are linked with, and headers.
const PARTS: [&str; 5] = ["lib", "lib64", "usr/include", "usr/lib", "usr/lib64"];

/// Libraries of the compiler, which are no part of glibc.
const NOT_GLIBC: [&str; 6] =
    ["libatomic.*", "libgomp.*", "libitm.*", "libquadmath.*", "libstdc++.*", "libsupc++.*"];

/// The library of the compiler that programs of Rust load. It has a directory of its own, so that linkers
/// take the one of their own compiler, as with a package of glibc alone.
const UNWINDER: &str = "libgcc_s.so.1";

/// The directory that glibc is unpacked in. The integration tests use the same path.
fn directory(repository: &Repository) -> PathBuf {
    repository.root().join("target").join(format!("glibc-{VERSION}"))
}

/// Unpacks glibc, unless it is there.
pub(crate) fn make(repository: &Repository) -> Result<(), ChoreError> {
    let directory = directory(repository);
    let stamp = directory.join(".stamp");
    if fs_err::read_to_string(&stamp).is_ok_and(|made| made == SHA256) {
        return Ok(());
    }
    if directory.exists() {
        fs_err::remove_dir_all(&directory).map_err(ChoreError::File)?;
    }
    fs_err::create_dir_all(&directory).map_err(ChoreError::File)?;
    let download = tempfile::tempdir_in(&directory).map_err(ChoreError::File)?;
    let archive = fetch(download.path())?;
    let mut tar = Command::new("tar");
    step::run(tar.arg("-xzf").arg(&archive).arg("-C").arg(download.path()).arg(INNER))?;
    let mut tar = Command::new("tar");
    tar.args(["-xJ", "--no-same-owner", "--strip-components", DEPTH, "-f"]);
    tar.arg(download.path().join(INNER)).arg("-C").arg(&directory);
    tar.args(NOT_GLIBC.map(|name| format!("--exclude=*/sysroot/lib/{name}")));
    step::run(tar.args(PARTS.map(|part| format!("{SYSROOT}/{part}"))))?;
    let (libraries, unwinder) = (directory.join("lib"), directory.join("libgcc"));
    fs_err::create_dir(&unwinder).map_err(ChoreError::File)?;
    fs_err::rename(libraries.join(UNWINDER), unwinder.join(UNWINDER)).map_err(ChoreError::File)?;
    fs_err::remove_file(libraries.join("libgcc_s.so")).map_err(ChoreError::File)?;
    download.close().map_err(ChoreError::File)?;
    // The stamp is written last, so that an incomplete directory is made again.
    fs_err::write(&stamp, SHA256).map_err(ChoreError::File)?;
    announce(&directory.display().to_string());
    repository.note_made_for_tests()
}

/// Unpacks glibc where its programs run and npm is there. On other machines the tests that need it are
/// ignored.
pub(crate) fn make_where_possible(repository: &Repository) -> Result<(), ChoreError> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        announce("skipped: this glibc is for Linux on x86-64");
        return Ok(());
    }
    match make(repository) {
        Err(error @ ChoreError::Start { .. }) => {
            announce(&format!("skipped: {}", error.with_causes()));
            Ok(())
        }
        other => other,
    }
}

/// Downloads the archive of the package into a directory, and returns its path.
fn fetch(directory: &Path) -> Result<PathBuf, ChoreError> {
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", PACKAGE]).current_dir(directory);
    step::run(&mut npm)?;
    let mut entries = fs_err::read_dir(directory).map_err(ChoreError::File)?;
    // npm has made the only file.
    let archive = entries.next().transpose().map_err(ChoreError::File)?.map(|entry| entry.path());
    let archive = archive.unwrap_or_default();
    let bytes = fs_err::read(&archive).map_err(ChoreError::File)?;
    let digest =
        Sha256::digest(&bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    if digest == SHA256 { Ok(archive) } else { Err(ChoreError::OtherDigest { package: PACKAGE, digest }) }
}
