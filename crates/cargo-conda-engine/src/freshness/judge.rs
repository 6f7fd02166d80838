//! Decides whether a package is fresh, by comparing its record with what there is now.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::PackagePlan;

use super::observer::Observer;
use super::record::{ArchiveRecord, Record};
use super::requested_inputs::RequestedInputs;
use crate::api::{BuiltPackage, Cause, Emulators, Status, TestPolicy, Tested};
use crate::system::Digest;

/// What records are compared with.
pub(crate) struct Judge<'a> {
    pub(crate) observer: Observer<'a>,
    /// The channel's directory.
    pub(crate) channel: &'a Utf8Path,
    /// The digests of archives in the channel's index, by platform and file name.
    pub(crate) index: BTreeMap<Platform, BTreeMap<String, Digest>>,
    pub(crate) tests: TestPolicy,
    pub(crate) emulators: &'a Emulators,
    /// How the names of archives end, which tells their format; `None` if both formats are as good.
    pub(crate) extension: Option<&'static str>,
}

impl Judge<'_> {
    /// Whether the package in the channel is what a build would make now.
    pub(crate) fn status(
        &self,
        package: &PackagePlan,
        record: &Record,
        requested: &RequestedInputs,
    ) -> Status {
        let Record { archive, read, .. } = record;
        let mut causes = requested.differences_from(&record.requested);
        let now = self.observer.observe_again(read);
        causes.extend(now.differences_from(read, self.observer.lock_file));
        causes.extend(self.fault_of(package, archive));
        let is_untested = match archive.tested {
            Tested::Passed => false,
            Tested::NotAskedFor => true,
            // A machine that runs more programs than another is no reason, but a caller who asks is.
            Tested::CannotRunHere => self.emulators.of(package.platform).is_some(),
        };
        if self.tests == TestPolicy::Run && is_untested {
            causes.push(Cause::Untested);
        }
        if !causes.is_empty() {
            return Status::Stale(causes);
        }
        Status::Fresh(BuiltPackage {
            file: self.path_of(package, archive),
            size: archive.size,
            build_string: archive.build_string.clone(),
            depends: archive.depends.clone(),
            tested: archive.tested,
        })
    }

    /// What is wrong with the archive in the channel; `None` if it is the one that was published.
    fn fault_of(&self, package: &PackagePlan, archive: &ArchiveRecord) -> Option<Cause> {
        let path = self.path_of(package, archive);
        let indexed = self.index.get(&package.platform).and_then(|index| index.get(&archive.file));
        match self.observer.digests.of_file(&path) {
            None => Some(Cause::ArchiveMissing { path }),
            Some(digest) if digest != archive.sha256 => Some(Cause::ArchiveChanged { path }),
            Some(_) if indexed != Some(&archive.sha256) => Some(Cause::ArchiveNotIndexed { path }),
            Some(_) => self
                .extension
                .is_some_and(|extension| !archive.file.ends_with(extension))
                .then_some(Cause::OtherFormat { path }),
        }
    }

    fn path_of(&self, package: &PackagePlan, archive: &ArchiveRecord) -> Utf8PathBuf {
        self.channel.join(package.platform.as_str()).join(&archive.file)
    }
}
