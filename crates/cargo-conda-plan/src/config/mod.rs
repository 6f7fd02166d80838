//! Configuration: the tables `[workspace.metadata.conda]` and `[package.metadata.conda]`, those of
//! configuration files, and those of an outer manifest.
//!
//! A [`ConfigLayer`] is one table as it was written, every key optional. The layers of a package fold into
//! one configuration, the narrower over the wider; defaults are applied last, in one function.

mod assets;
mod keys;
mod layer;
mod reader;
mod resolved;
mod shape;

pub use assets::{CompletionKeys, FileKeys, ManPageKeys};
pub use keys::{PACKAGE_KEYS, WORKSPACE_KEYS};
pub use layer::{
    BuildNumber, CLibraryKeys, ClarifyKeys, ConfigLayer, ManifestConfig, NativeOverrides, OuterConfig,
    PythonDependencies, ThirdPartyLicenses, WorkspaceKeys,
};
pub use shape::{ConfigKey, Field, ValueShape};

pub(crate) use reader::{TableOwner, read_file, read_manifest};
pub(crate) use resolved::PackageConfig;
