//! Pure functions between Cargo's world and conda's.
//!
//! Every rule about how something that Cargo knows is written for conda has its one home here. Equal input
//! gives equal output: there is no Cargo graph in this crate, and nothing that reads files, processes,
//! environment variables or the clock. What a user can write wrong comes back as an error that says what to
//! write instead.
//!
//! # Types
//!
//! A package of Cargo becomes one of conda with these types, each of which can only hold what conda accepts:
//!
//! - [`CondaName`] and [`CondaVersion`] are made from the name and version of a crate. A version keeps its
//!   place in Cargo's order, or carries a [`VersionWarning`]. [`name_owner`] tells what else a name is known
//!   for.
//! - [`SpdxExpression`] is made from Cargo's `license` by [`license_expression`]. [`About`] is made from its
//!   `description` by [`about()`].
//! - [`Platform`] is conda's name for what Rust calls a target triple; a [`RustTarget`] is a triple that has
//!   one. A [`Selector`] covers one or several platforms, in the `target.<selector>` tables of the
//!   configuration.
//! - [`Requirement`] is a match spec. [`Requirements`] sorts requirements, or what they become at a later
//!   stage, into the lists of a recipe.
//! - [`PythonDependency`] is a dependency of a Python project, which becomes a requirement of a
//!   [`PythonTarget`]. [`python_version`] and [`conda_name_of`] are for projects what the types above are for
//!   crates.
//!
//! What a binary needs beyond its crate is found by [`native_needs`] before it is compiled, and afterwards by
//! [`highest_glibc`], [`MacosVersion`] and [`is_base_library`]. Two helpers are for messages: [`nearest`]
//! suggests a word, and [`error_chain`] lists the causes of an error.
//!
//! ```
//! use cargo_conda_mapping::{CondaName, CondaVersion, Platform, license_expression};
//!
//! let name = CondaName::from_crate_name("Ripgrep")?;
//! let version = CondaVersion::from_semver(&semver::Version::new(14, 1, 0));
//! let platform = Platform::from_rust_triple("x86_64-unknown-linux-gnu").expect("conda has this platform");
//! assert_eq!(format!("{platform}/{name}-{version}"), "linux-64/ripgrep-14.1.0");
//!
//! assert_eq!(license_expression("MIT/Apache-2.0")?.as_str(), "MIT OR Apache-2.0");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error_chain;
mod nearest;

mod name;
mod taken_name;
mod version;

mod about;
mod license;

mod platform;
mod rust_target;
mod selector;

mod python;

mod base_library;
mod glibc;
mod macos;
mod native;
mod requirement;

pub use about::{About, about};
pub use base_library::is_base_library;
pub use error_chain::error_chain;
pub use glibc::{GlibcError, SymbolVersion, highest_glibc};
pub use license::{
    LicenseError, LicenseProblem, SpdxExpression, has_withdrawn_identifier, is_license_file_name,
    license_expression, license_ref,
};
pub use macos::MacosVersion;
pub use name::{CondaName, NameError, NameProblem};
pub use native::{
    DistributionPackages, NativeNeeds, NativeProbe, NativeValue, distribution_packages, may_steer,
    native_needs, native_probe, steers_native_crate,
};
pub use nearest::nearest;
pub use platform::{Platform, UnknownPlatform, UnknownTriple};
pub use python::{
    PythonDependency, PythonDependencyError, PythonDependencyProblem, PythonTarget, PythonVersion,
    PythonVersionError, SpecifierError, conda_name_of, normalized_name, python_version,
};
pub use requirement::{
    PinArguments, PinKind, Requirement, RequirementError, RequirementKind, Requirements, RunExports,
    is_bounded_match_spec,
};
pub use rust_target::{RustTarget, UnknownRustTarget};
pub use selector::{Selector, UnknownSelector};
pub use taken_name::{NameOwner, name_owner};
pub use version::{CondaVersion, VersionError, VersionProblem, VersionWarning};
