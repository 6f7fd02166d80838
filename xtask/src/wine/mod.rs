//! Wine, which runs Windows programs on Linux.

mod prefix;
mod toolchain;

pub(crate) use prefix::{C_COMPILER, Wine};
pub(crate) use toolchain::WindowsToolchain;
