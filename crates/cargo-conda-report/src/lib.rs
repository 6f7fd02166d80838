//! What people and programs read of plans and runs.
//!
//! A [`Plan`] becomes a table ([`render_plan`]), a JSON document ([`write_plan_json`]) or a drawing of the
//! workspace ([`render_graph`]). The [`Event`]s of a run go to a [`Reporter`]: [`TerminalReporter`] for people, with
//! or without progress bars, [`JsonReporter`] for programs. Whatever is written as JSON has its type in [`schema`],
//! the only module with types that serde writes.
//!
//! Deliberately absent: decisions, processes, environment variables, standard output and standard error. The caller
//! hands in writers and draw targets and says, with [`TextOptions`], how much to say and in which colours. Errors of a
//! writer go back to the caller, for whom a broken pipe may be no error.
//!
//! [`Event`]: cargo_conda_engine::Event
//! [`Plan`]: cargo_conda_plan::Plan

mod affected;
mod graph;
mod json_lines;
mod plan;
mod reporter;
pub mod schema;
mod style;
mod table;
mod terminal;
mod units;
mod why;

pub use affected::{MATRIX_LIMIT, render_affected, write_affected_json, write_github_matrix};
pub use graph::{GraphFormat, render_graph};
pub use json_lines::{JsonReporter, OutputEvents};
pub use plan::{render_plan, write_plan_json};
pub use reporter::Reporter;
pub use style::{Color, TextOptions, Verbosity};
pub use terminal::TerminalReporter;
pub use why::{render_statuses, write_statuses_json};
