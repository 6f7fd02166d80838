//! The operating system: processes, processors, digests of files, files that appear whole, and logs.

pub(crate) mod atomic_file;
pub(crate) mod children;
mod digest;
mod jobserver;
mod log_file;
pub(crate) mod remove;

pub(crate) use digest::{Digest, Hasher};
pub(crate) use jobserver::Jobserver;
pub(crate) use log_file::{LogFile, LogLine};
