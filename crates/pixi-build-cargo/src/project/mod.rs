//! The package as pixi described it in `initialize`, and the plans of a Cargo workspace that follow from it.
//!
//! [`description`] is what pixi said, with the [`manifest`] to show mistakes in. [`planning`] reads the
//! workspace anew for each request and plans it, [`naming`] decides which package takes the name that pixi
//! looks for, and [`places`] says where builds keep their files.

mod description;
mod manifest;
mod naming;
mod places;
mod planning;

pub(crate) use description::Project;
pub(crate) use planning::{PlanQuery, PlannedWorkspace, platform};
