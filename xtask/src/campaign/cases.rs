//! The loop of campaigns that have one workspace after the other live through rounds.

use super::options::Options;
use super::report::Report;
use crate::error::ChoreError;

/// Begins cases, each with a seed of its own, and has each live through rounds until it has counted `most`
/// kills, edits, rounds or runs, or something is wrong. Ends when the report is done.
///
/// A round counts in the report and returns what is wrong.
pub(super) fn run<C>(
    kind: &'static str,
    options: &Options,
    most: u64,
    begin: impl Fn(u64) -> Result<C, ChoreError>,
    round: impl Fn(&mut C, &mut Report) -> Result<Vec<String>, ChoreError>,
) -> Result<(), ChoreError> {
    let mut report = Report::new(kind, options);
    let mut seed = options.seed;
    while !report.is_done() {
        let mut case = begin(seed)?;
        let before = report.done();
        while !report.is_done() && report.done() - before < most {
            let problems = round(&mut case, &mut report)?;
            if !problems.is_empty() {
                report.fail(seed, report.done() - before, &problems.join("\n"));
                break;
            }
        }
        seed += 1;
    }
    report.finish()
}
