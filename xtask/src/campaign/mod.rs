//! `cargo xtask campaign`: runs of `cargo conda` under random edits, kills and other trouble.
//!
//! A campaign generates tiny workspaces, changes them at random, and compares the packages with a model that
//! knows what each program has to print. Equal seeds do equal things, except for the moments of kills, which
//! depend on the machine.

mod cases;
mod channel;
mod clock;
mod disk;
mod edit;
mod endurance;
mod kill;
mod model;
mod options;
mod poll;
mod publish;
mod random;
mod report;
mod world;

use std::process::Command;

use self::options::Options;
use self::world::Tools;
use crate::error::ChoreError;
use crate::repository::Repository;
use crate::step::{self, announce};

const HELP: &str = "\
Usage: cargo xtask campaign <kind> [OPTION…]

  kill         kill runs at random moments; the next run puts everything right
  edit         edit every kind of input; packages are what they should be, and nothing is built for nothing
  channel      two or four commands at once on one channel, while a client polls it
  publish      kill publishers at random moments; the channel is valid, and the next one completes it
  disk         a file system that is full at random moments, or can only be read
  clock        clocks that jump, and files with equal times
  endurance    one run after another; what they leave, their memory and their time do not grow
  faults       die and fail at every fault point, each time that it is reached; takes no options

  --seed N         seed of everything that is random [default: 1]
  --count N        how many kills, edits, rounds or runs
  --minutes N      end after so many minutes, whatever was done
  --program PATH   the `cargo-conda` to run [default: built from this checkout]
  --keep           keep the directories of cases that fail
  --bytes          edit: make what `--against` reuses again from nothing, and compare the bytes of programs
";

/// A campaign: runs with options and programs, and reports.
type Campaign = fn(&Options, &Tools) -> Result<(), ChoreError>;

/// The kinds of campaigns with the default of `--count`, and how many kills, edits, rounds or runs a campaign
/// has in `cargo xtask ci`, where all of them together take a minute.
const KINDS: [(&str, Campaign, u64, u64); 7] = [
    ("kill", kill::run, 100, 10),
    ("edit", edit::run, 100, 20),
    ("channel", channel::run, 20, 2),
    ("publish", publish::run, 50, 5),
    ("disk", disk::run, 20, 3),
    ("clock", clock::run, 20, 3),
    ("endurance", endurance::run, 100, 15),
];

/// Runs the campaign that the arguments begin with.
pub(crate) fn run(repository: &Repository, arguments: &[&str]) -> Result<(), ChoreError> {
    let Some((kind, rest)) = arguments.split_first() else {
        return Err(ChoreError::Usage { help: HELP });
    };
    if arguments == ["faults"] {
        return visit_fault_points(repository);
    }
    let Some((_, campaign, count, _)) = KINDS.iter().find(|(name, ..)| name == kind) else {
        return Err(ChoreError::Usage { help: HELP });
    };
    let options = Options::read(rest, *count)?;
    let tools = Tools::find(repository, &options)?;
    campaign(&options, &tools)
}

/// Runs the integration test that `cargo test` leaves out, on programs of this checkout. A smaller one is
/// among the tests of `cargo xtask ci`.
fn visit_fault_points(repository: &Repository) -> Result<(), ChoreError> {
    const TEST: &str = "faults::after_every_fault_the_next_run_puts_everything_right";
    let cargo = |arguments: &[&str]| {
        let mut cargo = Command::new("cargo");
        cargo.args(arguments).current_dir(repository.root());
        cargo.env("CARGO_TARGET_DIR", repository.root().join("target"));
        step::run(&mut cargo)
    };
    cargo(&["build", "--workspace", "--all-targets", "--locked"])?;
    cargo(&[
        "test",
        "--package",
        "integration-tests",
        "--test",
        "it",
        "--locked",
        "--",
        "--ignored",
        "--exact",
        TEST,
    ])
}

/// Runs a small campaign of each kind, from a fixed seed.
pub(crate) fn run_small(repository: &Repository) -> Result<(), ChoreError> {
    if !cfg!(target_os = "linux") {
        announce("campaigns are skipped: they look for processes and memory where Linux shows them");
        return Ok(());
    }
    let tools = Tools::find(repository, &Options::new(0))?;
    KINDS.iter().try_for_each(|&(_, campaign, _, count)| campaign(&Options::new(count), &tools))
}
