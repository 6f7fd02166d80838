//! Writes down what a package was made from: in the package, for other machines, and in the scratch.

use std::io;

use cargo_conda_plan::PackagePlan;

use super::Making;
use crate::api::BuiltPackage;
use crate::freshness::{ArchiveRecord, PortableRecord, ReadInputs, Record, RequestedInputs, Subject};
use crate::package::processor::is_for_this_processor;
use crate::rattler::PackageRun;
use crate::system::{Digest, Point, fault_point};

impl Making<'_> {
    /// What the package carries of what it was made from, so that a run elsewhere can tell whether it would
    /// make the same.
    pub(super) fn portable_record(
        &self,
        run: &PackageRun,
        requested: &RequestedInputs,
        read_inputs: &ReadInputs,
    ) -> io::Result<String> {
        let PackagePlan { name, version, platform, .. } = self.job.package();
        let subject = Subject {
            name: name.to_string(),
            version: version.to_string(),
            build: run.build_string(),
            subdir: platform.as_str().to_owned(),
        };
        let mut record = PortableRecord::new(subject, requested, read_inputs);
        if is_for_this_processor(self.context.request, requested) {
            record = record.for_one_processor();
        }
        String::from_utf8(record.to_bytes()?).map_err(io::Error::other)
    }

    /// Writes down what the package was made from, so that the next run can tell whether it is fresh.
    pub(super) fn write_record(
        &self,
        built: &BuiltPackage,
        requested: RequestedInputs,
        read_inputs: ReadInputs,
    ) -> io::Result<()> {
        let archive = ArchiveRecord {
            file: built.file.file_name().unwrap_or_default().to_owned(),
            sha256: Digest::of_file(&self.context.finished.archive_at(&built.file).path)?,
            size: built.size,
            build_string: built.build_string.clone(),
            depends: built.depends.clone(),
            tested: built.tested,
        };
        Record::new(archive, requested, read_inputs).write(self.job.variant.scratch.record())?;
        fault_point(Point::RecordWritten)
    }
}
