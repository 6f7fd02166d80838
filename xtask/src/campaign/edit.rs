//! `cargo xtask campaign edit`: random edits of every kind of input; after each step the packages are what
//! the model says, and nothing is built that the edit cannot reach.

use std::cell::{Cell, RefCell};

use proptest::collection::vec;
use proptest::test_runner::{Config, TestCaseError, TestError};

use super::model::{Edit, Loss, Step, any_step};
use super::options::Options;
use super::random::runner;
use super::report::Report;
use super::world::{Tools, World};
use crate::error::ChoreError;

/// How many steps one workspace lives through.
const STEPS_OF_A_CASE: usize = 20;

/// The most edits that the steps of a case have.
const EDITS_OF_A_CASE: u64 = 4 * STEPS_OF_A_CASE as u64;

/// How many shorter sequences are tried when one fails. Each costs up to [`STEPS_OF_A_CASE`] builds.
const SHRINKS: u32 = 40;

/// Edits workspaces until there were enough edits.
pub(super) fn run(options: &Options, tools: &Tools) -> Result<(), ChoreError> {
    let report = RefCell::new(Report::new("edit", options));
    let mut seed = options.seed;
    while !report.borrow().is_done() {
        let config =
            Config { cases: 1, failure_persistence: None, max_shrink_iters: SHRINKS, ..Config::default() };
        let has_failed = Cell::new(false);
        let outcome = runner(seed, config).run(&vec(any_step(), STEPS_OF_A_CASE), |steps| {
            // The shorter sequences that are tried after a failure are not counted.
            let counted = (!has_failed.get()).then_some(&report);
            case(&steps, tools, counted).map_err(|error| {
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
fn case(steps: &[Step], tools: &Tools, report: Option<&RefCell<Report>>) -> Result<(), ChoreError> {
    let mut world = World::create(tools)?;
    let uncounted = RefCell::new(Report::of_nothing());
    let report = report.unwrap_or(&uncounted);
    check(&mut world, &mut report.borrow_mut())?;
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
        check(&mut world, &mut report.borrow_mut())
            .map_err(|error| ChoreError::Campaign(format!("step {}: {error}", nth + 1)))?;
        report.borrow_mut().add(u64::try_from(step.edits.len()).unwrap_or(0));
    }
    Ok(())
}

/// Packages whose archive, record or index entry is lost are made again for that.
fn forget(world: &mut World, loss: Loss) {
    match loss {
        Loss::Archive(program) | Loss::Record(program) => world.forget(program),
        Loss::Index => world.forget_all(),
        Loss::Compiled => {}
    }
}

/// Builds, and fails if anything is not what the model says.
fn check(world: &mut World, report: &mut Report) -> Result<(), ChoreError> {
    // Tests of packages take time, and what they do does not depend on the edit.
    let (_, verdict) = world.build_with(&["--no-test"])?;
    report.count("builds", 1);
    report.count("packages built", verdict.built.len().try_into().unwrap_or(0));
    let mut problems = verdict.problems;
    for program in verdict.needless {
        // A documented kind: a file from the future may have changed during the build.
        if world.future_file(program).is_some() {
            report.count("needless, because of a file from the future", 1);
        } else {
            world.note_failure();
            problems.push(format!("{} was built for nothing", program.name()));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(ChoreError::Campaign(problems.join("\n"))) }
}
