//! Turn a Cargo workspace into a conda channel.
//!
//! This library is what `cargo conda` is made of, for `cargo xtask` scripts that want the same with a twist of
//! their own. Each stage is a type, and the next one is made from it:
//!
//! ```no_run
//! use cargo_conda::{BuildOptions, PlanRequest, Session, Verbosity, stderr_reporter};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let session = Session::here()?;
//! let workspace = session.load_workspace(None)?;
//! let plan = session.plan(&workspace, &PlanRequest::new(session.platform()))?;
//! let options = BuildOptions { fail_fast: true, ..session.build_options(&workspace) };
//! let summary = session.build(&workspace, &plan, &options, &mut stderr_reporter(Verbosity::Normal))?;
//! println!("{} packages in {}", summary.built().count(), summary.channel);
//! # Ok(())
//! # }
//! ```
//!
//! What the stages own is told by their crates, which this one re-exports by name: [`workspace`], [`mapping`],
//! [`plan`], [`recipe`], [`engine`] and [`report`].

mod explain;
mod files;
mod git;
mod session;
mod stderr;

pub use cargo_conda_engine as engine;
pub use cargo_conda_mapping as mapping;
pub use cargo_conda_plan as plan;
pub use cargo_conda_recipe as recipe;
pub use cargo_conda_report as report;
pub use cargo_conda_workspace as workspace;

pub use cargo_conda_engine::{BuildOptions, Summary, TestPolicy};
pub use cargo_conda_mapping::Platform;
pub use cargo_conda_plan::{Plan, PlanRequest};
pub use cargo_conda_report::{JsonReporter, Reporter, TerminalReporter, Verbosity};
pub use cargo_conda_workspace::Workspace;

pub use explain::{explain, help};
pub use files::DiskFiles;
pub use git::GitError;
pub use session::{BuildError, Session, SessionError};
pub use stderr::{color, stderr_reporter};
