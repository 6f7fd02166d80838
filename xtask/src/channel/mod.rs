//! A conda channel made from the tools of this machine, without a network.
//!
//! Its packages have the names, the dependencies and the activation scripts of conda-forge's, so that what is built
//! with them is built as it would be there. Compilers are small scripts that run the machine's own.

mod archive;
mod cross;
mod digest;
mod gcc;
mod library;
mod machine;
mod native;
mod oddity;
mod package;
mod platform;
mod repodata;
mod rust;
mod tool;

use std::time::Instant;

use self::digest::Fingerprint;
use self::package::CondaPackage;
use self::platform::Platform;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;
use crate::venv;

/// Changes when packages would differ although they are made from the same files.
const FORMAT: u64 = 1;

/// What a channel holds.
struct Contents {
    packages: Vec<CondaPackage>,
    /// Platforms that have a directory in the channel even if no package is for them alone.
    platforms: Vec<Platform>,
    /// The version of glibc that programs are linked with.
    glibc: String,
}

/// Makes `target/channel`, and before it the Python programs: one of them is packaged in the channel, and tests
/// that use the channel use the others. If it is there already and made from the same files, does nothing.
pub(crate) fn make(repository: &Repository) -> Result<(), ChoreError> {
    venv::make(repository)?;
    write(repository, "channel", &native::contents(repository)?)
}

/// Makes `target/channel` on machines of a kind that it can be made on. What is tested with it is not tested elsewhere.
pub(crate) fn make_where_possible(repository: &Repository) -> Result<(), ChoreError> {
    match make(repository) {
        Err(error @ ChoreError::OtherHost { .. }) => {
            announce(&format!("skipped: {}", error.with_causes()));
            Ok(())
        }
        other => other,
    }
}

/// Makes `target/channel-cross`, which compiles for 64-bit ARM on x86-64; if it is there already and made from the same
/// files, does nothing.
pub(crate) fn make_cross(repository: &Repository) -> Result<(), ChoreError> {
    venv::make(repository)?;
    write(repository, "channel-cross", &cross::contents()?)
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
    let variants = format!("c_stdlib: [sysroot]\nc_stdlib_version: [\"{}\"]\n", contents.glibc);
    fs_err::write(channel.join("variants.yaml"), variants).map_err(ChoreError::File)?;
    // Written last: a channel that is not complete is made anew.
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
