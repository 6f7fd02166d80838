//! The database of security advisories: from a directory, or fetched with git and kept on this machine.

mod concerned;
mod error;
mod fetch;
mod source;

pub use concerned::ConcernedMembers;
pub use error::AdvisoriesError;
pub use source::Advisories;
pub(crate) use source::kept_in;
