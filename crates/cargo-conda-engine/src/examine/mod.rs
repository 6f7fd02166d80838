//! What of the machine and of a workspace would keep a build from working. Builds nothing of it.
//!
//! [`refusals`] asks everything that a build asks before it begins, by the functions of a build, which ends
//! with the first error. [`examine`] adds what only shows in the middle of a build: a linker that is not
//! there, a library that a crate looks for.

mod channels;
mod directories;
mod machine;
mod native;
mod refusals;
mod surroundings;
mod toolchain;
mod warnings;

pub use machine::{examine, examine_machine};
