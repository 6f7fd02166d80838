//! The archives that are published, as they describe themselves.

use std::collections::BTreeMap;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use crate::api::{EngineError, PublishError, PublishedSet};
use crate::channel::archive_files;
use crate::rattler::archive;
use crate::scratch::{LastRun, Scratch};
use crate::system::Digest;

/// An archive that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Archive {
    pub(super) path: Utf8PathBuf,
    pub(super) name: String,
    pub(super) version: String,
    /// The folder of a channel: a platform, or `noarch`.
    pub(super) subdir: String,
    /// The run dependencies, as match specs.
    pub(super) depends: Vec<String>,
    pub(super) sha256: Digest,
    /// In bytes.
    pub(super) size: u64,
}

impl Archive {
    /// The folder and the name of the file, which tell archives of a channel apart.
    pub(super) fn key(&self) -> String {
        format!("{}/{}", self.subdir, self.path.file_name().unwrap_or_default())
    }

    fn read(path: &Utf8Path) -> Result<Self, PublishError> {
        let refused = |source| PublishError::NotAPackage { path: path.to_owned(), source };
        let unreadable = |source| PublishError::Unreadable { path: path.to_owned(), source };
        archive::check(path).map_err(refused)?;
        let archive::Identity { name, version, subdir, depends, .. } =
            archive::identity(path).map_err(refused)?;
        let folder = path.parent().and_then(Utf8Path::file_name).unwrap_or_default();
        Ok(Self {
            path: path.to_owned(),
            name,
            version,
            subdir: subdir.unwrap_or_else(|| folder.to_owned()),
            depends,
            sha256: Digest::of_file(path).map_err(unreadable)?,
            size: fs::metadata(path).map_err(unreadable)?.len(),
        })
    }
}

/// Reads all archives of a set; each folder and file name is there once.
pub(super) fn archives_of(set: &PublishedSet) -> Result<Vec<Archive>, EngineError> {
    let files = match set {
        PublishedSet::LastRun { scratch } => files_of_last_run(scratch)?,
        PublishedSet::Channels(channels) => files_of_channels(channels)?,
    };
    let mut archives: BTreeMap<String, Archive> = BTreeMap::new();
    for file in files {
        let archive = Archive::read(&file)?;
        if let Some(known) = archives.get(&archive.key())
            && known.sha256 != archive.sha256
        {
            return Err(EngineError::ArchivesDiffer { one: known.path.clone(), other: archive.path });
        }
        archives.entry(archive.key()).or_insert(archive);
    }
    Ok(archives.into_values().collect())
}

fn files_of_last_run(scratch: &Utf8Path) -> Result<Vec<Utf8PathBuf>, PublishError> {
    let run = Scratch::at(scratch).last_run();
    let LastRun { archives, missing } =
        run.ok_or_else(|| PublishError::NoRun { scratch: scratch.to_owned() })?;
    if !missing.is_empty() {
        return Err(PublishError::Unfinished { missing });
    }
    if archives.is_empty() {
        return Err(PublishError::EmptyRun);
    }
    Ok(archives)
}

fn files_of_channels(channels: &[Utf8PathBuf]) -> Result<Vec<Utf8PathBuf>, PublishError> {
    let mut files = Vec::new();
    for channel in channels {
        let unreadable = |source: io::Error| PublishError::Unreadable { path: channel.clone(), source };
        let found = archive_files(channel).map_err(unreadable)?;
        if found.is_empty() {
            return Err(PublishError::NoArchives { path: channel.clone() });
        }
        files.extend(found);
    }
    Ok(files)
}
