//! Runs of `cargo conda`: started in process groups of their own, watched, and killed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::error::ChoreError;
use crate::memory;

/// The longest time that a campaign waits for one run. A run that takes longer hangs,
/// however busy the machine is.
const PATIENCE: Duration = Duration::from_mins(20);

/// How often a run is looked at.
const TICK: Duration = Duration::from_millis(5);

/// A run that has been started.
pub(crate) struct Running {
    child: Child,
    began: Instant,
    stdout: PathBuf,
    stderr: PathBuf,
    /// Peak memory so far in KiB; `None` except on Linux.
    peak: Option<u64>,
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    /// The events on standard output; lines that are no JSON are left out.
    pub(crate) events: Vec<Value>,
    pub(crate) stderr: String,
    pub(crate) time: Duration,
    /// Peak memory of `cargo conda` itself in KiB; `None` except on Linux.
    pub(crate) peak: Option<u64>,
}

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Victim {
    /// The process group: `cargo conda` and everything below it.
    Group,
    /// `cargo conda` alone; what it started goes on.
    Main,
    /// One of the processes below it, by a number that is taken modulo how many there are.
    Descendant(usize),
}

impl Running {
    /// Starts a command with its output in two files, `<output>.out` and `<output>.err`.
    pub(crate) fn start(mut command: Command, output: &Path) -> Result<Self, ChoreError> {
        let (stdout, stderr) = (output.with_extension("out"), output.with_extension("err"));
        let file = |path: &PathBuf| fs_err::File::create(path).map(fs_err::File::into_file);
        command
            .stdout(file(&stdout).map_err(ChoreError::File)?)
            .stderr(file(&stderr).map_err(ChoreError::File)?);
        own_group(&mut command);
        let shown = command.get_program().display().to_string();
        let child = command.spawn().map_err(|source| ChoreError::Start { command: shown, source })?;
        Ok(Self { child, began: Instant::now(), stdout, stderr, peak: None })
    }

    /// Sleeps for a time, or until the run ends. Returns whether it is still running.
    pub(crate) fn wait_for(&mut self, time: Duration) -> Result<bool, ChoreError> {
        let began = Instant::now();
        while began.elapsed() < time {
            if self.has_ended()? {
                return Ok(false);
            }
            std::thread::sleep(TICK.min(time.saturating_sub(began.elapsed())));
        }
        Ok(!self.has_ended()?)
    }

    pub(crate) fn has_ended(&mut self) -> Result<bool, ChoreError> {
        self.peak = self.peak.max(memory::peak(self.child.id()));
        Ok(self.child.try_wait().map_err(ChoreError::File)?.is_some())
    }

    /// Sends SIGKILL. Returns what was hit, or `None` if there was nothing to hit any more.
    pub(crate) fn kill(&mut self, victim: Victim) -> Option<String> {
        let own = self.child.id();
        match victim {
            Victim::Group => kill(&format!("-{own}")).then(|| "the process group".to_owned()),
            Victim::Main => kill(&own.to_string()).then(|| "cargo conda alone".to_owned()),
            Victim::Descendant(nth) => {
                let below = descendants(own);
                let (pid, name) = below.get(nth.checked_rem(below.len())?)?;
                kill(&pid.to_string()).then(|| format!("its descendant `{name}`"))
            }
        }
    }

    /// Waits for the end. A run that takes too long is killed, and is an error.
    pub(crate) fn finish(mut self) -> Result<Finished, ChoreError> {
        while !self.has_ended()? {
            if self.began.elapsed() > PATIENCE {
                self.kill(Victim::Group);
                self.child.wait().map_err(ChoreError::File)?;
                return Err(ChoreError::Campaign(format!(
                    "a run has not ended after {} s; its output is in `{}`",
                    PATIENCE.as_secs(),
                    self.stderr.display()
                )));
            }
            std::thread::sleep(TICK);
        }
        let time = self.began.elapsed();
        let status = self.child.wait().map_err(ChoreError::File)?;
        let read = |path: &PathBuf| fs_err::read(path).map_err(ChoreError::File);
        let events = String::from_utf8_lossy(&read(&self.stdout)?)
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let stderr = String::from_utf8_lossy(&read(&self.stderr)?).into_owned();
        Ok(Finished { status, events, stderr, time, peak: self.peak })
    }
}

impl Finished {
    /// The outcome of each package, by crate.
    pub(crate) fn outcomes(&self) -> BTreeMap<String, String> {
        let finished = self.events.iter().filter(|event| event["event"] == "package-finished");
        let outcome = |event: &Value| {
            Some((event["crate"].as_str()?.to_owned(), event["outcome"].as_str()?.to_owned()))
        };
        finished.filter_map(outcome).collect()
    }

    /// Everything that the run said about failures: standard error and the errors of packages.
    pub(crate) fn complaints(&self) -> String {
        let errors = self.events.iter().filter_map(|event| event["error"].as_str());
        std::iter::once(self.stderr.as_str()).chain(errors).collect::<Vec<_>>().join("\n")
    }

    /// The exit code; `None` if a signal ended the run.
    pub(crate) fn code(&self) -> Option<i32> {
        self.status.code()
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

/// Sends SIGKILL to a process, or to a group by its negative number. Returns whether there was one.
fn kill(process: &str) -> bool {
    let mut command = Command::new("kill");
    command.args(["-KILL", "--", process]).stderr(std::process::Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The processes below a process, with their names; none except on Linux. Sorted by number.
pub(crate) fn descendants(root: u32) -> Vec<(u32, String)> {
    let entries = fs_err::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let all: BTreeMap<u32, (u32, String)> =
        pids.filter_map(|pid| Some((pid, parent_and_name(pid)?))).collect();
    let is_below = |mut pid: u32| {
        while let Some((parent, _)) = all.get(&pid) {
            if *parent == root {
                return true;
            }
            pid = *parent;
        }
        false
    };
    all.iter().filter(|(pid, _)| is_below(**pid)).map(|(pid, (_, name))| (*pid, name.clone())).collect()
}

/// Parent and name of a process, from `/proc/<pid>/stat`: `1234 (name) S 1 …`.
fn parent_and_name(pid: u32) -> Option<(u32, String)> {
    let stat = fs_err::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (before, after) = stat.rsplit_once(')')?;
    let name = before.split_once('(')?.1;
    Some((after.split_whitespace().nth(1)?.parse().ok()?, name.to_owned()))
}
