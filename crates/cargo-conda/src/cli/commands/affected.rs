//! `cargo conda affected`

use std::num::NonZeroUsize;

use cargo_conda::report::{render_affected, write_affected_json, write_github_matrix};

use super::Planned;
use crate::cli::args::{AffectedArgs, AffectedFormat};
use crate::cli::diagnostic::{Failure, NoRevision};
use crate::cli::exit_code::Code;
use crate::cli::output;

pub(in crate::cli) fn run(args: &AffectedArgs) -> Result<Code, Failure> {
    let since = args.selection.since.as_deref().ok_or(Failure::NoRevision(NoRevision))?;
    let Planned { plan, .. } = Planned::new(&args.workspace, &args.selection)?;
    let mut out = output::stdout();
    match args.format {
        AffectedFormat::Text => render_affected(&plan, &mut out),
        AffectedFormat::Json => write_affected_json(&plan, since, &mut out),
        AffectedFormat::GithubMatrix => {
            write_github_matrix(&plan, args.partitions.map(NonZeroUsize::get), &mut out)
        }
    }
    .map_err(Failure::Write)?;
    Ok(Code::Success)
}
