//! Ends the processes that a run started.
//!
//! rattler-build starts scripts as plain children, without a process group of their own and without a handle
//! that it would give us. So a run ends every process that descends from this one and began after the run:
//! the shell of a script, cargo, compilers, tests of a package. Processes that the host program had started
//! before are left alone.
//!
//! This has two limits. A host program that starts processes of its own during a run must expect that they
//! are ended too. And a process whose parent has died no longer descends from this one, so it is not found.

use std::collections::BTreeSet;
use std::iter::successors;

use camino::Utf8Path;
use cargo_conda_workspace::canonicalize;
use sysinfo::{Pid, Process, ProcessRefreshKind, ProcessesToUpdate, Signal, System, UpdateKind};

/// The longest chain of parents that is followed. Chains are short; the bound guards against a process table
/// that changes while it is read.
const DEEPEST: usize = 64;

/// The children of a run, told from those that were there before it.
pub(crate) struct Children {
    before: BTreeSet<Pid>,
}

impl Children {
    /// Notes which child processes exist already.
    pub(crate) fn watch() -> Self {
        let system = processes();
        Self { before: descendants(&system, &BTreeSet::new()).map(Process::pid).collect() }
    }

    /// Asks all children of the run to terminate, or kills them if `forced`.
    pub(crate) fn stop(&self, forced: bool) {
        let system = processes();
        let signal = if forced { Signal::Kill } else { Signal::Term };
        for process in descendants(&system, &self.before) {
            // Windows has no signal to terminate, so the process is killed at once.
            if process.kill_with(signal).is_none() {
                process.kill();
            }
        }
    }
}

/// Kills every process whose working directory is this directory or below it: the tests of one package, and
/// none of another's.
pub(crate) fn kill_those_in(directory: &Utf8Path) {
    // The system reports working directories with links resolved.
    let Ok(directory) = canonicalize(directory) else { return };
    let mut system = System::new();
    let with_directory = ProcessRefreshKind::nothing().with_cwd(UpdateKind::Always);
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, with_directory);
    for process in system.processes().values() {
        if process.cwd().is_some_and(|cwd| cwd.starts_with(directory.as_std_path())) {
            process.kill();
        }
    }
}

/// Kills a child of this process and all processes below it in the process tree.
pub(crate) fn kill_tree(child: u32) {
    let system = processes();
    let child = Pid::from_u32(child);
    let is_below = |process: &&Process| {
        let above = successors(Some(process.pid()), |pid| parent(&system, *pid));
        above.take(DEEPEST).any(|pid| pid == child)
    };
    // The child first, so that it starts no others; its own children stay below it in what was read.
    let mut doomed: Vec<_> = system.processes().values().filter(is_below).collect();
    doomed.sort_by_key(|process| process.pid() != child);
    for process in doomed {
        process.kill();
    }
}

fn processes() -> System {
    let mut system = System::new();
    system.refresh_processes_specifics(
        ProcessesToUpdate::All,
        true,
        ProcessRefreshKind::nothing().without_tasks(),
    );
    system
}

/// The parent of a process; `None` if the parent has ended. Systems give the ids of ended processes again, so
/// a process that began later than its child is another one.
fn parent(system: &System, pid: Pid) -> Option<Pid> {
    let process = system.process(pid)?;
    let parent = system.process(process.parent()?)?;
    (parent.start_time() <= process.start_time()).then(|| parent.pid())
}

/// The processes below this one in the process tree, without the processes in `except` and those below them.
fn descendants<'s>(system: &'s System, except: &BTreeSet<Pid>) -> impl Iterator<Item = &'s Process> {
    let own = Pid::from_u32(std::process::id());
    let descends = move |process: &&Process| {
        let mut pid = process.pid();
        for _ in 0..DEEPEST {
            if except.contains(&pid) {
                return false;
            }
            match parent(system, pid) {
                Some(parent) if parent == own => return !except.contains(&pid),
                Some(parent) => pid = parent,
                None => return false,
            }
        }
        false
    };
    let found: Vec<_> = system.processes().values().filter(descends).collect();
    found.into_iter()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use camino::Utf8Path;
    use std::process::Command;

    use super::{Children, kill_those_in};

    #[test]
    fn kills_what_works_in_a_directory_and_nothing_else() {
        let _turn = crate::system::one_at_a_time();
        let directory = tempfile::tempdir().unwrap();
        let mut inside = Command::new("sleep").arg("30").current_dir(directory.path()).spawn().unwrap();
        let mut outside = Command::new("sleep").arg("30").spawn().unwrap();
        kill_those_in(Utf8Path::from_path(directory.path()).unwrap());
        assert!(!inside.wait().unwrap().success());
        assert!(outside.try_wait().unwrap().is_none());
        outside.kill().unwrap();
        outside.wait().unwrap();
    }

    #[test]
    fn ends_grandchildren_and_spares_what_ran_before() {
        let _turn = crate::system::one_at_a_time();
        let mut before = Command::new("sleep").arg("30").spawn().unwrap();
        let children = Children::watch();
        // If only the inner `sleep` is ended, the shell goes on to the next command, so the test sees whether
        // the shell is ended too.
        let mut child = Command::new("sh").args(["-c", "sleep 30 & wait; sleep 30"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(200));
        children.stop(false);
        assert!(!child.wait().unwrap().success());
        assert!(before.try_wait().unwrap().is_none(), "what ran before still runs");
        before.kill().unwrap();
        before.wait().unwrap();
    }
}
