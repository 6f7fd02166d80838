//! `cargo conda doctor`

use cargo_conda::{Fault, Finding, Session, Severity};
use cargo_conda_report::{render_findings, write_findings_json};
use clap::Args;

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::{
    AgainstArgs, BuildArgs, ChannelArgs, FormatArgs, OutputFormat, PlanningArgs, TalkArgs, build_options,
};
use crate::cli::exit_code::Code;
use crate::cli::failure::{Failure, code_for};
use crate::cli::output;

/// Look for what would keep a build from working, on this machine and in this workspace
#[derive(Debug, Args)]
pub(crate) struct DoctorCommand {
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

pub(in crate::cli) fn run(command: &DoctorCommand) -> Result<Code, Failure> {
    let DoctorCommand { planning, against, channel, format, talk } = command;
    let findings = match PlannedWorkspace::with(planning, |request| against.apply(request)) {
        Ok(PlannedWorkspace { session, workspace, plan, request: _ }) => {
            let options = build_options(&session, &workspace, channel, &BuildArgs::default());
            session.examine(&workspace, &plan, &options)
        }
        Err(Failure::Load(error)) => machine()?.examine_unloaded(&error),
        Err(Failure::Plan(error)) => machine()?.examine_unplanned(&error),
        Err(failure) => return Err(failure),
    };
    let mut out = output::stdout();
    match format.format {
        OutputFormat::Text => render_findings(&findings, &output::text_options(talk), &mut out),
        OutputFormat::Json => write_findings_json(&findings, &mut out),
    }
    .map_err(Failure::Write)?;
    Ok(code(&findings))
}

fn machine() -> Result<Session, Failure> {
    Session::here().map_err(Failure::Session)
}

/// The code of a build that ends with one of the errors. If the machine is at fault for one and the input for
/// another, the input has to change whatever the machine does.
fn code(findings: &[Finding]) -> Code {
    let faults = || {
        findings.iter().filter_map(|finding| match finding.severity {
            Severity::Wrong(fault) => Some(fault),
            Severity::Fine | Severity::Doubtful => None,
        })
    };
    let worst = faults().find(|fault| *fault == Fault::Input).or_else(|| faults().next());
    worst.map_or(Code::Success, code_for)
}
