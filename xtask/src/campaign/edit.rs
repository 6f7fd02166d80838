//! `cargo xtask campaign edit`: random edits of every kind of input; after each step the packages are what
//! the model says, and nothing is built that the edit cannot reach. Some edits are made while a build is at
//! work; then the build after it has to be right.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use proptest::collection::vec;
use proptest::test_runner::{Config, TestCaseError, TestError};

use super::model::{Edit, Loss, Meanwhile, Step, Time, any_step};
use super::options::Options;
use super::random::runner;
use super::report::Report;
use super::world::{Tools, World};
use crate::error::ChoreError;

/// How many steps one workspace lives through.
const STEPS_OF_A_CASE: usize = 20;

/// The most edits that the steps of a case have.
const EDITS_OF_A_CASE: u64 = 6 * STEPS_OF_A_CASE as u64;

/// How many shorter sequences are tried when one fails. Each costs up to [`STEPS_OF_A_CASE`] builds.
const SHRINKS: u32 = 40;

/// How many milliseconds of trying shorter sequences end it.
const TIME_OF_SHRINKS: u32 = 5 * 60 * 1000;

/// Edits workspaces until there were enough edits.
pub(super) fn run(options: &Options, tools: &Tools) -> Result<(), ChoreError> {
    let report = RefCell::new(Report::new("edit", options));
    let mut seed = options.seed;
    while !report.borrow().is_done() {
        let config = Config {
            cases: 1,
            failure_persistence: None,
            max_shrink_iters: SHRINKS,
            max_shrink_time: TIME_OF_SHRINKS,
            ..Config::default()
        };
        let has_failed = Cell::new(false);
        let outcome = runner(seed, config).run(&vec(any_step(), STEPS_OF_A_CASE), |steps| {
            // The shorter sequences that are tried after a failure are not counted.
            let counted = (!has_failed.get()).then_some(&report);
            case(&steps, options, tools, counted).map_err(|error| {
                has_failed.set(true);
                TestCaseError::fail(error.to_string())
            })
        });
        match outcome {
            Ok(()) => {}
            Err(TestError::Fail(reason, steps)) => {
                let steps: Vec<_> = steps.iter().map(|step| format!("  {step:?}")).collect();
                let failure = format!("with the steps\n{}\n{reason}", steps.join("\n"));
                report.borrow_mut().fail(seed, EDITS_OF_A_CASE, &failure);
            }
            Err(TestError::Abort(reason)) => return Err(ChoreError::Campaign(reason.to_string())),
        }
        seed += 1;
    }
    report.into_inner().finish()
}

/// Goes through steps in a new workspace, until the report has enough edits. The error is the first thing
/// that is wrong. With `None`, nothing is counted.
fn case(
    steps: &[Step],
    options: &Options,
    tools: &Tools,
    report: Option<&RefCell<Report>>,
) -> Result<(), ChoreError> {
    let mut world = World::create(tools)?;
    let uncounted = RefCell::new(Report::of_nothing());
    let report = report.unwrap_or(&uncounted);
    let mut usual = check(&mut world, options, &mut report.borrow_mut())?;
    for (nth, step) in steps.iter().enumerate() {
        if report.borrow().is_done() {
            return Ok(());
        }
        for edit in &step.edits {
            world.disk.apply(edit, step.time)?;
            if let Edit::Lose(loss) = edit {
                forget(&mut world, *loss);
            }
            report.borrow_mut().count(format!("edits: {}", edit.kind()), 1);
        }
        let in_step = |error| ChoreError::Campaign(format!("step {}: {error}", nth + 1));
        let mut edits = step.edits.len();
        if let Some(meanwhile) = &step.meanwhile {
            disturb(&mut world, step.time, meanwhile, usual, &mut report.borrow_mut()).map_err(in_step)?;
            edits += meanwhile.edits.len();
        }
        usual = check(&mut world, options, &mut report.borrow_mut()).map_err(in_step)?;
        report.borrow_mut().add(u64::try_from(edits).unwrap_or(0));
    }
    Ok(())
}

/// Builds, and edits meanwhile. `usual` is the time that the last build took.
fn disturb(
    world: &mut World,
    time: Time,
    meanwhile: &Meanwhile,
    usual: Duration,
    report: &mut Report,
) -> Result<(), ChoreError> {
    let before = world.disk.snapshot()?;
    let mut run = world.start_build(&["--no-test"])?;
    for (wait, edit) in &meanwhile.edits {
        run.wait_for(usual.mul_f64(f64::from(*wait) / 1000.0))?;
        world.disk.apply(edit, time)?;
        report.count(format!("edits during builds: {}", edit.kind()), 1);
    }
    if meanwhile.is_taken_back {
        run.wait_for(usual / 5)?;
        world.disk.restore(before)?;
        report.count("edits during builds, taken back", 1);
    }
    let finished = run.finish()?;
    // What it has made, or why it failed, depends on the moment.
    world.forget_all();
    world.forget_archives(&finished);
    if matches!(finished.code(), Some(0..=2)) {
        return Ok(());
    }
    world.note_failure();
    let what = format!("edits during a build ended it with {}:\n{}", finished.status, finished.stderr);
    Err(ChoreError::Campaign(what))
}

/// Packages whose archive, record or index entry is lost are made again for that.
fn forget(world: &mut World, loss: Loss) {
    match loss {
        Loss::Archive(program) | Loss::Record(program) => world.forget(program),
        Loss::Index => world.forget_all(),
        Loss::Compiled => {}
    }
}

/// Builds, and fails if anything is not what the model says. Before that, the records in the packages alone
/// have to tell which of them another machine could take. Returns the time that the build took.
fn check(world: &mut World, options: &Options, report: &mut Report) -> Result<Duration, ChoreError> {
    if world.disk.directories.channel().is_dir() {
        let (reused, mut problems) = world.judge_records()?;
        let count = reused.len().try_into().unwrap_or(0);
        report.count("packages that --against reuses", count);
        if options.bytes && problems.is_empty() {
            problems = world.make_again(&reused)?;
            report.count("programs compared with those of a build from nothing", count);
        }
        if !problems.is_empty() {
            return Err(ChoreError::Campaign(problems.join("\n")));
        }
    }
    // Tests of packages take time, and what they do does not depend on the edit.
    let (finished, verdict) = world.build_with(&["--no-test"])?;
    report.count("builds", 1);
    report.count("packages built", verdict.built.len().try_into().unwrap_or(0));
    let mut problems = verdict.problems;
    let from_future = verdict.from_future.len().try_into().unwrap_or(0);
    report.count("needless, because of a file from the future", from_future);
    for program in verdict.needless {
        world.note_failure();
        problems.push(format!("{} was built for nothing", program.name()));
    }
    if problems.is_empty() { Ok(finished.time) } else { Err(ChoreError::Campaign(problems.join("\n"))) }
}
