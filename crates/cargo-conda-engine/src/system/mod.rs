//! What the engine needs from the operating system: child processes, the jobserver, digests, atomic files,
//! times of files, logs, points at which tests inject faults. Knows nothing of cargo or conda.

pub(crate) mod atomic_file;
pub(crate) mod children;
mod digest;
mod emulation;
mod fault;
pub(crate) mod file_times;
mod jobserver;
pub(crate) mod kept_file;
mod log_file;
pub(crate) mod open_files;
pub(crate) mod remove;

pub(crate) use digest::{Digest, Hasher};
pub use emulation::runs_programs;
#[cfg(debug_assertions)]
pub use fault::{FaultPoint, fault_points, inject_fault, trace_fault_points};
pub(crate) use fault::{Point, fault_point};
pub(crate) use jobserver::Jobserver;
pub(crate) use log_file::{LogFile, LogLine};

/// The turn of a test that starts processes: some tests end all children of the test process.
#[cfg(test)]
pub(crate) fn one_at_a_time() -> std::sync::MutexGuard<'static, ()> {
    static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
    TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
