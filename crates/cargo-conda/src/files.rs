//! The files on the disk, as a plan asks for them. The plan crate itself opens none, so that it can be tested
//! without any.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::SourceTree;

/// A [`SourceTree`] that looks at the disk.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DiskFiles;

impl SourceTree for DiskFiles {
    fn is_file(&self, path: &Utf8Path) -> bool {
        path.is_file()
    }

    fn file_names(&self, directory: &Utf8Path) -> Vec<String> {
        // A directory that cannot be read has no licence files for a package; the plan then warns that there
        // are none.
        let Ok(entries) = directory.read_dir_utf8() else {
            return Vec::new();
        };
        let files = entries.flatten().filter(|entry| entry.path().is_file());
        let mut names: Vec<_> = files.map(|entry| entry.file_name().to_owned()).collect();
        names.sort();
        names
    }

    fn files_below(&self, directory: &Utf8Path) -> Vec<Utf8PathBuf> {
        let (mut files, mut pending) = (Vec::new(), vec![Utf8PathBuf::new()]);
        while let Some(below) = pending.pop() {
            let Ok(entries) = directory.join(&below).read_dir_utf8() else { continue };
            for entry in entries.flatten() {
                let path = below.join(entry.file_name());
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => pending.push(path),
                    // A link counts as what it leads to, but none is followed into a directory: it may lead
                    // to one that it is in.
                    Ok(_) if entry.path().is_file() => files.push(path),
                    Ok(_) | Err(_) => {}
                }
            }
        }
        files.sort();
        files
    }
}
