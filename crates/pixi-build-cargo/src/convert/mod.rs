//! From the protocol's types to those of plans and builds, and back.
//!
//! Conversions decide nothing. Each is named after the side that it leads to, or comes from.

mod dependencies;
mod environments;
mod match_specs;
mod requirements;
mod source_specs;
mod variants;

pub(crate) use dependencies::{SourcePackages, constraint_to_wire, dependency_to_wire};
pub(crate) use environments::{packaging_from_wire, solved_from_wire};
pub(crate) use requirements::added_requirements;
pub(crate) use source_specs::SourceSpecs;
pub(crate) use variants::{variant_to_plan, variant_to_wire};
