//! Reads configuration from the text of a manifest, every value with its location.
//!
//! The tables are walked by hand rather than deserialised: each mistake is then reported with the spelling
//! that would have been right, and reading goes on, so that all mistakes are reported at once.

mod manifest;
mod tables;
mod third_party;

mod about;
mod arguments;
mod assets;
mod c_library;
mod dependencies;
mod values;
mod variables;

#[cfg(test)]
mod shape_tests;
#[cfg(test)]
mod tests;

pub(crate) use manifest::{TableOwner, read_file, read_manifest};
