//! `cargo xtask bench overhead`: what one more package costs beside the compilation of its crates.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::arguments::Arguments;
use super::line::{bend, slope};
use super::measured::{Measured, measured};
use super::others::Together;
use super::program::{self, Compiled};
use super::rounds::median;
use super::subject::Subject;
use super::synthetic;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;

/// What is measured for each number of packages, in this order.
const SIDES: [&str; 3] = ["one cargo process", "packages", "packages and their tests"];

/// What a side took, the median of all rounds.
#[derive(Debug, Clone, Copy)]
struct Cost {
    /// Seconds that passed.
    elapsed: f64,
    /// Seconds that processors worked; NaN except on Linux.
    processors: f64,
}

/// All sides for one number of packages.
struct Point {
    packages: usize,
    /// In the order of [`SIDES`].
    costs: [Cost; 3],
    /// Seconds that a package spends in each phase of a build with tests, the mean of all packages.
    phases: BTreeMap<String, f64>,
    /// The peak memory of `cargo-conda` in KiB; `None` except on Linux.
    memory: Option<u64>,
}

/// Measures cold builds of several numbers of packages, with and without tests, beside one cargo process for
/// the same packages.
pub(super) fn run(repository: &Repository, mut arguments: Arguments) -> Result<(), ChoreError> {
    let mut numbers = arguments.numbers("--packages", &[5, 20, 50, 100])?;
    numbers.sort_unstable();
    let rounds = arguments.rounds(3)?;
    let manifest = arguments.value("--manifest-path")?.map(PathBuf::from);
    let program = program::program(repository, &mut arguments, &Compiled::Release)?;
    arguments.finish()?;
    let mut points = Vec::new();
    for packages in numbers {
        let generated = tempfile::tempdir().map_err(ChoreError::File)?;
        let subject = match &manifest {
            Some(manifest) => first_packages(&program, manifest, packages)?,
            None => Subject::of(program.clone(), &synthetic::programs(generated.path(), packages)?, &[])?,
        };
        let point = Point::measure(&subject, rounds)?;
        announce(&point.ratios());
        points.push(point);
    }
    announce(&growth(&points));
    Ok(())
}

/// The first packages of a workspace's plan.
fn first_packages(program: &Path, manifest: &Path, count: usize) -> Result<Subject, ChoreError> {
    let all = Subject::of(program.to_owned(), manifest, &[])?;
    if all.packages.len() < count {
        let there = all.packages.len();
        return Err(ChoreError::Bench(format!("the workspace has {there} packages, not {count}")));
    }
    let names: Vec<_> = all.packages.into_iter().take(count).map(|package| package.crate_name).collect();
    Subject::of(program.to_owned(), manifest, &names)
}

impl Point {
    fn measure(subject: &Subject, rounds: usize) -> Result<Self, ChoreError> {
        let together = Together::find(subject)?;
        let mut taken: [Vec<Measured>; 3] = Default::default();
        for round in 1..=rounds {
            for (side, taken) in taken.iter_mut().enumerate() {
                let target = tempfile::tempdir().map_err(ChoreError::File)?;
                let mut command = match side {
                    0 => together.command(subject, target.path())?,
                    1 => subject.build(target.path()),
                    _ => subject.build_and_test(target.path()),
                };
                let cost = measure(subject, &mut command, side > 0)?;
                let seconds = cost.elapsed;
                announce(&format!("round {round} of {rounds}, {}: {seconds:.2} s", SIDES[side]));
                taken.push(cost);
            }
        }
        let costs = taken.each_ref().map(|runs| Cost {
            elapsed: median(runs.iter().map(|run| run.elapsed)),
            processors: median(runs.iter().map(|run| run.processors.unwrap_or(f64::NAN))),
        });
        let [_, _, tested] = &taken;
        let events: Vec<_> = tested.iter().flat_map(|run| program::events(&run.output)).collect();
        let runs = number(rounds * subject.packages.len());
        let phases = phases(&events).into_iter().map(|(phase, seconds)| (phase, seconds / runs)).collect();
        let memory = tested.iter().filter_map(|run| run.memory).max();
        Ok(Self { packages: subject.packages.len(), costs, phases, memory })
    }

    fn ratios(&self) -> String {
        let [cargo, others @ ..] = &self.costs;
        let lines = SIDES[1..].iter().zip(others).map(|(name, cost)| {
            let (elapsed, work) = (cost.elapsed / cargo.elapsed, cost.processors / cargo.processors);
            format!("{name} : {}  {elapsed:.2}, processor time {work:.2}", SIDES[0])
        });
        let lines: Vec<_> = lines.collect();
        format!("{} packages\n{}", self.packages, lines.join("\n"))
    }
}

/// Runs a side. An error if a package of ours was not built.
fn measure(subject: &Subject, command: &mut Command, is_ours: bool) -> Result<Measured, ChoreError> {
    let cost = measured(command)?;
    if is_ours {
        let events = program::events(&cost.output);
        let built = program::finished(&events, &subject.program)?["built"].as_u64();
        if built != u64::try_from(subject.packages.len()).ok() {
            return Err(ChoreError::Bench("not all packages were built".to_owned()));
        }
    }
    Ok(cost)
}

/// The seconds that packages spent in each phase, by the name of the phase.
fn phases(events: &[Value]) -> BTreeMap<String, f64> {
    let mut running: BTreeMap<&str, (&str, f64)> = BTreeMap::new();
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for event in events {
        let (Some(kind), Some(package), Some(at)) =
            (event["event"].as_str(), event["crate"].as_str(), event["at"].as_f64())
        else {
            continue;
        };
        if !["phase-started", "package-finished"].contains(&kind) {
            continue;
        }
        if let Some((phase, since)) = running.remove(package) {
            *sums.entry(phase.to_owned()).or_default() += at - since;
        }
        if let Some(phase) = event["phase"].as_str() {
            running.insert(package, (phase, at));
        }
    }
    sums
}

/// What one more package costs, by lines through all points, and whether it costs more in large workspaces.
fn growth(points: &[Point]) -> String {
    let mut lines =
        vec!["one more package, of a line through all numbers of packages (bend: 1.00 is linear)".to_owned()];
    for (side, name) in SIDES.iter().enumerate() {
        let of = |value: fn(&Cost) -> f64| -> Vec<_> {
            points.iter().map(|point| (number(point.packages), value(&point.costs[side]))).collect()
        };
        let (elapsed, work) = (of(|cost| cost.elapsed), of(|cost| cost.processors));
        lines.push(format!(
            "{name}: {:.3} s (bend {:.2}), processor time {:.3} s (bend {:.2})",
            slope(&elapsed),
            bend(&elapsed),
            slope(&work),
            bend(&work)
        ));
    }
    if let Some(largest) = points.last() {
        let phases = largest.phases.iter().map(|(phase, seconds)| format!("{phase} {seconds:.3} s"));
        let phases: Vec<_> = phases.collect();
        lines.push(format!("phases of a package among {}: {}", largest.packages, phases.join(", ")));
    }
    let memory = points.iter().filter_map(|point| Some((point.packages, point.memory?)));
    lines.extend(memory.map(|(packages, kilobytes)| {
        format!("peak memory of cargo-conda with {packages} packages: {} MiB", kilobytes / 1024)
    }));
    lines.join("\n")
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::phases;

    #[test]
    fn a_phase_lasts_until_the_next_one_of_its_package() {
        let events = [
            json!({"event": "run-started", "at": 0.0}),
            json!({"event": "phase-started", "crate": "a", "phase": "compiling", "at": 1.0}),
            json!({"event": "phase-started", "crate": "b", "phase": "compiling", "at": 2.0}),
            json!({"event": "phase-started", "crate": "a", "phase": "testing", "at": 4.0}),
            json!({"event": "package-finished", "crate": "b", "at": 5.0}),
            json!({"event": "package-finished", "crate": "a", "at": 4.5}),
        ];
        let sums: Vec<_> = phases(&events).into_iter().collect();
        assert_eq!(sums, [("compiling".to_owned(), 6.0), ("testing".to_owned(), 0.5)]);
    }
}
