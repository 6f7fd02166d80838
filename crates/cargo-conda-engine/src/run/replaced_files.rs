//! Finds sources that were replaced by older ones while it was not noted what cargo had compiled of them.
//!
//! The note of compiled files is written when a build has succeeded. Of a build that fails or is killed it
//! says nothing, though crates may be compiled. A file that is replaced then, by one with an older time, is
//! fresh to cargo. But the system notes when it was replaced: in the time of the last change of its inode,
//! which no program can set.
//!
//! Only Unix has that time. On Windows such a file is not noticed.

use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::{DirEntry, WalkDir};

use crate::system::file_times;

/// What is looked for in the directory of a package.
pub(super) struct Search<'a> {
    /// When the last build began.
    pub(super) began: SystemTime,
    /// Directories of outputs, which are left out.
    pub(super) outputs: [&'a Utf8Path; 3],
    /// Whether the note says what was compiled of a file, by its absolute path.
    pub(super) is_noted: &'a dyn Fn(&Utf8Path) -> bool,
}

impl Search<'_> {
    /// Whether the directory of a package has a file, or a directory with files, that has taken its place
    /// since the build began and is older than the build. Other packages in it, and directories whose names
    /// begin with a dot, are left out.
    pub(super) fn finds(&self, package: &Utf8Path) -> bool {
        let is_searched = |entry: &DirEntry| {
            let is_other = || entry.file_type().is_dir() && entry.path().join("Cargo.toml").is_file();
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let is_output = self.outputs.iter().any(|output| output.as_std_path() == entry.path());
            entry.depth() == 0 || !(is_hidden || is_output || is_other())
        };
        let entries = WalkDir::new(package).into_iter().filter_entry(is_searched).filter_map(Result::ok);
        entries.filter(|entry| entry.depth() > 0).any(|entry| self.is_replaced(&entry))
    }

    fn is_replaced(&self, entry: &DirEntry) -> bool {
        let Ok(metadata) = entry.metadata() else { return false };
        file_times::is_replaced(&metadata, self.began) && {
            let path = Utf8PathBuf::from_path_buf(entry.path().to_owned());
            !path.is_ok_and(|path| (self.is_noted)(&path))
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::time::{Duration, SystemTime};

    use camino::Utf8Path;

    use super::Search;

    #[test]
    fn a_file_that_came_with_an_older_time_is_found() {
        let directory = tempfile::tempdir().unwrap();
        let package = Utf8Path::from_path(directory.path()).unwrap();
        let write = |path: &str, time: SystemTime| {
            let path = package.join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(&path, "").unwrap();
            fs_err::File::options().write(true).open(&path).unwrap().file().set_modified(time).unwrap();
        };
        let began = SystemTime::now() - Duration::from_secs(10);
        let older = began - Duration::from_hours(1);
        let outputs = [Utf8Path::new("/none"), Utf8Path::new("/none"), Utf8Path::new("/none")];
        let none = |_: &Utf8Path| false;
        let finds = |is_noted: &dyn Fn(&Utf8Path) -> bool| Search { began, outputs, is_noted }.finds(package);
        write("src/new.rs", SystemTime::now());
        write(".hidden/old.rs", older);
        write("other/Cargo.toml", older);
        assert!(!finds(&none));
        write("src/old.rs", older);
        assert!(finds(&none));
        assert!(!finds(&|path| path.ends_with("src/old.rs")));
        let later = Search { began: SystemTime::now() + Duration::from_secs(1), outputs, is_noted: &none };
        assert!(!later.finds(package), "it was there before the build began");
    }
}
