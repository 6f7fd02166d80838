//! The messages that a job sends while it works, and the callback that it sends them with.

use cargo_conda_workspace::InventoryDifference;

use crate::api::{InstalledProgram, NamedPath, Phase};
use crate::cargo::CargoMessage;

/// Something that happened to a job.
pub(crate) enum JobNews {
    /// The job enters a phase.
    Phase(Phase),
    /// Programs of the package name directories of this machine.
    NamesMachine(Vec<NamedPath>),
    /// The build script has installed the programs and libraries of the package.
    ProgramsInstalled(Vec<InstalledProgram>),
    /// cargo has compiled other packages than were listed.
    InventoryDiffers(InventoryDifference),
    /// cargo, a compiler or a test printed a line.
    Line(String),
    /// cargo sent a message about a unit.
    Cargo(CargoMessage),
}

/// The callback through which a job reports to the dispatcher. Threads of rattler-build call it too.
pub(crate) type Report = dyn Fn(JobNews) + Send + Sync;
