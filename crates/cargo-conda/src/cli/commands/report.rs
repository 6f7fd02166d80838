//! `cargo conda report`

use std::io::{self, Read as _, Write as _};

use camino::Utf8PathBuf;
use cargo_conda::Session;
use cargo_conda_report::Run;
use clap::Args;

use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Make a page for browsers about a run, from its events
#[derive(Debug, Args)]
pub(crate) struct ReportCommand {
    /// What `cargo conda build --format json` printed [default: standard input]
    #[arg(value_name = "FILE")]
    events: Option<Utf8PathBuf>,
    /// The page, which needs no other file [default: standard output]
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output: Option<Utf8PathBuf>,
}

pub(in crate::cli) fn run(command: &ReportCommand) -> Result<Code, Failure> {
    let ReportCommand { events, output } = command;
    let session = Session::here().map_err(Failure::Session)?;
    let mut text = Vec::new();
    match events {
        Some(path) => text = fs_err::read(session.absolute(path)).map_err(Failure::ReadEvents)?,
        None => _ = io::stdin().read_to_end(&mut text).map_err(Failure::ReadEvents)?,
    }
    let run = Run::read(&text).map_err(Failure::Events)?;
    let page = run.page();
    match output {
        Some(path) => fs_err::write(session.absolute(path), page.to_string()),
        None => write!(output::stdout(), "{page}"),
    }
    .map_err(Failure::Write)?;
    Ok(Code::Success)
}
