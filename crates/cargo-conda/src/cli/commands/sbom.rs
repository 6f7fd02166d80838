//! `cargo conda sbom`

use std::io::Write as _;

use camino::Utf8PathBuf;
use clap::Args;
use fs_err as fs;

use super::planned_workspace::PlannedWorkspace;
use crate::cli::args::{PlanningArgs, TalkArgs};
use crate::cli::exit_code::Code;
use crate::cli::failure::{Failure, SeveralBills};
use crate::cli::output;

/// Write the bill of materials of packages without building them
///
/// It lists exactly the crates that a package is linked from and built with, as CycloneDX 1.5.
#[derive(Debug, Args)]
pub(crate) struct SbomCommand {
    #[command(flatten)]
    planning: PlanningArgs,
    /// Where to write: `<DIR>/<package>.cdx.json` for each package [default: one package, to standard output]
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    output_dir: Option<Utf8PathBuf>,
    #[command(flatten)]
    talk: TalkArgs,
}

pub(in crate::cli) fn run(command: &SbomCommand) -> Result<Code, Failure> {
    let SbomCommand { planning, output_dir, talk } = command;
    let PlannedWorkspace { session, workspace, plan, request: _ } = PlannedWorkspace::new(planning)?;
    output::warnings(talk, &plan).map_err(Failure::Write)?;
    let bills = plan.packages.iter().map(|package| {
        let bill = session.bill_of_materials(&workspace, package).map_err(Failure::Materials)?;
        Ok((package, bill))
    });
    let Some(directory) = output_dir else {
        return match &bills.collect::<Result<Vec<_>, _>>()?[..] {
            [(_, bill)] => {
                write!(output::stdout(), "{bill}").map_err(Failure::Write)?;
                Ok(Code::Success)
            }
            several => Err(Failure::SeveralBills(SeveralBills { count: several.len() })),
        };
    };
    let directory = session.absolute(directory);
    fs::create_dir_all(&directory).map_err(Failure::Write)?;
    let several_platforms = plan.packages.iter().any(|package| package.platform != plan.packages[0].platform);
    for bill in bills {
        let (package, bill) = bill?;
        let platform = if several_platforms { format!(".{}", package.platform) } else { String::new() };
        let path = directory.join(format!("{}{platform}.cdx.json", package.name));
        fs::write(&path, bill).map_err(Failure::Write)?;
        output::say(talk, &format!("wrote {path}")).map_err(Failure::Write)?;
    }
    Ok(Code::Success)
}
