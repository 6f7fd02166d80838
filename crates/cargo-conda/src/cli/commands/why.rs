//! `cargo conda why`

use cargo_conda_report::{render_statuses, write_statuses_json};
use clap::Args;

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::{
    AgainstArgs, BuildArgs, ChannelArgs, FormatArgs, OutputFormat, PlanningArgs, TalkArgs, build_options,
};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Say what has changed since packages were built
#[derive(Debug, Args)]
pub(crate) struct WhyCommand {
    /// Members, given as for `--package` [default: all that `build` would build]
    #[arg(value_name = "PACKAGE")]
    pub(in crate::cli) specs: Vec<String>,
    #[command(flatten)]
    planning: PlanningArgs,
    #[command(flatten)]
    against: AgainstArgs,
    #[command(flatten)]
    channel: ChannelArgs,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

pub(in crate::cli) fn run(command: &WhyCommand) -> Result<Code, Failure> {
    let WhyCommand { specs, planning, against, channel, format, talk } = command;
    let PlannedWorkspace { session, workspace, plan, request: _ } =
        PlannedWorkspace::with(planning, |request| {
            request.selection.packages.extend(specs.iter().cloned());
            against.apply(request);
        })?;
    let options = build_options(&session, &workspace, channel, &BuildArgs::default());
    let statuses = session.status(&workspace, &plan, &options).map_err(Failure::Build)?;
    let mut out = output::stdout();
    match format.format {
        OutputFormat::Text => render_statuses(&statuses, &output::text_options(talk), &mut out),
        OutputFormat::Json => write_statuses_json(&statuses, &mut out),
    }
    .map_err(Failure::Write)?;
    Ok(Code::Success)
}
