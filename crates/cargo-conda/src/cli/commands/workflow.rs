//! `cargo conda workflow`

use std::io::Write as _;

use crate::cli::args::WorkflowArgs;
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;
use crate::cli::output;

/// The workflow, with names in braces for what differs.
const WORKFLOW: &str = include_str!("../../workflow.yaml");

pub(in crate::cli) fn run(args: &WorkflowArgs) -> Result<Code, Failure> {
    let text = WORKFLOW
        .replace("{partitions}", &args.partitions.to_string())
        .replace("{repository}", env!("CARGO_PKG_REPOSITORY"));
    output::stdout().write_all(text.as_bytes()).map_err(Failure::Write)?;
    Ok(Code::Success)
}
