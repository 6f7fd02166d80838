//! `cargo conda clean`

use std::io::{self, Write as _};

use cargo_conda::BuildError;
use cargo_conda_engine::{Blocker, clean, clean_unused};
use clap::Args;

use crate::cli::args::{Age, BuildArgs, ChannelArgs, WorkspaceArgs, build_options};
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;

/// Delete the channel and everything that builds have left
#[derive(Debug, Args)]
pub(crate) struct CleanCommand {
    #[command(flatten)]
    workspace: WorkspaceArgs,
    #[command(flatten)]
    channel: ChannelArgs,
    /// Delete only what no build has used for so long, such as `12h`, `7d` or `2w`; the channel stays
    #[arg(long, value_name = "DURATION")]
    older_than: Option<Age>,
}

pub(in crate::cli) fn run(command: &CleanCommand) -> Result<Code, Failure> {
    let CleanCommand { workspace, channel, older_than } = command;
    let (session, workspace) = workspace.load()?;
    let options = build_options(&session, &workspace, channel, &BuildArgs::default());
    let say_waiting = |blocker: Blocker| {
        let other = match blocker {
            Blocker::Run(Some(run)) => format!("process {}, which is building", run.pid),
            Blocker::Run(None) => "another run, which is building".to_owned(),
            Blocker::Orphans { .. } => "processes that a run has left at work".to_owned(),
        };
        // A message that cannot be written is no reason not to wait.
        let _unwritten = writeln!(io::stderr(), "waiting for {other}");
    };
    let failed = |error| Failure::Build(BuildError::Engine(error));
    if let Some(Age(limit)) = older_than {
        let deleted = clean_unused(options.scratch(), *limit, options.interrupt(), say_waiting);
        for path in deleted.map_err(failed)? {
            // The files are gone, whether or not this can be said.
            let _unwritten = writeln!(io::stderr(), "deleted {}", options.scratch().join(path));
        }
        return Ok(Code::Success);
    }
    clean(options.channel(), options.scratch(), options.interrupt(), say_waiting).map_err(failed)?;
    Ok(Code::Success)
}
