//! Pure functions between Cargo's world and conda's.
//!
//! Every rule about how something that Cargo knows is written for conda has its one home here: the
//! [name](CondaName) and [version](CondaVersion) of a package, its [licence](license_expression), its
//! [summary](about), the [platform](Platform) and its Rust target triple, the [selectors](Selector) of the
//! configuration, the [requirements](Requirement) that a user writes, what a crate needs to find its
//! [native library](native_needs), and what a binary needs of the machine it runs on ([`highest_glibc`],
//! [`MacosVersion`], [`is_base_library`]).
//!
//! Deliberately absent: the Cargo graph, files, processes, environment variables and the clock. Each function
//! answers equal input with equal output, and what a user can write wrong comes back as an error that says what
//! to write instead.

mod nearest;

mod name;
mod version;

mod about;
mod license;
mod license_file;

mod platform;
mod selector;

mod base_library;
mod glibc;
mod macos;
mod native;
mod requirement;

pub use about::{About, about};
pub use base_library::is_base_library;
pub use glibc::{SymbolVersion, highest_glibc};
pub use license::{LicenseError, LicenseProblem, SpdxExpression, license_expression, license_ref};
pub use license_file::is_license_file_name;
pub use macos::MacosVersion;
pub use name::{CondaName, NameError, NameProblem};
pub use native::{NativeNeeds, NativeValue, native_needs};
pub use nearest::nearest;
pub use platform::{Platform, UnknownPlatform, UnknownTriple};
pub use requirement::{
    PinArguments, PinKind, Requirement, RequirementError, RequirementKind, Requirements, RunExports,
};
pub use selector::{Selector, UnknownSelector};
pub use version::{CondaVersion, VersionWarning};
