//! `cargo xtask bench`: measures plans and builds as ratios to other programs.
//!
//! Times depend on the machine, ratios of runs side by side hardly do. Times are printed only to explain the
//! ratios.

mod against;
mod arguments;
mod compile;
mod features;
mod leaf;
mod line;
mod measured;
mod noop;
mod others;
mod overhead;
mod plan;
mod program;
mod rounds;
mod server;
mod staging;
mod subject;
mod synthetic;
mod toolchains;

use self::arguments::Arguments;
use crate::error::ChoreError;
use crate::repository::Repository;

const HELP: &str = "\
Usage: cargo xtask bench <what> [OPTION…]

  against     `cargo conda build --against` on a machine that has nothing, of a channel over HTTP that has all packages
  plan        `cargo conda plan` beside `cargo metadata`, on generated workspaces
  compile     a cold `cargo conda build` beside one cargo process for all packages
  noop        `cargo conda build` with nothing to do beside `cargo metadata`
  features    what licence texts, audit data and others add to a cold build, and to the archives
  leaf        `cargo conda build` after a change in one member beside `cargo build`
  overhead    what one more package costs beside the compilation of its crates, on workspaces of several sizes
  toolchains  `cargo conda build` with conda's compilers beside the machine's; takes the options of `build`

  --manifest-path PATH   compile, features, noop, leaf: the workspace [default: examples/monorepo]
                         overhead: the workspace whose first packages are built [default: generated ones]
  -p, --package NAME     compile, features, noop, leaf: only this package; can be repeated
  --rounds N             how many times each side runs [default: 3 or 5]
  --program PATH         the `cargo-conda` to measure [default: built from this checkout]
  --members N,N,…        plan: the sizes of the workspaces [default: 100,1000,3000]
  --packages N,N,…       overhead: how many packages are built [default: 5,20,50,100]
                         against: how many packages the channel has [default: 10,50,100]
  --compilation          features: also those that change how programs are compiled, with a cold build for each
  --separate             compile: also one `cargo install` per package, each with an empty target directory
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
        "features" => features::run(repository, Arguments::new(rest)),
        "noop" => noop::run(repository, Arguments::new(rest)),
        "overhead" => overhead::run(repository, Arguments::new(rest)),
        "against" => against::run(repository, Arguments::new(rest)),
        "leaf" => leaf::run(repository, Arguments::new(rest)),
        "toolchains" => toolchains::run(repository, rest),
        _ => Err(ChoreError::Usage { help: HELP }),
    }
}
