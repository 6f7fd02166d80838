//! What was found in the archives of channels on servers, so that no later run asks a server for it again.

use std::io;

use camino::Utf8PathBuf;
use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::cache_tag;
use super::layout::Scratch;
use crate::system::{Digest, kept_file};

/// The folder of these files in the scratch directory.
const FOLDER: &str = "published";

/// Version of the files' format.
const SCHEMA: u32 = 1;

/// What was found in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptRecord {
    /// The text of the package's record; `None` if the archive has none.
    pub(crate) record: Option<String>,
}

impl Scratch {
    /// Makes the directory for these files, in which archives may be downloaded too.
    pub(crate) fn create_published(&self) -> io::Result<Utf8PathBuf> {
        cache_tag::create_dir(self.root())?;
        let directory = self.root().join(FOLDER);
        fs::create_dir_all(&directory)?;
        Ok(directory)
    }

    /// What an earlier run found in an archive, which is given by its digest; `None` if none has looked.
    pub(crate) fn published(&self, archive: Digest) -> Option<KeptRecord> {
        kept_file::read(&self.path_of(archive), SCHEMA).ok()?
    }

    /// Keeps what was found in an archive.
    pub(crate) fn keep_published(&self, archive: Digest, found: &KeptRecord) -> io::Result<()> {
        kept_file::write(&self.path_of(archive), SCHEMA, found)
    }

    fn path_of(&self, archive: Digest) -> Utf8PathBuf {
        self.root().join(FOLDER).join(format!("{archive}.json"))
    }
}
