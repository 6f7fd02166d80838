//! What a build costs with nothing compiled before.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use super::arguments::Arguments;
use super::others::{self, Together};
use super::program::{self, Compiled};
use super::rounds::{Rounds, Side, timed};
use super::staging;
use super::subject::Subject;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;

/// How many units each side compiled, where it says so.
pub(super) type Units = RefCell<BTreeMap<String, usize>>;

/// `cargo conda build` beside the least that one cargo process needs, and beside what others do.
pub(super) fn run(repository: &Repository, mut arguments: Arguments) -> Result<(), ChoreError> {
    let rounds = arguments.rounds(3)?;
    let (separate, staged) = (arguments.flag("--separate"), arguments.flag("--staging"));
    let subject = Subject::new(repository, &mut arguments, &Compiled::Debug)?;
    arguments.finish()?;
    let together = Together::find(&subject)?;
    let units = Units::default();
    let mut sides: Vec<Side<'_>> = vec![
        ("ours".to_owned(), Box::new(|| cold(|target| ours(&subject, target, &units)))),
        (together.name().to_owned(), Box::new(|| cold(|target| together.build(&subject, target, &units)))),
    ];
    if separate {
        let build = || others::separately(&subject, &units);
        sides.push((others::SEPARATE.to_owned(), Box::new(build)));
    }
    if staged {
        let (staging, subject) = (staging::Staging::find(repository)?, &subject);
        let build = move || cold(|target| staging.build(subject, target));
        sides.push(("staging output".to_owned(), Box::new(build)));
    }
    announce(&Rounds::run(rounds, sides)?.table());
    for (side, units) in units.take() {
        announce(&format!("{side}: {units} units compiled"));
    }
    Ok(())
}

/// Runs something in a directory that is empty, and gone afterwards.
pub(super) fn cold(build: impl FnOnce(&Path) -> Result<f64, ChoreError>) -> Result<f64, ChoreError> {
    let target = tempfile::tempdir().map_err(ChoreError::File)?;
    build(target.path())
}

/// Ours, with packages and channel. It is asked for cargo's lines, each of which names a crate.
fn ours(subject: &Subject, target: &Path, units: &Units) -> Result<f64, ChoreError> {
    let (seconds, output) = timed(subject.build(target).arg("--verbose"))?;
    let events = program::events(&output);
    let built = program::finished(&events, &subject.program)?["built"].as_u64();
    if built != u64::try_from(subject.packages.len()).ok() {
        return Err(ChoreError::Bench("not all packages were built".to_owned()));
    }
    let lines = program::named(&events, "output").filter_map(|event| event["line"].as_str());
    let compiled = lines.filter(|line| line.trim_start().starts_with("Compiling ")).count();
    units.borrow_mut().insert("ours (crates that cargo names)".to_owned(), compiled);
    Ok(seconds)
}
