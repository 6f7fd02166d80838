//! Why no plan could be made.

use cargo_conda_mapping::UnknownTriple;
use cargo_conda_workspace::ClosureError;
use thiserror::Error;

use crate::model::Skip;
use crate::problem::Problems;

/// Why no plan could be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// Manifests say things that cannot be acted on; all of them, in order of files and lines.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// `-p` or `--exclude` names something that is no member.
    #[error("no member of the workspace matches `{pattern}`{}", did_you_mean(.nearest.as_ref()))]
    NoSuchMember {
        /// What was asked for.
        pattern: String,
        /// The member it may have been meant for.
        nearest: Option<String>,
    },
    /// `-p` or `--exclude` is no glob pattern.
    #[error("`{pattern}` is not a pattern that package names can be matched with")]
    InvalidPattern {
        /// What was asked for.
        pattern: String,
    },
    /// Every member is left out.
    #[error("no crate of this workspace becomes a package")]
    NothingSelected(Vec<Skip>),
    /// `-p` names a member that has nothing to install.
    #[error("`{}` cannot become a package: {}", .0.crate_name, .0.reason)]
    CannotPackage(Skip),
    /// `--features` names a feature that no selected package has.
    #[error("no selected package has a feature `{feature}`{}", did_you_mean(.nearest.as_ref()))]
    NoSuchFeature {
        /// What was asked for.
        feature: String,
        /// The feature it may have been meant for.
        nearest: Option<String>,
    },
    /// Variants are about what comes from channels.
    #[error("`--variant` and `--variant-config` choose compilers and libraries of conda channels")]
    VariantsNeedConda,
    /// A platform that Rust has no target for, as far as is known.
    #[error(transparent)]
    UnknownTriple(UnknownTriple),
    /// What a package is compiled from cannot be told.
    #[error(transparent)]
    Closure(ClosureError),
    /// `--profile` names a profile that neither Cargo nor the workspace defines.
    #[error("profile `{profile}` is not defined{}", did_you_mean(.nearest.as_ref()))]
    NoSuchProfile {
        /// What was asked for.
        profile: String,
        /// The profile it may have been meant for.
        nearest: Option<String>,
    },
}

fn did_you_mean(nearest: Option<&String>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}
