//! The package as pixi described it in `initialize`, and the plans of a Cargo workspace that follow from it.

mod description;
mod manifest;

pub(crate) use description::{Planned, Project, Wanted, platform};
