//! Computes a plan from a workspace and a request.
//!
//! The stages, in order; each is a value that the next one is made from:
//!
//! 1. [`Configured`](configured::Configured): every configuration table is read, and the names in the request
//!    exist.
//! 2. [`Selected`](selected::Selected): each member is judged, for each platform.
//! 3. [`Draft`](draft::Draft): name, version, licence, requirements of each package.
//! 4. [`Grouped`](grouped::Grouped): packages that can share a compile are in one group.
//! 5. [`Plan`](crate::Plan): the whole.

mod compute;
mod error;

mod configured;
mod features;
mod features_of;
mod profiles;

mod candidate;
mod member_spec;
mod products;
mod selected;
mod selection;

mod about;
mod assets;
mod checks;
mod clarifications;
mod disclosure;
mod draft;
mod identity;
mod license;
mod license_texts;
mod native;
mod requirements;
mod root_licenses;

mod grouped;
mod rust_version;
mod shares;
mod strip;
mod target;

pub use compute::PlanInput;
pub use error::PlanError;
pub use member_spec::MemberHint;
