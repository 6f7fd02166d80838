//! Whether a package is what it would be if it were made now.
//!
//! When a package is published, what it was made from is written down: all that was asked for, and a digest of everything
//! that was read. It is fresh as long as all of that is equal and the archive is still what it was. Times of files decide
//! nothing, so neither `touch` nor another checkout of the same sources makes anything stale.
//!
//! What was read is known from cargo itself: its dep-info has the sources, with what they include and what build scripts
//! declare, and its messages name the crates.

mod causes;
mod compiled_files;
mod dep_info;
mod digests;
mod index;
mod inputs;
mod lock_file;
mod observed;
mod record;

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_plan::PackagePlan;

pub use causes::{Cause, Change, InputKind};
pub(crate) use compiled_files::CompiledFiles;
pub(crate) use digests::{Digests, file as digest_of_file};
pub(crate) use index::digests as indexed_digests;
pub(crate) use inputs::Given;
pub(crate) use lock_file::LockFile;
pub(crate) use observed::{Observed, Observer, Shown};
pub(crate) use record::{ArchiveRecord, Record};

use crate::event::{BuiltPackage, Tested};
use crate::request::TestPolicy;

/// Whether a package has to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It is in the channel, and is what it would be if it were made now.
    Fresh(BuiltPackage),
    /// It has to be made, for these reasons; there is at least one.
    Stale(Vec<Cause>),
}

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
