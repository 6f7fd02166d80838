//! Chores of this repository: `cargo xtask <chore>`.

mod bench;
mod book;
mod campaign;
mod channel;
mod check;
mod ci;
mod deny;
mod error;
mod fuzz;
mod glibc;
mod memory;
mod needs;
mod picture;
mod release;
mod repository;
mod sample;
mod step;
mod tidy;
mod venv;
mod wine;

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::error::ChoreError;
use crate::repository::Repository;

const HELP: &str = "\
Usage: cargo xtask <chore>

  bench <what> [OPTION…]
                 measure plans and builds beside cargo; without <what>, list the benchmarks
  book [--open]  make pages of docs/book in target/book, and show them
  book --look    make the pages, and have Chromium look at them in target/book-pictures
  campaign <kind> [OPTION…]
                 run builds under random edits, kills and other trouble; without <kind>, list the campaigns
  channel        make a conda channel of this machine's tools in target/channel
  channel cross  the same in target/channel-cross, for another processor
  channel macos  the same in target/channel-macos, for macOS
  channel cross win-64
                 the same in target/channel-win-64, for Windows, and Wine to run programs with in target/wine
  check windows  compile and lint everything for Windows, and run tests in Wine; compiles all dependencies
  ci             run all checks that a change must pass
  deny           check licences, sources and names of all dependencies against deny.toml
  fuzz <target> [<inputs>]
                 run a fuzz target under libFuzzer; without <target>, list the targets
  glibc          unpack an old glibc in target/glibc-2.17, on which tests run packages
  picture        build a sample workspace and draw what is printed, for the README
  release api    compare what the crates offer with the last release, by cargo-semver-checks
  release notes <tag>
                 print what the changelog says about the version of a tag
  release archives
                 compile the programs and pack them into target/release-archives, with digests
  release packages [CHANNEL]
                 make conda packages of the programs by themselves in target/conda, install them with what they
                 need from a channel, such as ./target/channel [default: conda-forge], into a fresh prefix, and
                 build a sample workspace from there; takes about half an hour
  tidy           check the rules of this repository that no compiler knows
  venv           install the Python programs that tests use in target/venv
";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            step::announce(&error.with_causes());
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), ChoreError> {
    let repository = Repository::here();
    match arguments {
        ["channel"] => channel::make(&repository),
        ["channel", "macos"] => channel::make_macos(&repository),
        ["channel", "cross"] => channel::make_cross(&repository),
        ["channel", "cross", "win-64"] => channel::make_windows(&repository),
        ["book"] => book::make(&repository, false),
        ["book", "--open"] => book::make(&repository, true),
        ["book", "--look"] => book::look(&repository),
        ["bench", arguments @ ..] => bench::run(&repository, arguments),
        ["campaign", arguments @ ..] => campaign::run(&repository, arguments),
        ["check", arguments @ ..] => check::run(&repository, arguments),
        ["ci"] => ci::run(&repository),
        ["deny"] => deny::check(&repository),
        ["fuzz", arguments @ ..] => fuzz::run(&repository, arguments),
        ["glibc"] => glibc::make(&repository),
        ["picture"] => picture::make(&repository),
        ["release", "api"] => release::api(&repository),
        ["release", "notes", tag] => release::notes(&repository, tag),
        ["release", "archives"] => release::archives(&repository),
        ["release", "packages"] => release::packages(&repository, None),
        ["release", "packages", channel] => release::packages(&repository, Some(channel)),
        ["tidy"] => tidy::run(&repository),
        ["venv"] => venv::make(&repository),
        ["help" | "--help" | "-h"] => write!(io::stdout(), "{HELP}").map_err(ChoreError::Write),
        _ => Err(ChoreError::Usage { help: HELP }),
    }
}
