//! Compares what a package was made from with what there is now.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::PackagePlan;

use super::inputs::Given;
use super::observed::Observer;
use super::record::{ArchiveRecord, Record};
use crate::api::{BuiltPackage, Cause, Status, TestPolicy, Tested};

/// Everything by which records are judged.
pub(crate) struct Judge<'a> {
    pub(crate) observer: Observer<'a>,
    /// The channel's directory.
    pub(crate) channel: &'a Utf8Path,
    /// The digests that the channel's index has, by platform and file name.
    pub(crate) index: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) tests: TestPolicy,
}

impl Judge<'_> {
    /// Compares what a package was made from with what there is now.
    pub(crate) fn status(&self, package: &PackagePlan, record: &Record, given: &Given) -> Status {
        let Record { archive, observed, .. } = record;
        let mut causes = given.differences_from(&record.given);
        causes.extend(self.observer.again(observed).differences_from(observed, self.observer.lock_file));
        causes.extend(self.archive(package, archive));
        if self.tests == TestPolicy::Run && archive.tested == Tested::NotAskedFor {
            causes.push(Cause::Untested);
        }
        if !causes.is_empty() {
            return Status::Stale(causes);
        }
        Status::Fresh(BuiltPackage {
            file: self.path_of(package, archive),
            size: archive.size,
            build: archive.build.clone(),
            depends: archive.depends.clone(),
            tested: archive.tested,
        })
    }

    /// What is wrong with the archive.
    fn archive(&self, package: &PackagePlan, archive: &ArchiveRecord) -> Option<Cause> {
        let path = self.path_of(package, archive);
        let indexed = self.index.get(package.platform.as_str()).and_then(|index| index.get(&archive.file));
        match self.observer.digests.of_file(&path) {
            None => Some(Cause::ArchiveMissing { path }),
            Some(digest) if digest != archive.sha256 => Some(Cause::ArchiveChanged { path }),
            Some(_) if indexed != Some(&archive.sha256) => Some(Cause::ArchiveNotIndexed { path }),
            Some(_) => None,
        }
    }

    fn path_of(&self, package: &PackagePlan, archive: &ArchiveRecord) -> Utf8PathBuf {
        self.channel.join(package.platform.as_str()).join(&archive.file)
    }
}
