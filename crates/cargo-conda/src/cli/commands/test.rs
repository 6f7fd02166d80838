//! `cargo conda test`

use std::num::NonZeroUsize;
use std::time::Duration;

use camino::Utf8PathBuf;
use cargo_conda::{ChannelPriority, Interrupt, Network, Session};
use cargo_conda_engine::{TestOutcome, TestRequest, TestedArchive, test_archives};
use cargo_conda_report::{render_test_counts, render_tested, write_test_counts_json, write_tested_json};
use clap::Args;

use super::build::stop_on_signals;
use super::own_channel::own_channel;
use crate::cli::archive_report::ArchiveReport;
use crate::cli::args::{EmulatorArgs, FormatArgs, TalkArgs, WorkspaceArgs, count};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;

/// Test finished packages in fresh environments, as `build` does after packaging
#[derive(Debug, Args)]
pub(crate) struct TestCommand {
    /// Directories of channels, and archives [default: the channel of the workspace]
    #[arg(value_name = "CHANNEL|FILE")]
    places: Vec<Utf8PathBuf>,
    /// A channel with the packages that they depend on: a name, a URL or a path; the first has priority
    /// [default: conda-forge]
    #[arg(long = "channel", short = 'c', value_name = "CHANNEL")]
    channels: Vec<String>,
    /// How many packages are tested at a time [default: processors]
    #[arg(short, long, value_name = "N", value_parser = count)]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    emulators: EmulatorArgs,
    #[command(flatten)]
    workspace: WorkspaceArgs,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

pub(in crate::cli) fn run(command: &TestCommand) -> Result<Code, Failure> {
    let TestCommand { places, channels, jobs, emulators, workspace, format, talk } = command;
    let (session, places) = session_and_places(workspace, places)?;
    let interrupt = Interrupt::new();
    stop_on_signals(interrupt.clone())?;
    let request = TestRequest {
        places,
        channels: if channels.is_empty() { vec!["conda-forge".to_owned()] } else { channels.clone() },
        channel_priority: ChannelPriority::Strict,
        network: if workspace.is_offline() { Network::Offline } else { Network::Online },
        platform: session.platform(),
        emulators: emulators.emulators(),
        jobs: jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
        limit: Duration::from_mins(5),
        scratch: session.temporary_directory(),
        interrupt: interrupt.clone(),
    };
    let mut report = ArchiveReport::begin(format, talk, &interrupt);
    let tested = test_archives(&request, &mut |tested| {
        report.tell(|options, out| render_tested(tested, options, out), |out| write_tested_json(tested, out));
    });
    let tested = report.ended(tested)?;
    report.finish(|out| render_test_counts(&tested, out), |out| write_test_counts_json(&tested, out))?;
    Ok(code(&tested))
}

/// The places to look for archives, as absolute paths. A workspace is read only if none are given.
fn session_and_places(
    workspace: &WorkspaceArgs,
    places: &[Utf8PathBuf],
) -> Result<(Session, Vec<Utf8PathBuf>), Failure> {
    if places.is_empty() {
        let (session, workspace) = workspace.load()?;
        let channel = own_channel(session.build_options(&workspace).channel())?;
        return Ok((session, vec![channel]));
    }
    let session = Session::here().map_err(Failure::Session)?.offline(workspace.is_offline());
    let places = places.iter().map(|place| session.absolute(place)).collect();
    Ok((session, places))
}

fn code(tested: &[TestedArchive]) -> Code {
    let has = |wanted: fn(&TestOutcome) -> bool| tested.iter().any(|archive| wanted(&archive.outcome));
    if has(|outcome| matches!(outcome, TestOutcome::Interrupted)) {
        Code::Interrupted
    } else if has(|outcome| matches!(outcome, TestOutcome::Failed { .. })) {
        Code::Failed
    } else {
        Code::Success
    }
}
