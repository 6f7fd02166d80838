//! What each job of a run compiles, and which unit a message of cargo's is about.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_conda_mapping::Platform;
use cargo_conda_plan::PackagePlan;
use cargo_conda_workspace::{ClosureQuery, Unit, Workspace};
use fs_err as fs;
use rayon::prelude::*;

use super::crate_counter::CrateCounter;
use crate::cargo::{CompiledTarget, TargetRole};
use crate::schedule::{Footprint, JobId, PerJob, TargetDirectoryId, UnitId};

/// A package id and its enabled features, by which cargo's messages identify a unit.
type Announced = (String, BTreeSet<String>);

/// The footprints of all jobs.
#[derive(Debug, Default)]
pub(super) struct Footprints {
    jobs: PerJob<JobUnits>,
    /// What the time of each unit is kept under.
    keys: BTreeMap<UnitId, String>,
}

/// The units of a job.
#[derive(Debug, Default)]
struct JobUnits {
    footprint: Footprint,
    /// The units that a message can be about. They are two if a package is compiled for the target and for
    /// the host with equal features.
    candidates: BTreeMap<Announced, Vec<UnitId>>,
    /// The libraries that cargo has announced so far, by the units that they can belong to.
    announced: BTreeMap<Announced, BTreeSet<Utf8PathBuf>>,
}

/// A job whose footprint is wanted.
pub(super) struct Compiling<'a> {
    pub(super) package: &'a PackagePlan,
    /// Cargo's target directory.
    pub(super) directory: &'a Utf8Path,
    /// True if the package is fresh, so that nothing is compiled.
    pub(super) is_fresh: bool,
}

impl Footprints {
    /// The footprints of all jobs. Those of fresh packages have no units.
    pub(super) fn new(workspace: &Workspace, build: Platform, jobs: &[Compiling<'_>]) -> Self {
        let units = |job: &Compiling<'_>| {
            if job.is_fresh { Vec::new() } else { units(workspace, build, job.package) }
        };
        let all_units: Vec<_> = jobs.par_iter().map(units).collect();
        let mut directories: BTreeMap<&Utf8Path, TargetDirectoryId> = BTreeMap::new();
        let mut known: BTreeMap<(TargetDirectoryId, Unit<'_>), UnitId> = BTreeMap::new();
        let mut keys = BTreeMap::new();
        let mut all = Vec::new();
        for (job, units) in jobs.iter().zip(all_units) {
            let next = TargetDirectoryId(directories.len());
            let directory = *directories.entry(job.directory).or_insert(next);
            let names = names(workspace, job.package);
            let PackagePlan { platform, install, .. } = job.package;
            let mut job = JobUnits {
                footprint: Footprint { directory, names, ..Footprint::default() },
                ..JobUnits::default()
            };
            for unit in units {
                let Unit { package, features, .. } = &unit;
                let announced = ((*package).to_owned(), features.clone());
                let key = format!("{package} {platform} {}", install.profile);
                let next = UnitId(known.len());
                let id = *known.entry((directory, unit)).or_insert(next);
                keys.entry(id).or_insert(key);
                job.footprint.units.insert(id);
                job.candidates.entry(announced).or_default().push(id);
            }
            all.push(job);
        }
        Self { jobs: all.into_iter().collect(), keys }
    }

    /// The footprint of a job. It has no units if the package is fresh or if they cannot be found out.
    pub(super) fn of(&self, job: JobId) -> &Footprint {
        &self.jobs[job].footprint
    }

    /// The units of all jobs, and what the time of each is kept under.
    pub(super) fn counter(&self) -> CrateCounter {
        let units = self.jobs.values().iter().map(|job| job.footprint.units.clone()).collect();
        CrateCounter::new(units, self.keys.clone())
    }

    /// The cargo of a job has announced a target. Returns the units that are now complete, with the sizes of
    /// their libraries in bytes.
    pub(super) fn completed(&mut self, job: JobId, target: &CompiledTarget) -> Vec<(UnitId, u64)> {
        let JobUnits { candidates, announced, .. } = &mut self.jobs[job];
        let key = (target.package.clone(), target.features.clone());
        let (true, Some(units), Some(file)) =
            (target.role == TargetRole::Library, candidates.get(&key), target.files.first())
        else {
            return Vec::new();
        };
        let files = announced.entry(key).or_default();
        files.insert(file.clone());
        // The message does not say which of two units it is about, so both are complete after both messages.
        if files.len() < units.len() {
            return Vec::new();
        }
        let libraries = files.iter().filter(|file| file.extension() == Some("rlib"));
        let size = libraries.filter_map(|file| fs::metadata(file).ok()).map(|metadata| metadata.len()).max();
        units.iter().map(|unit| (*unit, size.unwrap_or_default())).collect()
    }

    /// A job is repeated: nothing has been announced yet.
    pub(super) fn forget(&mut self, job: JobId) {
        self.jobs[job].announced.clear();
    }

    /// The footprints of so many jobs whose units are not known.
    #[cfg(test)]
    pub(super) fn unknown(jobs: usize) -> Self {
        Self { jobs: (0..jobs).map(|_| JobUnits::default()).collect(), keys: BTreeMap::new() }
    }
}

/// Every unit that the programs of a package are linked from; none if they cannot be found out.
fn units<'a>(workspace: &'a Workspace, build: Platform, package: &PackagePlan) -> Vec<Unit<'a>> {
    let Ok(host) = build.rust_triple() else {
        return Vec::new();
    };
    let target = package.target.as_str();
    let query =
        ClosureQuery { member: &package.crate_name, features: &package.install.features, target, host };
    query.resolve(workspace).map(|closure| closure.units()).unwrap_or_default()
}

/// The names of the files that cargo writes without a hash in them: programs, and the library if there is
/// one.
fn names(workspace: &Workspace, package: &PackagePlan) -> BTreeSet<String> {
    let library = workspace.member(&package.crate_name).and_then(|member| member.library_name());
    package
        .product
        .artifacts(package.platform)
        .into_iter()
        .chain(library.map(|name| format!("lib{name}")))
        .collect()
}
