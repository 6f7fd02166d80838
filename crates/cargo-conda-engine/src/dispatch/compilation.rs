//! What is known of compiling before a run, and what cargo's messages add to it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use camino::Utf8PathBuf;
use cargo_conda_plan::PackagePlan;

use super::footprints::{Compiling, Footprints};
use crate::api::TestPolicy;
use crate::cargo::{CompiledTarget, Lto};
use crate::package::JobContext;
use crate::schedule::{Estimate, JobId, UnitId, Work};
use crate::scratch::Timings;

pub(super) struct Compilation {
    footprints: Footprints,
    /// For each file that was compiled in this run, by whom.
    compiled: BTreeMap<Utf8PathBuf, JobId>,
    timings: Timings,
    clocks: Vec<Clock>,
}

/// Measures what a package takes when all that it depends on is there.
struct Clock {
    /// What the time is kept under.
    name: String,
    /// The crate's own id.
    package: String,
    /// When cargo last spoke of another crate.
    since: Option<Instant>,
    /// Whether anything of the crate's own was compiled.
    has_compiled: bool,
}

impl Compilation {
    /// What is known of all jobs, some of which need not be done.
    pub(super) fn new(context: &JobContext<'_>, is_fresh: impl Fn(JobId) -> bool) -> Self {
        let compiling: Vec<_> = context
            .jobs
            .iter()
            .enumerate()
            .map(|(index, job)| Compiling {
                package: job.package(),
                directory: context.target_directory(job),
                is_fresh: is_fresh(JobId(index)),
            })
            .collect();
        let workspace = context.request.workspace;
        let clock = |package: &PackagePlan| Clock {
            name: format!("{} {} {}", package.name, package.platform, package.install.profile),
            package: workspace
                .member(&package.crate_name)
                .map(|member| member.id().to_owned())
                .unwrap_or_default(),
            since: None,
            has_compiled: false,
        };
        Self {
            footprints: Footprints::new(workspace, context.request.options.build_platform, &compiling),
            compiled: BTreeMap::new(),
            timings: Timings::read(context.scratch.timings()),
            clocks: context.jobs.iter().map(|job| clock(job.package())).collect(),
        }
    }

    /// What each job is to the schedule.
    pub(super) fn work(&self, context: &JobContext<'_>) -> Vec<Work> {
        let work = |job: JobId| {
            let footprint = self.footprints.of(job).clone();
            let package = context.jobs[job.0].package();
            let lto = Lto::of(context.request.workspace, &package.install.profile);
            let own = self.timings.get(&self.clocks[job.0].name);
            let own = own.unwrap_or_else(|| guess(lto, footprint.units.len()));
            let estimate = Estimate { own, link_memory: link_memory(lto) };
            Work {
                needs: needs(context, package),
                alone: self.footprints.is_unknown(job),
                footprint,
                estimate,
            }
        };
        (0..context.jobs.len()).map(|index| work(JobId(index))).collect()
    }

    /// The units of a job that are complete, now that cargo has said this.
    pub(super) fn completed(&mut self, job: JobId, target: &CompiledTarget) -> Vec<(UnitId, u64)> {
        let clock = &mut self.clocks[job.0];
        if target.package == clock.package {
            clock.has_compiled |= !target.is_fresh;
        } else {
            clock.since = Some(Instant::now());
        }
        self.footprints.completed(job, target)
    }

    /// Another job that has compiled the same in this run.
    pub(super) fn compiled_before(&mut self, job: JobId, target: &CompiledTarget) -> Option<JobId> {
        let file = target.files.first().filter(|_| !target.is_fresh && target.is_library)?;
        self.compiled.insert(file.clone(), job).filter(|first| *first != job)
    }

    /// A job has done its compiling.
    pub(super) fn end(&mut self, job: JobId) {
        let Clock { name, since, has_compiled, .. } = &self.clocks[job.0];
        if let (Some(since), true) = (since, has_compiled) {
            self.timings.set(name.clone(), since.elapsed().as_secs_f64());
        }
    }

    /// A job is done once more.
    pub(super) fn forget(&mut self, job: JobId) {
        self.footprints.forget(job);
        self.compiled.retain(|_, by| *by != job);
    }

    pub(super) fn keep_timings(&self) {
        // Without them the next run only starts in another order.
        let _unwritten = self.timings.write();
    }
}

/// How many seconds a program takes to be compiled and linked from so many libraries, if nobody has measured it.
fn guess(lto: Lto, units: usize) -> f64 {
    let libraries = u32::try_from(units).map_or(f64::MAX, f64::from);
    match lto {
        Lto::Off => 1.0,
        Lto::Thin => 1.0 + 0.05 * libraries,
        Lto::Fat => 1.0 + 0.1 * libraries,
    }
}

/// How many bytes of memory a link takes for each byte of the libraries. Measured with fat LTO: 850 MB for 400 MB of libraries.
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
        let by_name = package.requirements.run.iter().any(|needed| needed.name() == other.name.as_str());
        by_name && other.platform == package.platform && other.name != package.name
    };
    (0..context.jobs.len()).map(JobId).filter(|job| is_needed(context.jobs[job.0].package())).collect()
}
