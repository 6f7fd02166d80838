//! Tests of plans for real workspaces, which are written to temporary directories and loaded through cargo.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod assets;
mod bad_input;
mod bad_request;
mod book;
mod c_libraries;
mod conda;
mod config_files;
mod disclosure;
mod features;
mod fixture;
mod groups;
mod layers;
mod licenses;
mod many;
mod metadata;
mod precedence;
mod proposals;
mod python;
mod selection;
mod specs;
mod strip;
mod target;
mod warnings;
