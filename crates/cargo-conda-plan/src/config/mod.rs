//! Configuration: what `[workspace.metadata.conda]` and `[package.metadata.conda]` say.
//!
//! A [`ConfigLayer`] is one table as it was written, every key optional. Layers fold into a
//! [`PackageConfig`], the narrower over the wider; defaults are applied last, in one function.

mod keys;
mod layer;
mod reader;
mod resolved;

pub use layer::{ConfigLayer, ManifestConfig, NativeOverrides, OuterConfig, WorkspaceKeys};
pub use resolved::PackageConfig;

pub use crate::model::IgnoreRunExports;

pub(crate) use reader::{TableOwner, read_manifest};
