//! The integration tests: the binaries on real workspaces, as users run them.
//!
//! `cargo xtask ci` builds the binary and makes the Python environment and a channel before it runs these
//! tests. Set `KEEP_TEMP_DIR` to look at what a test leaves behind.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail the test and say what they run"
)]

mod against;
mod assets;
mod audit;
mod bad_input;
mod book;
mod bytes;
mod c_library;
mod command_line;
mod completions;
mod conda;
mod config_files;
mod damage;
mod doctor;
mod extremes;
mod failure;
mod failure_causes;
mod faults;
mod features;
mod finished;
mod flags;
mod freshness;
mod glibc;
mod graph;
mod hostile;
mod init;
mod lanes;
mod library;
mod lock_file;
mod machines;
mod materials;
mod meanwhile;
mod new_layout;
mod own_workflows;
mod package_format;
mod pixi;
mod plan;
mod progress;
mod publish;
mod publish_prefix;
mod publish_s3;
mod python;
mod real_build;
mod recipe;
mod report;
mod rust_target;
mod safety;
mod schema;
mod secrets;
mod siblings;
mod signals;
mod support;
mod test_dependencies;
mod truth;
mod variables;
mod workflow;
