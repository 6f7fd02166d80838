//! Runs all sides of a benchmark in rounds and computes their ratios.
//!
//! Each round runs every side once, so that load from other programs slows all sides alike and cancels out in
//! the ratios.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::error::ChoreError;
use crate::step::{announce, output_of};

/// The name of a side and the function that runs it once; its result is the time in seconds.
pub(super) type Side<'a> = (String, Box<dyn FnMut() -> Result<f64, ChoreError> + 'a>);

/// How many units each side compiled, by the name of the side; sides that do not report it are missing.
pub(super) type Units = RefCell<BTreeMap<String, usize>>;

/// The times of each side in seconds, in the order of rounds.
pub(super) struct Rounds(Vec<(String, Vec<f64>)>);

impl Rounds {
    /// Runs every side once a round, in the given order.
    pub(super) fn run(count: usize, mut sides: Vec<Side<'_>>) -> Result<Self, ChoreError> {
        let mut times: Vec<_> = sides.iter().map(|(name, _)| (name.clone(), Vec::new())).collect();
        for round in 1..=count {
            for ((name, run), (_, times)) in sides.iter_mut().zip(&mut times) {
                let seconds = run()?;
                announce(&format!("round {round} of {count}, {name}: {seconds:.2} s"));
                times.push(seconds);
            }
        }
        Ok(Self(times))
    }

    /// The times of one side in seconds, in the order of rounds; empty for an unknown name.
    pub(super) fn of(&self, side: &str) -> &[f64] {
        self.0.iter().find(|(name, _)| name == side).map_or(&[], |(_, times)| times)
    }

    /// A table with the ratio of the first side to each other side.
    pub(super) fn table(&self) -> String {
        let Some(((first, times), others)) = self.0.split_first() else {
            return String::new();
        };
        let width = others.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        let lines = others.iter().map(|(name, other)| {
            let Ratio { median, lowest, highest } = Ratio::of(times, other);
            format!("{first} : {name:width$}  {median:.2}  ({lowest:.2} to {highest:.2})")
        });
        let lines: Vec<_> = lines.collect();
        format!("ratios of {} rounds, the median and the range\n{}", times.len(), lines.join("\n"))
    }
}

/// The ratio of one side to another over all rounds. It is computed within each round, because load from
/// other programs slows both sides of the same round.
#[derive(Debug, PartialEq)]
pub(super) struct Ratio {
    pub(super) median: f64,
    lowest: f64,
    highest: f64,
}

impl Ratio {
    pub(super) fn of(side: &[f64], other: &[f64]) -> Self {
        let ratios: Vec<f64> = side.iter().zip(other).map(|(side, other)| side / other).collect();
        Self {
            median: median(ratios.iter().copied()),
            lowest: ratios.iter().copied().fold(f64::INFINITY, f64::min),
            highest: ratios.iter().copied().fold(0.0, f64::max),
        }
    }
}

/// The median; for an even number of values, the upper of the two in the middle. NaN without values.
pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Runs a program to its end. Returns the time in seconds and the standard output.
pub(super) fn timed(command: &mut Command) -> Result<(f64, String), ChoreError> {
    let began = Instant::now();
    let output = output_of(command)?;
    Ok((began.elapsed().as_secs_f64(), output))
}

/// Calls a function with an empty directory, which is removed afterwards.
pub(super) fn cold(build: impl FnOnce(&Path) -> Result<f64, ChoreError>) -> Result<f64, ChoreError> {
    let target = tempfile::tempdir().map_err(ChoreError::File)?;
    build(target.path())
}

#[cfg(test)]
mod tests {
    use super::{Ratio, Rounds, median};

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert!((median([3.0, 1.0, 2.0].into_iter()) - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn ratios_are_those_of_rounds() {
        let ratio = Ratio::of(&[1.0, 4.0, 9.0], &[2.0, 4.0, 3.0]);
        assert_eq!(ratio, Ratio { median: 1.0, lowest: 0.5, highest: 3.0 });
    }

    #[test]
    fn the_first_side_is_told_in_terms_of_the_others() {
        let mut calls = 0.0;
        let rounds = Rounds::run(
            3,
            vec![
                (
                    "ours".to_owned(),
                    Box::new(|| {
                        calls += 1.0;
                        Ok(calls)
                    }),
                ),
                ("cargo".to_owned(), Box::new(|| Ok(2.0))),
                ("a tool".to_owned(), Box::new(|| Ok(4.0))),
            ],
        )
        .unwrap();
        assert_eq!(rounds.of("ours"), [1.0, 2.0, 3.0]);
        assert_eq!(
            rounds.table(),
            "ratios of 3 rounds, the median and the range\n\
             ours : cargo   1.00  (0.50 to 1.50)\n\
             ours : a tool  0.50  (0.25 to 0.75)"
        );
    }
}
