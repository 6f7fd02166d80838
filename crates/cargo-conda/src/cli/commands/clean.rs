//! `cargo conda clean`

use std::io::{self, Write as _};

use cargo_conda::BuildError;
use cargo_conda_engine::{Holder, clean};
use clap::Args;

use crate::cli::args::{BuildArgs, ChannelArgs, WorkspaceArgs, build_options};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;

/// Delete the channel and everything that builds have left
#[derive(Debug, Args)]
pub(crate) struct CleanCommand {
    #[command(flatten)]
    workspace: WorkspaceArgs,
    #[command(flatten)]
    channel: ChannelArgs,
}

pub(in crate::cli) fn run(command: &CleanCommand) -> Result<Code, Failure> {
    let CleanCommand { workspace, channel } = command;
    let (session, workspace) = workspace.load()?;
    let options = build_options(&session, &workspace, channel, &BuildArgs::default());
    let say_waiting = |holder: Option<Holder>| {
        let other =
            holder.map_or_else(|| "another run".to_owned(), |holder| format!("process {}", holder.pid));
        // A message that cannot be written is no reason not to wait.
        let _unwritten = writeln!(io::stderr(), "waiting for {other}, which is building");
    };
    clean(options.channel(), options.scratch(), options.interrupt(), say_waiting)
        .map_err(|error| Failure::Build(BuildError::Engine(error)))?;
    Ok(Code::Success)
}
