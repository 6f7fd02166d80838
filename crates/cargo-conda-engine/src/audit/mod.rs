//! Reads out of finished packages which crates they are made of, and names those that an advisory concerns.
//!
//! It needs nothing but the packages: neither the workspace nor anything that a build has left. Every package
//! has an answer, and one whose crates cannot be told is never taken for one without findings.

mod contents;
mod judge;
mod kept;
mod newest;
mod packages;
mod servers;

pub(crate) use judge::machine_of;
pub use packages::audit_packages;
