//! Ending the processes that a run started.
//!
//! rattler-build starts scripts as plain children, without a process group of their own and without a handle
//! that we could keep. So a run ends what descends from this process and began after it: the script's shell,
//! cargo, its compilers, a package's tests. What the host program itself had started before is left alone.
//!
//! The limits of this way: a host program that starts processes of its own while a build runs must expect them to
//! be ended with it, and a process whose parent has died is nobody's descendant any more.

use std::collections::BTreeSet;

use camino::Utf8Path;
use sysinfo::{Pid, Process, ProcessRefreshKind, ProcessesToUpdate, Signal, System, UpdateKind};

/// Knows which children are the run's.
pub(crate) struct Children {
    before: BTreeSet<Pid>,
}

impl Children {
    /// Remembers what runs already.
    pub(crate) fn watch() -> Self {
        let system = processes();
        Self { before: descendants(&system, &BTreeSet::new()).map(Process::pid).collect() }
    }

    /// Asks all children of the run to end, or kills them.
    pub(crate) fn stop(&self, forced: bool) {
        let system = processes();
        let signal = if forced { Signal::Kill } else { Signal::Term };
        for process in descendants(&system, &self.before) {
            // Where there is no gentler way (Windows), the process is killed at once.
            if process.kill_with(signal).is_none() {
                process.kill();
            }
        }
    }
}

/// Kills what works in a directory or below it: the tests of one package, and nothing of the others.
pub(crate) fn kill_those_in(directory: &Utf8Path) {
    // The system names working directories without links.
    let Ok(directory) = directory.canonicalize_utf8() else { return };
    let mut system = System::new();
    let with_directory = ProcessRefreshKind::nothing().with_cwd(UpdateKind::Always);
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, with_directory);
    for process in system.processes().values() {
        if process.cwd().is_some_and(|cwd| cwd.starts_with(directory.as_std_path())) {
            process.kill();
        }
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

/// The processes below this one, those in `except` and what is below them left out.
fn descendants<'s>(system: &'s System, except: &BTreeSet<Pid>) -> impl Iterator<Item = &'s Process> {
    let own = Pid::from_u32(std::process::id());
    let descends = move |process: &&Process| {
        let mut pid = process.pid();
        // A chain of parents is short; the bound is for tables that change while they are read.
        for _ in 0..64 {
            if except.contains(&pid) {
                return false;
            }
            match system.process(pid).and_then(Process::parent) {
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
    use std::process::Command;
    use std::sync::{Mutex, PoisonError};

    use camino::Utf8Path;

    use super::{Children, kill_those_in};

    /// Both tests end children of this process, the other one's among them.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

    #[test]
    fn kills_what_works_in_a_directory_and_nothing_else() {
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
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
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = Command::new("sleep").arg("30").spawn().unwrap();
        let children = Children::watch();
        // Were it not ended itself, it would go on when what it waits for is.
        let mut child = Command::new("sh").args(["-c", "sleep 30 & wait; sleep 30"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(200));
        children.stop(false);
        assert!(!child.wait().unwrap().success());
        assert!(before.try_wait().unwrap().is_none(), "what ran before still runs");
        before.kill().unwrap();
        before.wait().unwrap();
    }
}
