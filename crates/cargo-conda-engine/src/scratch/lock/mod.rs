//! The lock that lets one run at a time use a scratch directory, and tells the others who holds it.
//!
//! Two files are locked. `lock` is held by the process of a run alone. `lock-processes` is held by that
//! process and by all that it starts: they inherit the open file, and the operating system releases the lock
//! when the last of them has ended. So a run that is killed while compilers are at work frees the first lock,
//! and the second one tells the next run to wait for them.

mod processes;

use std::fs::TryLockError;
use std::io;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde::Serialize;

use self::processes::ProcessesLock;
use crate::api::{Blocker, EngineError, Holder, Interrupt};
use crate::system::{Point, atomic_file, fault_point, open_files, remove};

/// How often a waiting run tries to take the lock.
const POLL: Duration = Duration::from_millis(100);

/// The name of the file that the process of a run locks.
pub(super) const FILE_NAME: &str = "lock";

/// A lock that is held until this value is dropped. If the process dies, the operating system releases it as
/// soon as the processes that this one has started have ended.
#[derive(Debug)]
pub(crate) struct ScratchLock {
    scratch: Utf8PathBuf,
    _processes: ProcessesLock,
    _run: fs::File,
}

/// What a waiting run needs.
struct Waiting<'a> {
    scratch: &'a Utf8Path,
    interrupt: &'a Interrupt,
    on_wait: &'a mut dyn FnMut(Blocker),
}

impl ScratchLock {
    /// Takes the lock of a scratch directory, which is made if it is missing. Waits for another run that
    /// holds it, and for processes that an earlier run has left at work. Calls `on_wait` once for each of the
    /// two reasons to wait.
    pub(crate) fn acquire(
        scratch: &Utf8Path,
        interrupt: &Interrupt,
        mut on_wait: impl FnMut(Blocker),
    ) -> Result<Self, EngineError> {
        let mut waiting = Waiting { scratch, interrupt, on_wait: &mut on_wait };
        let run = waiting.for_run()?;
        let processes = ProcessesLock::acquire(&mut waiting)?;
        let path = scratch.join(FILE_NAME);
        let failed = |source| EngineError::Lock { path, source };
        fault_point(Point::LockTaken).and_then(|()| write_holder(scratch)).map_err(failed)?;
        Ok(Self { scratch: scratch.to_owned(), _processes: processes, _run: run })
    }

    /// Deletes the scratch directory, which this value locks. The lock file goes last, so that a run that
    /// begins meanwhile waits.
    pub(crate) fn delete_scratch(self) -> io::Result<()> {
        let Self { scratch, .. } = &self;
        for entry in scratch.read_dir_utf8()?.collect::<io::Result<Vec<_>>>()? {
            if entry.file_name() == FILE_NAME {
                continue;
            }
            if entry.file_type()?.is_dir() {
                remove::directory_if_present(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
            fault_point(Point::ScratchPartDeleted)?;
        }
        fs::remove_file(scratch.join(FILE_NAME))?;
        match fs::remove_dir(scratch) {
            // A run has begun since the lock file was deleted.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            other => other,
        }
    }
}

impl Waiting<'_> {
    /// Waits for another run, and takes the lock that its process holds.
    fn for_run(&mut self) -> Result<fs::File, EngineError> {
        let path = self.scratch.join(FILE_NAME);
        let failed = |source| EngineError::Lock { path: path.clone(), source };
        let mut is_announced = false;
        loop {
            fs::create_dir_all(self.scratch).map_err(failed)?;
            let file = open(&path).map_err(failed)?;
            while !try_lock(&file).map_err(failed)? {
                if !is_announced {
                    let holder = self.holder();
                    (self.on_wait)(Blocker::Run(holder));
                    is_announced = true;
                }
                self.pause()?;
            }
            // The other run may have deleted the scratch directory, and this file with it. A third one would
            // lock a new file of the same name.
            if open_files::is_at(&file, &path) {
                return Ok(file);
            }
        }
    }

    /// Waits a moment, unless the run is asked to stop.
    fn pause(&self) -> Result<(), EngineError> {
        if self.interrupt.is_requested() {
            return Err(EngineError::InterruptedWhileWaiting);
        }
        std::thread::sleep(POLL);
        Ok(())
    }

    /// The run that has the lock, or had it last; `None` if it has not written its name yet.
    fn holder(&self) -> Option<Holder> {
        serde_json::from_str(&fs::read_to_string(holder_path(self.scratch)).ok()?).ok()
    }
}

fn open(path: &Utf8Path) -> io::Result<fs::File> {
    fs::OpenOptions::new().create(true).write(true).truncate(false).open(path)
}

/// Locks a file. Returns false if it is locked already.
fn try_lock(file: &fs::File) -> io::Result<bool> {
    match file.file().try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The file that names the holder. The lock file itself cannot: Windows does not let others read a locked
/// file.
fn holder_path(scratch: &Utf8Path) -> Utf8PathBuf {
    scratch.join("lock-holder.json")
}

/// What the file says.
#[derive(Serialize)]
struct HolderFile {
    #[serde(flatten)]
    holder: Holder,
    /// The number of the session that the process belongs to; `None` if the operating system does not say.
    session: Option<u32>,
}

fn write_holder(scratch: &Utf8Path) -> io::Result<()> {
    let pid = std::process::id();
    let holder = Holder { pid, since: jiff::Timestamp::now().to_string() };
    let file = HolderFile { holder, session: open_files::session_of(pid) };
    atomic_file::write(&holder_path(scratch), serde_json::to_string(&file)?)
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::ScratchLock;
    use crate::api::{Blocker, EngineError, Interrupt};

    #[test]
    fn a_second_run_is_told_who_holds_the_scratch() {
        let directory = tempfile::tempdir().unwrap();
        let scratch = Utf8Path::from_path(directory.path()).unwrap();
        let interrupt = Interrupt::new();
        let held = ScratchLock::acquire(scratch, &interrupt, |_| panic!("nobody holds it yet")).unwrap();

        let stop = interrupt.clone();
        let mut told = None;
        let second = ScratchLock::acquire(scratch, &interrupt, |blocker| {
            told = Some(blocker);
            stop.request();
        });
        assert!(matches!(second, Err(EngineError::InterruptedWhileWaiting)));
        let Some(Blocker::Run(Some(holder))) = told else { panic!("{told:?}") };
        assert_eq!(holder.pid, std::process::id());

        drop(held);
        ScratchLock::acquire(scratch, &Interrupt::new(), |_| panic!("it was released")).unwrap();
    }

    #[test]
    fn a_run_that_waited_for_clean_makes_the_scratch_again() {
        let directory = tempfile::tempdir().unwrap();
        let scratch = Utf8Path::from_path(directory.path()).unwrap().join("scratch");
        let cleaning = ScratchLock::acquire(&scratch, &Interrupt::new(), |_| ()).unwrap();
        let mut cleaning = Some(cleaning);
        let waited = ScratchLock::acquire(&scratch, &Interrupt::new(), |_| {
            fs_err::remove_dir_all(&scratch).unwrap();
            cleaning = None;
        });
        let waited = waited.unwrap();
        let third = Interrupt::new();
        let stop = third.clone();
        let third = ScratchLock::acquire(&scratch, &third, |_| stop.request());
        assert!(matches!(third, Err(EngineError::InterruptedWhileWaiting)), "two runs have the scratch");
        drop(waited);
    }
}
