//! `cargo xtask channel`: makes a conda channel from the tools of this machine, without network access.
//!
//! Tests and benchmarks build with it as with conda-forge: the packages have the names, dependencies and
//! activation scripts of conda-forge's. The compilers in them are small scripts that run the machine's own.

mod archive;
mod cross;
mod digest;
mod gcc;
mod library;
mod machine;
mod macos;
mod native;
mod oddity;
mod package;
mod pixi;
mod platform;
mod python;
mod repodata;
mod rust;
mod tool;
mod windows;

use std::time::Instant;

use self::digest::Fingerprint;
use self::package::CondaPackage;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;
use crate::venv;
use crate::wine::Wine;

/// Part of every fingerprint. Raised when this code makes other packages from the same files.
const FORMAT: u64 = 1;

/// The contents of a channel.
struct Contents {
    packages: Vec<CondaPackage>,
    /// conda's names of the platforms that get a subdirectory even without packages of their own.
    platforms: Vec<&'static str>,
    /// What programs are linked with, for `variants.yaml`.
    c_library: CLibrary,
}

/// The C library of a channel's compilers, as conda-forge's keys `c_stdlib` and `c_stdlib_version` name it.
struct CLibrary {
    name: &'static str,
    version: String,
}

impl CLibrary {
    fn glibc(version: String) -> Self {
        Self { name: "sysroot", version }
    }
}

/// Makes `target/channel`, unless it exists and was made from the same files. The Python programs are made
/// first: one of them is packaged in the channel, and tests that use the channel use the others.
pub(crate) fn make(repository: &Repository) -> Result<(), ChoreError> {
    venv::make(repository)?;
    write(repository, "channel", &native::contents(repository)?)
}

/// Makes `target/channel` where that is supported. On other machines the tests that need it are ignored.
pub(crate) fn make_where_possible(repository: &Repository) -> Result<(), ChoreError> {
    match make(repository) {
        Err(error @ ChoreError::OtherHost { .. }) => {
            announce(&format!("skipped: {}", error.with_causes()));
            Ok(())
        }
        other => other,
    }
}

/// Makes `target/channel-cross`, whose compilers run on x86-64 and compile for 64-bit ARM, unless it exists
/// and was made from the same files.
pub(crate) fn make_cross(repository: &Repository) -> Result<(), ChoreError> {
    venv::make(repository)?;
    write(repository, "channel-cross", &cross::contents()?)
}

/// Makes `target/channel-macos`, whose compilers run on Linux and compile for macOS, unless it exists and was
/// made from the same files.
pub(crate) fn make_macos(repository: &Repository) -> Result<(), ChoreError> {
    venv::make(repository)?;
    write(repository, "channel-macos", &macos::contents(repository)?)
}

/// Makes `target/channel-win-64`, whose compilers run on this machine and compile for Windows, and the
/// directory in which Wine runs what they have compiled.
pub(crate) fn make_windows(repository: &Repository) -> Result<(), ChoreError> {
    venv::make(repository)?;
    if Wine::make(repository)?.is_none() {
        let remedy = "apt-get install --no-install-recommends wine64".to_owned();
        return Err(ChoreError::Missing { missing: vec!["`wine64`".to_owned()], remedy });
    }
    write(repository, "channel-win-64", &windows::contents()?)
}

/// Writes the channel to a directory of this name in `target`.
fn write(repository: &Repository, name: &str, contents: &Contents) -> Result<(), ChoreError> {
    let began = Instant::now();
    let channel = repository.root().join("target").join(name);
    let stamp = channel.join(".stamp");
    let wanted = fingerprint(&contents.packages)?;
    if fs_err::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    if channel.exists() {
        fs_err::remove_dir_all(&channel).map_err(ChoreError::File)?;
    }
    let mut index = repodata::Index::new(&contents.platforms);
    for package in &contents.packages {
        let directory = channel.join(package.subdir());
        fs_err::create_dir_all(&directory).map_err(ChoreError::File)?;
        let written = archive::write(package, &directory)?;
        announce(&format!("{}/{}", package.subdir(), written.file_name));
        index.add(package, written);
    }
    index.write(&channel)?;
    let CLibrary { name: c_library, version } = &contents.c_library;
    let variants = format!("c_stdlib: [{c_library}]\nc_stdlib_version: [\"{version}\"]\n");
    fs_err::write(channel.join("variants.yaml"), variants).map_err(ChoreError::File)?;
    // The stamp is written last, so that an incomplete channel is made again.
    fs_err::write(&stamp, wanted).map_err(ChoreError::File)?;
    repository.note_made_for_tests()?;
    announce(&format!("{} after {} s", channel.display(), began.elapsed().as_secs()));
    Ok(())
}

fn fingerprint(packages: &[CondaPackage]) -> Result<String, ChoreError> {
    let mut fingerprint = Fingerprint::default();
    fingerprint.add(&FORMAT.to_string());
    for package in packages {
        fingerprint.add(&package.file_name()?);
        fingerprint.add(&package.fingerprint()?);
    }
    Ok(fingerprint.finish())
}
