//! `cargo conda publish`

use std::io::{self, Write as _};

use camino::Utf8PathBuf;
use cargo_conda::{BuildError, Interrupt, Network, PlanRequest, Session, Verbosity, Workspace, color_for};
use cargo_conda_engine::{
    Destination, EngineError, Fault, Publication, PublishError, PublishOutcome, PublishRequest, PublishedSet,
    publish,
};
use cargo_conda_report::{
    TextOptions, render_publication, render_published, write_publication_json, write_published_json,
};
use clap::Args;

use super::build::stop_on_signals;
use crate::cli::args::{FormatArgs, OutputFormat, S3Args, TalkArgs, WorkspaceArgs};
use crate::cli::exit_code::Code;
use crate::cli::failure::{Failure, NoDestination, code_for};
use crate::cli::output;

/// Put finished packages into a channel that others read
#[derive(Debug, Args)]
pub(crate) struct PublishCommand {
    /// A directory, a bucket of S3 (`s3://BUCKET/PREFIX`), or a channel of prefix.dev, anaconda.org, Quetz,
    /// Artifactory or Cloudsmith by its address
    /// [default: the channel of the key `against`, if it names one]
    channel: Option<String>,
    /// Publish the packages of the channel in this directory, instead of those that the last run made or
    /// found up to date; may be repeated
    #[arg(long = "channel-dir", value_name = "DIR")]
    channel_dirs: Vec<Utf8PathBuf>,
    /// Replace published packages that have other content under the same file name
    #[arg(long)]
    replace: bool,
    /// Say what would be published, in its order, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    s3: S3Args,
    #[command(flatten)]
    workspace: WorkspaceArgs,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    talk: TalkArgs,
}

pub(in crate::cli) fn run(command: &PublishCommand) -> Result<Code, Failure> {
    let PublishCommand { replace, dry_run, s3, workspace, format, talk, .. } = command;
    let (session, destination, packages) = what_and_where(command)?;
    let interrupt = Interrupt::new();
    stop_on_signals(interrupt.clone())?;
    let request = PublishRequest {
        packages,
        destination,
        replace: *replace,
        dry_run: *dry_run,
        credentials: session.credentials().clone(),
        s3: s3.settings(),
        network: if workspace.is_offline() { Network::Offline } else { Network::Online },
        interrupt: interrupt.clone(),
    };
    let options = TextOptions { color: color_for(&io::stderr()), verbosity: talk.verbosity() };
    let mut unwritten = None;
    let publication = publish(&request, &mut |archive| {
        let written = match format.format {
            OutputFormat::Text => render_published(archive, options, &mut io::stderr()),
            OutputFormat::Json => write_published_json(archive, &mut output::stdout()),
        };
        if let Err(error) = written {
            // The reader of the report is gone, and with it the reason to go on.
            interrupt.request();
            unwritten.get_or_insert(error);
        }
    });
    if let Some(error) = unwritten {
        return Err(Failure::Build(BuildError::Report(error)));
    }
    let publication = publication.map_err(failed)?;
    match format.format {
        OutputFormat::Text if talk.verbosity() == Verbosity::Quiet => Ok(()),
        OutputFormat::Text => render_publication(&publication, &mut io::stderr()),
        OutputFormat::Json => write_publication_json(&publication, &mut output::stdout()),
    }
    .map_err(Failure::Write)?;
    io::stderr().flush().map_err(Failure::Write)?;
    Ok(code(&publication))
}

fn failed(error: EngineError) -> Failure {
    Failure::Build(BuildError::Engine(error))
}

/// The session, the channel, and the packages that are put into it. A workspace is read only for what the
/// command line does not say.
fn what_and_where(command: &PublishCommand) -> Result<(Session, Destination, PublishedSet), Failure> {
    let PublishCommand { channel, channel_dirs, workspace, .. } = command;
    let directories = |session: &Session| {
        PublishedSet::Channels(channel_dirs.iter().map(|directory| session.absolute(directory)).collect())
    };
    if let (Some(channel), false) = (channel, channel_dirs.is_empty()) {
        let session = Session::here().map_err(Failure::Session)?;
        let (destination, packages) = (destination(&session, channel)?, directories(&session));
        return Ok((session, destination, packages));
    }
    let (session, workspace) = workspace.load()?;
    let channel = match channel {
        Some(channel) => channel.clone(),
        None => only_channel_of(&session, &workspace)?,
    };
    let destination = destination(&session, &channel)?;
    let packages = if channel_dirs.is_empty() {
        PublishedSet::LastRun { scratch: session.build_options(&workspace).scratch().to_owned() }
    } else {
        directories(&session)
    };
    Ok((session, destination, packages))
}

/// The channel that the key `against` names, if it names one.
fn only_channel_of(session: &Session, workspace: &Workspace) -> Result<String, Failure> {
    let plan = session.plan(workspace, &PlanRequest::new(session.platform())).map_err(Failure::Plan)?;
    match plan.against.as_slice() {
        [channel] => Ok(channel.clone()),
        _ => Err(Failure::NoDestination(NoDestination { against: plan.against })),
    }
}

fn destination(session: &Session, channel: &str) -> Result<Destination, Failure> {
    session.destination(channel).map_err(|error| failed(EngineError::Publish(error)))
}

fn code(publication: &Publication) -> Code {
    let outcomes = || publication.archives.iter().map(|archive| &archive.outcome);
    let fault = |error: &PublishError| error.fault();
    let failure = outcomes().find_map(|outcome| match outcome {
        PublishOutcome::Failed(error) => Some(fault(error)),
        _ => None,
    });
    match failure {
        Some(fault) => code_for(fault),
        None if outcomes().any(|outcome| matches!(outcome, PublishOutcome::NotTried)) => {
            code_for(Fault::Interrupt)
        }
        None => Code::Success,
    }
}
