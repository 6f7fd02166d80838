//! What is known of compiling before a run, and what cargo's messages add to it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use cargo_conda_plan::PackagePlan;

use super::crate_counter::CrateCounter;
use super::footprints::{Compiling, Footprints};
use crate::api::{Count, TestPolicy};
use crate::cargo::{CompiledTarget, Lto, TargetRole};
use crate::package::{Job, JobContext};
use crate::schedule::{Estimate, JobId, PerJob, UnitId, Work};
use crate::scratch::Timings;

/// What all jobs of a run compile.
pub(super) struct Compilation {
    footprints: Footprints,
    /// What the schedule has to know of each job.
    work: PerJob<Work>,
    /// The last job that has compiled each library of this run, by the library's path.
    compiled: BTreeMap<Utf8PathBuf, JobId>,
    timings: Timings,
    clocks: PerJob<Clock>,
    crates: CrateCounter,
    /// True if the units of each job that compiles something are known.
    is_known: bool,
}

/// Measures how long a package takes once its dependencies are compiled.
#[derive(Default)]
struct Clock {
    /// The key of the measured time in the [`Timings`].
    name: String,
    /// The package id that cargo gives to the package's own crate.
    package: String,
    /// The time of cargo's last message about another crate; `None` if there was none.
    since: Option<Instant>,
    /// True if a target of the package's own crate was compiled, and not found fresh.
    has_compiled: bool,
}

impl Clock {
    fn of(context: &JobContext<'_>, package: &PackagePlan) -> Self {
        let member = context.request.workspace.member(&package.crate_name);
        Self {
            name: format!("{} {} {}", package.name, package.platform, package.install.profile),
            package: member.map(|member| member.id().to_owned()).unwrap_or_default(),
            ..Self::default()
        }
    }
}

impl Compilation {
    /// Finds out what all jobs compile. Those that are fresh compile nothing.
    pub(super) fn new(context: &JobContext<'_>, is_fresh: impl Fn(JobId) -> bool) -> Self {
        let compiling = context.jobs.iter().map(|(id, job)| Compiling {
            package: job.package(),
            directory: &job.target_directory,
            is_fresh: is_fresh(id),
        });
        let compiling: Vec<_> = compiling.collect();
        let request = context.request;
        let footprints = Footprints::new(request.workspace, request.options.build_platform, &compiling);
        let timings = Timings::read(context.scratch.timings());
        let clocks: PerJob<_> =
            context.jobs.values().iter().map(|job| Clock::of(context, job.package())).collect();
        let is_known = context.jobs.ids().all(|id| is_fresh(id) || !footprints.of(id).units.is_empty());
        let work = |(id, job): (JobId, &Job)| {
            let footprint = footprints.of(id).clone();
            let lto = Lto::of(request.workspace, &job.package().install.profile);
            let measured = timings.get(&clocks[id].name);
            Work {
                needs: needs(context, job.package()),
                is_exclusive: footprint.units.is_empty(),
                estimate: Estimate {
                    own: measured.unwrap_or_else(|| estimated_seconds(lto, footprint.units.len())),
                    link_memory: link_memory(lto),
                },
                footprint,
            }
        };
        let work = context.jobs.iter().map(work).collect();
        let crates = footprints.counter();
        Self { footprints, work, compiled: BTreeMap::new(), timings, clocks, crates, is_known }
    }

    /// What the schedule has to know of each job.
    pub(super) fn work(&self) -> PerJob<Work> {
        self.work.clone()
    }

    /// All jobs of the run.
    pub(super) fn jobs(&self) -> impl Iterator<Item = JobId> + use<> {
        self.work.ids()
    }

    /// The cargo of a job has announced a target. Returns the units that are now complete, with the sizes of
    /// their libraries in bytes.
    pub(super) fn completed(&mut self, job: JobId, target: &CompiledTarget) -> Vec<(UnitId, u64)> {
        let clock = &mut self.clocks[job];
        if target.package == clock.package {
            clock.has_compiled |= !target.is_fresh;
        } else {
            clock.since = Some(Instant::now());
        }
        let completed = self.footprints.completed(job, target);
        let units = completed.iter().map(|(unit, _)| *unit);
        self.crates.complete(units, target.is_fresh, Instant::now());
        completed
    }

    /// A job begins to compile.
    pub(super) fn begin(&mut self, job: JobId) {
        self.crates.begin(job, Instant::now());
    }

    /// The package of a job will not be made.
    pub(super) fn give_up(&mut self, job: JobId) {
        self.crates.give_up(job);
    }

    /// How many crates are done; `None` if it is not known what a job compiles.
    pub(super) fn crates(&self) -> Option<Count> {
        self.is_known.then(|| self.crates.count())
    }

    /// How long the crates that are left will take; `None` if that cannot be told.
    pub(super) fn remaining(&self) -> Option<Duration> {
        let remaining = self.crates.remaining(|key| self.timings.get(key));
        remaining.filter(|_| self.is_known)
    }

    /// Notes who has compiled a library. Returns another job that has compiled the same library in this run.
    pub(super) fn compiled_before(&mut self, job: JobId, target: &CompiledTarget) -> Option<JobId> {
        let file = target.files.first().filter(|_| !target.is_fresh && target.role == TargetRole::Library)?;
        self.compiled.insert(file.clone(), job).filter(|first| *first != job)
    }

    /// A job has done its compiling.
    pub(super) fn end(&mut self, job: JobId) {
        let Clock { name, since, has_compiled, .. } = &self.clocks[job];
        if let (Some(since), true) = (since, has_compiled) {
            self.timings.set(name.clone(), since.elapsed().as_secs_f64());
        }
        self.crates.end(job, Instant::now());
    }

    /// A job is repeated: what its cargo has announced counts no more.
    pub(super) fn forget(&mut self, job: JobId) {
        self.footprints.forget(job);
        self.compiled.retain(|_, by| *by != job);
    }

    /// Writes the measured times for the next run.
    pub(super) fn keep_timings(&mut self) {
        for (key, seconds) in self.crates.spent() {
            self.timings.set(key.to_owned(), seconds);
        }
        // Without them the next run starts its jobs in another order, and no harm is done.
        let _unwritten = self.timings.write();
    }
}

/// How many seconds a program takes to be compiled and linked with so many libraries, if that was never
/// measured.
fn estimated_seconds(lto: Lto, units: usize) -> f64 {
    let libraries = u32::try_from(units).map_or(f64::MAX, f64::from);
    match lto {
        Lto::Off => 1.0,
        Lto::Thin => 1.0 + 0.05 * libraries,
        Lto::Fat => 1.0 + 0.1 * libraries,
    }
}

/// Bytes of memory that a link takes for each byte of the libraries. With fat LTO, 850 MB were measured for
/// 400 MB of libraries.
fn link_memory(lto: Lto) -> u64 {
    match lto {
        Lto::Off => 1,
        Lto::Thin => 2,
        Lto::Fat => 3,
    }
}

/// The jobs whose packages must be in the channel before a package is tested.
fn needs(context: &JobContext<'_>, package: &PackagePlan) -> BTreeSet<JobId> {
    if context.request.options.tests == TestPolicy::Skip {
        return BTreeSet::new();
    }
    let is_needed = |other: &PackagePlan| {
        let mut run = package.requirements.run.iter();
        let by_name = run.any(|needed| needed.name() == other.name.as_str());
        by_name && other.platform == package.platform && other.name != package.name
    };
    context.jobs.iter().filter(|(_, job)| is_needed(job.package())).map(|(id, _)| id).collect()
}

#[cfg(test)]
impl Compilation {
    /// Jobs whose units are known from the start. Cargo's messages are not understood as any of them.
    pub(super) fn of_work(work: PerJob<Work>, timings: Utf8PathBuf) -> Self {
        Self {
            footprints: Footprints::unknown(work.ids().count()),
            clocks: work.ids().map(|_| Clock::default()).collect(),
            crates: CrateCounter::new(
                work.values().iter().map(|work| work.footprint.units.clone()).collect(),
                BTreeMap::new(),
            ),
            is_known: true,
            work,
            compiled: BTreeMap::new(),
            timings: Timings::read(timings),
        }
    }
}
