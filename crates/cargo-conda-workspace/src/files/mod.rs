//! Reads the files that decide how a workspace is built: manifests, the lock file, cargo's configuration, the
//! toolchain file.
//!
//! `cargo metadata` reports most of what these files say. This room reads the rest: texts for later messages,
//! and facts that the metadata leaves out.

mod cargo_config;
mod lock_file;
mod lock_file_place;
mod manifest;
mod paths;
mod profiles;
mod root;
mod toolchain_file;

pub use cargo_config::{CargoConfig, ConfigFile, condition_holds};
pub use lock_file::{LockFile, LockedPackage};
pub(crate) use lock_file_place::{configured_lock_file, reads_lockfile_path};
pub use manifest::Manifest;
pub(crate) use manifest::ManifestFacts;
pub(crate) use paths::parent;
pub use paths::{canonicalize, normalize};
pub use profiles::Profiles;
pub(crate) use root::RootFiles;
pub use root::SHARED_FILES;
pub use toolchain_file::ToolchainFile;
