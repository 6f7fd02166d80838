//! `cargo xtask bench against`: what a machine without anything does when a channel over HTTP has every
//! package.

use std::path::Path;
use std::process::Command;

use super::arguments::Arguments;
use super::line::bend;
use super::measured::measured;
use super::plan::metadata;
use super::program::{self, Compiled};
use super::rounds::{Ratio, median};
use super::server::{Server, Traffic};
use super::subject::Subject;
use super::synthetic;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};

/// The runs of each round, in this order. Each machine begins with the first.
const RUNS: [&str; 3] = ["clean machine", "next run", "next run, offline"];

/// All runs for one number of packages.
struct Point {
    packages: usize,
    /// Seconds of each run in each round, in the order of [`RUNS`].
    seconds: [Vec<f64>; 3],
    /// Seconds that processors worked in each run, in the same order; NaN except on Linux.
    work: [Vec<f64>; 3],
    /// What the server was asked for, in the order of [`RUNS`]; it is the same in each round.
    traffic: [Traffic; 3],
    /// Seconds of `cargo metadata` in each round, and those that processors worked.
    metadata: [Vec<f64>; 2],
}

/// Publishes generated workspaces of several sizes, and measures builds of equal workspaces elsewhere against
/// the channel, beside `cargo metadata`.
pub(super) fn run(repository: &Repository, mut arguments: Arguments) -> Result<(), ChoreError> {
    let mut numbers = arguments.numbers("--packages", &[10, 50, 100])?;
    numbers.sort_unstable();
    let rounds = arguments.rounds(3)?;
    let program = program::program(repository, &mut arguments, &Compiled::Release)?;
    arguments.finish()?;
    let mut points = Vec::new();
    for packages in numbers {
        let point = Point::measure(&program, packages, rounds)?;
        announce(&point.lines());
        points.push(point);
    }
    let work = points.iter().map(|point| (number(point.packages), median(point.work[0].iter().copied())));
    let bend = bend(&work.collect::<Vec<_>>());
    announce(&format!(
        "growth of the first run's processor time with the number of packages, 1.00 is linear: {bend:.2}"
    ));
    Ok(())
}

impl Point {
    fn measure(program: &Path, packages: usize, rounds: usize) -> Result<Self, ChoreError> {
        let directory = || tempfile::tempdir().map_err(ChoreError::File);
        let [here, channel, elsewhere] = [directory()?, directory()?, directory()?];
        let subject = Subject::of(program.to_owned(), &synthetic::programs(here.path(), packages)?, &[])?;
        let target = here.path().join("target");
        step::output_of(&mut subject.build(&target))?;
        let mut publish = Command::new(program);
        publish.args(["conda", "publish", "--quiet"]).arg(channel.path()).current_dir(here.path());
        step::output_of(publish.env("CARGO_TARGET_DIR", &target))?;
        let server = Server::start(channel.path())?;
        let manifest = synthetic::programs(elsewhere.path(), packages)?;
        let clone = Subject::of(program.to_owned(), &manifest, &[])?;
        let mut point = Self {
            packages,
            seconds: Default::default(),
            traffic: Default::default(),
            metadata: Default::default(),
            work: Default::default(),
        };
        for round in 1..=rounds {
            let machine = directory()?;
            for (nth, name) in RUNS.into_iter().enumerate() {
                let mut command = clone.build_against(&server.url, machine.path());
                if nth == 2 {
                    command.arg("--offline");
                }
                let run = measured(&mut command)?;
                let finished = program::events(&run.output);
                let fresh = program::finished(&finished, program)?["fresh"].as_u64();
                if fresh != u64::try_from(packages).ok() {
                    return Err(ChoreError::Bench(format!("{name}: not all packages were up to date")));
                }
                announce(&format!(
                    "round {round} of {rounds}, {packages} packages, {name}: {:.2} s",
                    run.elapsed
                ));
                point.seconds[nth].push(run.elapsed);
                point.work[nth].push(run.processors.unwrap_or(f64::NAN));
                point.traffic[nth] = server.traffic();
            }
            let run = measured(&mut metadata(&manifest))?;
            point.metadata[0].push(run.elapsed);
            point.metadata[1].push(run.processors.unwrap_or(f64::NAN));
        }
        Ok(point)
    }

    fn lines(&self) -> String {
        let [elapsed, work] = &self.metadata;
        let line = |nth: usize| {
            let (name, Traffic { requests, bytes }) = (RUNS[nth], self.traffic[nth]);
            let seconds = median(self.seconds[nth].iter().copied());
            let (time, work) =
                (Ratio::of(&self.seconds[nth], elapsed).median, Ratio::of(&self.work[nth], work).median);
            let kilobytes = bytes / 1024;
            format!(
                "{name}: {requests} requests, {kilobytes} KiB, {seconds:.2} s, {time:.1} times `cargo metadata`, \
                 processor time {work:.1} times"
            )
        };
        let lines: Vec<_> = (0..RUNS.len()).map(line).collect();
        format!("{} packages that the channel has\n{}", self.packages, lines.join("\n"))
    }
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
