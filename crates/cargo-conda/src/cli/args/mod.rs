//! The options that several commands share, in groups as `--help` shows them. Each option is defined once.
//!
//! Options of a single command are in the file of the command, which puts these groups together.

mod advisories;
mod age;
mod build;
mod count;
mod emulator;
mod memory_size;
mod output;
mod planning;
mod s3;
mod selection;
mod toolchain;
mod workspace;

pub(super) use advisories::AffectedByArgs;
pub(super) use age::Age;
pub(super) use build::{AgainstArgs, BuildArgs, ChannelArgs, build_options};
pub(super) use count::count;
pub(super) use emulator::EmulatorArgs;
pub(super) use output::{FormatArgs, OutputFormat, TalkArgs};
pub(super) use planning::PlanningArgs;
pub(super) use s3::S3Args;
pub(super) use workspace::WorkspaceArgs;
