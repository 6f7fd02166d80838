//! What the engine knows of cargo: its messages, dep-info files, build scripts, lock file, home and profiles,
//! and the version of rustc. Knows nothing of conda.

pub(crate) mod build_script;
mod command;
mod configuration;
pub(crate) mod dep_info;
mod diagnostic;
mod failed_process;
mod failure;
pub(crate) mod home;
mod kept_apart;
mod link_error;
mod lock_file;
mod lto;
mod messages;
mod product_tools;
mod rustc;
pub(crate) mod rustflags;
mod source_names;
mod unit_hash;
mod users_of_symbol;
pub(crate) mod vendored;
mod wrapper;
pub(crate) mod zig;

pub(crate) use command::{command_in, toolchain_command};
pub(crate) use configuration::with_includes;
pub(crate) use diagnostic::Diagnostic;
pub(crate) use failure::{Conclusion, FailureWatch};
pub(crate) use kept_apart::kept_apart;
pub(crate) use link_error::UndefinedSymbol;
pub(crate) use lock_file::entry_digest;
pub(crate) use lto::Lto;
pub(crate) use messages::{CargoMessage, CargoReport, CompiledTarget, TargetRole, parse as parse_message};
pub(crate) use product_tools::product_tools;
pub(crate) use rustc::{RustcVersion, sysroot};
pub(crate) use source_names::{Places, SourceNames};
pub(crate) use unit_hash::unit_hash_of_name;
pub(crate) use users_of_symbol::users_of_symbol;
