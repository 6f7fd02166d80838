//! What a program needs from the machine that it runs on, read from the program itself.

mod elf;
mod mach;
mod needs;
mod pe;

pub use needs::InspectError;
pub(crate) use needs::{SystemVersion, needs};
