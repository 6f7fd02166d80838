//! `cargo conda build`

use camino::Utf8PathBuf;
use cargo_conda::{Interrupt, JsonReporter, OutputEvents, Reporter, Summary, Verbosity, stderr_reporter};
use clap::Args;

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::{
    AffectedByArgs, AgainstArgs, BuildArgs, ChannelArgs, FormatArgs, OutputFormat, PlanningArgs, TalkArgs,
    build_options,
};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::kept_events::{KeptEvents, PlannedRun};
use crate::cli::output;

/// Build the packages and put them into a channel
#[derive(Debug, Args)]
pub(crate) struct BuildCommand {
    #[command(flatten)]
    planning: PlanningArgs,
    #[command(flatten)]
    affected_by: AffectedByArgs,
    #[command(flatten)]
    against: AgainstArgs,
    #[command(flatten)]
    build: BuildArgs,
    #[command(flatten)]
    channel: ChannelArgs,
    /// When the run is over, write a page about it, for browsers
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    report: Option<Utf8PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

/// Builds. `again` is the command line that repeats this one, without a selection of packages.
pub(in crate::cli) fn run(command: &BuildCommand, again: String) -> Result<Code, Failure> {
    let BuildCommand { planning, affected_by, against, build, channel, report, format, talk } = command;
    let planned = PlannedWorkspace::with(planning, |request| against.apply(request))?;
    let options = build_options(&planned.session, &planned.workspace, channel, build);
    let planned = planned.restricted(affected_by, &options, talk)?;
    let PlannedWorkspace { session, workspace, plan, request: _ } = planned;
    stop_on_signals(options.interrupt().clone())?;
    output::warnings(talk, &plan).map_err(Failure::Write)?;
    let planned = PlannedRun::now(&workspace, &plan);
    let shown = reporter(format, talk, again, &planned);
    let Some(report) = report else {
        let mut shown = shown;
        let summary = session.build(&workspace, &plan, &options, shown.as_mut());
        return summary.map(|summary| code(&summary)).map_err(Failure::Build);
    };
    let mut kept = KeptEvents::beside(shown, &planned).map_err(Failure::Write)?;
    let summary = session.build(&workspace, &plan, &options, &mut kept);
    // A run that did not come to its end has most need of a page.
    let written = kept.write_page(&session.absolute(report));
    let summary = summary.map_err(Failure::Build)?;
    written?;
    Ok(code(&summary))
}

fn reporter(
    format: &FormatArgs,
    talk: &TalkArgs,
    again: String,
    planned: &PlannedRun<'_>,
) -> Box<dyn Reporter> {
    let verbosity = talk.verbosity();
    match format.format {
        OutputFormat::Text => Box::new(stderr_reporter(verbosity).with_command(again)),
        OutputFormat::Json => {
            let is_verbose = verbosity == Verbosity::Verbose;
            let lines = if is_verbose { OutputEvents::Included } else { OutputEvents::Omitted };
            let mut reporter = JsonReporter::new(output::stdout(), lines);
            // A broken pipe is not handled here: writing the first event of the run fails too, and stops the
            // run.
            let _unread = planned.tell(&mut reporter);
            Box::new(reporter)
        }
    }
}

/// The first Ctrl-C or SIGTERM asks the run to stop, the second kills its children. The third ends this
/// process at once, even if the run does not react.
pub(super) fn stop_on_signals(interrupt: Interrupt) -> Result<(), Failure> {
    let handler = move || {
        if interrupt.is_forced() {
            Code::Interrupted.exit();
        }
        interrupt.request();
    };
    ctrlc::set_handler(handler).map_err(Failure::Signals)
}

fn code(summary: &Summary) -> Code {
    if summary.interrupted {
        Code::Interrupted
    } else if summary.failed().next().is_some() {
        Code::Failed
    } else {
        Code::Success
    }
}
