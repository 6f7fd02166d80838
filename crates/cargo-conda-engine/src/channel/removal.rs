//! Deletes a channel, and nothing else that lies in its directory.

use std::io;

use camino::Utf8Path;
use cargo_conda_mapping::Platform;
use fs_err as fs;

use super::directory::LOCK_NAME;
use super::file_kind::FileKind;
use crate::system::remove;

const NOT_A_CHANNEL: &str = "it is no channel (it has no noarch/repodata.json), so nothing was deleted";

/// Deletes the archives, attestations and indexes of a channel, and each folder that is empty then. A
/// directory that does not exist is ignored; one that is no channel is an error, and nothing in it is
/// deleted.
pub(crate) fn remove_channel(directory: &Utf8Path) -> io::Result<()> {
    if !is_channel(directory) {
        return if directory.exists() { Err(io::Error::other(NOT_A_CHANNEL)) } else { Ok(()) };
    }
    for folder in directory.read_dir_utf8()? {
        let folder = folder?;
        let is_platform = folder.file_name() == "noarch" || folder.file_name().parse::<Platform>().is_ok();
        if !is_platform || !folder.file_type()?.is_dir() {
            continue;
        }
        for file in folder.path().read_dir_utf8()? {
            let file = file?;
            if FileKind::of(file.file_name()).is_some() {
                fs::remove_file(file.path())?;
            }
        }
        remove_if_empty(folder.path())?;
    }
    remove::file_if_present(&directory.join(LOCK_NAME))?;
    remove_if_empty(directory)
}

/// Returns true if a directory has the index that every channel has.
pub(crate) fn is_channel(directory: &Utf8Path) -> bool {
    directory.join("noarch").join("repodata.json").is_file()
}

fn remove_if_empty(directory: &Utf8Path) -> io::Result<()> {
    match fs::remove_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::remove_channel;

    #[test]
    fn only_channels_are_removed_and_only_what_is_theirs() {
        let directory = tempfile::tempdir().unwrap();
        let directory = Utf8Path::from_path(directory.path()).unwrap();
        let foreign = directory.join("thesis.txt");
        fs_err::write(&foreign, "years of work").unwrap();
        assert!(remove_channel(directory).is_err());
        assert!(foreign.is_file());

        let channel = directory.join("channel");
        for folder in ["noarch", "linux-64"] {
            fs_err::create_dir_all(channel.join(folder)).unwrap();
            fs_err::write(channel.join(folder).join("repodata.json"), "{}").unwrap();
        }
        let platform = channel.join("linux-64");
        let ours = ["a-1.0-0.conda", "a-1.0-0.conda.sigs", "b-1.0-0.tar.bz2", "repodata.json.zst"];
        for name in ours.iter().chain(&["notes.txt"]) {
            fs_err::write(platform.join(name), "").unwrap();
        }
        remove_channel(&channel).unwrap();
        assert!(!channel.join("noarch").exists());
        for name in ours {
            assert!(!platform.join(name).exists(), "{name} was left");
        }
        assert!(platform.join("notes.txt").is_file());

        remove_channel(&directory.join("never-built")).unwrap();
    }
}
