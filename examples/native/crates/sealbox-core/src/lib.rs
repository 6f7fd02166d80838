//! Code that the programs of sealbox share: a command line and a checksum.

mod checksum;
mod program;

pub use checksum::Checksum;
pub use program::Program;
