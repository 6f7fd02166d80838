//! Files that appear whole: written under another name in the same directory, then renamed.
//!
//! A process that is killed, or a disk that is full, leaves the former file as it was, and a reader never
//! sees half of one.

use std::io;

use camino::Utf8Path;
use fs_err as fs;
use tempfile::NamedTempFile;

/// Writes a file, and its directory if that is missing.
pub(crate) fn write(path: &Utf8Path, contents: impl AsRef<[u8]>) -> io::Result<()> {
    fs::create_dir_all(directory_of(path))?;
    put(path, |aside| fs::write(aside, contents))
}

/// Copies a file into a directory that exists. The copy has the permissions of the original.
pub(crate) fn copy(from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    put(to, |aside| fs::copy(from, aside).map(drop))
}

fn put(path: &Utf8Path, fill: impl FnOnce(&std::path::Path) -> io::Result<()>) -> io::Result<()> {
    let aside = NamedTempFile::new_in(directory_of(path))?;
    fill(aside.path())?;
    aside.persist(path).map(drop).map_err(|error| error.error)
}

fn directory_of(path: &Utf8Path) -> &Utf8Path {
    path.parent().filter(|parent| !parent.as_str().is_empty()).unwrap_or(Utf8Path::new("."))
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    #[test]
    fn a_file_that_cannot_be_filled_leaves_the_former_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(directory.path()).unwrap().join("notes").join("a.json");
        super::write(&path, "1").unwrap();
        assert!(super::copy(&path.with_file_name("missing.json"), &path).is_err());
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "1");
        super::write(&path, "2").unwrap();
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "2");
        let left = path.parent().unwrap().read_dir_utf8().unwrap().count();
        assert_eq!(left, 1);
    }
}
