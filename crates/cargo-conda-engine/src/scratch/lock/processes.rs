//! The lock that lives as long as any process of a run.
//!
//! On Unix a lock made by `flock` belongs to the open file, and a child process inherits the open file if it
//! is not marked to be closed. So cargo, compilers, build scripts and tests hold the lock of their run. When
//! a run ends, it unlocks the file for all of them. Only the processes of a run that was killed, or
//! interrupted before they had ended, go on holding it.
//!
//! Some of them never end: a compile cache's server, or another daemon that a build script has started. A
//! daemon leaves the session of the run, as `daemon(7)` describes; compilers do not. If only such processes
//! are left, the next run takes another file. Where processes cannot be listed (on systems other than Linux)
//! the run waits until the lock is free, or until it is interrupted.
//!
//! The host program's own children inherit the file too if they are started while the run lasts. That does no
//! harm, because the end of the run unlocks it.
//!
//! Windows has no such lock here: a killed run frees the scratch directory while its compilers go on.

#[cfg(unix)]
pub(super) use unix::ProcessesLock;
#[cfg(not(unix))]
pub(super) use without::ProcessesLock;

#[cfg(unix)]
mod unix {
    use camino::Utf8Path;
    use fs_err as fs;
    use rustix::io::{FdFlags, fcntl_setfd};
    use serde::Deserialize;

    use super::super::{Waiting, holder_path, open, try_lock};
    use crate::api::{Blocker, EngineError, Interrupt, Orphan};
    use crate::system::open_files::{self, User};

    const FILE_NAME: &str = "lock-processes";

    /// How many times a waiting run pauses before it looks again at who holds the lock.
    const PAUSES: u32 = 10;

    /// The lock, which child processes of this one inherit.
    #[derive(Debug)]
    pub(in super::super) struct ProcessesLock {
        file: fs::File,
        interrupt: Interrupt,
    }

    impl ProcessesLock {
        /// Takes the lock. The caller holds the lock of the run, so no other process tries to.
        pub(in super::super) fn acquire(waiting: &mut Waiting<'_>) -> Result<Self, EngineError> {
            let path = waiting.scratch.join(FILE_NAME);
            let failed = |source| EngineError::Lock { path: path.clone(), source };
            let mut file = open(&path).map_err(failed)?;
            let mut pauses = 0;
            while !try_lock(&file).map_err(failed)? {
                // The first pause is for processes that are about to end.
                if pauses % PAUSES == 1 {
                    let users = open_files::users_of(&file);
                    if is_left_to_daemons(&users, session(waiting.scratch)) {
                        fs::remove_file(&path).map_err(failed)?;
                        file = open(&path).map_err(failed)?;
                        continue;
                    }
                    if pauses == 1 {
                        let (run, processes) = (waiting.holder(), users.into_iter().map(orphan).collect());
                        (waiting.on_wait)(Blocker::Orphans { run, processes });
                    }
                }
                pauses += 1;
                waiting.pause()?;
            }
            fcntl_setfd(&file, FdFlags::empty()).map_err(|error| failed(error.into()))?;
            Ok(Self { file, interrupt: waiting.interrupt.clone() })
        }
    }

    impl Drop for ProcessesLock {
        fn drop(&mut self) {
            // A run that was interrupted may leave processes that have not ended yet. They keep the lock.
            if !self.interrupt.is_requested() {
                let _unlocked = self.file.file().unlock();
            }
        }
    }

    /// Whether processes have the file open and all of them have left the session of their run.
    fn is_left_to_daemons(users: &[User], session: Option<u32>) -> bool {
        let has_left = |user: &User| user.session.is_some() && user.session != session;
        session.is_some() && !users.is_empty() && users.iter().all(has_left)
    }

    /// The session of the run that had the lock last; `None` if its file does not say.
    fn session(scratch: &Utf8Path) -> Option<u32> {
        #[derive(Deserialize)]
        struct Session {
            session: Option<u32>,
        }
        let text = fs::read_to_string(holder_path(scratch)).ok()?;
        serde_json::from_str::<Session>(&text).ok()?.session
    }

    fn orphan(User { pid, program, .. }: User) -> Orphan {
        Orphan { pid, program }
    }

    #[cfg(test)]
    #[cfg(target_os = "linux")]
    mod tests {
        use std::process::{Child, Command};
        use std::time::Duration;

        use camino::Utf8Path;

        use crate::api::{Blocker, EngineError, Interrupt};
        use crate::scratch::ScratchLock;
        use crate::system::open_files;

        /// Starts a program as a run does, and ends the run as a killed process does: without unlocking.
        fn left_behind(scratch: &Utf8Path, mut program: Command) -> Child {
            let interrupt = Interrupt::new();
            let run = ScratchLock::acquire(scratch, &interrupt, |_| panic!("nobody holds it")).unwrap();
            let child = program.spawn().unwrap();
            interrupt.request();
            drop(run);
            child
        }

        #[test]
        fn the_next_run_waits_for_what_a_run_left() {
            let _turn = crate::system::one_at_a_time();
            let directory = tempfile::tempdir().unwrap();
            let scratch = Utf8Path::from_path(directory.path()).unwrap();
            let mut sleep = Command::new("sleep");
            sleep.arg("30");
            let mut child = left_behind(scratch, sleep);
            let mut told = None;
            ScratchLock::acquire(scratch, &Interrupt::new(), |blocker| {
                told = Some(blocker);
                child.kill().unwrap();
                child.wait().unwrap();
            })
            .unwrap();
            let Some(Blocker::Orphans { run: Some(run), processes }) = told else { panic!("{told:?}") };
            assert_eq!(run.pid, std::process::id());
            let named = processes.iter().map(|orphan| (orphan.pid, orphan.program.as_str()));
            assert_eq!(named.collect::<Vec<_>>(), [(child.id(), "sleep")]);
        }

        #[test]
        fn a_waiting_run_can_be_interrupted() {
            let _turn = crate::system::one_at_a_time();
            let directory = tempfile::tempdir().unwrap();
            let scratch = Utf8Path::from_path(directory.path()).unwrap();
            let mut sleep = Command::new("sleep");
            sleep.arg("30");
            let mut child = left_behind(scratch, sleep);
            let interrupt = Interrupt::new();
            let stop = interrupt.clone();
            let waited = ScratchLock::acquire(scratch, &interrupt, |_| stop.request());
            assert!(matches!(waited, Err(EngineError::InterruptedWhileWaiting)));
            child.kill().unwrap();
            child.wait().unwrap();
        }

        #[test]
        fn a_daemon_holds_up_no_run() {
            let _turn = crate::system::one_at_a_time();
            let directory = tempfile::tempdir().unwrap();
            let scratch = Utf8Path::from_path(directory.path()).unwrap();
            let mut daemon = Command::new("setsid");
            daemon.args(["sleep", "30"]);
            let mut child = left_behind(scratch, daemon);
            let own = open_files::session_of(std::process::id());
            while open_files::session_of(child.id()) == own {
                std::thread::sleep(Duration::from_millis(1));
            }
            let none = |blocker| panic!("{blocker:?}");
            let next = ScratchLock::acquire(scratch, &Interrupt::new(), none).unwrap();
            assert!(child.try_wait().unwrap().is_none(), "the daemon goes on");
            drop(next);
            ScratchLock::acquire(scratch, &Interrupt::new(), none).unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
        }

        #[test]
        fn what_outlives_a_finished_run_holds_nothing() {
            let _turn = crate::system::one_at_a_time();
            let directory = tempfile::tempdir().unwrap();
            let scratch = Utf8Path::from_path(directory.path()).unwrap();
            let run = ScratchLock::acquire(scratch, &Interrupt::new(), |_| ()).unwrap();
            let mut child = Command::new("sleep").arg("30").spawn().unwrap();
            drop(run);
            ScratchLock::acquire(scratch, &Interrupt::new(), |blocker| panic!("{blocker:?}")).unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

#[cfg(not(unix))]
mod without {
    use super::super::Waiting;
    use crate::api::EngineError;

    /// Stands in for the lock where there is none.
    #[derive(Debug)]
    pub(in super::super) struct ProcessesLock;

    impl ProcessesLock {
        pub(in super::super) fn acquire(_waiting: &mut Waiting<'_>) -> Result<Self, EngineError> {
            Ok(Self)
        }
    }
}
