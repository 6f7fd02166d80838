//! `cargo xtask bench plan`: how the time of a plan grows with the number of members.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::arguments::Arguments;
use super::program::{self, Compiled};
use super::rounds::{Rounds, Side, median, timed};
use super::synthetic;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::announce;

/// Measures `cargo conda plan` beside the `cargo metadata` that it runs, on workspaces of several sizes.
pub(super) fn run(repository: &Repository, mut arguments: Arguments) -> Result<(), ChoreError> {
    let mut sizes = arguments.numbers("--members", &[100, 1000, 3000])?;
    sizes.sort_unstable();
    let rounds = arguments.rounds(5)?;
    let program = program::program(repository, &mut arguments, &Compiled::Release)?;
    arguments.finish()?;
    let mut points = Vec::new();
    for members in sizes {
        announce(&format!("{members} members"));
        let directory = tempfile::tempdir().map_err(ChoreError::File)?;
        let manifest = synthetic::write(directory.path(), members)?;
        let both = vec![side("plan", plan(&program, &manifest)), side("metadata", metadata(&manifest))];
        let times = Rounds::run(rounds, both)?;
        announce(&times.table());
        let of = |side: &str| median(times.of(side).iter().copied());
        points.push(Point { members, plan: of("plan"), metadata: of("metadata") });
    }
    announce(&growth(&points));
    Ok(())
}

/// The median times for a workspace of one size, in seconds.
struct Point {
    members: usize,
    plan: f64,
    metadata: f64,
}

/// The growth of the times divided by the growth of the workspace: 1 is linear. The last column is the time
/// of `plan` without the `cargo metadata` in it.
fn growth(points: &[Point]) -> String {
    let lines = points.windows(2).filter_map(|pair| {
        let [small, large] = pair else { return None };
        let members = ratio(large.members, small.members);
        let grown = |of: fn(&Point) -> f64| of(large) / of(small) / members;
        Some(format!(
            "{} to {} members: plan {:.2}, metadata {:.2}, plan without metadata {:.2}",
            small.members,
            large.members,
            grown(|point| point.plan),
            grown(|point| point.metadata),
            grown(|point| point.plan - point.metadata),
        ))
    });
    let lines: Vec<_> = lines.collect();
    format!("growth of the times for each growth of the members, 1.00 is linear\n{}", lines.join("\n"))
}

fn ratio(large: usize, small: usize) -> f64 {
    let exact = |number: usize| u32::try_from(number).map_or(f64::INFINITY, f64::from);
    exact(large) / exact(small)
}

fn side(name: &str, mut command: Command) -> Side<'static> {
    (name.to_owned(), Box::new(move || Ok(timed(&mut command)?.0)))
}

fn plan(program: &Path, manifest: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["conda", "plan", "--offline", "--format", "json", "--manifest-path"]).arg(manifest);
    command
}

/// `cargo metadata` with the options that `cargo conda plan` passes to it.
pub(super) fn metadata(manifest: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.args(["metadata", "--format-version", "1", "--locked", "--all-features", "--offline"]);
    let root = manifest.parent().map(PathBuf::from).unwrap_or_default();
    command.arg("--manifest-path").arg(manifest).current_dir(root);
    command
}

#[cfg(test)]
mod tests {
    use super::{Point, growth};

    #[test]
    fn linear_growth_is_one() {
        let points = [
            Point { members: 100, plan: 3.0, metadata: 2.0 },
            Point { members: 300, plan: 13.5, metadata: 12.0 },
        ];
        assert_eq!(
            growth(&points),
            "growth of the times for each growth of the members, 1.00 is linear\n\
             100 to 300 members: plan 1.50, metadata 2.00, plan without metadata 0.50"
        );
    }
}
