//! `cargo xtask release`: what the workflow of releases needs besides GitHub.

mod api;
mod archives;
mod notes;
mod packages;

pub(crate) use api::api;
pub(crate) use archives::archives;
pub(crate) use notes::notes;
pub(crate) use packages::packages;
