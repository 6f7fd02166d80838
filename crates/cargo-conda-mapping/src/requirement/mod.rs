//! Requirements: what a package needs of other packages or of the machine, and the lists that recipes sort
//! them into.

mod error;
mod lists;
mod match_spec;
mod pin;

pub use error::RequirementError;
pub use lists::{RequirementKind, Requirements, RunExports};
pub use match_spec::{Requirement, is_bounded_match_spec};
pub use pin::{PinArguments, PinKind};
