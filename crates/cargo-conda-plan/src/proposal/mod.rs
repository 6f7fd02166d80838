//! What configuration makes sense for a workspace, as far as its manifests and files tell.
//!
//! Owns the evidence, the reasons and the changed texts of manifests. Does not know terminals, writes no
//! file, and decides nothing about a plan: [`Proposals::of`] looks at a plan that is made already. A key that
//! is written anywhere is never proposed, so that what a person has decided stays.

mod bystanders;
mod change;
mod completions;
mod configured;
mod destination;
mod included;
mod licenses;
mod man_pages;
mod manifest;
mod open;
mod places;
mod proposals;
mod summaries;
mod value;

pub use change::{FileChange, ProposalError};
pub use destination::ProposalDestination;
pub use open::{Lack, Open};
pub use proposals::{Place, Proposal, Proposals};
pub use value::{CompletionScripts, ProposedValue};
