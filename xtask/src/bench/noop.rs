//! `cargo xtask bench noop`: the time of a build when everything is fresh.

use std::cell::Cell;
use std::path::Path;

use super::arguments::Arguments;
use super::measured::{Measured, measured};
use super::plan::metadata;
use super::program::{self, Compiled};
use super::rounds::{Rounds, Side, median, timed};
use super::subject::Subject;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};

/// Measures the second `cargo conda build` beside the `cargo metadata` in it. The difference in seconds is
/// printed too, because both are short.
pub(super) fn run(repository: &Repository, mut arguments: Arguments) -> Result<(), ChoreError> {
    let rounds = arguments.rounds(5)?;
    let subject = Subject::new(repository, &mut arguments, &Compiled::Release)?;
    arguments.finish()?;
    let target = tempfile::tempdir().map_err(ChoreError::File)?;
    step::output_of(&mut subject.build(target.path()))?;
    let peak = Cell::new(None);
    let mut cargo = metadata(&subject.manifest);
    let sides: Vec<Side<'_>> = vec![
        ("build".to_owned(), Box::new(|| again(&subject, target.path(), &peak))),
        ("metadata".to_owned(), Box::new(move || Ok(timed(&mut cargo)?.0))),
    ];
    let times = Rounds::run(rounds, sides)?;
    announce(&times.table());
    let more = times.of("build").iter().zip(times.of("metadata")).map(|(build, metadata)| build - metadata);
    announce(&format!("build - metadata: {:.2} s, the median of {rounds} rounds", median(more)));
    match peak.get() {
        Some(kilobytes) => announce(&format!("peak memory of cargo-conda: {} MiB", kilobytes / 1024)),
        None => announce("peak memory is measured on Linux only"),
    }
    Ok(())
}

/// Builds again. Returns the time in seconds, or an error if a package was built.
fn again(subject: &Subject, target: &Path, peak: &Cell<Option<u64>>) -> Result<f64, ChoreError> {
    let Measured { elapsed, processors: _, memory, output } = measured(&mut subject.build(target))?;
    peak.set(peak.get().max(memory));
    let events = program::events(&output);
    match program::finished(&events, &subject.program)?["built"].as_u64() {
        Some(0) => Ok(elapsed),
        built => Err(ChoreError::Bench(format!(
            "expected no package to be built, but {} were",
            built.unwrap_or_default()
        ))),
    }
}
