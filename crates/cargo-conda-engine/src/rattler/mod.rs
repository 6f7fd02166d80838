//! The only door to rattler-build: no other room names its crates.
//!
//! rattler-build's `run_build` is one long step: environments, script, archive. This room calls the parts
//! itself, for two reasons. What a package needs from the machine is known only after its binaries exist, and
//! must be known before its metadata is written. And as soon as the script of one package is done, the next
//! package may compile.

pub(crate) mod archive;
mod attest;
mod client;
mod comparison;
mod dependencies;
mod emulated_test;
mod environment;
mod host_packages;
mod index;
mod info_files;
mod log;
mod package_run;
mod packaging;
mod public_recipe;
mod published;
mod render;
mod requirements;
mod session;
mod step;
mod test;
mod test_dependencies;
mod upload;
mod whole_archives;

pub(crate) use attest::attest;
pub use comparison::{PackageIdentity, compare_archives, identity_of_archive};
pub(crate) use emulated_test::with_emulated_tests;
pub(crate) use environment::{Environment, EnvironmentPlace, packages_of};
pub(crate) use index::{Reindex, SHARDS, has_shards, index_channel};
pub(crate) use log::{on_this_thread, runtime_with_log};
pub(crate) use package_run::{Archive, PackageRun, RunInputs, ScriptVariables, Sibling, written};
pub(crate) use public_recipe::{Checkout, RecipeFiles};
pub(crate) use published::{ArchiveReader, ChannelBuilds, FileInArchive, PublishedBuild};
pub(crate) use render::{RecipeText, Rendered, VariantTable, render};
pub(crate) use session::{RattlerSession, SessionOptions, machine_glibc, without_secrets};
pub(crate) use step::block_on;
pub(crate) use test::TestInputs;
pub(crate) use test_dependencies::packages_in;
pub(crate) use upload::{Bucket, Refusal, Refused, Server};
