//! `cargo xtask campaign clock`: clocks that jump, and file systems with coarse times.
//!
//! The machine's clock cannot be set back for one process tree. What matters of a jump is the distance
//! between the time of the next run and the modification times of everything that is there, so the campaign
//! moves these times instead: a day forward stands for a clock that was set back a day.

use std::path::Path;
use std::time::{Duration, SystemTime};

use proptest::prelude::{Just, prop_oneof};

use super::cases;
use super::model::{Time, value_edit};
use super::options::Options;
use super::random::Random;
use super::report::Report;
use super::world::{Tools, World, set_modified};
use crate::error::ChoreError;

const DAY: Duration = Duration::from_hours(24);

/// How many rounds one workspace lives through.
const ROUNDS_OF_A_CASE: u64 = 20;

/// What happens to the clock between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Jump {
    None,
    BackADay,
    ForwardAYear,
    /// All files, and those of the edit, get the same whole second.
    EqualSeconds,
}

/// Runs rounds until there were enough.
pub(super) fn run(options: &Options, tools: &Tools) -> Result<(), ChoreError> {
    let begin = |seed| {
        let mut world = World::create(tools)?;
        world.build()?;
        Ok((world, Random::new(seed)))
    };
    cases::run("clock", options, ROUNDS_OF_A_CASE, begin, |(world, random), report| {
        round(world, random, report)
    })
}

/// Has the clock jump, edits, builds, and builds again.
fn round(world: &mut World, random: &mut Random, report: &mut Report) -> Result<Vec<String>, ChoreError> {
    let jump = random.draw(&prop_oneof![
        Just(Jump::None),
        Just(Jump::BackADay),
        Just(Jump::ForwardAYear),
        Just(Jump::EqualSeconds),
    ]);
    let root = world.disk.directories.root().to_owned();
    let time = match jump {
        Jump::EqualSeconds => Time::Kept,
        _ => Time::Now,
    };
    move_times(&root, jump).map_err(ChoreError::File)?;
    for _ in 0..random.draw(&(0..=2_u32)) {
        world.disk.apply(&random.draw(&value_edit()), time)?;
    }
    let (_, verdict) = world.build()?;
    let mut problems = verdict.problems;
    report.count(format!("{jump:?}"), 1);
    report.count(format!("{jump:?}, needless"), verdict.needless.len().try_into().unwrap_or(0));
    // Once everything was built with the clock as it is now, nothing is left to do.
    let (_, verdict) = world.build()?;
    problems.extend(verdict.problems);
    if !verdict.built.is_empty() && jump != Jump::BackADay {
        problems.push(format!("a run without a change has built {:?}", verdict.built));
    }
    report.count(format!("{jump:?}, built again"), verdict.built.len().try_into().unwrap_or(0));
    report.add(1);
    if !problems.is_empty() {
        world.note_failure();
        problems.insert(0, format!("after the jump {jump:?}:"));
    }
    Ok(problems)
}

/// Moves the modification times of all files below a directory. Their distances stay, except for equal
/// seconds.
fn move_times(root: &Path, jump: Jump) -> std::io::Result<()> {
    if jump == Jump::None {
        return Ok(());
    }
    let entries = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let times: std::io::Result<Vec<_>> =
        files.map(|path| Ok((fs_err::metadata(&path)?.modified()?, path))).collect();
    let times = times?;
    let now = SystemTime::now();
    let newest = times.iter().map(|(time, _)| *time).max().unwrap_or(now);
    for (time, path) in times {
        let age = newest.duration_since(time).unwrap_or_default();
        let moved = match jump {
            Jump::None => time,
            Jump::BackADay => now + DAY - age,
            Jump::ForwardAYear => now - 365 * DAY - age,
            Jump::EqualSeconds => whole_second(now),
        };
        set_modified(&path, moved)?;
    }
    Ok(())
}

/// A time without its fraction of a second.
fn whole_second(time: SystemTime) -> SystemTime {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}
