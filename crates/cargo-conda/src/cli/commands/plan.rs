//! `cargo conda plan`

use cargo_conda::explain;
use cargo_conda_report::{render_plan, write_plan_json};
use clap::Args;

use super::planned::Planned;
use crate::cli::args::{
    BuildArgs, ChannelArgs, FormatArgs, OutputFormat, PlanningArgs, TalkArgs, build_options,
};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Show which crates become packages, and why the others do not
#[derive(Debug, Args)]
pub(crate) struct PlanCommand {
    #[command(flatten)]
    planning: PlanningArgs,
    #[command(flatten)]
    channel: ChannelArgs,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

pub(in crate::cli) fn run(command: &PlanCommand) -> Result<Code, Failure> {
    let PlanCommand { planning, channel, format, talk } = command;
    let Planned { session, workspace, plan } = Planned::new(planning)?;
    let options = build_options(&session, &workspace, channel, &BuildArgs::default());
    // A plan is complete without knowing what is fresh: what keeps packages from being judged is said, and is
    // no failure of `plan`.
    let statuses = match session.status(&workspace, &plan, &options) {
        Ok(statuses) => statuses,
        Err(error) => {
            let reason = explain(&error);
            let reason = reason.strip_prefix("error: ").unwrap_or(&reason).trim_end();
            let warning = format!("warning: cannot tell which packages are fresh: {reason}");
            output::say(talk, &warning).map_err(Failure::Write)?;
            Vec::new()
        }
    };
    let mut out = output::stdout();
    match format.format {
        OutputFormat::Text => render_plan(&plan, &statuses, &output::text_options(talk), &mut out),
        OutputFormat::Json => write_plan_json(&plan, &statuses, workspace.root(), &mut out),
    }
    .map_err(Failure::Write)?;
    Ok(Code::Success)
}
