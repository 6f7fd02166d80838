//! `cargo conda workflow`

use std::io::Write as _;
use std::num::NonZeroUsize;

use clap::Args;

use crate::cli::args::count;
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// The workflow, with `{partitions}` and `{repository}` in place of their values.
const WORKFLOW: &str = include_str!("../../workflow.yaml");

/// Print a GitHub workflow that builds on several machines what a change concerns
#[derive(Debug, Args)]
pub(crate) struct WorkflowCommand {
    /// The largest number of machines that build at a time
    #[arg(long, value_name = "N", value_parser = count, default_value = "4")]
    partitions: NonZeroUsize,
}

pub(in crate::cli) fn run(command: &WorkflowCommand) -> Result<Code, Failure> {
    let text = WORKFLOW
        .replace("{partitions}", &command.partitions.to_string())
        .replace("{repository}", env!("CARGO_PKG_REPOSITORY"));
    output::stdout().write_all(text.as_bytes()).map_err(Failure::Write)?;
    Ok(Code::Success)
}
