//! Security advisories: which crates of a list they concern.
//!
//! The database is that of [RustSec](https://rustsec.org), read by RustSec's own crate. It is about crates of
//! crates.io; nothing is known of crates from elsewhere.

mod advisory;
mod database;

pub use advisory::{Advisory, Informational};
pub use database::{AdvisoryDatabase, Concern, DatabaseError, Machine, UnreadAdvisory};
