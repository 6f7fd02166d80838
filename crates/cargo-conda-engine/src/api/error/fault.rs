//! Tells whether the user's input or the machine is at fault for an error.
//!
//! The exit code of the command line follows from it, and so does the help of an error that comes from the
//! operating system.

use std::io;

use super::complaint::Complaint;
use super::engine::EngineError;

/// What has to change before the same run can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// An argument, a manifest, or a file that one of them names.
    Input,
    /// The machine or the network: a directory is not writable, the disk is full, a channel cannot be
    /// reached.
    Machine,
    /// Nothing: the run was stopped on request.
    Interrupt,
}

impl EngineError {
    /// Tells what has to change before the same run can succeed.
    pub fn fault(&self) -> Fault {
        match self {
            Self::InterruptedWhileWaiting | Self::Interrupted => Fault::Interrupt,
            Self::Against { source, .. } | Self::UnreadChannel { source, .. }
                if Complaint::read(&source.to_string()).is_some_and(Complaint::is_of_network) =>
            {
                Fault::Machine
            }
            Self::TooDeep { .. }
            | Self::VariableInPath { .. }
            | Self::SpaceInPath { .. }
            | Self::IgnoredLockFile(_)
            | Self::ForeignPlatform { .. }
            | Self::RustTooOld { .. }
            | Self::InvalidChannel { .. }
            | Self::Against { .. }
            | Self::UnreadChannel { .. }
            | Self::NumbersTaken { .. }
            | Self::ArchivesDiffer { .. }
            | Self::RattlerConfig(_)
            | Self::Recipe { .. }
            | Self::SecretNotSet { .. }
            | Self::NoChannel { .. }
            | Self::NotAnArchive { .. }
            | Self::NoArchives { .. }
            | Self::NoPackages { .. }
            | Self::NotAChannel { .. }
            | Self::ForeignArchive { .. }
            | Self::VariantFile { .. } => Fault::Input,
            Self::Publish(error) => error.fault(),
            Self::Prepare { source, .. }
            | Self::Move { source, .. }
            | Self::Unwritten { source, .. }
            | Self::Lock { source, .. }
            | Self::Clean { source, .. } => Fault::of_file(source),
            // An environment may also be unsolvable because of a manifest; the solver's message does not
            // tell.
            Self::Resolve { .. }
            | Self::Install { .. }
            | Self::Activate { .. }
            | Self::VirtualPackages { .. }
            | Self::Jobserver { .. }
            | Self::Forget { .. }
            | Self::Index { .. } => Fault::Machine,
        }
    }
}

impl Fault {
    /// Classifies the error of a file or directory that cannot be written or deleted. If the path itself is
    /// impossible (it leads through a file, or a file is where a directory should be), the input is at fault.
    pub fn of_file(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::NotADirectory | Kind::IsADirectory | Kind::AlreadyExists | Kind::InvalidFilename => {
                Self::Input
            }
            _ => Self::Machine,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{EngineError, Fault};

    fn fault_of(kind: io::ErrorKind) -> Fault {
        EngineError::Prepare { path: "/w/target/conda-build".into(), source: kind.into() }.fault()
    }

    #[test]
    fn a_full_disk_and_an_unwritable_directory_are_the_machines() {
        for kind in [
            io::ErrorKind::NotFound,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::ReadOnlyFilesystem,
            io::ErrorKind::StorageFull,
        ] {
            assert_eq!(fault_of(kind), Fault::Machine, "{kind}");
        }
    }

    #[test]
    fn a_path_through_a_file_is_an_input() {
        assert_eq!(fault_of(io::ErrorKind::NotADirectory), Fault::Input);
        assert_eq!(fault_of(io::ErrorKind::AlreadyExists), Fault::Input);
    }
}
