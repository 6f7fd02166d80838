//! The scratch directory: its layout, its lock, cargo's target directories in it, archives that wait for the
//! end of a run, timings of earlier runs, and the collection of what is no longer used.

mod cache_tag;
mod collection;
pub(crate) mod compiled_units;
mod environment_contents;
mod finished;
mod installed_state;
mod last_run;
mod layout;
mod lock;
mod published;
pub(crate) mod target_directory;
mod timings;

pub(crate) use collection::collect;
pub(crate) use environment_contents::EnvironmentContents;
pub(crate) use finished::{FinishedArchive, FinishedArchives};
pub(crate) use last_run::LastRun;
pub(crate) use layout::{EnvironmentScratch, PackageScratch, Scratch};
pub(crate) use lock::ScratchLock;
pub(crate) use published::KeptRecord;
pub(crate) use timings::Timings;
