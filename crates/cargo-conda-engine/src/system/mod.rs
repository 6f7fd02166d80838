//! What the engine needs from the operating system: child processes, the jobserver, digests, atomic files,
//! logs. Knows nothing of cargo or conda.

pub(crate) mod atomic_file;
pub(crate) mod children;
mod digest;
mod jobserver;
mod log_file;
pub(crate) mod remove;

pub(crate) use digest::{Digest, Hasher};
pub(crate) use jobserver::Jobserver;
pub(crate) use log_file::{LogFile, LogLine};
