//! Joins channels that several machines have filled into one, and writes the index of a channel from its
//! archives.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::directory::Channel;
use super::file_kind::FileKind;
use super::listing::is_folder;
use crate::api::EngineError;
use crate::rattler::{archive, block_on};
use crate::system::Digest;

/// Writes the index (`repodata.json`) of a channel from its archives, whatever the present one says.
pub fn index_channel(channel: &Utf8Path) -> Result<(), EngineError> {
    let folders = folders(channel)?;
    let channel = Channel::with_folders(channel, folders.iter().map(|(name, _)| name.as_str()))?;
    let directory = channel.directory().to_owned();
    block_on(channel.index()).map_err(|source| EngineError::of_index(directory, source))
}

/// Puts the archives of several channels into one, which may contain archives already, and writes its index.
/// Returns the number of archives in it.
///
/// Two archives of one name must have equal content. If any differ, nothing is changed.
pub fn join_channels(parts: &[Utf8PathBuf], into: &Utf8Path) -> Result<usize, EngineError> {
    let mut archives: BTreeMap<(String, String), Utf8PathBuf> = BTreeMap::new();
    let present = if into.exists() { vec![into.to_owned()] } else { Vec::new() };
    for part in present.iter().chain(parts) {
        for (folder, path) in folders(part)? {
            for archive in archives_in(&path)? {
                let name = archive.file_name().unwrap_or_default().to_owned();
                let known = archives.entry((folder.clone(), name)).or_insert_with(|| archive.clone());
                if *known != archive && !is_same(known, &archive)? {
                    return Err(EngineError::ArchivesDiffer { one: known.clone(), other: archive });
                }
            }
        }
    }
    let channel = Channel::with_folders(into, archives.keys().map(|(folder, _)| folder.as_str()))?;
    let placed: Vec<_> = archives
        .iter()
        .map(|((folder, name), archive)| (archive.as_path(), channel.directory().join(folder).join(name)))
        .collect();
    block_on(async { Ok(channel.add(&placed).await) })
        .map_err(|source| EngineError::Index { channel: into.to_owned(), source })??;
    Ok(archives.len())
}

/// The paths of all archives in the folders of a channel, except `noarch`, sorted by folder.
pub(crate) fn archives_of(channel: &Utf8Path) -> Result<Vec<Utf8PathBuf>, EngineError> {
    let folders = folders(channel)?;
    let of_platforms = folders.iter().filter(|(name, _)| name != "noarch");
    let archives = of_platforms.map(|(_, folder)| archives_in(folder));
    Ok(archives.collect::<Result<Vec<_>, _>>()?.concat())
}

/// The folders of a channel that can have archives, `noarch` too, with their names; sorted.
fn folders(channel: &Utf8Path) -> Result<Vec<(String, Utf8PathBuf)>, EngineError> {
    let failed = |source| EngineError::NoChannel { path: channel.to_owned(), source };
    let mut folders = Vec::new();
    for entry in channel.read_dir_utf8().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if is_folder(entry.file_name()) {
            folders.push((entry.file_name().to_owned(), entry.into_path()));
        }
    }
    folders.sort();
    Ok(folders)
}

/// The paths of the archives in a platform folder, sorted.
fn archives_in(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>, EngineError> {
    let failed = |source| EngineError::NoChannel { path: folder.to_owned(), source };
    let mut archives = Vec::new();
    for entry in folder.read_dir_utf8().map_err(failed)? {
        let path = entry.map_err(failed)?.into_path();
        if path.file_name().and_then(FileKind::of) == Some(FileKind::Archive) {
            check(&path)?;
            archives.push(path);
        }
    }
    archives.sort();
    Ok(archives)
}

/// Checks an archive before anything is joined.
fn check(path: &Utf8Path) -> Result<(), EngineError> {
    archive::check(path).map_err(|source| EngineError::of_index(path.to_owned(), source))
}

fn is_same(one: &Utf8Path, other: &Utf8Path) -> Result<bool, EngineError> {
    let content = |path: &Utf8Path| {
        Digest::of_file(path).map_err(|source| EngineError::NoChannel { path: path.to_owned(), source })
    };
    Ok(content(one)? == content(other)?)
}
