//! `cargo conda publish`

use camino::Utf8PathBuf;
use cargo_conda::{BuildError, Interrupt, Network, PlanRequest, Session, Workspace};
use cargo_conda_engine::{
    Destination, EngineError, Fault, Publication, PublishError, PublishOutcome, PublishRequest, PublishedSet,
    publish,
};
use cargo_conda_report::{
    render_publication, render_published, write_publication_json, write_published_json,
};
use clap::Args;
use url::Url;

use super::build::stop_on_signals;
use crate::cli::archive_report::ArchiveReport;
use crate::cli::args::{FormatArgs, S3Args, TalkArgs, WorkspaceArgs};
use crate::cli::exit_code::Code;
use crate::cli::failure::{Failure, NoDestination, code_for};

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
    /// Have the service that runs this job vouch for each package that is published (CEP 27, signed by
    /// Sigstore)
    #[arg(long)]
    attest: bool,
    /// The URL by which clients know the channel, for `--attest`; needed for a directory [default: CHANNEL]
    #[arg(long, value_name = "URL", requires = "attest")]
    channel_url: Option<Url>,
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
    let PublishCommand { replace, attest, channel_url, dry_run, s3, workspace, format, talk, .. } = command;
    let (session, destination, packages) = what_and_where(command)?;
    let interrupt = Interrupt::new();
    stop_on_signals(interrupt.clone())?;
    let request = PublishRequest {
        packages,
        destination,
        replace: *replace,
        attest: *attest,
        channel_url: channel_url.clone(),
        dry_run: *dry_run,
        credentials: session.credentials().clone(),
        s3: s3.settings(),
        network: if workspace.is_offline() { Network::Offline } else { Network::Online },
        interrupt: interrupt.clone(),
    };
    let mut report = ArchiveReport::begin(format, talk, &interrupt);
    let publication = publish(&request, &mut |archive| {
        report.tell(
            |options, out| render_published(archive, options, out),
            |out| write_published_json(archive, out),
        );
    });
    let publication = report.ended(publication)?;
    report.finish(
        |out| render_publication(&publication, out),
        |out| write_publication_json(&publication, out),
    )?;
    Ok(code(&publication))
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
    let failed = |error| Failure::Build(BuildError::Engine(EngineError::Publish(error)));
    session.destination(channel).map_err(failed)
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
