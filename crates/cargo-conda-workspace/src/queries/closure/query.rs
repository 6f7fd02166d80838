//! The question that a closure answers, and what can be wrong with it.

use thiserror::Error;

use crate::members::{FeatureSelection, UnknownFeature};
use crate::simulation::SimulationError;

/// One build of one member; [`resolve`](Self::resolve) finds out which packages it compiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosureQuery<'a> {
    /// The name of the member.
    pub member: &'a str,
    /// The features that the build asks for.
    pub features: &'a FeatureSelection,
    /// The Rust triple that the binary is for.
    pub target: &'a str,
    /// The Rust triple on which build scripts and procedural macros run.
    pub host: &'a str,
}

/// A closure cannot be computed.
#[derive(Debug, Error)]
pub enum ClosureError {
    /// The workspace has no such member.
    #[error("the workspace has no member `{name}`")]
    UnknownMember {
        /// The name that was asked for.
        name: String,
    },
    /// The member has no such feature.
    #[error(transparent)]
    UnknownFeature(#[from] UnknownFeature),
    /// No known platform has this triple.
    #[error(
        "`{triple}` is not a Rust platform that cargo-conda knows; `rustc --print target-list` lists rustc's"
    )]
    UnknownTriple {
        /// The triple that was asked for.
        triple: String,
    },
    /// The metadata of cargo contradicts itself, or guppy does not understand it.
    #[error("cannot tell which packages a build of `{member}` compiles")]
    Simulation {
        /// The name of the member.
        member: String,
        /// What is wrong with the metadata.
        source: SimulationError,
    },
}
