//! `cargo conda clean`

use std::io::{self, Write as _};

use cargo_conda::BuildError;
use cargo_conda::engine::{Holder, clean};

use super::load;
use crate::cli::args::CleanArgs;
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;

pub(in crate::cli) fn run(args: &CleanArgs) -> Result<Code, Failure> {
    let (session, workspace) = load(&args.workspace)?;
    let options = args.channel.build_options(&session, &workspace);
    let say_waiting = |holder: Option<Holder>| {
        let whom =
            holder.map_or_else(|| "another run".to_owned(), |holder| format!("process {}", holder.pid));
        // That nobody can be told is no reason not to wait.
        let _unwritten = writeln!(io::stderr(), "waiting for {whom}, which is building");
    };
    clean(&options.channel, &options.scratch, &options.interrupt, say_waiting)
        .map_err(|error| Failure::Build(BuildError::Engine(error)))?;
    Ok(Code::Success)
}
