//! Which files cargo reads when it reads a configuration file.

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_workspace::ConfigFile;

/// The configuration file at `path` and the files that it includes, directly or through others. Files that do
/// not exist are listed too: one that appears later changes builds. Of a file that cannot be read, the
/// includes are unknown; cargo fails on it.
pub(crate) fn with_includes(path: &Utf8Path) -> Vec<Utf8PathBuf> {
    match ConfigFile::with_includes(path) {
        Ok(files) => files.into_iter().map(|file| file.path).collect(),
        Err(_unreadable) => vec![path.to_owned()],
    }
}
