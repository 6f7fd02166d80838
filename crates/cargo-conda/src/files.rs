//! The files on the disk, as a plan asks for them. The plan crate itself opens none, so that it can be tested
//! without any.

use camino::Utf8Path;
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
}
