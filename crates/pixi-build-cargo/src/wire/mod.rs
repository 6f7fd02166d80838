//! What is on the wire: the messages of pixi's build protocol, version 7.
//!
//! Names and nesting are the protocol's, and nothing here has any other use: each type is made from what the rest of the
//! program knows, or turned into it, in one place. What pixi sends may have fields that are not known here, and `null`
//! stands for nothing.
//!
//! The protocol: <https://pixi.sh/latest/build/backends/>. Its types:
//! <https://github.com/prefix-dev/pixi/tree/main/crates/pixi_build_types>.

mod build;
mod globs;
mod initialize;
mod outputs;
mod project_model;
mod rpc;

pub(crate) use build::{
    ArchiveType, BuildParams, BuildResult, CompressionLevel, Dependency, DependencySource, NamedLevel,
    PackageFormat, Prefix, WantedOutput,
};
pub(crate) use globs::InputGlobSet;
pub(crate) use initialize::{
    Capabilities, InitializeParams, InitializeResult, NegotiateParams, NegotiateResult,
};
pub(crate) use outputs::{
    IgnoreRunExports, NamedSpec, Output, OutputDependencies, OutputMetadata, OutputRunExports, OutputsParams,
    OutputsResult,
};
pub(crate) use project_model::{
    BinarySpec, ConstraintSpec, PackageSpec, Pin, PinBound, ProjectModel, SourceSpec, Target, VariantValue,
};
pub(crate) use rpc::{ErrorData, ErrorLabel, LabelSpan, Request, Response, code};

use serde::{Deserialize, Deserializer};

/// Reads `null` as the default, which serde alone does for absent fields only.
fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
