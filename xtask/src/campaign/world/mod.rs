//! The generated workspace on the disk: files, runs of `cargo conda`, and the third party that reads what
//! they make.

mod against;
mod directories;
mod disk;
mod generated;
mod process;
mod program;
mod reader;
mod tools;

pub(super) use self::directories::Directories;
pub(super) use self::disk::set_modified;
pub(super) use self::generated::World;
pub(super) use self::process::{Finished, Running, Victim};
pub(super) use self::tools::Tools;
