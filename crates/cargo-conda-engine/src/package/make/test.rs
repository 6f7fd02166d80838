//! Tests a package that was just made, with the other packages of its run that it needs.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::{Requirement, error_chain};

use super::Making;
use crate::api::{EngineError, PackageError, StepError};
use crate::channel::Channel;
use crate::freshness::Record;
use crate::package::archive_test::ArchiveTest;
use crate::package::test_transcript::TestTranscript;
use crate::rattler::{Archive, PackageRun, TestInputs};
use crate::scratch::FinishedArchive;

impl Making<'_> {
    /// Installs the archive into a fresh environment and runs its tests there, for a limited time.
    pub(super) async fn test(&self, run: &PackageRun, archive: &Archive) -> Result<(), PackageError> {
        let Self { context, job, .. } = self;
        let needed = run.run_dependencies();
        let siblings = self.siblings(&needed).await?;
        // Packages of earlier runs that this one depends on are in the channel.
        let present = (!needed.is_empty()).then(|| context.channel.directory());
        let siblings = siblings.as_ref().map(Channel::directory);
        let channels: Vec<_> = siblings.into_iter().chain(present).collect();
        self.heard().tests = Some(TestTranscript::default());
        let (platform, options) = (job.package().platform, &context.request.options);
        let inputs = TestInputs {
            archive: &archive.path,
            platform,
            directory: &job.variant.scratch.tests(),
            channels: &channels,
            depends: &archive.depends,
        };
        let test = ArchiveTest {
            session: &context.session,
            inputs,
            emulator: options.emulators.of(platform),
            limit: options.test_timeout,
        };
        let failed_commands = || {
            let transcript = self.heard().tests.take().unwrap_or_default();
            transcript.failed(job.package().tests.is_none())
        };
        test.run(failed_commands).await
    }

    /// A channel with the packages of this run that the package needs, directly or not; `None` if there are
    /// none. They are not in the run's own channel yet. Its cost depends on their number alone.
    async fn siblings(&self, needed: &BTreeSet<String>) -> Result<Option<Channel>, PackageError> {
        let needed = self.finished_siblings(needed);
        if needed.is_empty() {
            return Ok(None);
        }
        // A name of its own for each attempt: rattler remembers the index of a directory.
        let directory =
            tempfile::tempdir_in(self.job.variant.scratch.root()).map_err(PackageError::Prepare)?;
        let directory = Utf8PathBuf::try_from(directory.keep())
            .map_err(|error| PackageError::Prepare(error.into_io_error()))?;
        let failed = |error: EngineError| {
            let reasons = error_chain(&error).map(ToString::to_string).collect();
            PackageError::Install(StepError { reasons })
        };
        let channel = Channel::create(&directory, [self.job.package().platform]).map_err(failed)?;
        let placed = needed.iter().map(|FinishedArchive { path, .. }| {
            (path.as_path(), channel.path_of(path, self.job.package().platform))
        });
        channel.add(&placed.collect::<Vec<_>>()).await.map_err(failed)?;
        Ok(Some(channel))
    }

    /// The finished archives of packages with these names, and of those that they need in turn.
    fn finished_siblings(&self, names: &BTreeSet<String>) -> Vec<FinishedArchive> {
        let mut archives = Vec::new();
        let mut seen = names.clone();
        let mut names: Vec<_> = names.iter().cloned().collect();
        while let Some(name) = names.pop() {
            for (archive, depends) in self.variants(&name) {
                // An archive that does not wait is in the channel, and may need one that does.
                if archive.path.exists() {
                    archives.push(archive);
                }
                let needed = depends.iter().filter_map(|spec| Requirement::parse(spec).ok());
                let needed = needed.map(|requirement| requirement.name().to_owned());
                names.extend(needed.filter(|name| seen.insert(name.clone())));
            }
        }
        archives
    }

    /// The archives of a package of this run for the same platform, one for each variant that has a record,
    /// with their run requirements.
    fn variants(&self, name: &str) -> impl Iterator<Item = (FinishedArchive, Vec<String>)> {
        let Self { context, job, .. } = self;
        let platform = job.package().platform;
        let variants = context.jobs.values().iter().map(|job| &job.variant);
        let variants = variants.filter(move |variant| {
            variant.package().name.as_str() == name && variant.package().platform == platform
        });
        let records = variants.filter_map(|variant| Record::load(variant.scratch.record()));
        records.map(move |Record { archive, .. }| {
            let destination = context.channel.path_of(Utf8Path::new(&archive.file), platform);
            (context.finished.archive_at(&destination), archive.depends)
        })
    }
}
