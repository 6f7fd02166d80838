//! The files on the disk, as a plan asks for them. The plan crate itself opens none, so that it can be tested
//! without any.

use std::fs::{DirEntry, Metadata};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::{EntryKind, SourceEntry, SourceTree};
use cargo_conda_workspace::canonicalize;

/// A [`SourceTree`] that looks at the disk.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DiskFiles;

impl SourceTree for DiskFiles {
    fn is_file(&self, path: &Utf8Path) -> bool {
        path.is_file()
    }

    fn text(&self, path: &Utf8Path) -> Option<String> {
        fs_err::read_to_string(path).ok()
    }

    fn entries(&self, directory: &Utf8Path) -> Vec<SourceEntry> {
        // A directory that cannot be read has no files for a package; the plan then says that there are none.
        let Ok(entries) = directory.as_std_path().read_dir() else {
            return Vec::new();
        };
        let mut entries: Vec<_> = entries.flatten().map(|entry| source_entry(&entry)).collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        entries
    }

    fn resolve(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        canonicalize(path).ok()
    }
}

fn source_entry(entry: &DirEntry) -> SourceEntry {
    let name = entry.file_name();
    let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
    let kind = match entry.path().metadata() {
        Ok(metadata) if metadata.is_file() => EntryKind::File { is_executable: is_executable(&metadata) },
        Ok(metadata) if metadata.is_dir() && is_link => EntryKind::LinkToDirectory,
        Ok(metadata) if metadata.is_dir() => EntryKind::Directory,
        _ => EntryKind::Other,
    };
    SourceEntry { name: name.to_string_lossy().into_owned(), is_utf8: name.to_str().is_some(), kind }
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    metadata.permissions().mode() & 0o111 != 0
}

/// Windows knows by a file's name what can be executed.
#[cfg(not(unix))]
fn is_executable(_metadata: &Metadata) -> bool {
    false
}
