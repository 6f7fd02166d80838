//! Licence texts and audit data of a workspace whose crates differ in every way that counts.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod advisories;
mod audit;
mod bom;
mod fixture;
mod listed;
mod notices;
