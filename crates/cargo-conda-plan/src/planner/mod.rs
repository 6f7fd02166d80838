//! From a workspace and a request to a plan.

mod candidate;
mod checks;
mod compute;
mod error;
mod features;
mod grouping;
mod license;
mod native;
mod profiles;
mod requirements;
mod rust_version;
mod selection;
mod shares;
mod urls;

pub use compute::PlanInput;
pub use error::PlanError;
