//! `cargo conda why`

use cargo_conda::report::{render_statuses, write_statuses_json};

use super::Planned;
use crate::cli::args::{OutputFormat, WhyArgs};
use crate::cli::diagnostic::Failure;
use crate::cli::exit_code::Code;
use crate::cli::output;

pub(in crate::cli) fn run(args: &WhyArgs) -> Result<Code, Failure> {
    let Planned { session, workspace, plan } = Planned::with(&args.workspace, &args.selection, |request| {
        request.selection.packages.extend(args.specs.iter().cloned());
    })?;
    let options = args.channel.build_options(&session, &workspace);
    let statuses = session.status(&workspace, &plan, &options).map_err(Failure::Build)?;
    let mut out = output::stdout();
    match args.output.format {
        OutputFormat::Text => render_statuses(&statuses, &output::text_options(&args.talk), &mut out),
        OutputFormat::Json => write_statuses_json(&statuses, &mut out),
    }
    .map_err(Failure::Write)?;
    Ok(Code::Success)
}
