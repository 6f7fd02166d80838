//! The reasons why a plan cannot be computed.

use cargo_conda_mapping::{SymbolVersion, UnknownTriple};
use cargo_conda_workspace::ClosureError;
use thiserror::Error;

use super::member_spec::MemberHint;
use crate::model::{Skip, SkipReason};
use crate::problem::Problems;

/// The most libraries that are listed by name where nothing becomes a package.
const MOST_LIBRARIES: usize = 3;

/// The reason why a plan cannot be computed.
#[derive(Debug, Error)]
pub enum PlanError {
    /// The manifests have problems.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// An argument of `--package` or `--exclude`, or the member of `--features member/feature`, matches no
    /// member.
    #[error("no member of the workspace matches `{spec}`{}", after_semicolon(.hint.as_ref()))]
    NoSuchMember {
        /// The argument.
        spec: String,
        /// What comes near it; `None` if nothing does.
        hint: Option<MemberHint>,
    },
    /// An argument of `--package` or `--exclude` is neither a package ID specification nor a glob pattern.
    #[error("`{spec}` names no member: {reason}")]
    InvalidSpec {
        /// The argument.
        spec: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No member becomes a package; each has a reason. The likeliest candidates come first.
    #[error("no crate of this workspace becomes a package")]
    NothingSelected(Vec<Skip>),
    /// `--package` names a member that has nothing to install.
    #[error("`{}` cannot become a package: {}", .0.crate_name, .0.reason)]
    CannotPackage(Box<Skip>),
    /// `--features` names a feature that no selected package has.
    #[error("no selected package has a feature `{feature}`{}", did_you_mean(.nearest.as_ref()))]
    NoSuchFeature {
        /// The feature, as the user wrote it.
        feature: String,
        /// The nearest feature of the selected packages; `None` if none is near.
        nearest: Option<String>,
    },
    /// The request has variants, but the build uses the machine's toolchain, which has none.
    #[error(
        "`--variant` and `--variant-config` choose compilers and libraries of conda channels; \
         pass `--toolchain conda` too"
    )]
    VariantsNeedConda,
    /// The request names a glibc, but the build uses the C library of conda channels.
    #[error(
        "`--glibc` is about the machine's toolchain; with conda's, pass `--variant c_stdlib_version={version}`"
    )]
    GlibcOfConda {
        /// The version that is asked for.
        version: SymbolVersion,
    },
    /// No Rust target is known for a platform.
    #[error(transparent)]
    UnknownTriple(UnknownTriple),
    /// The crates that a package compiles cannot be computed.
    #[error(transparent)]
    Closure(ClosureError),
    /// `--profile` names a profile that neither Cargo nor the workspace defines.
    #[error("profile `{profile}` is not defined{}", did_you_mean(.nearest.as_ref()))]
    NoSuchProfile {
        /// The profile, as the user wrote it.
        profile: String,
        /// The nearest profile; `None` if none is near.
        nearest: Option<String>,
    },
}

impl PlanError {
    /// What to do about it; `None` if the message says all there is to say. Each of the
    /// [`PlanError::Problems`] has a help of its own, see [`Problem::help`](crate::Problem::help).
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NothingSelected(skipped) => Some(candidates(skipped).join("\n")),
            Self::CannotPackage(skip) => skip.remedy().map(|remedy| format!("to include it: {remedy}")),
            Self::Problems(_)
            | Self::NoSuchMember { .. }
            | Self::InvalidSpec { .. }
            | Self::NoSuchFeature { .. }
            | Self::VariantsNeedConda
            | Self::GlibcOfConda { .. }
            | Self::UnknownTriple(_)
            | Self::Closure(_)
            | Self::NoSuchProfile { .. } => None,
        }
    }
}

/// A line for each member that could become a package, with what to do for that, and one for libraries.
fn candidates(skipped: &[Skip]) -> Vec<String> {
    let (libraries, others): (Vec<_>, Vec<_>) =
        skipped.iter().partition(|skip| skip.reason == SkipReason::NoBinaries);
    let mut lines: Vec<_> = others.into_iter().map(line).collect();
    if libraries.len() > MOST_LIBRARIES {
        lines.push(format!("{} libraries: they have no binary", libraries.len()));
    } else {
        lines.extend(libraries.into_iter().map(line));
    }
    lines
}

fn line(skip: &Skip) -> String {
    let remedy = skip.remedy().map(|remedy| format!("; to include it: {remedy}"));
    format!("{}: {}{}", skip.crate_name, skip.reason, remedy.unwrap_or_default())
}

fn did_you_mean(nearest: Option<&String>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

fn after_semicolon(hint: Option<&MemberHint>) -> String {
    hint.map_or_else(String::new, |hint| format!("; {hint}"))
}
