//! `cargo conda graph`

use cargo_conda::report::{GraphFormat, render_graph};

use super::Planned;
use crate::cli::args::{DrawingFormat, GraphArgs};
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;
use crate::cli::output;

pub(in crate::cli) fn run(args: &GraphArgs) -> Result<Code, Failure> {
    let Planned { workspace, plan, .. } = Planned::new(&args.workspace, &args.selection)?;
    let format = match args.format {
        DrawingFormat::Dot => GraphFormat::Dot,
        DrawingFormat::Mermaid => GraphFormat::Mermaid,
    };
    render_graph(&workspace, &plan, format, &mut output::stdout()).map_err(Failure::Write)?;
    Ok(Code::Success)
}
