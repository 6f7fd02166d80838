//! What builds and plans cost, as ratios of runs side by side. Times of a machine are nobody else's times; they are printed so
//! that the ratios can be understood, and are compared with nothing.

mod arguments;
mod compile;
mod leaf;
mod noop;
mod others;
mod plan;
mod program;
mod rounds;
mod staging;
mod subject;
mod synthetic;
mod toolchains;

use self::arguments::Arguments;
use crate::error::ChoreError;
use crate::repository::Repository;

const HELP: &str = "\
Usage: cargo xtask bench <what> [OPTION…]

  plan        `cargo conda plan` beside `cargo metadata`, on workspaces that are made up
  compile     a cold `cargo conda build` beside one cargo process for all packages
  noop        `cargo conda build` with nothing to do beside `cargo metadata`
  leaf        `cargo conda build` after a change in one member beside `cargo build`
  toolchains  `cargo conda build` with conda's compilers beside the machine's; all options go to it

  --manifest-path PATH   compile, noop, leaf: the workspace; examples/monorepo otherwise
  -p, --package NAME     compile, noop, leaf: only this package; may be repeated
  --rounds N             how many times each side runs
  --program PATH         the `cargo-conda` to measure; made from this checkout otherwise
  --members N,N,…        plan: the sizes of the workspaces; 100,1000,3000 otherwise
  --separate             compile: also `cargo install` for each package, in a directory of its own
  --staging              compile: also a rattler-build recipe whose staging output compiles
  --touch NAME           leaf: the member that is changed
";

/// Runs the benchmark that the arguments begin with.
pub(crate) fn run(repository: &Repository, arguments: &[&str]) -> Result<(), ChoreError> {
    let Some((what, rest)) = arguments.split_first() else {
        return Err(ChoreError::Usage { help: HELP });
    };
    match *what {
        "plan" => plan::run(repository, Arguments::new(rest)),
        "compile" => compile::run(repository, Arguments::new(rest)),
        "noop" => noop::run(repository, Arguments::new(rest)),
        "leaf" => leaf::run(repository, Arguments::new(rest)),
        "toolchains" => toolchains::run(repository, rest),
        _ => Err(ChoreError::Usage { help: HELP }),
    }
}
