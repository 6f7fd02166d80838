//! Reads from a program which shared libraries and which version of the operating system it needs. Knows
//! nothing of packages.

pub(crate) mod build_id;
mod elf;
mod mach;
mod needs;
mod pe;
mod visual_cpp;

pub use needs::InspectError;
pub(crate) use needs::{SystemVersion, needs, newer_symbols};
