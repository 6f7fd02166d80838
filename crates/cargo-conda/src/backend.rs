//! What a build backend needs beyond the types of the crate's root.
//!
//! A backend is called by a package manager, such as pixi, that describes packages in its own manifest and
//! solves the environments itself. The backend says which [`outputs`] there are, and builds one with
//! [`build_given`] in the environments that it is given.

// Building in environments that the caller has solved.
pub use cargo_conda_engine::{
    BuildRequest, Dependency, GivenPackage, InputFiles, Output, Pin, PinBound, ResolvedRequirement,
    RunExport, Solved, build_given, outputs,
};

// The files at the root of a workspace that decide how every member is compiled.
pub use cargo_conda_workspace::SHARED_FILES;

// Paths without links, in the form that others show and compare.
pub use cargo_conda_workspace::canonicalize;

// Requirements of conda packages as manifests write them.
pub use cargo_conda_mapping::{
    PinArguments, PinKind, Requirement, Requirements, RunExports, UnknownPlatform,
};

// The causes of an error, for the answers to a failed request.
pub use cargo_conda_mapping::error_chain;

// Configuration in a manifest beside Cargo's, and the places in it.
pub use cargo_conda_plan::{
    AddedRequirements, ConditionalRequirement, Located, Location, OuterConfig, OuterManifest, OuterMetadata,
    Problems, RustChoice, StdlibChoice,
    config::{BuildNumber, ConfigLayer, ManifestConfig},
};
