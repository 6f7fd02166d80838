//! A run as a page for browsers, made from its events alone.
//!
//! [`Run::read`] gathers the lines of `cargo conda build --format json` into plain data ([`run`]).
//! [`Run::page`] writes that as one HTML file, which needs no other file and no network: a section each in
//! [`packages`], [`crates`] and so on. Places on the axis of time are in [`axis`]. What is written passes
//! through [`Escaped`](crate::markup::Escaped), whatever the file of events has in it.
//!
//! The page is a table where it can be one, so that it can be read without seeing, printed and searched. Its
//! program only filters and walks: without it, everything is there.

mod archives;
mod axis;
mod crates;
mod document;
mod environments;
mod error;
mod failures;
mod licenses;
mod notes;
mod packages;
mod read;
mod repeated;
mod run;
mod summary;
mod workspace;

pub use document::Page;
pub use error::NoRun;
pub use run::Run;
