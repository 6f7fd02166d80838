//! Rounds in which all sides run one after another, and the ratios that come of them.

use std::process::Command;
use std::time::Instant;

use crate::error::ChoreError;
use crate::step::{announce, output_of};

/// What a side is called, and how it runs: the answer is in seconds.
pub(super) type Side<'a> = (String, Box<dyn FnMut() -> Result<f64, ChoreError> + 'a>);

/// What each side took in each round.
pub(super) struct Rounds(Vec<(String, Vec<f64>)>);

impl Rounds {
    /// Runs all sides side by side: whatever else the machine does, it does to each of them.
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

    /// The times of one side, in the order of rounds.
    pub(super) fn of(&self, side: &str) -> &[f64] {
        self.0.iter().find(|(name, _)| name == side).map_or(&[], |(_, times)| times)
    }

    /// The first side in terms of each other one: a line for each.
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

/// One side in terms of another: of each round, because what disturbs a round disturbs both.
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

/// The value in the middle; of two, the upper one.
pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Runs a program to its end: how long it took, and what it wrote to standard output.
pub(super) fn timed(command: &mut Command) -> Result<(f64, String), ChoreError> {
    let began = Instant::now();
    let output = output_of(command)?;
    Ok((began.elapsed().as_secs_f64(), output))
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
