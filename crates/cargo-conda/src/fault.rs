//! Tells whether an error asks the person to correct an input, or the machine to be put right.
//!
//! The exit code of the command line follows from it, and so does the help of an error that comes from the operating system.

use std::io;

use cargo_conda_engine::EngineError;

/// What has to change before the same run can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// An argument, a manifest, or a file that one of them names.
    Input,
    /// The machine or the network: a directory is not writable, the disk is full, a channel cannot be reached.
    Machine,
    /// Nothing: the run was stopped on request.
    Interrupt,
}

impl Fault {
    /// The fault of a run that could not be started or finished.
    pub fn of(error: &EngineError) -> Self {
        match error {
            EngineError::InterruptedWhileWaiting | EngineError::Interrupted => Self::Interrupt,
            EngineError::TooDeep { .. }
            | EngineError::DollarInPath { .. }
            | EngineError::SpaceInPath { .. }
            | EngineError::ForeignPlatform { .. }
            | EngineError::NoSuchOutput { .. }
            | EngineError::InvalidChannel { .. }
            | EngineError::ArchivesDiffer { .. }
            | EngineError::RattlerConfig(_)
            | EngineError::Recipe { .. }
            | EngineError::SecretNotSet { .. }
            | EngineError::NoChannel { .. }
            | EngineError::VariantFile { .. } => Self::Input,
            EngineError::Prepare { source, .. }
            | EngineError::Lock { source, .. }
            | EngineError::Clean { source, .. } => Self::of_file(source),
            // An environment may also be unsolvable because of what manifests ask for; the solver's words do not tell reliably.
            EngineError::Resolve { .. }
            | EngineError::Install { .. }
            | EngineError::Activate { .. }
            | EngineError::VirtualPackages { .. }
            | EngineError::Jobserver { .. }
            | EngineError::Forget { .. }
            | EngineError::Index { .. } => Self::Machine,
        }
    }

    /// The fault of a file or directory that cannot be written or deleted. A path that leads through a file is an input.
    pub fn of_file(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::NotADirectory | Kind::IsADirectory | Kind::AlreadyExists | Kind::InvalidFilename => {
                Self::Input
            }
            // Not from the operating system: the engine refuses to delete a directory that is not a channel.
            Kind::Other => Self::Input,
            _ => Self::Machine,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use cargo_conda_engine::EngineError;

    use super::Fault;

    fn fault_of(kind: io::ErrorKind) -> Fault {
        Fault::of(&EngineError::Prepare { path: "/w/target/conda-build".into(), source: kind.into() })
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
