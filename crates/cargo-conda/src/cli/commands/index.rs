//! `cargo conda index`

use std::io::{self, Write as _};

use camino::Utf8PathBuf;
use cargo_conda::{BuildError, Session};
use cargo_conda_engine::{index_channel, join_channels};
use clap::Args;

use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;

/// Write the index of a channel anew, or join the channels of several machines
#[derive(Debug, Args)]
pub(crate) struct IndexCommand {
    /// Directories of channels
    #[arg(value_name = "CHANNEL", required = true)]
    channels: Vec<Utf8PathBuf>,
    /// Put the archives of all these channels into the channel in this directory
    #[arg(long, value_name = "DIR")]
    output_dir: Option<Utf8PathBuf>,
}

pub(in crate::cli) fn run(command: &IndexCommand) -> Result<Code, Failure> {
    let session = Session::here().map_err(Failure::Session)?;
    let failed = |error| Failure::Build(BuildError::Engine(error));
    let channels: Vec<_> = command.channels.iter().map(|channel| session.absolute(channel)).collect();
    match &command.output_dir {
        None => {
            for channel in &channels {
                index_channel(channel).map_err(failed)?;
                writeln!(io::stderr(), "indexed {channel}").map_err(Failure::Write)?;
            }
        }
        Some(directory) => {
            let directory = session.absolute(directory);
            let joined = join_channels(&channels, &directory).map_err(failed)?;
            let archives = if joined == 1 { "archive" } else { "archives" };
            writeln!(io::stderr(), "{joined} {archives} in {directory}").map_err(Failure::Write)?;
        }
    }
    Ok(Code::Success)
}
