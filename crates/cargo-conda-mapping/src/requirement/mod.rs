//! Requirements: what a package needs of other packages or of the machine, and the lists that recipes sort them into.

mod lists;
mod match_spec;

pub use lists::{RequirementKind, Requirements, RunExports};
pub use match_spec::{PinArguments, PinKind, Requirement, RequirementError};
