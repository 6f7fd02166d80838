//! `cargo conda graph`

use cargo_conda_report::{GraphFormat, render_graph};
use clap::{Args, ValueEnum};

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::PlanningArgs;
use crate::cli::exit_code::Code;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Draw the workspace and the packages that it becomes
#[derive(Debug, Args)]
pub(crate) struct GraphCommand {
    #[command(flatten)]
    planning: PlanningArgs,
    /// The language of the drawing
    #[arg(long, value_enum, default_value_t = DrawingFormat::Dot, help_heading = "Output")]
    format: DrawingFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DrawingFormat {
    /// Graphviz
    Dot,
    /// Mermaid, which README files can show
    Mermaid,
    /// A picture, which browsers and README files can show
    Svg,
}

pub(in crate::cli) fn run(command: &GraphCommand) -> Result<Code, Failure> {
    let PlannedWorkspace { workspace, plan, .. } = PlannedWorkspace::new(&command.planning)?;
    let format = match command.format {
        DrawingFormat::Dot => GraphFormat::Dot,
        DrawingFormat::Mermaid => GraphFormat::Mermaid,
        DrawingFormat::Svg => GraphFormat::Svg,
    };
    render_graph(&workspace, &plan, format, &mut output::stdout()).map_err(Failure::Write)?;
    Ok(Code::Success)
}
