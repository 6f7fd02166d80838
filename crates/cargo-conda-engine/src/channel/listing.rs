//! Lists the archives of a channel by their names alone.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;

use super::file_kind::FileKind;

/// Whether a folder of a channel can have archives.
pub(super) fn is_folder(name: &str) -> bool {
    name == "noarch" || name.parse::<Platform>().is_ok()
}

/// Whether a file is an archive by its name.
pub(crate) fn is_archive_name(path: &Utf8Path) -> bool {
    path.file_name().and_then(FileKind::of) == Some(FileKind::Archive)
}

/// The paths of all archives in the folders of a channel, unread, sorted.
pub(crate) fn archive_files(channel: &Utf8Path) -> io::Result<Vec<Utf8PathBuf>> {
    let mut files = Vec::new();
    for folder in channel.read_dir_utf8()? {
        let folder = folder?;
        if !is_folder(folder.file_name()) {
            continue;
        }
        for file in folder.path().read_dir_utf8()? {
            let file = file?;
            if is_archive_name(file.path()) {
                files.push(file.into_path());
            }
        }
    }
    files.sort();
    Ok(files)
}
