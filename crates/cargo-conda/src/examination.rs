//! Why a workspace cannot be read or planned, as findings beside those about the machine.

use cargo_conda_engine::{Check, Credentials, Fault, Finding};
use cargo_conda_mapping::error_chain;
use cargo_conda_plan::{PlanError, Problem};
use cargo_conda_workspace::LoadError;

/// Why a workspace cannot be loaded.
pub(crate) fn of_load_error(error: &LoadError) -> Finding {
    let check = match error {
        LoadError::CargoNotFound { .. }
        | LoadError::CargoNotStarted { .. }
        | LoadError::ToolchainNotInstalled { .. } => Check::Toolchain,
        LoadError::NoLockfile { .. } | LoadError::StaleLockfile { .. } => Check::LockFile,
        LoadError::BrokenCargoConfig { .. } => Check::CargoConfiguration,
        LoadError::BrokenManifest { .. } | LoadError::UnparsableManifest { .. } => Check::Manifests,
        LoadError::DirectoryNotFound { .. }
        | LoadError::ManifestNotFound { .. }
        | LoadError::ManifestIsDirectory { .. }
        | LoadError::NotAManifest { .. }
        | LoadError::NoManifest { .. }
        | LoadError::MissingOffline { .. }
        | LoadError::CargoFailed { .. }
        | LoadError::MetadataNotUtf8 { .. }
        | LoadError::UnreadableMetadata { .. }
        | LoadError::NoResolution
        | LoadError::UndescribedPackage { .. }
        | LoadError::UnreadableFile { .. } => Check::Workspace,
    };
    // Errors of cargo begin as findings do.
    let words = |error: &dyn std::error::Error| {
        let words = error.to_string();
        words.strip_prefix("error: ").unwrap_or(&words).trim_end().to_owned()
    };
    let message = error_chain(error).map(words).collect::<Vec<_>>().join(": ");
    Finding::wrong(check, Fault::Input, message, None)
}

/// Why a workspace cannot be planned: one finding for each problem of a manifest.
pub(crate) fn of_plan_error(error: &PlanError) -> Vec<Finding> {
    let problem = |problem: &Problem| {
        let (line, column) = problem.location.line_and_column();
        let message = format!("{}:{line}:{column}: {}", problem.location.source.path, problem.kind);
        Finding::wrong(Check::Manifests, Fault::Input, message, problem.help())
    };
    match error {
        PlanError::Problems(problems) => problems.iter().map(problem).collect(),
        error => vec![Finding::wrong(Check::Workspace, Fault::Input, error.to_string(), error.help())],
    }
}

/// The names of the variables that have credentials; `None` if there are none.
pub(crate) fn of_credentials(credentials: &Credentials) -> Option<Finding> {
    let names: Vec<_> = credentials.names().map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| {
        Finding::fine(Check::Credentials, format!("variables for publishing are set: {}", names.join(", ")))
    })
}
