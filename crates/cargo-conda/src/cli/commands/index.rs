//! `cargo conda index`

use std::io::{self, Write as _};

use cargo_conda::engine::{index_channel, join_channels};
use cargo_conda::{BuildError, Session};

use crate::cli::args::IndexArgs;
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;

pub(in crate::cli) fn run(args: &IndexArgs) -> Result<Code, Failure> {
    let session = Session::here().map_err(Failure::Session)?;
    let failed = |error| Failure::Build(BuildError::Engine(error));
    let channels: Vec<_> = args.channels.iter().map(|channel| session.absolute(channel)).collect();
    match &args.output_dir {
        None => {
            for channel in &channels {
                index_channel(channel).map_err(failed)?;
            }
        }
        Some(directory) => {
            let directory = session.absolute(directory);
            let joined = join_channels(&channels, &directory).map_err(failed)?;
            writeln!(io::stderr(), "{joined} archives in {directory}").map_err(Failure::Write)?;
        }
    }
    Ok(Code::Success)
}
