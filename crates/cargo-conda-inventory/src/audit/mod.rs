//! Audit data: the list of crates in the program itself, where scanners look for it.
//!
//! [cargo-auditable](https://github.com/rust-secure-code/cargo-auditable) defines the form and embeds it
//! while linking. Here it is added to the finished program: nothing is compiled again, and the list is exact
//! for the features of this program.

mod data;
mod elf;

pub use data::AuditData;
pub use elf::EmbedError;
