//! What we know of cargo: its messages, dep-info files, lock file, home and profiles, and of rustc its version.

pub(crate) mod build_script;
pub(crate) mod dep_info;
pub(crate) mod home;
mod lock_file;
mod lto;
mod messages;
mod rustc;

pub(crate) use lock_file::LockFile;
pub(crate) use lto::Lto;
pub(crate) use messages::{CargoMessage, CargoReport, CompiledTarget, parse as parse_message};
pub(crate) use rustc::RustcVersion;
