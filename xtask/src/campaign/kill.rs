//! `cargo xtask campaign kill`: SIGKILL at random moments, and the next run at once.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::{Just, Strategy, prop_oneof};

use super::cases;
use super::model::{Edit, Loss, Program, Time, value_edit};
use super::options::Options;
use super::random::Random;
use super::report::Report;
use super::world::{Tools, Victim, World};
use crate::error::ChoreError;

/// How many kills one workspace lives through.
const KILLS_OF_A_CASE: u64 = 50;

/// Kills runs until there were enough, in workspaces of their own.
pub(super) fn run(options: &Options, tools: &Tools) -> Result<(), ChoreError> {
    cases::run("kill", options, KILLS_OF_A_CASE, |seed| Case::begin(seed, tools), Case::round)
}

/// One workspace and what happens to it.
struct Case {
    random: Random,
    world: World,
    /// The time that a whole build took last.
    usual: Duration,
    /// What was done in this round, for messages.
    history: Vec<String>,
}

impl Case {
    fn begin(seed: u64, tools: &Tools) -> Result<Self, ChoreError> {
        let mut world = World::create(tools)?;
        let (finished, verdict) = world.build()?;
        if !verdict.problems.is_empty() {
            return Err(ChoreError::Campaign(verdict.problems.join("\n")));
        }
        let random = Random::new(seed);
        let (usual, history) = (finished.time, Vec::new());
        Ok(Self { random, world, usual, history })
    }

    /// Edits, kills up to three runs, and checks what the next run makes of it. Returns what is wrong.
    fn round(&mut self, report: &mut Report) -> Result<Vec<String>, ChoreError> {
        self.history.clear();
        for _ in 0..self.random.draw(&(1..=3_u32)) {
            self.edit()?;
            if self.kill(report)? && self.random.chance(30) {
                break;
            }
        }
        if self.random.chance(50) {
            self.edit()?;
        }
        let (finished, verdict) = self.world.build()?;
        if !verdict.built.is_empty() {
            self.usual = finished.time;
        }
        let mut problems = verdict.problems;
        if problems.is_empty() {
            problems = self.check_index()?;
        }
        if problems.is_empty() {
            problems = self.check_rest()?;
        }
        if !problems.is_empty() {
            self.world.note_failure();
            problems.insert(0, self.history.join(", "));
        }
        Ok(problems)
    }

    fn edit(&mut self) -> Result<(), ChoreError> {
        let losses = proptest::sample::select(&Program::ALL[..])
            .prop_map(|program| Edit::Lose(Loss::Archive(program)));
        let edit = self.random.draw(&prop_oneof![9 => value_edit(), 1 => losses, 1 => Just(Edit::Touch)]);
        self.history.push(format!("{edit:?}"));
        self.world.disk.apply(&edit, Time::Now)
    }

    /// Kills a run at a random moment. Returns whether there was something to kill.
    fn kill(&mut self, report: &mut Report) -> Result<bool, ChoreError> {
        let arguments: &[&str] = if self.random.chance(20) { &["--force"] } else { &[] };
        let mut run = self.world.start_build(arguments)?;
        // A run that is killed may have made packages that this program does not know of.
        self.world.forget_all();
        let moment = self.usual.mul_f64(f64::from(self.random.draw(&(0..1100_u32))) / 1000.0);
        run.wait_for(moment)?;
        let victim = self.random.draw(&prop_oneof![
            Just(Victim::Group),
            Just(Victim::Main),
            (0..100_usize).prop_map(Victim::Descendant),
        ]);
        let hit = run.kill(victim);
        self.history.push(format!("kill of {} after {moment:?}", hit.as_deref().unwrap_or("nothing")));
        let finished = run.finish()?;
        let Some(hit) = hit else { return Ok(false) };
        // A run that had ended before the signal is no kill.
        let is_kill = matches!(victim, Victim::Descendant(_)) || finished.code().is_none();
        if is_kill {
            report.count(
                if matches!(victim, Victim::Descendant(_)) { "a descendant".to_owned() } else { hit },
                1,
            );
            report.add(1);
        }
        Ok(is_kill)
    }

    /// `cargo conda index` has nothing to change.
    fn check_index(&mut self) -> Result<Vec<String>, ChoreError> {
        let channel = self.world.disk.directories.channel();
        let before = indexes(&channel)?;
        let path = channel.display().to_string();
        let finished = self.world.start(&["index", &path])?.finish()?;
        let mut problems = Vec::new();
        if finished.code() != Some(0) {
            problems
                .push(format!("`cargo conda index` ended with {}:\n{}", finished.status, finished.stderr));
        }
        if indexes(&channel)? != before {
            problems.push("`cargo conda index` has changed the index".to_owned());
        }
        Ok(problems)
    }

    /// A further run has nothing to do.
    fn check_rest(&mut self) -> Result<Vec<String>, ChoreError> {
        let (_, verdict) = self.world.build()?;
        let mut problems = verdict.problems;
        if !verdict.built.is_empty() {
            problems.push(format!("a run without a change has built {:?}", verdict.built));
        }
        Ok(problems)
    }
}

/// The index of each platform of a channel.
fn indexes(channel: &Path) -> Result<Vec<String>, ChoreError> {
    let folders = fs_err::read_dir(channel).map_err(ChoreError::File)?;
    let mut indexes = Vec::new();
    for folder in folders {
        let path = folder.map_err(ChoreError::File)?.path().join("repodata.json");
        if path.is_file() {
            indexes.push(format!(
                "{}\n{}",
                path.display(),
                fs_err::read_to_string(&path).map_err(ChoreError::File)?
            ));
        }
    }
    indexes.sort();
    Ok(indexes)
}
