//! The records of packages in channels, each read once: from the archive, or from what an earlier run has
//! kept of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::api::NotComparable;
use crate::freshness::{PORTABLE_RECORD, PortableRecord, Subject};
use crate::rattler::{ArchiveReader, FileInArchive, PublishedBuild};
use crate::scratch::{KeptRecord, Scratch};

/// The record of a build, or why there is none to compare with.
pub(super) type PublishedRecord = Result<Arc<PortableRecord>, NotComparable>;

/// The records of packages in channels.
pub(super) struct PublishedRecords {
    archives: ArchiveReader,
    scratch: Scratch,
    /// The records that were read, by the URL of the archive.
    records: Mutex<BTreeMap<String, PublishedRecord>>,
}

impl PublishedRecords {
    /// No records yet. Those of archives on servers are kept in `scratch`.
    pub(super) fn new(archives: ArchiveReader, scratch: Scratch) -> Self {
        Self { archives, scratch, records: Mutex::default() }
    }

    /// The record of a build; `None` if it was not read.
    pub(super) fn of(&self, build: &PublishedBuild) -> Option<PublishedRecord> {
        self.records().get(&build.archive).cloned()
    }

    /// Reads the records of builds that were not read yet.
    pub(super) fn read(&self, builds: &[PublishedBuild]) {
        let is_unknown = |build: &&PublishedBuild| !self.records().contains_key(&build.archive);
        let mut missing = Vec::new();
        for build in builds.iter().filter(is_unknown) {
            match self.kept(build) {
                Some(KeptRecord { record }) => drop(self.insert(build, Ok(record.map(String::into_bytes)))),
                None => missing.push(build.clone()),
            }
        }
        for (build, file) in missing.iter().zip(self.fetch(&missing)) {
            let record = self.insert(build, file.clone());
            self.keep(build, file, &record);
        }
    }

    fn insert(&self, build: &PublishedBuild, file: FileInArchive) -> PublishedRecord {
        let record = parse(build, file).map(Arc::new);
        self.records().insert(build.archive.clone(), record.clone());
        record
    }

    fn fetch(&self, builds: &[PublishedBuild]) -> Vec<FileInArchive> {
        if builds.is_empty() {
            return Vec::new();
        }
        match self.scratch.create_published() {
            Ok(directory) => self.archives.read(builds, PORTABLE_RECORD, &directory),
            Err(error) => {
                let unreadable = || NotComparable::Unreadable { reason: error.to_string() };
                builds.iter().map(|_| Err(unreadable())).collect()
            }
        }
    }

    /// What an earlier run found in an archive on a server; `None` if none has looked.
    fn kept(&self, build: &PublishedBuild) -> Option<KeptRecord> {
        self.scratch.published(build.digest_on_server()?)
    }

    /// Keeps what was found in an archive on a server, so that no later run asks the server for it again. Not
    /// if the archive is damaged, or another one than the index describes: the server may have the right one
    /// in the next run.
    fn keep(&self, build: &PublishedBuild, file: FileInArchive, record: &PublishedRecord) {
        let is_settled =
            matches!(record, Ok(_) | Err(NotComparable::NoRecord | NotComparable::OtherFormat { .. }));
        let (Some(digest), Ok(file), true) = (build.digest_on_server(), file, is_settled) else { return };
        let Ok(record) = file.map(String::from_utf8).transpose() else { return };
        // Without the copy the next run asks the server again, and no harm is done.
        let _unkept = self.scratch.keep_published(digest, &KeptRecord { record });
    }

    fn records(&self) -> MutexGuard<'_, BTreeMap<String, PublishedRecord>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parse(build: &PublishedBuild, file: FileInArchive) -> Result<PortableRecord, NotComparable> {
    let subject = Subject {
        name: build.name.clone(),
        version: build.version.clone(),
        build: build.build.clone(),
        subdir: build.subdir.clone(),
    };
    PortableRecord::parse(&file?.ok_or(NotComparable::NoRecord)?, &subject)
}
