//! `cargo conda plan`

use cargo_conda::report::{render_plan, write_plan_json};

use super::Planned;
use crate::cli::args::{OutputFormat, PlanArgs};
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;
use crate::cli::output;

pub(in crate::cli) fn run(args: &PlanArgs) -> Result<Code, Failure> {
    let Planned { workspace, plan, .. } = Planned::new(&args.workspace, &args.selection)?;
    let mut out = output::stdout();
    match args.output.format {
        OutputFormat::Text => render_plan(&plan, &output::text_options(&args.talk), &mut out),
        OutputFormat::Json => write_plan_json(&plan, workspace.root(), &mut out),
    }
    .map_err(Failure::Write)?;
    Ok(Code::Success)
}
