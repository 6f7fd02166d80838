//! `cargo conda affected`

use std::num::NonZeroUsize;

use cargo_conda_report::{render_affected, write_affected_json, write_github_matrix};
use clap::{Args, ValueEnum};

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::PlanningArgs;
use crate::cli::exit_code::Code;
use crate::cli::failure::{Failure, NoRevision};
use crate::cli::output;

/// List the packages that a change since a git revision can concern, without building them
#[derive(Debug, Args)]
pub(crate) struct AffectedCommand {
    #[command(flatten)]
    planning: PlanningArgs,
    /// `text` for people, `json` for programs, `github-matrix` for `strategy.matrix` of a GitHub workflow
    #[arg(long, value_enum, default_value_t = AffectedFormat::Text, help_heading = "Output")]
    format: AffectedFormat,
    /// Divide the packages among this many jobs of the matrix [default: a job for each package]
    #[arg(long, value_name = "N", help_heading = "Output")]
    partitions: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum AffectedFormat {
    Text,
    Json,
    GithubMatrix,
}

pub(in crate::cli) fn run(command: &AffectedCommand) -> Result<Code, Failure> {
    let AffectedCommand { planning, format, partitions } = command;
    let since = planning.selection.since.as_deref().ok_or(Failure::NoRevision(NoRevision))?;
    let PlannedWorkspace { plan, .. } = PlannedWorkspace::new(planning)?;
    let mut out = output::stdout();
    match format {
        AffectedFormat::Text => render_affected(&plan, &mut out),
        AffectedFormat::Json => write_affected_json(&plan, since, &mut out),
        AffectedFormat::GithubMatrix => {
            write_github_matrix(&plan, partitions.map(NonZeroUsize::get), &mut out)
        }
    }
    .map_err(Failure::Write)?;
    Ok(Code::Success)
}
