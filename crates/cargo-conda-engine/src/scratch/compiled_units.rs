//! Deletes what cargo has compiled in a target directory and no package is made of any more.
//!
//! cargo keeps each unit under a name that follows from its features, profile, flags and dependencies, and
//! never deletes one. So a target directory grows with every change of these. Of each target of a crate stay
//! the units that the last build of some package used, and the youngest two, so that going back to former
//! flags or to a former branch compiles nothing again. It is not known what a package that failed would use,
//! so one more stays for each of these. Deleting a unit is never wrong: cargo makes it again.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use crate::cargo::unit_hash_of_name;
use crate::system::{Point, fault_point, file_times, kept_file, remove};

/// The file in a target directory with the units that the last build of each package used.
const FILE_NAME: &str = "units-in-use.json";

/// Version of the file's format.
const SCHEMA: u32 = 1;

/// How many units of each target stay although no package uses them.
const SPARE: usize = 2;

/// How many directories of incremental compilation stay of each crate; rustc does not tell which are used.
const INCREMENTAL: usize = 8;

/// The units that the last build of each package used, by the name of the package's record.
type UnitsInUse = BTreeMap<String, BTreeSet<String>>;

/// A unit on the disk.
#[derive(Debug)]
struct Unit {
    hash: String,
    /// The crate and the target, such as `serde lib-serde`.
    target: String,
    /// The directory with its fingerprint. Without it, cargo takes the unit for never compiled.
    directory: Utf8PathBuf,
    /// When it was compiled; `None` if the system does not say.
    compiled: Option<SystemTime>,
}

/// Notes the units that the build of a package has used, in the place of those of its build before.
pub(crate) fn note_used(directory: &Utf8Path, package: &str, units: &BTreeSet<String>) -> io::Result<()> {
    let mut used = read(directory);
    if used.insert(package.to_owned(), units.clone()).as_ref() == Some(units) {
        return Ok(());
    }
    kept_file::write(&directory.join(FILE_NAME), SCHEMA, &used)
}

/// Deletes the units of a target directory that no package uses. `failed` is the number of packages that were
/// compiled there and failed. `is_kept` tells whether a package, by the name of its record, is still there.
pub(crate) fn collect(directory: &Utf8Path, failed: usize, is_kept: impl Fn(&str) -> bool) -> io::Result<()> {
    let mut used = read(directory);
    used.retain(|package, _| is_kept(package));
    let used: BTreeSet<&str> = used.values().flatten().map(String::as_str).collect();
    for folder in profile_folders(directory) {
        let units = units(&folder)?;
        let kept = kept(&units, &used, SPARE + failed);
        for unit in units.iter().filter(|unit| !kept.contains(unit.hash.as_str())) {
            remove::directory_if_present(&unit.directory)?;
            fault_point(Point::UnitForgotten)?;
        }
        delete_rest(&folder, &kept.union(&used).copied().collect())?;
    }
    Ok(())
}

/// What was noted; nothing if the note is missing or damaged.
fn read(directory: &Utf8Path) -> UnitsInUse {
    kept_file::read(&directory.join(FILE_NAME), SCHEMA).ok().flatten().unwrap_or_default()
}

/// The hashes of the units that stay: those that are used, and of each target the youngest ones besides.
fn kept<'a>(units: &'a [Unit], used: &BTreeSet<&str>, spare: usize) -> BTreeSet<&'a str> {
    let mut by_target: BTreeMap<&str, Vec<&Unit>> = BTreeMap::new();
    for unit in units {
        by_target.entry(&unit.target).or_default().push(unit);
    }
    let mut kept = BTreeSet::new();
    for units in by_target.values_mut() {
        units.sort_by_key(|unit| std::cmp::Reverse(unit.compiled));
        let is_kept = |(age, unit): &(usize, &&Unit)| *age < spare || used.contains(unit.hash.as_str());
        kept.extend(units.iter().enumerate().filter(is_kept).map(|(_, unit)| unit.hash.as_str()));
    }
    kept
}

/// The folders of profiles: `<profile>` and `<target>/<profile>`.
fn profile_folders(directory: &Utf8Path) -> Vec<Utf8PathBuf> {
    let is_profile =
        |folder: &Utf8PathBuf| folder.join(".fingerprint").is_dir() || folder.join("build").is_dir();
    let above = std::iter::once(directory.to_owned()).chain(folders(directory));
    above.flat_map(|above| folders(&above)).filter(is_profile).collect()
}

/// The units in the folder of a profile, in both layouts of cargo:
/// `.fingerprint/<crate>-<hash>` and `build/<crate>/<hash>`; see
/// <https://github.com/rust-lang/cargo/issues/15010>.
fn units(folder: &Utf8Path) -> io::Result<Vec<Unit>> {
    let mut units = Vec::new();
    for directory in folders(&folder.join(".fingerprint")) {
        let name = directory.file_name().unwrap_or_default();
        if remove::is_doomed(&directory) {
            fs::remove_dir_all(&directory)?;
        } else if let (Some(hash), Some((crate_name, _))) = (unit_hash_of_name(name), name.rsplit_once('-')) {
            units.push(unit(hash, crate_name, &directory, &directory));
        }
    }
    for of_crate in folders(&folder.join("build")) {
        for directory in folders(&of_crate) {
            let name = directory.file_name().unwrap_or_default();
            if remove::is_doomed(&directory) {
                fs::remove_dir_all(&directory)?;
            } else if unit_hash_of_name(name) == Some(name) {
                let crate_name = of_crate.file_name().unwrap_or_default();
                units.push(unit(name, crate_name, &directory, &directory.join("fingerprint")));
            }
        }
    }
    Ok(units)
}

fn unit(hash: &str, crate_name: &str, directory: &Utf8Path, fingerprint: &Utf8Path) -> Unit {
    let files = fingerprint.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    let files: Vec<_> = files.collect();
    let names = files.iter().map(camino::Utf8DirEntry::file_name);
    // The file with the fingerprint is named after the target, `lib-serde`, and has one with the extension
    // `json` beside it.
    let target = names.filter_map(|name| name.strip_suffix(".json")).max().unwrap_or_default();
    let compiled = files.iter().filter_map(|file| file_times::changed(&file.metadata().ok()?)).max();
    Unit {
        hash: hash.to_owned(),
        target: format!("{crate_name} {target}"),
        directory: directory.to_owned(),
        compiled,
    }
}

/// Deletes the files of units that have no fingerprint, in the layout that keeps both apart, and old
/// directories of incremental compilation.
fn delete_rest(folder: &Utf8Path, kept: &BTreeSet<&str>) -> io::Result<()> {
    for below in ["deps", "build"] {
        for entry in folder.join(below).read_dir_utf8().into_iter().flatten() {
            let entry = entry?;
            let is_left = |hash: &str| !kept.contains(hash);
            if unit_hash_of_name(entry.file_name()).is_some_and(is_left) {
                delete(entry.path())?;
            }
        }
    }
    let mut by_crate: BTreeMap<String, Vec<(Option<SystemTime>, Utf8PathBuf)>> = BTreeMap::new();
    for directory in folders(&folder.join("incremental")) {
        let name = directory.file_name().unwrap_or_default();
        let crate_name = name.rsplit_once('-').map_or(name, |(crate_name, _)| crate_name).to_owned();
        let changed = fs::metadata(&directory).ok().as_ref().and_then(file_times::changed);
        by_crate.entry(crate_name).or_default().push((changed, directory));
    }
    for mut directories in by_crate.into_values() {
        directories.sort_by(|one, other| other.cmp(one));
        directories.iter().skip(INCREMENTAL).try_for_each(|(_, directory)| delete(directory))?;
    }
    Ok(())
}

fn delete(path: &Utf8Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { remove::file_if_present(path) }
}

/// The directories in a directory, which may be missing.
fn folders(directory: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = directory.read_dir_utf8().into_iter().flatten().filter_map(Result::ok);
    let entries = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    entries.map(|entry| entry.path().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;

    /// A target directory in one of the two layouts.
    struct Target {
        directory: tempfile::TempDir,
        is_new: bool,
    }

    impl Target {
        fn new(is_new: bool) -> Self {
            Self { directory: tempfile::tempdir().unwrap(), is_new }
        }

        fn root(&self) -> &Utf8Path {
            Utf8Path::from_path(self.directory.path()).unwrap()
        }

        /// The files of a unit: what cargo compiled, and its fingerprint.
        fn files(&self, hash: &str) -> [Utf8PathBuf; 2] {
            let release = self.root().join("x86_64-unknown-linux-gnu/release");
            if self.is_new {
                let unit = release.join("build/serde").join(hash);
                [unit.join(format!("out/libserde-{hash}.rlib")), unit.join("fingerprint/lib-serde.json")]
            } else {
                let fingerprint = release.join(format!(".fingerprint/serde-{hash}/lib-serde.json"));
                [release.join(format!("deps/libserde-{hash}.rlib")), fingerprint]
            }
        }

        fn compile(&self, hash: &str) {
            for file in self.files(hash) {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(&file, "").unwrap();
            }
            // The clock of file systems stands still for some milliseconds.
            std::thread::sleep(Duration::from_millis(20));
        }

        /// The units of which everything is there. Fails if there is half of one.
        fn units(&self, hashes: [&'static str; 4]) -> Vec<&'static str> {
            let is_there = |hash: &&str| {
                let there = self.files(hash).map(|file| file.exists());
                assert_eq!(there[0], there[1], "half of {hash}");
                there[0]
            };
            hashes.into_iter().filter(is_there).collect()
        }
    }

    const HASHES: [&str; 4] =
        ["0000000000000001", "0000000000000002", "0000000000000003", "000000000000000f"];

    #[test]
    fn units_that_a_package_uses_and_the_youngest_two_stay_in_both_layouts() {
        for is_new in [false, true] {
            let target = Target::new(is_new);
            let [first, second, third, fourth] = HASHES;
            for hash in HASHES {
                target.compile(hash);
            }
            let used = |hash: &str| BTreeSet::from([hash.to_owned()]);
            note_used(target.root(), "tool", &used(first)).unwrap();
            note_used(target.root(), "gone", &used(second)).unwrap();
            collect(target.root(), 0, |package| package == "tool").unwrap();
            assert_eq!(target.units(HASHES), [first, third, fourth]);
            note_used(target.root(), "tool", &used(third)).unwrap();
            collect(target.root(), 0, |_| true).unwrap();
            assert_eq!(target.units(HASHES), [third, fourth]);
        }
    }

    #[test]
    fn one_unit_more_stays_for_each_package_that_failed() {
        let target = Target::new(false);
        for hash in HASHES {
            target.compile(hash);
        }
        collect(target.root(), 1, |_| true).unwrap();
        assert_eq!(target.units(HASHES), HASHES[1..]);
        collect(target.root(), 0, |_| true).unwrap();
        assert_eq!(target.units(HASHES), HASHES[2..]);
    }

    #[test]
    fn what_a_killed_collection_has_left_is_deleted() {
        let target = Target::new(false);
        for hash in HASHES {
            target.compile(hash);
        }
        let [file, fingerprint] = target.files(HASHES[0]);
        let fingerprint = fingerprint.parent().unwrap();
        fs::rename(fingerprint, remove::doomed(fingerprint)).unwrap();
        let program = file.with_file_name("tool");
        fs::write(&program, "").unwrap();
        collect(target.root(), 0, |_| true).unwrap();
        assert!(!file.exists() && !remove::doomed(fingerprint).exists());
        assert!(program.exists(), "a file without a hash belongs to no unit");
    }
}
