//! `cargo xtask campaign endurance`: many runs one after another. What they leave, their memory and their
//! time do not grow.

use std::path::PathBuf;

use proptest::prelude::Strategy as _;

use super::model::{Edit, Switch, Time, any_edit};
use super::options::Options;
use super::random::Random;
use super::report::Report;
use super::world::{Tools, World};
use crate::error::ChoreError;
use crate::step::announce;

/// By how many percent of its mean a figure may grow over all runs after the first third, in which caches
/// fill up.
const GROWTH: f64 = 25.0;

/// The same for times, which depend on what else the machine does.
const GROWTH_OF_TIME: f64 = 100.0;

/// The least runs whose sizes and memory show whether they grow.
const FEW: usize = 10;

/// The least runs whose times do.
const MANY: usize = 60;

/// What is measured after each run.
#[derive(Debug, Clone, Copy)]
struct Measured {
    bytes: f64,
    files: f64,
    peak: f64,
    seconds: f64,
}

/// Edits and builds, and compares the figures of the runs.
pub(super) fn run(options: &Options, tools: &Tools) -> Result<(), ChoreError> {
    let mut report = Report::new("endurance", options);
    let mut random = Random::new(options.seed);
    let mut world = World::create(tools)?;
    let mut runs = Vec::new();
    let edits = any_edit().prop_filter("directories of other names are collected by their age", |edit| {
        !needs_other_directories(edit)
    });
    while !report.is_done() {
        world.disk.apply(&random.draw(&edits), Time::Now)?;
        let (finished, verdict) = world.build()?;
        if !verdict.problems.is_empty() {
            report.fail(options.seed, options.count, &verdict.problems.join("\n"));
            break;
        }
        let directories = &world.disk.directories;
        let (bytes, files) = size([directories.scratch(), directories.temporary()]);
        let peak = finished.peak.map_or(0.0, as_number);
        runs.push(Measured { bytes, files, peak, seconds: finished.time.as_secs_f64() });
        report.add(1);
    }
    let later = runs[runs.len() / 3..].iter();
    let figures: [(&str, (f64, usize), Vec<f64>); 4] = [
        ("bytes of scratch and temporary files", (GROWTH, FEW), later.clone().map(|run| run.bytes).collect()),
        ("files of scratch and temporary ones", (GROWTH, FEW), later.clone().map(|run| run.files).collect()),
        ("peak memory in KiB", (GROWTH, FEW), later.clone().map(|run| run.peak).collect()),
        ("milliseconds", (GROWTH_OF_TIME, MANY), later.map(|run| run.seconds * 1000.0).collect()),
    ];
    for (name, (allowed, least), values) in figures {
        let Some(Fit { mean, growth }) = Fit::of(&values) else { continue };
        announce(&format!("endurance: {name}: {mean:.0} on average, {growth:+.1} % over the runs"));
        report.count(format!("mean {name}"), as_count(mean));
        if growth > allowed && values.len() >= least {
            report.fail(
                options.seed,
                options.count,
                &format!("{name}: grew by {growth:.1} %, {allowed} % are allowed"),
            );
        }
    }
    report.finish()
}

/// True for edits after which cargo compiles into a directory or files of another name, beside the former
/// ones, and for losses, after which there is less.
fn needs_other_directories(edit: &Edit) -> bool {
    matches!(
        edit,
        Edit::CondaEnv(_)
            | Edit::Switch(Switch::SmallProfile(_))
            | Edit::ToolchainFile(_)
            | Edit::Variables(_)
            | Edit::Lose(_)
    )
}

/// The sum of the sizes of all files below directories, and their number.
fn size(directories: [PathBuf; 2]) -> (f64, f64) {
    let entries = directories.into_iter().flat_map(walkdir::WalkDir::new).filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.fold((0.0, 0.0), |(bytes, files), file| {
        (bytes + as_number(file.metadata().map_or(0, |file| file.len())), files + 1.0)
    })
}

/// A straight line through values.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fit {
    mean: f64,
    /// The rise of the line from the first value to the last, in percent of the mean.
    growth: f64,
}

impl Fit {
    /// The line with the least squares; `None` of fewer than two values.
    fn of(values: &[f64]) -> Option<Self> {
        if values.len() < 2 {
            return None;
        }
        let number = as_number(u64::try_from(values.len()).ok()?);
        let mean = values.iter().sum::<f64>() / number;
        let middle = (number - 1.0) / 2.0;
        let distances = (0..values.len()).map(|nth| as_number(nth as u64) - middle);
        let (rise, run) = distances.zip(values).fold((0.0, 0.0), |(rise, run), (distance, value)| {
            (rise + distance * (value - mean), run + distance * distance)
        });
        Some(Self { mean, growth: rise / run * (number - 1.0) / mean.max(f64::MIN_POSITIVE) * 100.0 })
    }
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files are far below 2^52")]
fn as_number(count: u64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "means of positive sizes are far below 2^52"
)]
fn as_count(number: f64) -> u64 {
    number.round() as u64
}

#[cfg(test)]
mod tests {
    use super::Fit;

    #[test]
    fn growth_is_the_rise_of_the_line() {
        let values: Vec<_> = (0..=20).map(|nth| 100.0 + f64::from(nth)).collect();
        let fit = Fit::of(&values).unwrap();
        assert!((fit.mean - 110.0).abs() < 1e-9, "{fit:?}");
        assert!((fit.growth - 20.0 / 110.0 * 100.0).abs() < 1e-9, "{fit:?}");
        let level = Fit::of(&[7.0; 30]).unwrap();
        assert!(level.growth.abs() < 1e-9, "{level:?}");
        assert!(Fit::of(&[7.0]).is_none());
    }
}
