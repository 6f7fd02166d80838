//! `cargo conda plan`

use std::error::Error;

use cargo_conda::{BuildError, EngineError, Warning};
use cargo_conda_mapping::error_chain;
use cargo_conda_report::{render_crates_without_texts, render_plan, write_plan_json};
use clap::Args;

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::{
    AffectedByArgs, AgainstArgs, BuildArgs, ChannelArgs, FormatArgs, OutputFormat, PlanningArgs, TalkArgs,
    build_options,
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
    affected_by: AffectedByArgs,
    #[command(flatten)]
    against: AgainstArgs,
    #[command(flatten)]
    channel: ChannelArgs,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

pub(in crate::cli) fn run(command: &PlanCommand) -> Result<Code, Failure> {
    let PlanCommand { planning, affected_by, against, channel, format, talk } = command;
    let planned = PlannedWorkspace::with(planning, |request| against.apply(request))?;
    let options = build_options(&planned.session, &planned.workspace, channel, &BuildArgs::default());
    let planned = planned.restricted(affected_by, &options, talk)?;
    let PlannedWorkspace { session, workspace, mut plan, request: _ } = planned;
    if let Err(BuildError::Engine(error)) = session.check(&workspace, &plan, &options) {
        output::say(talk, &format!("warning: `build` will refuse this plan: {}", with_help(&error)))
            .map_err(Failure::Write)?;
    }
    // If freshness cannot be judged, warn and show the plan without it: `build` fails for the same reason. A
    // toolchain that is too old is a warning of the plan, at the place of each `rust-version`.
    let statuses = match session.status(&workspace, &plan, &options) {
        Ok(statuses) => statuses,
        Err(BuildError::Engine(ref error @ EngineError::RustTooOld { ref packages, ref found, .. })) => {
            let remedy = error.help().unwrap_or_default();
            let warnings = packages.iter().filter_map(|(name, needed)| {
                let member = workspace.member(name)?;
                Some(Warning::rust_too_old(member, needed.clone(), found.clone(), remedy.clone()))
            });
            plan.warnings.extend(warnings);
            Vec::new()
        }
        Err(error) => {
            output::say(talk, &unknown("what is fresh", &error)).map_err(Failure::Write)?;
            Vec::new()
        }
    };
    let mut out = output::stdout();
    match format.format {
        OutputFormat::Text => {
            let text_options = output::text_options(talk);
            render_plan(&plan, &statuses, &text_options, &mut out).and_then(|()| {
                match session.crates_without_texts(&workspace, &plan, &options) {
                    Ok(crates) => render_crates_without_texts(&crates, &text_options, &mut out),
                    Err(error) => output::say(talk, &unknown("which crates ship no licence text", &error)),
                }
            })
        }
        OutputFormat::Json => write_plan_json(&plan, &statuses, workspace.root(), &mut out),
    }
    .map_err(Failure::Write)?;
    Ok(Code::Success)
}

fn with_help(error: &EngineError) -> String {
    let help = error.help().map(|help| format!("; {help}")).unwrap_or_default();
    format!("{}{help}", reasons(error))
}

/// The warning that something is left out of the plan.
fn unknown(what: &str, error: &(dyn Error + 'static)) -> String {
    format!("warning: the plan does not show {what}: {}", reasons(error))
}

fn reasons(error: &(dyn Error + 'static)) -> String {
    error_chain(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
