//! Target directories whose contents were compiled in a certain environment.
//!
//! cargo sees a new rustc, but not a new version of a library that a build script once found. A note in the directory says
//! with what it was filled.

use std::collections::BTreeMap;
use std::io;

use camino::Utf8Path;
use fs_err as fs;

const NOTE: &str = "environment.txt";

/// Makes the directory, and empties it first if something in it was compiled with another build of a package.
///
/// `environment` has what tells builds of a package apart, by package. What is not in it this time, because no crate that
/// was asked for needs it, is remembered: the next run may ask for one that does.
pub(crate) fn prepare(directory: &Utf8Path, environment: &BTreeMap<String, String>) -> io::Result<()> {
    let mut known = filled_with(directory)?;
    if directory.exists() && !known.as_ref().is_some_and(|known| agree(known, environment)) {
        fs::remove_dir_all(directory)?;
        known = None;
    }
    fs::create_dir_all(directory)?;
    let mut all = known.unwrap_or_default();
    all.extend(environment.clone());
    let lines: Vec<_> = all.iter().map(|(package, build)| format!("{package} = {build}\n")).collect();
    fs::write(directory.join(NOTE), lines.concat())
}

/// Whether nothing in a directory was compiled with another build of a package. Nothing was in one that is not there.
pub(crate) fn fits(directory: &Utf8Path, environment: &BTreeMap<String, String>) -> io::Result<bool> {
    Ok(match filled_with(directory)? {
        Some(known) => agree(&known, environment),
        None => !directory.exists(),
    })
}

fn filled_with(directory: &Utf8Path) -> io::Result<Option<BTreeMap<String, String>>> {
    match fs::read_to_string(directory.join(NOTE)) {
        Ok(text) => Ok(Some(read(&text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn agree(known: &BTreeMap<String, String>, environment: &BTreeMap<String, String>) -> bool {
    environment.iter().all(|(package, build)| known.get(package).is_none_or(|known| known == build))
}

/// How rustc and linkers speak of a library that is not whole. cargo looks at times alone, so it takes such a file for one that
/// it has written.
const COMPLAINTS: [&str; 6] = [
    "error[E0786]",
    "failed to build archive",
    "failed to get bitcode",
    "file format not recognized",
    "file truncated",
    "malformed archive",
];

/// Whether a line of a build says that something which was compiled earlier is damaged.
pub(crate) fn is_complaint(line: &str) -> bool {
    COMPLAINTS.iter().any(|complaint| line.contains(complaint))
}

/// Deletes what was compiled, but not the note.
pub(crate) fn empty(directory: &Utf8Path) -> io::Result<()> {
    for entry in directory.read_dir_utf8()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Takes cargo's locks away, so that another cargo finds none held and makes its own.
///
/// cargo locks a whole target directory, because it cannot know what another cargo will compile. The schedule does: it lets
/// two into one directory only if they compile nothing that is the same, which cargo also does by itself within one process.
/// Other runs are kept out by the lock on the scratch.
pub(crate) fn unlock(directory: &Utf8Path) {
    // `<profile>/.cargo-lock` or `<triple>/<profile>/.cargo-lock`; cargo 1.91 and later have further ones of other names.
    let locks = walkdir::WalkDir::new(directory).min_depth(2).max_depth(3).into_iter().filter_map(Result::ok);
    for entry in locks {
        let name = entry.file_name().to_string_lossy();
        if name.starts_with(".cargo-") && name.ends_with("lock") {
            // One that stays makes the next cargo wait for its turn, as it would without us.
            let _kept = fs::remove_file(entry.path());
        }
    }
}

fn read(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().filter_map(|line| line.split_once(" = "));
    lines.map(|(package, build)| (package.to_owned(), build.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use camino::Utf8Path;

    use super::prepare;

    fn environment(packages: &[(&str, &str)]) -> BTreeMap<String, String> {
        packages.iter().map(|(name, build)| ((*name).to_owned(), (*build).to_owned())).collect()
    }

    /// Whether what was compiled before the last of these environments is still there after it.
    fn is_kept(environments: &[&[(&str, &str)]]) -> bool {
        let directory = tempfile::tempdir().unwrap();
        let target = Utf8Path::from_path(directory.path()).unwrap().join("target");
        let (last, before) = environments.split_last().unwrap();
        for packages in before {
            prepare(&target, &environment(packages)).unwrap();
        }
        fs_err::write(target.join("compiled"), "").unwrap();
        prepare(&target, &environment(last)).unwrap();
        target.join("compiled").exists()
    }

    #[test]
    fn another_build_of_a_package_empties_the_directory() {
        assert!(is_kept(&[&[("host zlib", "1.3 h1")], &[("host zlib", "1.3 h1")]]));
        assert!(!is_kept(&[&[("host zlib", "1.3 h1")], &[("host zlib", "1.3 h2")]]));
    }

    #[test]
    fn a_smaller_or_larger_environment_does_not() {
        let (zlib, openssl) = (("host zlib", "1.3"), ("host openssl", "3.5"));
        assert!(is_kept(&[&[zlib, openssl], &[zlib]]));
        assert!(is_kept(&[&[zlib], &[zlib, openssl]]));
        // What was there in between counts still.
        assert!(!is_kept(&[&[zlib, openssl], &[zlib], &[zlib, ("host openssl", "3.6")]]));
    }

    #[test]
    fn a_directory_of_unknown_contents_is_emptied() {
        let directory = tempfile::tempdir().unwrap();
        let target = Utf8Path::from_path(directory.path()).unwrap().join("target");
        fs_err::create_dir_all(&target).unwrap();
        fs_err::write(target.join("compiled"), "").unwrap();
        prepare(&target, &environment(&[])).unwrap();
        assert!(!target.join("compiled").exists());
    }
}
