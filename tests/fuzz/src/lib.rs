//! Fuzz targets: functions that take any bytes, and panic if something that must hold does not.
//!
//! Each target reads its input as a file of one kind that users, cargo or pixi write. It checks more than
//! that nothing panics: what is accepted has only the characters that it may have, and what is refused has a
//! message with a place in the text.
//!
//! `cargo xtask fuzz <target>` runs a target under libFuzzer, which needs nightly and `cargo-fuzz`; the
//! package in `libfuzzer` is for it alone. `cargo test -p cargo-conda-fuzz` runs each target on stable with a
//! few inputs that are always the same, as a part of `cargo xtask ci`. Both begin with the files in
//! `samples/<target>`: put an input there that found something.
//!
//! Parsers that are private to a crate are fuzzed by the crate's own tests, with the same random inputs
//! (`cargo_conda_test_support::fuzz`).

#![expect(clippy::missing_panics_doc, reason = "a target panics if it finds something")]

mod files;
mod mapping;
mod plans;
mod workspaces;

pub use mapping::{license, name, requirement, version};
pub use plans::configuration;
pub use workspaces::{lock_file, metadata, workspace};

/// A target by its name, which is also the name of its samples and of its program for libFuzzer.
pub type Target = (&'static str, fn(&[u8]));

/// All targets, sorted by name.
pub const TARGETS: [Target; 8] = [
    ("configuration", configuration),
    ("license", license),
    ("lock_file", lock_file),
    ("metadata", metadata),
    ("name", name),
    ("requirement", requirement),
    ("version", version),
    ("workspace", workspace),
];
