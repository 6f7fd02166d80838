//! `cargo conda plan`

use cargo_conda::report::{render_plan, write_plan_json};

use super::Planned;
use crate::cli::args::{OutputFormat, PlanArgs};
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;
use crate::cli::output;

pub(in crate::cli) fn run(args: &PlanArgs) -> Result<Code, Failure> {
    let Planned { session, workspace, plan } = Planned::new(&args.workspace, &args.selection)?;
    // What keeps a package from being judged keeps it from being built; then it is pending, and `build` says why.
    let statuses = session.status(&workspace, &plan, &args.channel.build_options(&session, &workspace));
    let statuses = statuses.unwrap_or_default();
    let mut out = output::stdout();
    match args.output.format {
        OutputFormat::Text => render_plan(&plan, &statuses, &output::text_options(&args.talk), &mut out),
        OutputFormat::Json => write_plan_json(&plan, &statuses, workspace.root(), &mut out),
    }
    .map_err(Failure::Write)?;
    Ok(Code::Success)
}
