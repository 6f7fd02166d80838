//! What all jobs of a run share.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};

use camino::Utf8PathBuf;
use cargo_conda_workspace::Member;
use indexmap::IndexMap;

use super::against::Against;
use super::inputs::BuildInputs;
use super::job::{Job, Place};
use super::verdicts::Verdicts;
use crate::api::{BuildRequest, PackageError};
use crate::cargo::rustflags::{self, FlagsInFiles};
use crate::cargo::{Places, SourceNames, sysroot};
use crate::channel::Channel;
use crate::environments::{Environments, GroupEnvironment};
use crate::freshness::{CompiledFiles, ReadInputs};
use crate::rattler::RattlerSession;
use crate::schedule::PerJob;
use crate::scratch::{FinishedArchives, Scratch, ScratchLock, compiled_units};
use crate::system::Jobserver;
use crate::system::children::Children;

/// Everything that the jobs of a run share. Jobs on several threads use it at the same time; the channel and
/// the jobserver synchronise accesses themselves.
pub(crate) struct JobContext<'a> {
    pub(crate) request: BuildRequest<'a>,
    pub(crate) session: RattlerSession,
    pub(crate) scratch: Scratch,
    pub(crate) channel: Channel,
    /// The archives of this run, until its end.
    pub(crate) finished: FinishedArchives,
    pub(crate) environments: Environments,
    pub(crate) jobserver: Jobserver,
    /// What the packages are made from, each file read once.
    pub(crate) inputs: BuildInputs<'a>,
    pub(crate) jobs: PerJob<Job>,
    /// The root of the machine's Rust toolchain, or `None` if it is not known; unset until the first job
    /// asks.
    pub(crate) sysroot: OnceLock<Option<Utf8PathBuf>>,
    /// The processes of this run; unset until the first job starts.
    pub(crate) children: OnceLock<Children>,
    /// Held while a job reads and writes the note of compiled files in its target directory.
    pub(crate) notes: Mutex<()>,
    /// The lock on the scratch directory, which ends with the run.
    pub(crate) _lock: ScratchLock,
}

impl JobContext<'_> {
    /// The conda environment that a job is built in; `None` with the machine's toolchain.
    ///
    /// # Errors
    ///
    /// The environment of the job's group could not be prepared, or the group has none for this variant.
    pub(super) fn environment_of(&self, job: &Job) -> Result<Option<&GroupEnvironment>, PackageError> {
        match &job.place {
            Place::Machine => Ok(None),
            Place::Group(id) => Ok(Some(&self.environments[*id])),
            Place::Nowhere(error) => Err(PackageError::Environment(error.clone())),
        }
    }

    /// The variable that tells the compilers of a job by which names to call directories of this machine, in
    /// builds with the machine's toolchain; `None` if the plan does not ask for it. Variables of conda's
    /// environments have it already.
    pub(super) fn flags_of(
        &self,
        job: &Job,
        variables: &IndexMap<String, String>,
    ) -> Option<(String, String)> {
        let BuildRequest { workspace, plan, options } = self.request;
        if !plan.remap_paths {
            return None;
        }
        let package = job.package();
        let target = &package.target;
        let member = workspace.member(&package.crate_name).map(Member::cargo_config);
        let mut in_files = FlagsInFiles::of(member.into_iter().chain([workspace.cargo_config()]), target);
        in_files = in_files.and(FlagsInFiles::of(self.inputs.machine_configuration(), target));
        // An argument such as `--config target.….rustflags=…`.
        in_files.for_target |=
            package.install.extra_args.iter().any(|argument| argument.contains("rustflags"));
        let commit = self.inputs.rustc_commit().map(ToOwned::to_owned);
        let places = Places {
            cargo_homes: options.environment.cargo_home().into_iter().collect(),
            target_directory: &job.target_directory,
            toolchain: self.toolchain_root(None).zip(commit),
        };
        let added = SourceNames::of(workspace, places).flags("--remap-path-prefix");
        rustflags::added_to(variables, in_files, target, &added)
    }

    /// The root of the Rust toolchain that compiles in an environment; `None` if it is not known.
    pub(super) fn toolchain_root(&self, environment: Option<&GroupEnvironment>) -> Option<Utf8PathBuf> {
        match environment {
            Some(shared) => Some(shared.environment.build_prefix()),
            None => self.sysroot.get_or_init(|| sysroot(self.request)).clone(),
        }
    }

    /// Decides which packages have to be built, by comparing them with their records, and with the builds in
    /// other channels; `None` if there are none.
    pub(crate) fn judge(&self, against: Option<&Against>) -> Verdicts {
        // A package that has no environment cannot be built, whatever its record says; it is judged without
        // one.
        let jobs = self.jobs.values().iter();
        let variants: Vec<_> =
            jobs.map(|job| (&job.variant, self.environment_of(job).ok().flatten())).collect();
        let statuses = self.inputs.statuses(self.channel.directory(), &variants);
        let statuses = match against {
            Some(against) => against.complete(&self.inputs, &variants, statuses),
            None => statuses,
        };
        self.jobs.ids().zip(statuses).collect()
    }

    /// Notes which content of each file was compiled in a job's target directory, and the units that the
    /// build has used, for later runs.
    pub(super) fn note_compiled(
        &self,
        job: &Job,
        read_inputs: &ReadInputs,
        units: &BTreeSet<String>,
    ) -> io::Result<()> {
        // Other jobs may write the note of the same directory.
        let _one_at_a_time = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        compiled_units::note_used(&job.target_directory, job.variant.scratch.name(), units)?;
        let files = self.inputs.observer().compiled(read_inputs);
        // A run empties each target directory with an unreadable note before its first job.
        match CompiledFiles::read(&job.target_directory) {
            Some(mut compiled) => compiled.extend(files),
            None => Err(io::Error::other("the note of compiled files was damaged during the run")),
        }
    }
}
