//! The lists of crates of packages on servers, kept on this machine: a package is downloaded once.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use super::contents::Contents;
use crate::system::{Digest, kept_file};

/// Version of the files' format, and of the rules by which packages are read.
const SCHEMA: u32 = 1;

/// A directory with a file for each package.
pub(super) struct KeptContents<'a> {
    pub(super) directory: &'a Utf8Path,
}

impl KeptContents<'_> {
    /// What an earlier run found in an archive, which is given by its digest; `None` if none has looked.
    pub(super) fn get(&self, archive: Digest) -> Option<Contents> {
        kept_file::read(&self.path_of(archive), SCHEMA).ok()?
    }

    /// Keeps what was found in an archive.
    pub(super) fn keep(&self, archive: Digest, contents: &Contents) -> io::Result<()> {
        kept_file::write(&self.path_of(archive), SCHEMA, contents)
    }

    /// Makes the directory, in which archives may be downloaded too.
    pub(super) fn create(&self) -> io::Result<()> {
        fs::create_dir_all(self.directory)
    }

    fn path_of(&self, archive: Digest) -> Utf8PathBuf {
        self.directory.join(format!("{archive}.json"))
    }
}
