//! `cargo xtask campaign disk`: a file system that is full at random moments, or can only be read.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::model::{Time, value_edit};
use super::options::Options;
use super::random::Random;
use super::report::Report;
use super::world::{Directories, Finished, Tools, World};
use crate::error::ChoreError;
use crate::step::announce;

/// Size of the file system: what a workspace needs and some more.
const SIZE: &str = "96m";

/// How many rounds one file system lives through.
const ROUNDS_OF_A_CASE: u64 = 20;

/// How the contradictions end that a run may leave if it could not finish; the next run puts them right.
const UNFINISHED: [&str; 3] =
    ["is in the channel and not in the index", "is in the index and not in the channel", "has no index"];

/// Runs rounds until there were enough. A machine that does not let us mount is reported, and no failure.
pub(super) fn run(options: &Options, tools: &Tools) -> Result<(), ChoreError> {
    let mut report = Report::new("disk", options);
    let mut seed = options.seed;
    while !report.is_done() {
        let directory = tempfile::tempdir().map_err(ChoreError::File)?;
        let Some(small) = SmallDisk::mount(&directory.path().join("small"))? else {
            announce("disk: skipped, because mounting a file system needs root");
            return Ok(());
        };
        let root = fs_err::canonicalize(directory.path()).map_err(ChoreError::File)?;
        let places = Directories::below(&root.join("world")).with_target(&root.join("small").join("target"));
        let mut case = Case::begin(seed, tools, places, &small)?;
        for nth in 1..=ROUNDS_OF_A_CASE {
            if report.is_done() {
                break;
            }
            let problems = case.round(&mut report)?;
            report.add(1);
            if !problems.is_empty() {
                report.fail(seed, nth, &problems.join("\n"));
                break;
            }
        }
        seed += 1;
    }
    report.finish()
}

/// A workspace whose target directory is on a small file system.
struct Case<'d> {
    random: Random,
    world: World,
    disk: &'d SmallDisk,
    /// The time that a whole build took last.
    usual: Duration,
}

impl<'d> Case<'d> {
    fn begin(
        seed: u64,
        tools: &Tools,
        directories: Directories,
        disk: &'d SmallDisk,
    ) -> Result<Self, ChoreError> {
        let mut world = World::create_at(tools, directories)?;
        let (finished, verdict) = world.build()?;
        if !verdict.problems.is_empty() {
            return Err(ChoreError::Campaign(verdict.problems.join("\n")));
        }
        Ok(Self { random: Random::new(seed), world, disk, usual: finished.time })
    }

    /// Edits, has a run meet a full or read-only disk, and checks that the next run puts everything right.
    fn round(&mut self, report: &mut Report) -> Result<Vec<String>, ChoreError> {
        for _ in 0..self.random.draw(&(1..=3_u32)) {
            self.world.disk.apply(&self.random.draw(&value_edit()), Time::Now)?;
        }
        self.world.forget_all();
        let trouble = if self.random.chance(75) { "full" } else { "read-only" };
        let (finished, mut problems) =
            if trouble == "full" { self.with_full_disk()? } else { self.with_read_only_disk()? };
        report.count(trouble, 1);
        report.count(format!("{trouble}, exit code {:?}", finished.code()), 1);
        problems.extend(complaint(&finished));
        // Without a build in between. Where the index could not be written, an archive can be missing there,
        // or be missing itself; but neither may contradict the other.
        let (_, seen) = self.world.check_channel()?;
        problems
            .extend(seen.into_iter().filter(|problem| !UNFINISHED.iter().any(|end| problem.ends_with(end))));
        self.disk.free().map_err(ChoreError::File)?;
        let (_, verdict) = self.world.build()?;
        problems.extend(verdict.problems);
        if !problems.is_empty() {
            problems.insert(0, format!("after a run on a disk that was {trouble}:"));
        }
        Ok(problems)
    }

    /// Fills the disk at a random moment of a run.
    fn with_full_disk(&mut self) -> Result<(Finished, Vec<String>), ChoreError> {
        let mut run = self.world.start_build(&[])?;
        run.wait_for(self.usual.mul_f64(f64::from(self.random.draw(&(0..1000_u32))) / 1000.0))?;
        let left = if self.random.chance(50) { 0 } else { self.random.draw(&(0..4_000_000_u64)) };
        self.disk.fill(left).map_err(ChoreError::File)?;
        Ok((run.finish()?, Vec::new()))
    }

    /// Runs while the disk can only be read. The run fails, and says why.
    fn with_read_only_disk(&mut self) -> Result<(Finished, Vec<String>), ChoreError> {
        self.disk.remount("ro")?;
        let finished = self.world.start_build(&[])?.finish();
        self.disk.remount("rw")?;
        let finished = finished?;
        let mut problems = Vec::new();
        if finished.code() != Some(1) {
            problems.push(format!("it ended with {}:\n{}", finished.status, finished.complaints()));
        }
        Ok((finished, problems))
    }
}

/// What is wrong with the end of a run that may have had no space; `None` if nothing is.
fn complaint(finished: &Finished) -> Option<String> {
    let said = finished.complaints();
    let is_said = ["No space left", "Read-only"].iter().any(|reason| said.contains(reason));
    let is_fine = match finished.code() {
        Some(0) => true,
        Some(1) => is_said,
        _ => false,
    };
    (!is_fine).then(|| format!("it ended with {} and said:\n{said}", finished.status))
}

/// A file system in memory, unmounted when the value is dropped.
struct SmallDisk {
    directory: PathBuf,
}

impl SmallDisk {
    /// Mounts a file system; `None` if this user may not.
    fn mount(directory: &Path) -> Result<Option<Self>, ChoreError> {
        fs_err::create_dir_all(directory).map_err(ChoreError::File)?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={SIZE}"), "tmpfs"]).arg(directory);
        let is_mounted = mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        Ok(is_mounted.then(|| Self { directory: directory.to_owned() }))
    }

    fn filler(&self) -> PathBuf {
        self.directory.join("filler")
    }

    /// Fills the disk but for so many bytes.
    fn fill(&self, left: u64) -> io::Result<()> {
        let mut filler = fs_err::File::create(self.filler())?;
        let block = vec![0; 1 << 16];
        loop {
            match filler.write_all(&block) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::StorageFull => break,
                Err(error) => return Err(error),
            }
        }
        let length = filler.metadata()?.len();
        filler.set_len(length.saturating_sub(left))
    }

    /// Deletes what [`Self::fill`] wrote.
    fn free(&self) -> io::Result<()> {
        match fs_err::remove_file(self.filler()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    fn remount(&self, mode: &str) -> Result<(), ChoreError> {
        let mut mount = Command::new("mount");
        crate::step::output_of(mount.args(["-o", &format!("remount,{mode}")]).arg(&self.directory)).map(drop)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a process that a failed case has left may still be at work there.
        let _unmounted = Command::new("umount").arg("-l").arg(&self.directory).status();
    }
}
