//! What the tests are written with.

mod archive;
mod cargo_conda;
mod channel;
mod monorepo;
mod project;
mod python;
mod redact;

pub(crate) use archive::{Unpacked, unpack};
pub(crate) use cargo_conda::{CargoConda, Running, clean_environment};
pub(crate) use channel::{Channel, platform};
pub(crate) use monorepo::{Built, built_monorepo};
pub(crate) use project::{TempProject, repository};
pub(crate) use python::Python;
