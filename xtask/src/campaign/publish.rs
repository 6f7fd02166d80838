//! `cargo xtask campaign publish`: SIGKILL while packages are published to a directory, and then the same
//! command once more.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::cases;
use super::model::{Time, value_edit};
use super::options::Options;
use super::poll::Poll;
use super::random::Random;
use super::report::Report;
use super::world::{Running, Tools, Victim, World};
use crate::error::ChoreError;

/// How many kills one workspace lives through.
const KILLS_OF_A_CASE: u64 = 25;

/// Kills publishers until there were enough, in workspaces of their own.
pub(super) fn run(options: &Options, tools: &Tools) -> Result<(), ChoreError> {
    cases::run("publish", options, KILLS_OF_A_CASE, |seed| Case::begin(seed, tools), Case::round)
}

/// A workspace and the channel that its packages are published to.
struct Case {
    random: Random,
    world: World,
    /// The time that publishing took last.
    usual: Duration,
}

impl Case {
    fn begin(seed: u64, tools: &Tools) -> Result<Self, ChoreError> {
        let world = World::create(tools)?;
        let mut case = Self { random: Random::new(seed), world, usual: Duration::ZERO };
        fs_err::create_dir_all(case.published()).map_err(ChoreError::File)?;
        let mut problems = case.world.build()?.1.problems;
        problems.extend(case.complete()?);
        if problems.is_empty() { Ok(case) } else { Err(ChoreError::Campaign(problems.join("\n"))) }
    }

    fn published(&self) -> PathBuf {
        self.world.disk.directories.root().join("published")
    }

    /// Makes other packages of equal names, kills their publisher, and publishes again, while a client polls
    /// the channel. Returns what is wrong.
    fn round(&mut self, report: &mut Report) -> Result<Vec<String>, ChoreError> {
        for _ in 0..self.random.draw(&(1..=3_u32)) {
            self.world.disk.apply(&self.random.draw(&value_edit()), Time::Now)?;
        }
        let mut problems = self.world.build()?.1.problems;
        let poll = Poll::begin(self.published());
        let mut publisher = self.start()?;
        let moment = self.usual.mul_f64(f64::from(self.random.draw(&(0..1100_u32))) / 1000.0);
        publisher.wait_for(moment)?;
        publisher.kill(Victim::Main);
        if publisher.finish()?.code().is_none() {
            report.add(1);
        }
        problems.extend(self.complete()?);
        let polled = poll.end();
        report.count("readings of an index", polled.readings);
        problems.extend(polled.problems);
        if !problems.is_empty() {
            self.world.note_failure();
        }
        Ok(problems)
    }

    /// Publishes the whole set, and compares the channel with that of the workspace.
    fn complete(&mut self) -> Result<Vec<String>, ChoreError> {
        let began = Instant::now();
        let finished = self.start()?.finish()?;
        self.usual = began.elapsed();
        if finished.code() != Some(0) {
            return Ok(vec![format!("`publish` ended with {}:\n{}", finished.status, finished.stderr)]);
        }
        let published = self.published();
        let (here, _) = self.world.check_channel()?;
        let (there, mut problems) = self.world.read_channel(&published)?;
        let digests: BTreeSet<_> = there.iter().map(|package| &package.sha256).collect();
        let missing = here.iter().filter(|package| !digests.contains(&package.sha256));
        problems.extend(missing.map(|package| format!("{} is not published as it is here", package.file)));
        Ok(problems)
    }

    fn start(&mut self) -> Result<Running, ChoreError> {
        let channel = self.world.disk.directories.channel().display().to_string();
        let published = self.published().display().to_string();
        self.world.start(&["publish", &published, "--channel-dir", &channel, "--replace"])
    }
}
