//! `cargo xtask bench compile`: the time of a build with an empty target directory.

use std::path::Path;

use super::arguments::Arguments;
use super::others::{self, Together};
use super::program::{self, Compiled};
use super::rounds::{Rounds, Side, Units, cold, timed};
use super::staging;
use super::subject::Subject;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;

/// Measures `cargo conda build` beside a single cargo process for all packages, and beside other tools on
/// request.
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

/// Runs `cargo conda build`, which also packs and indexes. The crates are counted in the `Compiling` lines of
/// cargo.
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
