//! The state of the files that packages have installed into an environment, so that a run notices what has
//! become of them since.
//!
//! rattler installs what the package records in a prefix do not name, and does not look at the files of those
//! that they name. Sizes and modification times are compared, because reading a whole toolchain in each run
//! takes seconds.

use std::collections::BTreeMap;
use std::io;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use crate::system::kept_file;

/// Version of the file's format.
const SCHEMA: u32 = 1;

/// Size in bytes and modification time of each file, by its path relative to the environment's directory;
/// `None` for a file that is not there.
type States = BTreeMap<Utf8PathBuf, Option<(u64, SystemTime)>>;

/// Writes down the state of files in a directory. Their paths are relative to it.
pub(super) fn note(
    note: &Utf8Path,
    directory: &Utf8Path,
    files: impl IntoIterator<Item = Utf8PathBuf>,
) -> io::Result<()> {
    let states: States = files.into_iter().map(|file| (file.clone(), state(&directory.join(file)))).collect();
    kept_file::write(note, SCHEMA, &states)
}

/// Whether all files are as they were noted. False if the note is missing or damaged.
pub(super) fn is_as_noted(note: &Utf8Path, directory: &Utf8Path) -> bool {
    let states = kept_file::read::<States>(note, SCHEMA).ok().flatten();
    states.is_some_and(|states| states.iter().all(|(file, noted)| state(&directory.join(file)) == *noted))
}

fn state(file: &Utf8Path) -> Option<(u64, SystemTime)> {
    let file = fs::symlink_metadata(file).ok()?;
    Some((file.len(), file.modified().ok()?))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use camino::Utf8Path;

    use super::{is_as_noted, note};

    #[test]
    fn a_file_that_has_changed_or_is_gone_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let (header, kept) = (directory.join("zlib.h"), directory.join("complete"));
        let restore = || {
            fs_err::write(&header, "one").unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_hours(1);
            fs_err::File::options().write(true).open(&header).unwrap().file().set_modified(time).unwrap();
        };
        assert!(!is_as_noted(&kept, directory));
        restore();
        note(&kept, directory, ["zlib.h".into(), "never-there".into()]).unwrap();
        assert!(is_as_noted(&kept, directory));
        fs_err::write(&header, "two").unwrap();
        assert!(!is_as_noted(&kept, directory));
        restore();
        assert!(is_as_noted(&kept, directory));
        fs_err::write(directory.join("never-there"), "").unwrap();
        assert!(!is_as_noted(&kept, directory));
        fs_err::remove_file(directory.join("never-there")).unwrap();
        fs_err::remove_file(&header).unwrap();
        assert!(!is_as_noted(&kept, directory));
    }
}
