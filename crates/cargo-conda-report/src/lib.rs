//! Writes plans and runs for people and for programs.
//!
//! # Types
//!
//! What is reported comes from two crates. A [`Plan`] is rendered as a whole: as a table by [`render_plan`],
//! as a JSON document by [`write_plan_json`], or as a drawing by [`render_graph`]. A run is a stream of
//! [`Event`]s, each of which goes to one or more values of the central trait, [`Reporter`]: a
//! [`TerminalReporter`] for people, with or without progress bars, and a [`JsonReporter`] for programs.
//!
//! [`schema`] has the types of everything that is written as JSON; no other type implements serde's traits.
//! Text for people is shaped by [`TextOptions`].
//!
//! Deliberately absent: decisions, processes, environment variables, standard output and standard error. The
//! caller hands in writers and draw targets. Errors of a writer go back to the caller, for whom a broken pipe
//! may be no error.
//!
//! ```
//! use std::time::Duration;
//!
//! use cargo_conda_engine::{Event, EventKind};
//! use cargo_conda_report::{Color, Reporter, TerminalReporter, TextOptions, Verbosity};
//!
//! let options = TextOptions { color: Color::Never, verbosity: Verbosity::Normal };
//! let mut text = Vec::new();
//! let mut reporter = TerminalReporter::plain(&mut text, options);
//! reporter.event(&Event { at: Duration::from_secs(3), kind: EventKind::Interrupted { forced: false } })?;
//! assert_eq!(String::from_utf8_lossy(&text), "    Stopping what is running; interrupt again to kill it\n");
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`Event`]: cargo_conda_engine::Event
//! [`Plan`]: cargo_conda_plan::Plan

mod affected;
mod archive_tests;
mod audit;
mod changes;
mod config_schema;
mod examination;
mod failure_document;
mod graph;
mod install;
mod json_lines;
mod layout;
mod markup;
mod members;
mod page;
mod plan;
mod publication;
mod redaction;
mod reporter;
pub mod schema;
mod shorten;
mod style;
mod table;
mod terminal;
mod units;
mod verified;
mod why;

pub use affected::{MATRIX_LIMIT, render_affected, write_affected_json, write_github_matrix};
pub use archive_tests::{render_test_counts, render_tested, write_test_counts_json, write_tested_json};
pub use audit::{AuditReport, DatabaseOrigin, render_audit, write_audit_json};
pub use changes::{render_changes, render_open, write_init_json};
pub use config_schema::{ConfigFileKind, write_config_schema};
pub use examination::{render_findings, write_findings_json};
pub use graph::{GraphFormat, render_graph};
pub use json_lines::{JsonReporter, OutputEvents};
pub use page::{NoRun, Page, Run};
pub use plan::{render_crates_without_texts, render_plan, warning_lines, write_plan_json};
pub use publication::{render_publication, render_published, write_publication_json, write_published_json};
pub use reporter::Reporter;
pub use style::{Color, Surface, TextOptions, Verbosity};
pub use terminal::TerminalReporter;
pub use verified::{VerifiedPackage, write_verified_json};
pub use why::{is_fresh, render_statuses, write_statuses_json};
