//! Deletes a channel, and nothing else that lies in its directory.

use std::io;

use camino::{Utf8DirEntry, Utf8Path};
use cargo_conda_mapping::Platform;
use fs_err as fs;
use walkdir::WalkDir;

use super::file_kind::FileKind;
use super::lock::{self, ChannelLock};
use crate::system::{Point, fault_point, remove};

const NOT_A_CHANNEL: &str = "it is no channel (it has no noarch/repodata.json), so nothing was deleted";

/// Deletes the archives, attestations and indexes of a channel, and each folder that is empty then. A
/// directory that does not exist is ignored; one that is no channel is an error, and nothing in it is
/// deleted.
///
/// An index goes before the archives that it names, except for that of `noarch`, by which a channel is
/// recognised. It goes last, so that after a killed process the next one can delete the rest.
pub(crate) fn remove_channel(directory: &Utf8Path) -> io::Result<()> {
    use FileKind::{Archive, Attestations, Index};
    if !directory.exists() {
        return Ok(());
    }
    if !is_channel(directory) {
        return Err(io::Error::other(NOT_A_CHANNEL));
    }
    let lock = ChannelLock::open(directory)?;
    let held = lock.hold();
    for folder in directory.read_dir_utf8()?.collect::<io::Result<Vec<_>>>()? {
        if folder.file_name().parse::<Platform>().is_ok() && folder.file_type()?.is_dir() {
            remove_folder(folder.path(), [Index, Archive, Attestations])?;
        }
    }
    let noarch = directory.join("noarch");
    if noarch.exists() {
        remove_folder(&noarch, [Archive, Attestations, Index])?;
    }
    // Windows deletes no file that is open.
    drop(held);
    drop(lock);
    if let Some(file) = lock::file(directory) {
        remove::file_if_present(&file)?;
    }
    remove_if_empty(directory)
}

/// Deletes the files of these kinds in a folder of a channel, in this order, and the folder if it is empty
/// then.
fn remove_folder(folder: &Utf8Path, kinds: [FileKind; 3]) -> io::Result<()> {
    let files = folder.read_dir_utf8()?.collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<_> = files.iter().map(Utf8DirEntry::path).collect();
    // `repodata.json` goes after its compressed form.
    paths.sort_by(|one, other| other.cmp(one));
    for kind in kinds {
        for path in paths.iter().filter(|path| path.file_name().and_then(FileKind::of) == Some(kind)) {
            remove::file_if_present(path)?;
        }
        fault_point(Point::KindDeleted)?;
    }
    remove_if_empty(folder)
}

/// Returns true if a directory has the index that every channel has. A directory without any file passes too:
/// it is what is left of a channel if the process that deletes it is killed at the end.
pub(crate) fn is_channel(directory: &Utf8Path) -> bool {
    directory.join("noarch").join("repodata.json").is_file() || has_no_files(directory)
}

fn has_no_files(directory: &Utf8Path) -> bool {
    WalkDir::new(directory).into_iter().all(|entry| entry.is_ok_and(|entry| entry.file_type().is_dir()))
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

    #[test]
    fn what_a_killed_removal_leaves_can_be_removed() {
        let directory = tempfile::tempdir().unwrap();
        let channel = Utf8Path::from_path(directory.path()).unwrap().join("channel");
        fs_err::create_dir_all(channel.join("noarch")).unwrap();
        fs_err::create_dir_all(channel.join("linux-64")).unwrap();
        remove_channel(&channel).unwrap();
        assert!(!channel.exists());
    }
}
