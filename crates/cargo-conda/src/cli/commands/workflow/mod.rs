//! `cargo conda workflow`

mod text;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::num::NonZeroUsize;

use cargo_conda::{BuildError, PlanRequest, Platform, Session, Workspace};
use cargo_conda_engine::{Destination, EngineError};
use clap::Args;
use thiserror::Error;

use self::text::{Workflow, machine};
use crate::cli::args::{WorkspaceArgs, count};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Print a GitHub workflow that builds what a channel lacks, on machines of each platform, and publishes it
/// there
#[derive(Debug, Args)]
pub(crate) struct WorkflowCommand {
    /// The channel, by its address: of prefix.dev, anaconda.org, Quetz, Artifactory, Cloudsmith or S3
    /// [default: the channel of the key `against`, if it names one]
    channel: Option<String>,
    /// A platform of the packages, which are built on a machine of that platform; may be repeated
    /// [default: the configured ones, or this machine's]
    #[arg(long = "target-platform", value_name = "PLATFORM")]
    target_platforms: Vec<Platform>,
    /// The largest number of machines that build for one platform at a time
    #[arg(long, value_name = "N", value_parser = count, default_value = "4")]
    partitions: NonZeroUsize,
    #[command(flatten)]
    workspace: WorkspaceArgs,
}

/// Why there can be no workflow.
#[derive(Debug, Error)]
pub(crate) enum WorkflowError {
    #[error(
        "a workflow needs the channel that it publishes to: `cargo conda workflow CHANNEL`{}",
        if .against.is_empty() { "; or name one in the key `against`" } else { "; the key `against` names several" }
    )]
    NoChannel {
        /// The channels of the key `against`, in its order.
        against: Vec<String>,
    },
    #[error("GitHub's machines do not have the directory `{address}`: name a channel on a server")]
    Directory { address: String },
    #[error("GitHub has no machines of the platform {platform}")]
    NoMachine { platform: Platform },
}

pub(in crate::cli) fn run(command: &WorkflowCommand) -> Result<Code, Failure> {
    let WorkflowCommand { channel, target_platforms, partitions, workspace } = command;
    let (session, workspace) = workspace.load()?;
    let request =
        PlanRequest { target_platforms: target_platforms.clone(), ..PlanRequest::new(session.platform()) };
    let plan = session.plan(&workspace, &request).map_err(Failure::Plan)?;
    let address = match (channel, plan.against.as_slice()) {
        (Some(channel), _) | (None, [channel]) => channel.clone(),
        (None, _) => return Err(Failure::Workflow(WorkflowError::NoChannel { against: plan.against })),
    };
    let destination = server(&session, &address)?;
    let mut platforms: BTreeSet<_> = plan.packages.iter().map(|package| package.platform).collect();
    if platforms.is_empty() {
        platforms.insert(session.platform());
    }
    let workflow = Workflow {
        address: &address,
        destination: &destination,
        platforms: machines(platforms).map_err(Failure::Workflow)?,
        partitions: *partitions,
        target: &target_of(&workspace),
    };
    output::stdout().write_all(workflow.text().as_bytes()).map_err(Failure::Write)?;
    Ok(Code::Success)
}

/// GitHub's machine of each platform.
pub(super) fn machines(
    platforms: impl IntoIterator<Item = Platform>,
) -> Result<Vec<(Platform, &'static str)>, WorkflowError> {
    let machine_of =
        |platform| Ok((platform, machine(platform).ok_or(WorkflowError::NoMachine { platform })?));
    platforms.into_iter().map(machine_of).collect()
}

/// The channel of an address, which has to be on a server.
pub(super) fn server(session: &Session, address: &str) -> Result<Destination, Failure> {
    let refused = |error| Failure::Build(BuildError::Engine(EngineError::Publish(error)));
    match session.destination(address).map_err(refused)? {
        Destination::Directory(_) => {
            Err(Failure::Workflow(WorkflowError::Directory { address: address.to_owned() }))
        }
        server => Ok(server),
    }
}

/// The target directory as a workflow names it.
fn target_of(workspace: &Workspace) -> String {
    let target = workspace.target_directory();
    target.strip_prefix(workspace.root()).unwrap_or(target).as_str().replace('\\', "/")
}
