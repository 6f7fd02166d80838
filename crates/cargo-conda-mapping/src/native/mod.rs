//! What compiled crates need of conda to find the native libraries and tools that they are bindings to.
//!
//! Cargo has no word for this: a crate says at most, under `links`, which library it is about. Where the
//! library comes from is decided by its build script, from features, the target and environment variables.
//! The tables of this module say for the crates that packagers meet most often what their build scripts do.
//! Each row stands for a build script that was read; the comment above it has the version and the rule. Of a
//! crate without a row, nothing is known.
//!
//! Many build scripts use a library that they find and otherwise compile a copy of their own. A row asks for
//! what the build script looks for, so that the outcome does not depend on the machine. Where a build script
//! compiles its copy unless told otherwise, it is left to do so: this is what `cargo install` gives too.
//!
//! `row` defines how a row is written and read, `lookup` finds the row of a crate, `distributions` has the
//! names of conda's packages in Debian and Fedora, `probes` how a machine is asked for them; the other files
//! are tables.

mod distributions;
mod lookup;
mod probes;
mod row;

mod compilers;
mod compression;
mod crypto;
mod data;
mod desktop;
mod hardware;
mod network;
mod science;
mod variables;

pub use distributions::{DistributionPackages, distribution_packages};
pub use lookup::{NativeNeeds, NativeValue, native_needs};
pub use probes::{NativeProbe, native_probe};
pub use variables::{may_steer, steers_native_crate};

#[cfg(test)]
mod tests;
