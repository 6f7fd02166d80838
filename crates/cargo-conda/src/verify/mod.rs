//! Builds packages again, elsewhere, and compares them with those that are there.
//!
//! A package whose bytes follow from its sources is the same from another directory, with another home of
//! cargo and another number of jobs. Nothing of the workspace, its channel or its scratch directory is
//! touched.

mod archives;
mod elsewhere;
mod key;
mod outcome;
mod run;

pub use archives::{Archives, is_archive};
pub use elsewhere::VerifyError;
pub use outcome::{Verdict, Verified, VerifyRequest};

pub(crate) use run::verify;
