//! `cargo xtask campaign channel`: runs beside each other on one workspace or one target directory, while a
//! client polls the channel.

use std::path::PathBuf;

use proptest::prelude::{Just, prop_oneof};

use super::cases;
use super::model::{Time, value_edit};
use super::options::Options;
use super::poll::Poll;
use super::random::Random;
use super::report::Report;
use super::world::{Directories, Finished, Running, Tools, World};
use crate::error::ChoreError;

/// How many rounds one pair of checkouts lives through.
const ROUNDS_OF_A_CASE: u64 = 10;

/// A command that runs beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Build,
    ForcedBuild,
    Plan,
    Why,
    Index,
    Clean,
    Publish,
}

/// Runs rounds until there were enough.
pub(super) fn run(options: &Options, tools: &Tools) -> Result<(), ChoreError> {
    cases::run("channel", options, ROUNDS_OF_A_CASE, |seed| Case::begin(seed, tools), Case::round)
}

/// Two checkouts with one target directory.
struct Case {
    random: Random,
    first: World,
    second: World,
}

impl Case {
    fn begin(seed: u64, tools: &Tools) -> Result<Self, ChoreError> {
        let mut first = World::create(tools)?;
        let directories = &first.disk.directories;
        let second = Directories::below(&directories.root().join("second")).with_target(directories.target());
        let second = World::create_at(tools, second)?;
        first.build()?;
        for world in [&first, &second] {
            fs_err::create_dir_all(published(&world.disk.directories)).map_err(ChoreError::File)?;
        }
        Ok(Self { random: Random::new(seed), first, second })
    }

    /// Edits both checkouts, starts two or four commands at once, and checks what they leave.
    fn round(&mut self, report: &mut Report) -> Result<Vec<String>, ChoreError> {
        for world in [&mut self.first, &mut self.second] {
            for _ in 0..self.random.draw(&(1..=3_u32)) {
                world.disk.apply(&self.random.draw(&value_edit()), Time::Now)?;
            }
        }
        let directories = [&self.first, &self.second].map(|world| &world.disk.directories);
        let mut channels = directories.map(published).to_vec();
        channels.push(directories[0].channel());
        let polls: Vec<_> = channels.into_iter().map(Poll::begin).collect();
        let (commands, mut problems) = self.run_beside_each_other(report)?;
        for polled in polls.into_iter().map(Poll::end) {
            report.count("readings of an index", polled.readings);
            problems.extend(polled.problems);
        }
        problems.extend(self.check()?);
        report.add(1);
        if !problems.is_empty() {
            self.first.note_failure();
            problems.insert(0, format!("after {commands:?} at once, in turn in the two checkouts:"));
        }
        Ok(problems)
    }

    /// Starts commands, half of them in the second checkout, and waits for their ends.
    fn run_beside_each_other(
        &mut self,
        report: &mut Report,
    ) -> Result<(Vec<Beside>, Vec<String>), ChoreError> {
        let command = prop_oneof![
            6 => Just(Beside::Build),
            2 => Just(Beside::ForcedBuild),
            2 => Just(Beside::Plan),
            1 => Just(Beside::Why),
            2 => Just(Beside::Index),
            1 => Just(Beside::Clean),
            4 => Just(Beside::Publish),
        ];
        let number = if self.random.chance(50) { 2 } else { 4 };
        let two_checkouts = self.random.chance(50);
        let mut commands = vec![Beside::Build];
        commands.extend((1..number).map(|_| self.random.draw(&command)));
        let mut running = Vec::new();
        for (nth, command) in commands.iter().enumerate() {
            let world = if two_checkouts && nth % 2 == 1 { &mut self.second } else { &mut self.first };
            running.push(start(world, *command)?);
            report.count(format!("{command:?}"), 1);
        }
        let mut problems = Vec::new();
        for (command, run) in commands.iter().zip(running) {
            problems.extend(complaint(*command, &run.finish()?));
        }
        Ok((commands, problems))
    }

    /// Builds each checkout alone. Each replaces what the other made, because the packages have equal names.
    fn check(&mut self) -> Result<Vec<String>, ChoreError> {
        let mut problems = Vec::new();
        for world in [&mut self.first, &mut self.second] {
            world.forget_all();
            problems.extend(world.build()?.1.problems);
        }
        Ok(problems)
    }
}

/// The directory that the packages of a checkout are published to.
fn published(directories: &Directories) -> PathBuf {
    directories.root().join("published")
}

fn start(world: &mut World, command: Beside) -> Result<Running, ChoreError> {
    let channel = world.disk.directories.channel().display().to_string();
    match command {
        Beside::Build => world.start_build(&[]),
        Beside::ForcedBuild => world.start_build(&["--force"]),
        Beside::Plan => world.start(&["plan", "--offline"]),
        Beside::Why => world.start(&["why", "--offline"]),
        Beside::Index => world.start(&["index", &channel]),
        Beside::Clean => world.start(&["clean", "--offline"]),
        Beside::Publish => {
            let published = published(&world.disk.directories);
            let published = published.display().to_string();
            world.start(&["publish", &published, "--channel-dir", &channel, "--replace"])
        }
    }
}

/// What is wrong with the end of a command; `None` if nothing is.
fn complaint(command: Beside, finished: &Finished) -> Option<String> {
    let Finished { status, stderr, .. } = finished;
    let is_allowed = match command {
        // The channel may be deleted before its index can be written.
        Beside::Index => finished.code() == Some(2),
        // An archive may be deleted before it is read or copied.
        Beside::Publish => matches!(finished.code(), Some(1 | 2)),
        _ => false,
    };
    (!status.success() && !is_allowed).then(|| format!("{command:?} ended with {status}:\n{stderr}"))
}
