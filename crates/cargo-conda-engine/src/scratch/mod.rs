//! The scratch directory: where everything lies in it, its lock, cargo's target directories, and how long things took.

mod environment_contents;
mod layout;
mod lock;
pub(crate) mod target_directory;
mod timings;

pub(crate) use environment_contents::EnvironmentContents;
pub(crate) use layout::{EnvironmentScratch, PackageScratch, Scratch};
pub(crate) use lock::ScratchLock;
pub(crate) use timings::Timings;
