//! What each job of a run compiles, and how cargo's messages are understood as parts of it.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use cargo_conda_mapping::Platform;
use cargo_conda_plan::PackagePlan;
use cargo_conda_workspace::{ClosureQuery, Unit, Workspace};
use fs_err as fs;
use rayon::prelude::*;

use crate::cargo::CompiledTarget;
use crate::schedule::{Footprint, JobId, UnitId};

/// A package with its features: all that a message says of a unit.
type Announced = (String, BTreeSet<String>);

/// The footprints of all jobs.
#[derive(Debug, Default)]
pub(crate) struct Footprints {
    jobs: Vec<JobUnits>,
}

#[derive(Debug, Default)]
struct JobUnits {
    footprint: Footprint,
    /// The units that a message can mean. They are two if a package is compiled for the target and for the host with equal
    /// features.
    meant: BTreeMap<Announced, Vec<UnitId>>,
    /// The files by which those that can be two have been announced so far.
    seen: BTreeMap<Announced, BTreeSet<Utf8PathBuf>>,
}

/// A job, as far as it counts here.
pub(crate) struct Compiling<'a> {
    pub(crate) package: &'a PackagePlan,
    /// Where it is compiled.
    pub(crate) directory: Utf8PathBuf,
    /// Whether it need not be compiled at all.
    pub(crate) is_fresh: bool,
}

impl Footprints {
    /// The footprints of all jobs. Those that need not be done have none.
    pub(crate) fn new(workspace: &Workspace, build: Platform, jobs: &[Compiling<'_>]) -> Self {
        let stale = jobs.iter().filter(|job| !job.is_fresh).count();
        // What a job consists of takes a while to find out, and matters only if there is another beside it.
        let is_known = |job: &Compiling<'_>| stale > 1 && !job.is_fresh;
        let units = |job: &Compiling<'_>| {
            if is_known(job) { units(workspace, build, job.package) } else { Vec::new() }
        };
        let all_units: Vec<_> = jobs.par_iter().map(units).collect();
        let distinct: BTreeSet<_> = jobs.iter().map(|job| &job.directory).collect();
        let mut known: BTreeMap<(usize, Unit<'_>), UnitId> = BTreeMap::new();
        let footprint = |(job, units): (&Compiling<'_>, Vec<_>)| {
            let Compiling { package, directory, .. } = job;
            let directory = distinct.iter().position(|one| *one == directory).unwrap_or_default();
            let names = names(workspace, package);
            let mut job = JobUnits {
                footprint: Footprint { directory, names, ..Footprint::default() },
                ..JobUnits::default()
            };
            for unit in units {
                let Unit { package, features, .. } = &unit;
                let announced = ((*package).to_owned(), features.clone());
                let next = UnitId(known.len());
                let id = *known.entry((directory, unit)).or_insert(next);
                job.footprint.units.insert(id);
                job.meant.entry(announced).or_default().push(id);
            }
            job
        };
        Self { jobs: jobs.iter().zip(all_units).map(footprint).collect() }
    }

    pub(crate) fn of(&self, job: JobId) -> &Footprint {
        &self.jobs[job.0].footprint
    }

    /// Whether it cannot be told what a job compiles. It may be what any other compiles.
    pub(crate) fn is_unknown(&self, job: JobId) -> bool {
        self.jobs[job.0].footprint.units.is_empty()
    }

    /// The units of a job that are complete now that cargo has said this, with their sizes in bytes.
    pub(crate) fn completed(&mut self, job: JobId, target: &CompiledTarget) -> Vec<(UnitId, u64)> {
        let JobUnits { meant, seen, .. } = &mut self.jobs[job.0];
        let announced = (target.package.clone(), target.features.clone());
        let (true, Some(units), Some(file)) =
            (target.is_library, meant.get(&announced), target.files.first())
        else {
            return Vec::new();
        };
        let files = seen.entry(announced).or_default();
        files.insert(file.clone());
        // Which of two it is cannot be told, so they are complete when both are.
        if files.len() < units.len() {
            return Vec::new();
        }
        let libraries = files.iter().filter(|file| file.extension() == Some("rlib"));
        let size = libraries.filter_map(|file| fs::metadata(file).ok()).map(|metadata| metadata.len()).max();
        units.iter().map(|unit| (*unit, size.unwrap_or_default())).collect()
    }

    /// Nothing has been announced of a job yet, for it is done once more.
    pub(crate) fn forget(&mut self, job: JobId) {
        self.jobs[job.0].seen.clear();
    }
}

fn units<'a>(workspace: &'a Workspace, build: Platform, package: &PackagePlan) -> Vec<Unit<'a>> {
    let (Ok(target), Ok(host)) = (package.platform.rust_triple(), build.rust_triple()) else {
        return Vec::new();
    };
    let query =
        ClosureQuery { member: &package.crate_name, features: &package.install.features, target, host };
    query.resolve(workspace).map(|closure| closure.units()).unwrap_or_default()
}

/// The files that cargo gives no name of the package's own: programs, and the library if it has one.
fn names(workspace: &Workspace, package: &PackagePlan) -> BTreeSet<String> {
    let library = workspace.member(&package.crate_name).and_then(|member| member.library_name());
    package.install.binaries.iter().cloned().chain(library.map(|name| format!("lib{name}"))).collect()
}
