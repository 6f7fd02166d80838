//! `cargo xtask campaign endurance`: many runs one after another. What they leave, their memory and their
//! time do not grow.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proptest::prelude::Strategy as _;

use super::model::{Edit, Program, Switch, Time, any_edit};
use super::options::Options;
use super::random::Random;
use super::report::Report;
use super::world::{Tools, World};
use crate::error::ChoreError;
use crate::step::announce;

/// By how many percent the mean of the last third of the runs may exceed that of the middle third. Caches
/// fill up in the first third.
const GROWTH: f64 = 10.0;

/// The same for times, which depend on what else the machine does.
const GROWTH_OF_TIME: f64 = 50.0;

/// The least runs of which the first third fills all caches.
const FEW: usize = 120;

/// The most units of one target of a crate that a run may leave: one that each program uses, or one more for
/// each program that failed, and two that are spare. Other than growth, this shows in a few runs too.
const MOST_UNITS: usize = Program::ALL.len() + 2;

/// What is measured after each run.
#[derive(Debug, Clone, Default)]
struct Measured {
    bytes: f64,
    files: f64,
    /// The number of files by folder.
    folders: BTreeMap<String, f64>,
    /// The number of units of the target of a crate that has most.
    units: usize,
    peak: f64,
    seconds: f64,
}

/// A figure of a run: its name, by how many percent it may grow, and its value.
type Figure = (&'static str, f64, fn(&Measured) -> f64);

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
        let mut measured = Measured::of([directories.scratch(), directories.temporary()]);
        measured.peak = finished.peak.map_or(0.0, as_number);
        measured.seconds = finished.time.as_secs_f64();
        if measured.units > MOST_UNITS {
            let failure = format!("a target of a crate has {} units, not {MOST_UNITS}", measured.units);
            report.fail(options.seed, options.count, &failure);
            break;
        }
        runs.push(measured);
        report.add(1);
    }
    let thirds = runs.chunks(runs.len().div_ceil(3).max(1)).collect::<Vec<_>>();
    if let [_, middle, last] = thirds.as_slice() {
        compare(middle, last, &mut report, options);
    }
    report.finish()
}

/// Compares the means of the middle third of the runs with those of the last.
fn compare(middle: &[Measured], last: &[Measured], report: &mut Report, options: &Options) {
    let figures: [Figure; 4] = [
        ("bytes of scratch and temporary files", GROWTH, |run| run.bytes),
        ("files of scratch and temporary ones", GROWTH, |run| run.files),
        ("peak memory in KiB", GROWTH, |run| run.peak),
        ("milliseconds", GROWTH_OF_TIME, |run| run.seconds * 1000.0),
    ];
    let mut has_grown = false;
    for (name, allowed, figure) in figures {
        let (before, after) = (mean(middle, figure), mean(last, figure));
        let growth = (after / before.max(f64::MIN_POSITIVE) - 1.0) * 100.0;
        announce(&format!("endurance: {name}: {before:.0}, then {after:.0} on average, {growth:+.1} %"));
        report.count(format!("mean {name}"), as_count(after));
        if growth > allowed && middle.len() + last.len() >= FEW {
            let failure = format!("{name}: grew by {growth:.1} %, {allowed} % are allowed");
            report.fail(options.seed, options.count, &failure);
            has_grown = true;
        }
    }
    if has_grown {
        announce_folders(middle, last);
    }
}

/// Shows where the files are.
fn announce_folders(middle: &[Measured], last: &[Measured]) {
    let mut folders: Vec<&String> = last.iter().flat_map(|run| run.folders.keys()).collect();
    folders.sort();
    folders.dedup();
    for folder in folders {
        let files = |run: &Measured| run.folders.get(folder).copied().unwrap_or_default();
        let (before, after) = (mean(middle, files), mean(last, files));
        announce(&format!("endurance: files in {folder}: {before:.1}, then {after:.1} on average"));
    }
}

fn mean(runs: &[Measured], figure: impl Fn(&Measured) -> f64) -> f64 {
    runs.iter().map(figure).sum::<f64>() / as_number(runs.len() as u64).max(1.0)
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

impl Measured {
    /// The sizes and the numbers of all files below directories.
    fn of(directories: [PathBuf; 2]) -> Self {
        let mut measured = Self::default();
        let mut units: BTreeMap<String, usize> = BTreeMap::new();
        for directory in directories {
            let files = walkdir::WalkDir::new(&directory).into_iter().filter_map(Result::ok);
            for file in files.filter(|entry| entry.file_type().is_file()) {
                measured.bytes += as_number(file.metadata().map_or(0, |file| file.len()));
                measured.files += 1.0;
                let below = file.path().strip_prefix(&directory).unwrap_or(file.path());
                *measured.folders.entry(folder(below)).or_default() += 1.0;
                if let Some(target) = target_of_unit(below) {
                    *units.entry(target).or_default() += 1;
                }
            }
        }
        measured.units = units.into_values().max().unwrap_or_default();
        measured
    }
}

/// The folder that a file is counted in: the folder of the scratch, and the one of cargo's in a target
/// directory.
fn folder(file: &Path) -> String {
    let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let of_cargo = ["deps", ".fingerprint", "build", "incremental"];
    let named = parts.iter().find(|part| of_cargo.contains(&part.as_str()));
    let first = parts.first().filter(|_| parts.len() > 1).map_or(".", String::as_str);
    named.map_or_else(|| first.to_owned(), |named| format!("{first}/…/{named}"))
}

/// The target that a unit is made of, by the path of its fingerprint:
/// `<profile>/.fingerprint/<crate>-<hash>/<target>.json`. `None` for other files.
fn target_of_unit(file: &Path) -> Option<String> {
    let (unit, target) = (file.parent()?, file.file_stem()?.to_str()?);
    let is_fingerprint = file.extension()? == "json" && unit.parent()?.ends_with(".fingerprint");
    let (crate_name, _hash) = unit.file_name()?.to_str()?.rsplit_once('-')?;
    is_fingerprint.then(|| format!("{} {crate_name} {target}", unit.parent().unwrap_or(unit).display()))
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
    use std::path::Path;

    use super::{folder, target_of_unit};

    #[test]
    fn files_are_counted_by_folder_and_units_by_target() {
        let unit = |file: &str| target_of_unit(Path::new(file));
        let fingerprint = "target/linux/release/.fingerprint/made-0123456789abcdef";
        let target = "target/linux/release/.fingerprint made lib-made".to_owned();
        assert_eq!(unit(&format!("{fingerprint}/lib-made.json")), Some(target));
        for other in ["lib-made", "dep-lib-made", "output/lib-made.json"] {
            assert_eq!(unit(&format!("{fingerprint}/{other}")), None, "{other}");
        }
        assert_eq!(folder(Path::new("lock")), ".");
        assert_eq!(folder(Path::new("logs/a.log")), "logs");
        assert_eq!(folder(Path::new("target/linux/release/deps/a.rlib")), "target/…/deps");
    }
}
