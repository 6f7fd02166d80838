//! The lock that lets one run at a time use a scratch directory, and tells the others who holds it.

use std::fs::TryLockError;
use std::io;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use crate::api::{EngineError, Holder, Interrupt};

/// How often a waiting run tries to take the lock.
const POLL: Duration = Duration::from_millis(100);

/// A lock that is held until this value is dropped. The operating system releases it if the process dies.
#[derive(Debug)]
pub(crate) struct ScratchLock {
    _file: fs::File,
}

impl ScratchLock {
    /// Takes the lock of a scratch directory. If another run holds it, calls `on_wait` once and waits.
    pub(crate) fn acquire(
        scratch: &Utf8Path,
        interrupt: &Interrupt,
        mut on_wait: impl FnMut(Option<Holder>),
    ) -> Result<Self, EngineError> {
        let path = scratch.join("lock");
        let failed = |source| EngineError::Lock { path: path.clone(), source };
        let file =
            fs::OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(failed)?;
        let mut announced = false;
        loop {
            match file.file().try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
            if !announced {
                on_wait(read_holder(&holder_path(scratch)));
                announced = true;
            }
            if interrupt.is_requested() {
                return Err(EngineError::InterruptedWhileWaiting);
            }
            std::thread::sleep(POLL);
        }
        write_holder(&holder_path(scratch)).map_err(failed)?;
        Ok(Self { _file: file })
    }
}

/// The file that names the holder. The lock file itself cannot: Windows does not let others read a locked
/// file.
fn holder_path(scratch: &Utf8Path) -> Utf8PathBuf {
    scratch.join("lock-holder.json")
}

fn read_holder(path: &Utf8Path) -> Option<Holder> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

fn write_holder(path: &Utf8Path) -> io::Result<()> {
    let holder = Holder { pid: std::process::id(), since: jiff::Timestamp::now().to_string() };
    fs::write(path, serde_json::to_string(&holder)?)
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::ScratchLock;
    use crate::api::EngineError;
    use crate::api::Interrupt;

    #[test]
    fn a_second_run_is_told_who_holds_the_scratch() {
        let directory = tempfile::tempdir().unwrap();
        let scratch = Utf8Path::from_path(directory.path()).unwrap();
        let interrupt = Interrupt::new();
        let held = ScratchLock::acquire(scratch, &interrupt, |_| panic!("nobody holds it yet")).unwrap();

        let stop = interrupt.clone();
        let mut told = None;
        let second = ScratchLock::acquire(scratch, &interrupt, |holder| {
            told = holder;
            stop.request();
        });
        assert!(matches!(second, Err(EngineError::InterruptedWhileWaiting)));
        assert_eq!(told.unwrap().pid, std::process::id());

        drop(held);
        ScratchLock::acquire(scratch, &Interrupt::new(), |_| panic!("it was released")).unwrap();
    }
}
