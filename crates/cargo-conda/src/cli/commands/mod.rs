//! The commands, one file each: the options that only it has, and what it does.

pub(super) mod affected;
pub(super) mod audit;
pub(super) mod build;
pub(super) mod clean;
pub(super) mod completions;
pub(super) mod doctor;
#[cfg(debug_assertions)]
pub(super) mod fault_points;
pub(super) mod graph;
pub(super) mod index;
pub(super) mod init;
pub(super) mod man;
mod own_channel;
pub(super) mod plan;
mod planned_workspace;
pub(super) mod publish;
pub(super) mod recipe;
pub(super) mod report;
pub(super) mod sbom;
pub(super) mod schema;
pub(super) mod test;
pub(super) mod verify;
pub(super) mod why;
pub(super) mod workflow;

pub(super) use init::InitError;
pub(super) use man::NoSuchCommand;
pub(super) use workflow::WorkflowError;
