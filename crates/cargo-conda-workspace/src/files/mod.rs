//! Reads the files that decide how a workspace is built: manifests, cargo's configuration, the toolchain file.
//!
//! Cargo reports most of what these files say. This room reads the rest: the text for later messages, and the few
//! facts that `cargo metadata` leaves out.

mod cargo_config;
mod manifest;
mod paths;
mod toolchain_file;

pub use cargo_config::CargoConfig;
pub use manifest::Manifest;
pub(crate) use manifest::ManifestFacts;
pub use paths::normalize;
pub(crate) use paths::parent;
pub use toolchain_file::ToolchainFile;
