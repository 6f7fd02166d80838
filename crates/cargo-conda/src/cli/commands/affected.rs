//! `cargo conda affected`

use std::num::NonZeroUsize;

use cargo_conda_report::{is_fresh, render_affected, write_affected_json, write_github_matrix};
use clap::{Args, ValueEnum};

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::{AgainstArgs, BuildArgs, ChannelArgs, PlanningArgs, build_options};
use crate::cli::exit_code::Code;
use crate::cli::failure::{Failure, NoRevision};
use crate::cli::output;

/// List the packages that a change since a git revision can concern, or that channels do not have, without
/// building them
#[derive(Debug, Args)]
pub(crate) struct AffectedCommand {
    #[command(flatten)]
    planning: PlanningArgs,
    #[command(flatten)]
    against: AgainstArgs,
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
    let AffectedCommand { planning, against, format, partitions } = command;
    let since = planning.selection.since.as_deref();
    let PlannedWorkspace { session, workspace, mut plan, request: _ } =
        PlannedWorkspace::with(planning, |request| against.apply(request))?;
    if !plan.against.is_empty() {
        let options = build_options(&session, &workspace, &ChannelArgs::default(), &BuildArgs::default());
        let statuses = session.published(&workspace, &plan, &options).map_err(Failure::Build)?;
        plan.packages.retain(|package| !is_fresh(package, &statuses));
    } else if since.is_none() {
        return Err(Failure::NoRevision(NoRevision));
    }
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
