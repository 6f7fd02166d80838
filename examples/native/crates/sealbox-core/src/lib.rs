//! What the programs of sealbox share.

mod checksum;
mod program;

pub use checksum::Checksum;
pub use program::Program;
