//! The conda environments of build groups: solved, installed and activated before the first package is built.
//! Knows groups, not packages.

mod activation;
mod compile_cache;
mod group;
mod preparation;

pub(crate) use group::{EnvironmentId, Environments, GroupEnvironment};
pub(crate) use preparation::{CallersEnvironment, Preparation};
