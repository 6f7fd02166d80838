//! The messages of pixi's build protocol as data: one type for each object of the protocol, with the
//! protocol's names and nesting.
//!
//! Nothing here decides anything. [`convert`](crate::convert) and [`methods`](crate::methods) lead between
//! these types and those of plans and builds, so that a change of the protocol stops there. Objects that pixi
//! sends may have further fields, and `null` means the same as an absent field.
//!
//! The protocol: <https://pixi.sh/latest/build/backends/>. pixi's own types, with the same names of fields:
//! <https://github.com/prefix-dev/pixi/tree/main/crates/pixi_build_types>.
//!
//! # A next version of the protocol
//!
//! These types are those of version 7. [`ApiVersions::SUPPORTED`] is the range that the backend accepts, and
//! the run dependency `pixi-build-api-version` in `Cargo.toml` states the same range to conda's solver; a
//! test compares them. A further version is added in this folder alone:
//!
//! - A field that is new is an `Option`, or a list that is empty by default, in the type that is here.
//! - A type of another shape gets the old shape beside it, in a file `v7.rs`, and a `From` conversion to the
//!   new one.//!   The rest of the program knows the newest shape only.
//! - [`ApiVersions::SUPPORTED`] and `Cargo.toml` get the new upper end.

mod api_version;
mod build;
mod initialize;
mod input_globs;
mod outputs;
mod project_model;
mod rpc;

pub(crate) use api_version::ApiVersions;
pub(crate) use build::{
    ArchiveType, BuildParams, BuildResult, CompressionLevel, Dependency, DependencySource, NamedLevel,
    PackageFormat, Prefix, WantedOutput,
};
pub(crate) use initialize::{
    Capabilities, InitializeParams, InitializeResult, NegotiateParams, NegotiateResult,
};
pub(crate) use input_globs::InputGlobSet;
pub(crate) use outputs::{
    IgnoreRunExports, NamedSpec, Output, OutputDependencies, OutputMetadata, OutputRunExports, OutputsParams,
    OutputsResult,
};
pub(crate) use project_model::{
    BinarySpec, ConstraintSpec, PackageSpec, Pin, PinBound, ProjectModel, SourceSpec, Specs, Target,
    VariantValue,
};
pub(crate) use rpc::{ErrorData, ErrorLabel, LabelSpan, Request, Response, code};

use serde::{Deserialize, Deserializer};

/// Reads `null` as the default value, as serde's `default` does for absent fields only.
fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
