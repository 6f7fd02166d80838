//! What an examination of a machine and a workspace has found.

use cargo_conda_mapping::error_chain;

use super::{EngineError, Fault};

/// What of a machine or of a workspace is looked at, in the order in which findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Cargo and rustc: whether they are there, and new enough.
    Toolchain,
    /// Whether cargo can make a program: the linker, and what programs are linked with.
    Linker,
    /// The workspace, as cargo describes it.
    Workspace,
    /// The lock file.
    LockFile,
    /// The manifests and the configuration in them.
    Manifests,
    /// The licences and their texts.
    Licenses,
    /// Cargo's configuration.
    CargoConfiguration,
    /// The variables that `secrets` names.
    Secrets,
    /// The compiler for the C code in crates.
    CCompiler,
    /// The libraries and programs that crates look for on the machine.
    NativeLibraries,
    /// The platforms that packages are for.
    Platforms,
    /// The directories of builds.
    Directories,
    /// The space on the disk.
    Space,
    /// The channels that environments are made from.
    Channels,
    /// The variables with credentials for servers.
    Credentials,
}

/// What a finding means for builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It keeps no build from working.
    Fine,
    /// Builds may fail because of it, or packages lack something.
    Doubtful,
    /// Builds fail because of it.
    Wrong(Fault),
}

/// What was found about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// What it means for builds.
    pub severity: Severity,
    /// What was found, as a sentence.
    pub message: String,
    /// What to do about it; `None` if there is nothing to do, or if the message says it.
    pub help: Option<String>,
}

impl Finding {
    /// Something that is as builds need it.
    pub fn fine(check: Check, message: impl Into<String>) -> Self {
        Self { check, severity: Severity::Fine, message: message.into(), help: None }
    }

    /// Something that builds may fail because of.
    pub fn doubtful(check: Check, message: impl Into<String>, help: Option<String>) -> Self {
        Self { check, severity: Severity::Doubtful, message: message.into(), help }
    }

    /// Something that builds fail because of.
    pub fn wrong(check: Check, fault: Fault, message: impl Into<String>, help: Option<String>) -> Self {
        Self { check, severity: Severity::Wrong(fault), message: message.into(), help }
    }

    /// An error that a build would end with.
    pub(crate) fn of_error(check: Check, error: &EngineError) -> Self {
        let message = error_chain(error).map(ToString::to_string).collect::<Vec<_>>().join(": ");
        Self::wrong(check, error.fault(), message, error.help())
    }
}
