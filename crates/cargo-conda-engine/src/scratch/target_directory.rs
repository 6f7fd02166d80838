//! Cargo's target directories in the scratch: what they were compiled with, repairing them, and sharing them.
//!
//! cargo notices a new rustc, but not a new version of a library that a build script once found. So each
//! target directory of a conda environment has a note of the conda packages that it was compiled with.

use std::io;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use super::cache_tag;
use super::environment_contents::EnvironmentContents;
use crate::system::{Point, fault_point, kept_file, remove};

const FILE_NAME: &str = "environment.json";

/// Version of the note's format.
const SCHEMA: u32 = 1;

/// Makes the directory. If anything in it was compiled with another build of a package of `environment`, or
/// if its note is missing or damaged, everything in it is deleted first.
///
/// A package that is in the note and not in `environment`, because no crate of this run needs it, stays in
/// the note: the next run may build a crate that does.
pub(crate) fn prepare(directory: &Utf8Path, environment: &EnvironmentContents) -> io::Result<()> {
    let mut known = compiled_with(directory)?;
    if !known.as_ref().is_some_and(|known| environment.agrees_with(known)) {
        remove::directory_if_present(directory)?;
        known = None;
    }
    fault_point(Point::TargetJudged)?;
    cache_tag::create_dir(directory)?;
    let mut packages = known.unwrap_or_default();
    packages.extend(environment);
    kept_file::write(&directory.join(FILE_NAME), SCHEMA, &packages)
}

/// Whether [`prepare`] would keep what is compiled in the directory, or there is no directory yet.
pub(crate) fn fits(directory: &Utf8Path, environment: &EnvironmentContents) -> io::Result<bool> {
    Ok(match compiled_with(directory)? {
        Some(known) => environment.agrees_with(&known),
        None => !directory.exists(),
    })
}

/// What the note says; `None` if there is none, or none that can be understood.
fn compiled_with(directory: &Utf8Path) -> io::Result<Option<EnvironmentContents>> {
    match kept_file::read(&directory.join(FILE_NAME), SCHEMA) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read,
    }
}

/// The time at which builds begin in a target directory, kept as the modification time of a file, because the
/// file system's clock is also that of sources.
pub(crate) struct Beginning {
    pending: Utf8PathBuf,
    directory: Utf8PathBuf,
}

/// The file whose time is that of the beginning, while builds are at work or after some have failed.
const BEGAN: &str = "compile-began";

/// The same file once all builds that began have ended and it is noted what they have compiled.
const ENDED: &str = "compile-ended";

impl Beginning {
    /// The present. It does not count yet.
    pub(crate) fn now(directory: &Utf8Path) -> io::Result<Self> {
        let pending = directory.join("compile-began.new");
        cache_tag::create_dir(directory)?;
        remove::file_if_present(&pending)?;
        fs::write(&pending, "")?;
        Ok(Self { pending, directory: directory.to_owned() })
    }

    /// Makes this the time at which the last builds began.
    pub(crate) fn keep(self) -> io::Result<()> {
        fs::rename(self.pending, self.directory.join(BEGAN))
    }

    /// Notes that all builds that began have ended, and that it is noted what they have compiled.
    pub(crate) fn end(directory: &Utf8Path) -> io::Result<()> {
        fs::rename(directory.join(BEGAN), directory.join(ENDED))
    }

    /// When the last builds began; `None` if none ever did.
    pub(crate) fn last(directory: &Utf8Path) -> Option<SystemTime> {
        Self::unfinished(directory).or_else(|| modified(&directory.join(ENDED)))
    }

    /// When builds began of which it is not noted what they have compiled, because they failed or were
    /// killed; `None` if there are none.
    pub(crate) fn unfinished(directory: &Utf8Path) -> Option<SystemTime> {
        modified(&directory.join(BEGAN))
    }
}

fn modified(file: &Utf8Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|file| file.modified()).ok()
}

/// How rustc and linkers complain about a compiled file that is damaged. cargo compares modification times,
/// so it takes a damaged file for the one that it wrote.
const COMPLAINTS: [&str; 6] = [
    "error[E0786]",
    "failed to build archive",
    "failed to get bitcode",
    "file format not recognized",
    "file truncated",
    "malformed archive",
];

/// Whether a line of a build's output says that something which was compiled earlier is damaged.
pub(crate) fn is_complaint(line: &str) -> bool {
    COMPLAINTS.iter().any(|complaint| line.contains(complaint))
}

/// Deletes everything that was compiled, and keeps the notes at the top of the directory.
pub(crate) fn empty(directory: &Utf8Path) -> io::Result<()> {
    for entry in directory.read_dir_utf8()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Deletes cargo's lock files, so that another cargo finds no lock held and makes its own.
///
/// cargo locks a whole target directory, because it cannot know what another cargo will compile. The schedule
/// knows: it starts two builds in one directory only if they compile no unit that is the same, which cargo
/// also does by itself within one process. Other runs are kept out by the lock of the scratch.
pub(crate) fn unlock(directory: &Utf8Path) {
    for lock in lock_files(directory) {
        // If a lock file stays, the next cargo waits for its turn, as it would without us.
        let _kept = fs::remove_file(lock);
    }
}

/// `<profile>/.cargo-lock` or `<triple>/<profile>/.cargo-lock`; cargo 1.91 and later add files of other names
/// beside it.
fn lock_files(directory: &Utf8Path) -> impl Iterator<Item = Utf8PathBuf> {
    let entries = walkdir::WalkDir::new(directory).min_depth(2).max_depth(3).into_iter();
    let paths =
        entries.filter_map(Result::ok).filter_map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).ok());
    paths.filter(|path| {
        path.file_name().is_some_and(|name| name.starts_with(".cargo-") && name.ends_with("lock"))
    })
}

#[cfg(test)]
mod tests {
    use camino::{Utf8Path, Utf8PathBuf};

    use super::{EnvironmentContents, FILE_NAME, prepare, unlock};
    use crate::api::ResolvedPackage;

    fn environment(packages: &[(&str, &str)]) -> EnvironmentContents {
        let package = |&(name, version): &(&str, &str)| ResolvedPackage {
            name: name.to_owned(),
            version: version.to_owned(),
            build_string: "0".to_owned(),
            channel: String::new(),
            sha256: None,
        };
        EnvironmentContents::new(&[], &packages.iter().map(package).collect::<Vec<_>>())
    }

    /// A target directory in which something was compiled.
    struct Target {
        _directory: tempfile::TempDir,
        path: Utf8PathBuf,
    }

    impl Target {
        fn compiled_with(environments: &[EnvironmentContents]) -> Self {
            let directory = tempfile::tempdir().unwrap();
            let path = Utf8Path::from_path(directory.path()).unwrap().join("target");
            for environment in environments {
                prepare(&path, environment).unwrap();
            }
            fs_err::create_dir_all(&path).unwrap();
            fs_err::write(path.join("compiled"), "").unwrap();
            Self { _directory: directory, path }
        }

        fn is_kept_for(&self, environment: &EnvironmentContents) -> bool {
            prepare(&self.path, environment).unwrap();
            self.path.join("compiled").exists()
        }
    }

    #[test]
    fn another_build_of_a_package_empties_the_directory() {
        let zlib = |version| environment(&[("zlib", version)]);
        assert!(Target::compiled_with(&[zlib("1.3")]).is_kept_for(&zlib("1.3")));
        assert!(!Target::compiled_with(&[zlib("1.3")]).is_kept_for(&zlib("1.3.1")));
    }

    #[test]
    fn a_smaller_or_larger_environment_does_not() {
        let (zlib, openssl) = (("zlib", "1.3"), ("openssl", "3.5"));
        let (both, one) = (environment(&[zlib, openssl]), environment(&[zlib]));
        assert!(Target::compiled_with(std::slice::from_ref(&both)).is_kept_for(&one));
        assert!(Target::compiled_with(std::slice::from_ref(&one)).is_kept_for(&both));
        // A package that was absent in between still counts.
        let newer = environment(&[zlib, ("openssl", "3.6")]);
        assert!(!Target::compiled_with(&[both, one]).is_kept_for(&newer));
    }

    #[test]
    fn a_directory_with_no_note_or_a_damaged_one_is_emptied() {
        let zlib = environment(&[("zlib", "1.3")]);
        assert!(!Target::compiled_with(&[]).is_kept_for(&zlib));
        let target = Target::compiled_with(std::slice::from_ref(&zlib));
        let note = target.path.join(FILE_NAME);
        let text = fs_err::read_to_string(&note).unwrap();
        for damaged in [&text[..text.len() / 2], "", &text.replace("\"schema\":1", "\"schema\":0")] {
            let target = Target::compiled_with(std::slice::from_ref(&zlib));
            fs_err::write(target.path.join(FILE_NAME), damaged).unwrap();
            assert!(!target.is_kept_for(&zlib), "{damaged:?} was believed");
        }
    }

    #[test]
    fn locks_of_every_cargo_are_taken_away_and_nothing_else() {
        let target = Target::compiled_with(&[]);
        let write = |path: &str| {
            let path = target.path.join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(&path, "").unwrap();
            path
        };
        let locks = [
            "release/.cargo-lock",
            "release/.cargo-build-lock",
            "x86_64-unknown-linux-gnu/release/.cargo-artifact-lock",
        ]
        .map(write);
        let kept = ["release/tool", "release/build/a/.cargo-checksum.json"].map(write);
        unlock(&target.path);
        assert!(locks.iter().all(|path| !path.exists()));
        assert!(kept.iter().all(|path| path.exists()));
    }
}
